# The newcomer's menu. `just` lists it.

_menu:
    @just --list --unsorted

# Formatting and lints
check:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings

# All tests
test:
    cargo test --locked

# Measures builds of big sites
bench *sizes="1000 10000":
    cargo bench --locked --bench archive -- {{ sizes }}

# Looks for inputs that break a property (needs cargo-fuzz)
fuzz target="front_matter" seconds="60":
    fuzz/run.sh {{ target }} {{ seconds }}

# Accepts what the snapshots say now (needs cargo-insta)
bless:
    cargo insta test --accept

# Makes the pictures of the README and of the manual
pictures:
    docs/pictures/make.sh error pages

# All that a fresh machine would do
ci:
    .ci/run

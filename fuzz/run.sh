#!/usr/bin/env bash
# Looks for an input that breaks a property: fuzz/run.sh TARGET SECONDS [OPTION OF LIBFUZZER…]
#
# Without a sanitizer, since the project has no unsafe code; so a stable Rust does. What was
# found lies in fuzz/artifacts/TARGET, what led to new code in fuzz/corpus/TARGET.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1 seconds=$2
shift 2
mkdir -p "fuzz/corpus/$target"
exec cargo fuzz run "$target" --sanitizer none --codegen-units 16 \
    "fuzz/corpus/$target" "tests/regressions/$target" -- \
    -dict="fuzz/dictionaries/$target.dict" -max_total_time="$seconds" \
    -timeout=10 -rss_limit_mb=2048 "$@"

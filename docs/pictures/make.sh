#!/usr/bin/env bash
# Makes the pictures of the README and of the manual: `docs/pictures/make.sh [error] [pages] [overlay]`.
#
# Needs cargo, python3, node, chromium, `script` of util-linux and the fonts DejaVu and Liberation.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

shot() { # URL PICTURE WIDTH,HEIGHT SCALE
    local sandbox=()
    [ "$(id -u)" != 0 ] || sandbox=(--no-sandbox)
    chromium --headless "${sandbox[@]}" --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
        --window-size="$3" --force-device-scale-factor="$4" --screenshot="$2" "$1" 2> /dev/null
}

error() {
    local site=$work/archiv
    "$program" init "$site" > /dev/null
    mkdir -p "$site/content/articles/2026/11"
    cat > "$site/content/articles/2026/11/tee.md" << 'END'
---
title: Was Tee mit Chips zu tun hat
date: 2026-13-01
tag: [Chips]
---

Mehr dazu im [Artikel vom Oktober](../10/wasser.md).
END
    # Only a terminal gets colours.
    (cd "$site" && script -qec "stty cols 80; '$program' build --at 2026-11-23" /dev/null > "$work/said" < /dev/null) || true
    local size
    size=$(python3 "$here/terminal.py" 'blattwerk build' < "$work/said" "$work/error.html")
    shot "file://$work/error.html" "$here/error.png" "$size" 2
    python3 "$here/palette.py" "$here/error.png"
}

pages() {
    "$program" build -q -r "$root" -o "$work/public" --at 2026-11-23T12:00:00+01:00
    (cd "$root/.ci/browser" && npm ci --silent --no-fund --no-audit)
    node "$here/pages.mjs" "$work/public"
}

overlay() {
    (cd "$root/.ci/browser" && npm ci --silent --no-fund --no-audit)
    node "$here/overlay.mjs" "$program" "$root"
    python3 "$here/palette.py" "$here/overlay.png"
}

cargo build --release --manifest-path "$root/Cargo.toml"
program=$(cargo metadata --format-version 1 --no-deps --manifest-path "$root/Cargo.toml" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')/release/blattwerk
for picture in "${@:-error}"; do
    "$picture"
done

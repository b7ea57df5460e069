#!/usr/bin/env bash
# A preview on a system that lets it watch one folder alone: it must say so, and find changes.
#
# watches.sh PROGRAM PROJECT TIME
set -euo pipefail
program=$1 project=$2 at=$3
site=$(mktemp -d)
server=
trap 'kill "$server" 2> /dev/null || true; rm -rf "$site"' EXIT
cp -r "$project"/{site.toml,content,themes} "$site/"

unshare -r sh -c 'echo 1 > /proc/sys/user/max_inotify_watches; exec "$@"' - \
    "$program" serve -r "$site" --port 0 --at "$at" > "$site/said" 2>&1 &
server=$!

wait_for() {
    for _ in $(seq 200); do
        if "$@" > /dev/null 2>&1; then return; fi
        sleep 0.05
    done
    echo "not so: $*"
    cat "$site/said"
    exit 1
}

wait_for grep -q 'http://' "$site/said"
wait_for grep -q 'changes are looked for every second instead' "$site/said"
address=$(grep -o 'http://[^ ]*' "$site/said" | head -n 1)
echo 'Ein Nachtrag ohne Meldung.' >> "$site/content/pages/impressum.md"
shows() { curl -s "${address}impressum/" | grep -q 'Ein Nachtrag ohne Meldung'; }
wait_for shows
wait_for grep -q 'content/pages/impressum.md' "$site/said"
echo "told, and found by looking"

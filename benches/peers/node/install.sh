#!/usr/bin/env bash
# Installs the Node peer into a folder: ../install.sh runs this.
set -euo pipefail
folder="$1"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$here/../../../tests/runtime/tools.sh"

major="$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/' || true)"
if [ "${major:-0}" -lt 20 ] || ! command -v npm >/dev/null; then
    echo 'The Node peer needs Node.js 20 or later, with npm.' >&2
    exit 1
fi

# AWS's runtime client compiles native code, by node-gyp, which is in Python.
missing=()
for tool in g++ make cmake autoconf automake; do command -v "$tool" >/dev/null || missing+=("$tool"); done
command -v libtoolize >/dev/null || missing+=(libtool)
command -v python3 >/dev/null || missing+=(python3)
if [ ${#missing[@]} -gt 0 ] && ! install_debian "${missing[@]}"; then
    echo "The Node peer needs ${missing[*]}, which could not be installed." >&2
    exit 1
fi

# The packages of a lock file, once: the runtime client takes a while to compile.
packages() {
    local lock
    lock="$(node --version && cksum <"$1/package-lock.json")"
    mkdir -p "$2"
    [ "$(cat "$2/lock" 2>/dev/null)" = "$lock" ] && return
    rm -f "$2/lock"
    cp "$1/package.json" "$1/package-lock.json" "$2"
    (cd "$2" && npm ci --no-audit --no-fund --no-update-notifier --loglevel=error >&2)
    echo "$lock" >"$2/lock"
}

packages "$here/runtime" "$folder/runtime"
packages "$here" "$folder/build"
rm -rf "$folder/build/src"
cp -R "$here/build.mjs" "$here/src" "$folder/build"
node "$folder/build/build.mjs" "$folder"

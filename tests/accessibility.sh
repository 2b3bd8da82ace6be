#!/usr/bin/env bash
# Judges the guest's pages by the rules of axe-core, in a real browser. Needs npm, for axe-core alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=4.14.1
folder="${CARGO_TARGET_DIR:-$PWD/target}/tools/axe-core-$version"
axe="$folder/node_modules/axe-core/axe.min.js"
[ -f "$axe" ] || npm install --prefix "$folder" --no-save --ignore-scripts --no-audit --no-fund "axe-core@$version"

LEAH_AXE="$axe" tests/browser.sh -- --ignored

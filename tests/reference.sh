#!/usr/bin/env bash
# Opens the API's reference in a real browser, in both colours and at three sizes, reads it by the keyboard alone and tries an
# operation: tests/reference/check.mjs. The pictures that it takes are in target/screenshots/reference. Needs Node 20 or newer with
# npm. Another browser than the one on the path: CHROME=/path/to/chrome; a Leah that is built already: LEAH_LOCAL=/path/to/leah-local
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/chromium.sh

target="$(realpath --canonicalize-missing "${CARGO_TARGET_DIR:-target}")"

# What is served is what was published.
functions/documentation/page/fetch.sh --check

# The check runs beside the packages that it imports; they are installed anew only when others are wanted.
tools="$target/tools/reference"
mkdir -p "$tools"
cp tests/reference/{check.mjs,package.json,package-lock.json} "$tools"
if ! cmp --silent "$tools/package-lock.json" "$tools/installed"; then
    npm ci --prefix "$tools" --ignore-scripts --no-audit --no-fund
    cp "$tools/package-lock.json" "$tools/installed"
fi

if [ -n "${LEAH_LOCAL:-}" ]; then
    leah="$LEAH_LOCAL"
else
    cargo build --locked
    leah="$target/debug/leah-local"
fi

folder="$(mktemp -d)"
"$leah" --ephemeral --port 0 --ready-file "$folder/ready" >"$folder/log" 2>&1 &
process=$!
trap 'kill "$process" 2>/dev/null; wait "$process" || true; rm -rf "$folder"' EXIT
until [ -s "$folder/ready" ]; do
    kill -0 "$process" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
    sleep 0.1
done
of_leah() { node --print 'JSON.parse(fs.readFileSync(process.argv[1]))[process.argv[2]]' "$folder/ready" "$1"; }

LEAH_KEY="$(of_leah key)" CHROME="$(chromium)" SHOTS="$target/screenshots/reference" \
    node "$tools/check.mjs" "$(of_leah url)/api/docs"

#!/usr/bin/env bash
# Looks at functions/documentation/openapi.json from outside: two linters that know nothing of each other have no remark, and a tester
# that invents requests from it (Schemathesis, all checks, links included) finds no answer that it does not describe. Needs Node 20 and
# Python 3 with its module venv; what is installed goes to target/tools. LEAH_LOCAL may name a `leah-local` that is built already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/runtime/tools.sh

schemathesis_version=4.32.5
# How many requests are invented for each operation, and by which numbers: LEAH_SEED repeats a run.
examples="${LEAH_EXAMPLES_EACH:-60}"
seed="${LEAH_SEED:-1}"
document=functions/documentation/openapi.json

heading() { printf '\n== %s\n' "$1"; }

heading 'Linters'
linters="$installed/openapi"
if ! cmp --silent tests/openapi/package-lock.json "$linters/package-lock.json" || [ ! -d "$linters/node_modules/.bin" ]; then
    mkdir -p "$linters"
    cp tests/openapi/package.json tests/openapi/package-lock.json "$linters"
    npm ci --prefix "$linters" --ignore-scripts --no-audit --no-fund --silent
fi
# They ask nobody and tell nobody.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
"$linters/node_modules/.bin/redocly" lint --config tests/openapi/redocly.yaml --max-problems 1000 "$document" 2>&1 |
    tee "$linters/redocly.log"
if grep --quiet 'You have .* warning' "$linters/redocly.log"; then
    echo 'Redocly has a remark.' >&2
    exit 1
fi
"$linters/node_modules/.bin/spectral" lint --ruleset tests/openapi/spectral.yaml --fail-severity hint "$document"

heading 'Invented requests'
pypi schemathesis "schemathesis==$schemathesis_version"
if [ -z "${LEAH_LOCAL:-}" ]; then
    cargo build --locked --package leah-local
    LEAH_LOCAL="${CARGO_TARGET_DIR:-$PWD/target}/debug/leah-local"
fi
folder="$(mktemp -d)"
"$LEAH_LOCAL" --port 0 --ephemeral --ready-file "$folder/ready.json" >"$folder/leah.log" 2>&1 &
leah=$!
trap 'kill "$leah" 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 600); do
    [ -s "$folder/ready.json" ] && break
    kill -0 "$leah" || { cat "$folder/leah.log" >&2; exit 1; }
    sleep 0.1
done
read -r url key < <(python3 -c 'import json, sys; ready = json.load(open(sys.argv[1])); print(ready["url"], ready["key"])' "$folder/ready.json")

# Somewhere to be told of events, so that there are deliveries: nobody listens there.
curl --silent --show-error --fail --output /dev/null --header 'Content-Type: application/json' \
    --data-raw '{"url": "http://127.0.0.1:9/", "events": ["transfer.shared"]}' "$url/_local/webhook_endpoints"

# What it invents has to be told what exists: tests/openapi/hooks.py.
export SCHEMATHESIS_HOOKS=hooks PYTHONPATH="$PWD/tests/openapi" PYTHONDONTWRITEBYTECODE=1 LEAH_URL="$url" LEAH_KEY="$key"
here="$PWD" tools="$(realpath "$tools")"
# It leaves notes wherever it is started.
cd "$folder"
"$tools/schemathesis" --config-file "$here/tests/openapi/schemathesis.toml" run "$here/$document" \
    --url "$url" --header "LEAH-AUTH-TOKEN: $key" \
    --checks all --max-examples "$examples" --seed "$seed" --workers 1 \
    --report-dir "$folder/report" "$@" | tee "$folder/schemathesis.log"
python3 "$here/tests/openapi/count.py" "$folder/schemathesis.log"

#!/usr/bin/env bash
# Looks at functions/documentation/openapi.json from outside: two linters that know nothing of each other have no remark, and a tester
# that invents requests from it (Schemathesis, all checks, links included) finds no answer that it does not describe. Needs Python 3
# with its module venv, and curl; what is installed goes to target/tools. A Leah that is built already: LEAH_LOCAL=/path/to/leah-local.
# What follows the script's name is the tester's: tests/openapi.sh --include-operation-id sendFiles
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/runtime/tools.sh
. tests/serve.sh

schemathesis_version=4.32.5
# How many requests are invented for each operation, and by which numbers: LEAH_SEED repeats a run.
examples="${LEAH_EXAMPLES_EACH:-60}"
seed="${LEAH_SEED:-1}"
document=functions/documentation/openapi.json

heading() { printf '\n== %s\n' "$1"; }

heading 'Linters'
npm_packages openapi tests/openapi
linters="$modules"
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
serve

give_up_a_delivery

# What it invents has to be told what exists: tests/openapi/hooks.py.
export SCHEMATHESIS_HOOKS=hooks PYTHONPATH="$PWD/tests/openapi" PYTHONDONTWRITEBYTECODE=1 LEAH_URL="$url" LEAH_KEY="$key"
here="$PWD" tools="$(realpath "$tools")"
# It leaves notes wherever it is started.
cd "$folder"
invent() {
    "$tools/schemathesis" --config-file "$here/tests/openapi/schemathesis.toml" run "$here/$document" \
        --url "$url" --header "LEAH-AUTH-TOKEN: $key" \
        --checks all --max-examples "$examples" --seed "$seed" --workers 1 \
        --report-dir "$folder/report" "$@" | tee --append "$folder/schemathesis.log"
}
invent "$@"
if [ $# -eq 0 ]; then
    # Of all that has links it begins with some, and seldom with a booking.
    invent --phases stateful --include-path-regex '^/api/appointments'
    python3 "$here/tests/openapi/count.py" "$folder/schemathesis.log"
fi

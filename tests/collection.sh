#!/usr/bin/env bash
# Holds docs/leah.postman_collection.json, which API clients import, against functions/documentation/openapi.json, from which
# tests/collection/make.mjs makes it (`--write` writes it anew), and sends all of its requests to a Leah in their order, as one does who
# presses "Run": each must be answered with the status that is documented. Needs curl; what is installed goes to target/tools.
# A Leah that is built already: LEAH_LOCAL=/path/to/leah-local.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/runtime/tools.sh
. tests/serve.sh

case "${1:-}" in
    '' | --write) ;;
    *) echo 'tests/collection.sh [--write]' >&2; exit 2 ;;
esac
document=functions/documentation/openapi.json
collection=docs/leah.postman_collection.json

# It is made beside the packages that make it.
npm_packages collection tests/collection
cp tests/collection/make.mjs "$modules"

serve
node "$modules/make.mjs" "$document" "$folder/collection.json"
if [ "${1:-}" = --write ]; then
    cp "$folder/collection.json" "$collection"
elif ! cmp --silent "$folder/collection.json" "$collection"; then
    echo "$collection is not what $document gives any more: tests/collection.sh --write" >&2
    exit 1
fi

give_up_a_delivery

# The file that the form sends.
printf '%%PDF-1.4\n%%%%EOF\n' >"$folder/letter.pdf"

failed=0
"$modules/node_modules/.bin/newman" run "$collection" --env-var "baseUrl=$url" --env-var "key=$key" --working-dir "$folder" \
    --reporters cli,json --reporter-json-export "$folder/report.json" --color off || failed=1

# In the form of cargo's line: a request whose answer was not looked at is no better than one that failed.
read -r requests good < <(node --print '
    const { stats, executions } = JSON.parse(fs.readFileSync(process.argv[1])).run;
    const good = executions.filter((it) => it.assertions?.length && it.assertions.every((one) => !one.error));
    `${stats.items.total} ${good.length}`' "$folder/report.json")
[ "$good" -eq "$requests" ] || failed=1
bad="$((requests - good))"
# What broke off has not counted itself.
if [ "$failed" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
printf '\ntest result: %s. %d passed; %d failed; 0 ignored; 0 measured; 0 filtered out\n' \
    "$([ "$failed" -eq 0 ] && echo ok || echo FAILED)" "$((requests - bad))" "$bad"
exit "$failed"

#!/usr/bin/env bash
# Has the clients of Hydra's ecosystem work with Leah as they are: API Platform's parser of documentation, its generators of clients and a
# JSON-LD processor. The clients go to a folder of their own under target/.
# A Leah that is built already: LEAH_LOCAL=/path/to/leah-local LEAH_CLI=/path/to/leah tests/clients/hydra.sh
# One check alone: tests/clients/hydra.sh --test-name-pattern 'Appointment'
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/runtime/tools.sh
. tests/serve.sh

target="${CARGO_TARGET_DIR:-$PWD/target}"

npm_packages clients tests/clients
clients="$modules"
# Modules are looked for beside the file that imports them.
rm -rf "$clients/checks"
mkdir "$clients/checks"
cp tests/clients/*.mjs "$clients/checks"

[ -n "${LEAH_CLI:-}" ] || cargo build --locked --workspace --bin leah-local --bin leah
operator="${LEAH_CLI:-$target/debug/leah}"
serve

# Nobody but the operator adds healthcare workers. With the one that is there they make three pages.
{
    echo 'firstname,lastname,email,office'
    for number in {1..64}; do
        echo "First$number,Last$number,worker$number@staff.example,office-$number"
    done
} >"$folder/staff.csv"
LEAH_ENDPOINT="$url" "$operator" worker import myorganization "$folder/staff.csv" >"$folder/import.log" 2>&1 || {
    cat "$folder/import.log" >&2
    exit 1
}

# All files look at one Leah, whose clock one of them moves.
failed=0
: >"$folder/results"
LEAH_READY="$folder/ready" node --test --test-concurrency=1 --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$folder/results" "$@" "$clients"/checks/*.test.mjs || failed=1

# In the form of cargo's line.
count() { awk -v what="$1" '/^# / && $2 == what { number = $3 } END { print number + 0 }' "$folder/results"; }
bad="$(($(count fail) + $(count cancelled)))"
# What broke off has not counted itself.
if [ "$failed" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
printf '\ntest result: %s. %d passed; %d failed; %d ignored; 0 measured; 0 filtered out\n' \
    "$([ "$failed" -eq 0 ] && echo ok || echo FAILED)" "$(count pass)" "$bad" "$(($(count skipped) + $(count todo)))"
exit "$failed"

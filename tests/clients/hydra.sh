#!/usr/bin/env bash
# Has the clients of Hydra's ecosystem work with Leah as they are: API Platform's parser of documentation, its generators of clients and a
# JSON-LD processor. Needs Node 20 or later with npm; the clients go to a folder of their own under target/.
# A Leah that is built already: LEAH_LOCAL=/path/to/leah-local LEAH_CLI=/path/to/leah tests/clients/hydra.sh
# One check alone: tests/clients/hydra.sh --test-name-pattern 'Appointment'
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

target="${CARGO_TARGET_DIR:-$PWD/target}"
folder="$target/tools/clients"

if ! node -e 'process.exitCode = parseInt(process.versions.node) < 20 ? 1 : 0' 2>/dev/null || ! command -v npm >/dev/null; then
    echo 'These checks need Node 20 or later, with npm.' >&2
    exit 1
fi

# A folder that was begun and not finished is made anew.
if ! cmp --silent tests/clients/package-lock.json "$folder/installed"; then
    rm -rf "$folder"
    mkdir -p "$folder"
    cp tests/clients/package.json tests/clients/package-lock.json "$folder"
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel error
    cp tests/clients/package-lock.json "$folder/installed"
fi
# Modules are looked for beside the file that imports them.
rm -rf "$folder/checks"
mkdir "$folder/checks"
cp tests/clients/*.mjs "$folder/checks"

if [ -z "${LEAH_LOCAL:-}" ] || [ -z "${LEAH_CLI:-}" ]; then
    cargo build --locked --workspace --bin leah-local --bin leah
fi
served="${LEAH_LOCAL:-$target/debug/leah-local}"
operator="${LEAH_CLI:-$target/debug/leah}"

work="$(mktemp -d)"
leah=''

finish() {
    local status="$?"
    if [ -n "$leah" ] && kill -TERM "$leah" 2>/dev/null; then
        wait "$leah" 2>/dev/null || true
    elif [ "$status" -ne 0 ] && [ -s "$work/leah.log" ]; then
        # It has ended by itself. What it says on its standard output has the key.
        tail -n 30 "$work/leah.log" >&2
    fi
    rm -rf "$work"
}
trap finish EXIT

"$served" --port 0 --ephemeral --ready-file "$work/ready.json" >/dev/null 2>"$work/leah.log" &
leah="$!"
for ((second = 0; second < 60; second++)); do
    [ -s "$work/ready.json" ] && break
    kill -0 "$leah" 2>/dev/null || break
    sleep 1
done
if [ ! -s "$work/ready.json" ]; then
    echo "Leah does not start: $served" >&2
    exit 1
fi

# Nobody but the operator adds healthcare workers. With the one that is there they make three pages.
{
    echo 'firstname,lastname,email,office'
    for number in {1..64}; do
        echo "First$number,Last$number,worker$number@staff.example,office-$number"
    done
} >"$work/staff.csv"
url="$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).url' "$work/ready.json")"
LEAH_ENDPOINT="$url" "$operator" worker import myorganization "$work/staff.csv" >"$work/import.log" 2>&1 || {
    cat "$work/import.log" >&2
    exit 1
}

# All files look at one Leah, whose clock one of them moves.
failed=0
: >"$work/results"
LEAH_READY="$work/ready.json" node --test --test-concurrency=1 --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$work/results" "$@" "$folder"/checks/*.test.mjs || failed=1

# In the form of cargo's line.
count() { awk -v what="$1" '/^# / && $2 == what { number = $3 } END { print number + 0 }' "$work/results"; }
bad="$(($(count fail) + $(count cancelled)))"
# What broke off has not counted itself.
if [ "$failed" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
printf '\ntest result: %s. %d passed; %d failed; %d ignored; 0 measured; 0 filtered out\n' \
    "$([ "$failed" -eq 0 ] && echo ok || echo FAILED)" "$(count pass)" "$bad" "$(($(count skipped) + $(count todo)))"
exit "$failed"

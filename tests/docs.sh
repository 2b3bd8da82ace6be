#!/usr/bin/env bash
# Runs what the guides show: the blocks of docs/*.md against a Leah of their own, and the samples that verify a webhook. Needs
# bash, curl 7.83 or newer and Python 3; a sample whose interpreter is missing is left out, and with --all that is a failure.
# A Leah that is built already: LEAH_LOCAL=/path/to/leah-local tests/docs.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/runtime/tools.sh
. tests/serve.sh

if [ $# -gt 1 ] || [ "${1:---all}" != --all ]; then
    echo 'tests/docs.sh [--all]' >&2
    exit 2
fi

# Its %header{…} came with 7.83.
has_curl() { { echo 7.83; curl --version 2>/dev/null | awk 'NR == 1 { print $2 }'; } | sort --version-sort --check=quiet; }

if ! has_curl && ! { install_debian curl && has_curl; }; then
    echo 'This needs curl 7.83 or newer.' >&2
    exit 1
fi

serve
# Whatever ends this, nothing stays behind in a folder for all, nor beside the sources.
export TMPDIR="$folder" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

python3 -m unittest discover --start-directory tests/docs

KEY="$key"
# The host that the guides have: each organization has its own.
LEAH="http://myorganization.localhost:${url##*:}"
export LEAH KEY

failed=0
check() { python3 "tests/docs/$1" "${@:2}" | tee -a "$folder/results" || failed=1; }
check links.py README.md docs/*.md
check run.py docs/*.md
check verify.py "$@" docs/webhooks.md

count() { grep --count "^test .* \.\.\. $1" "$folder/results" || true; }
bad="$(count FAILED)"
# A check that broke off has no line of its own.
if [ "$failed" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
printf '\ntest result: %s. %d passed; %d failed; %d ignored; 0 measured; 0 filtered out\n' \
    "$([ "$failed" -eq 0 ] && echo ok || echo FAILED)" "$(count ok)" "$bad" "$(count ignored)"
exit "$failed"

#!/usr/bin/env bash
# Opens the API's reference in a real browser, in both colours and at three sizes, reads it by the keyboard alone and tries an
# operation: tests/reference/check.mjs. The pictures that it takes are in target/screenshots/reference. Another
# browser than the one on the path: CHROME=/path/to/chrome; a Leah that is built already: LEAH_LOCAL=/path/to/leah-local
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/runtime/tools.sh
. tests/chromium.sh
. tests/serve.sh

target="$(realpath --canonicalize-missing "${CARGO_TARGET_DIR:-target}")"

# The check runs beside the packages that it imports.
npm_packages reference tests/reference
cp tests/reference/check.mjs "$modules"

# What is served is what was published.
functions/documentation/page/fetch.sh --check

serve
LEAH_KEY="$key" CHROME="$(chromium)" SHOTS="$target/screenshots/reference" \
    node "$modules/check.mjs" "$url/api/docs"

#!/usr/bin/env bash
# Opens the guest's page in a real browser: tests/it/browser. The pictures that it takes are in target/screenshots.
# Another browser than the one on the path: CHROME=/path/to/chrome tests/browser.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/chromium.sh

export INSTA_UPDATE=no

cargo test --locked --workspace --features leah-tests/browser --test it browser:: "$@"

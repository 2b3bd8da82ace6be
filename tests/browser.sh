#!/usr/bin/env bash
# Opens the guest's page in a real browser: tests/it/browser. The pictures that it takes are in target/screenshots.
# Another browser than the one on the path: CHROME=/path/to/chrome tests/browser.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export INSTA_UPDATE=no

has_browser() { [ -n "${CHROME:-}" ] || command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null; }

install_browser() {
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    command -v apt-get >/dev/null || return
    "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install --yes --no-install-recommends chromium
}

if ! has_browser && ! install_browser; then
    echo 'These tests need Chromium: install it, or name one by CHROME=/path/to/chrome.' >&2
    exit 1
fi

cargo test --locked --workspace --features leah-tests/browser --test it browser:: "$@"

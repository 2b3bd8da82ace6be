# The browser of the tests that need a real one: sourced, from the workspace's folder. It is installed where there is none; another
# one than that on the path is named by CHROME=/path/to/chrome.
# shellcheck shell=bash

# Where it is.
chromium() {
    local name
    [ -z "${CHROME:-}" ] || { echo "$CHROME"; return; }
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        # The function has the same name as the first.
        type -P "$name" && return
    done
    return 1
}

install_chromium() {
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    command -v apt-get >/dev/null || return
    "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install --yes --no-install-recommends chromium
}

if ! chromium >/dev/null && ! install_chromium; then
    echo 'These tests need Chromium: install it, or name one by CHROME=/path/to/chrome.' >&2
    exit 1
fi

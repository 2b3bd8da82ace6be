#!/usr/bin/env bash
# Fetches the page's library from its package and places its files, unchanged, in library/. What is not the very same
# package is refused. With --check nothing is placed: it fails where a file differs. Needs npm and OpenSSL.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

package=swagger-ui-dist
version=5.35.0
integrity=sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ==

mode="${1:-}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

npm pack --silent --ignore-scripts --pack-destination "$work" "$package@$version" >"$work/name"
archive="$work/$(tail -n 1 "$work/name")"
found="sha512-$(openssl dgst -sha512 -binary "$archive" | openssl base64 -A)"
if [ "$found" != "$integrity" ]; then
    echo "$package@$version is not what it was: $found" >&2
    exit 1
fi
tar -xzf "$archive" -C "$work"

place() {
    if [ "$mode" = --check ]; then
        cmp "$work/package/$1" "library/$2"
    else
        install -m 0644 "$work/package/$1" "library/$2"
    fi
}

mkdir -p library
place swagger-ui-bundle.js swagger-ui-bundle.js
place swagger-ui.css swagger-ui.css
place LICENSE swagger-ui.LICENSE
place NOTICE swagger-ui.NOTICE
place swagger-ui-bundle.js.LICENSE.txt swagger-ui-bundle.js.LICENSE.txt

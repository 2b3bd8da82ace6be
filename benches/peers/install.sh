#!/usr/bin/env bash
# Installs the benchmark's peers into a folder, given by its absolute path, and writes peers.json there: how each is run.
# What has not changed since the last time stays. Exits with 3 where no peer can be installed.
set -euo pipefail
folder="${1:?the absolute path of a folder}"
cd "$(dirname "${BASH_SOURCE[0]}")"

# All that a peer is made of: a change of any of it makes the peer anew.
sources() {
    echo "$folder"
    find "$1" install.sh -type f -not -path '*/node_modules/*' -not -path '*/__pycache__/*' | LC_ALL=C sort |
        while read -r file; do cksum "$file"; done
    case "$1" in
        node) node --version ;;
        python) python3 --version ;;
    esac 2>&1 || true
}

installed_peers=()
for peer in node python; do
    stamp="$(sources "$peer")"
    if [ "$(cat "$folder/$peer/stamp" 2>/dev/null)" != "$stamp" ]; then
        rm -f "$folder/$peer/stamp"
        if ! bash "$peer/install.sh" "$folder/$peer"; then
            echo "The $peer peer is left out." >&2
            continue
        fi
        # What was begun and not finished has no stamp.
        echo "$stamp" >"$folder/$peer/stamp"
    fi
    installed_peers+=("$folder/$peer/peers")
done

if [ ${#installed_peers[@]} -eq 0 ]; then
    echo 'No peer could be installed.' >&2
    exit 3
fi
printf '{"peers":[%s]}\n' "$(cat "${installed_peers[@]}" | paste -sd, -)" >"$folder/peers.json"

#!/usr/bin/env bash
# Has the reference library of another language, Python's, verify deliveries: tests/it/webhooks/python.rs. Needs Python 3 with
# its module venv; the library goes to a folder of its own under target/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

library='standardwebhooks==1.1.0'
folder="${CARGO_TARGET_DIR:-target}/webhooks-python"

# An environment that was begun and not finished is made anew.
if [ "$(cat "$folder/library" 2>/dev/null)" != "$library" ]; then
    python3 -m venv --clear "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$library"
    echo "$library" >"$folder/library"
fi

LEAH_PYTHON="$(realpath --no-symlinks "$folder/bin/python")" \
    cargo test --locked --workspace --test it webhooks::python:: -- --ignored "$@"

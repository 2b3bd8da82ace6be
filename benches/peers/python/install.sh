#!/usr/bin/env bash
# Installs the Python peer into a folder: ../install.sh runs this.
set -euo pipefail
folder="$1"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$here/../../../tests/runtime/tools.sh"

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo 'The Python peer needs Python 3.11 or later.' >&2
    exit 1
fi
if ! has_venv && ! install_debian python3-venv; then
    echo 'The Python peer needs the module venv, which could not be installed.' >&2
    exit 1
fi

rm -rf "$folder"
mkdir -p "$folder"
python3 -m venv --clear "$folder/runtime"
python="$folder/runtime/bin/python"
quiet=(--quiet --disable-pip-version-check --root-user-action ignore --no-deps)
"$python" -m pip install "${quiet[@]}" --requirement "$here/requirements/runtime.txt"
for function in offices appointments transfers; do
    "$python" -m pip install "${quiet[@]}" --no-compile \
        --target "$folder/$function" --requirement "$here/requirements/$function.txt"
    cp -R "$here/src/leah" "$folder/$function"
    cp "$here/src/$function/index.py" "$folder/$function"
done
"$python" "$here/describe.py" "$folder"
# Lambda compiles at each cold start what is not compiled; the measurement starts with everything compiled.
"$python" -m compileall -q "$folder/offices" "$folder/appointments" "$folder/transfers"

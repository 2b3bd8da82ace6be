#!/usr/bin/env bash
# Installs the load generator into a folder, given by its absolute path, once. Its default features: without TLS it does not compile.
set -euo pipefail
folder="${1:?the absolute path of a folder}"
version=1.16.0

[ "$("$folder/bin/oha" --version 2>/dev/null)" = "oha $version" ] && exit
cargo install --quiet --locked --root "$folder" --version "=$version" oha

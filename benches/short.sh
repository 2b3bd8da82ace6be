#!/usr/bin/env bash
# What each function's program calls, counted: cold, warm, and its connections. No time is measured. CI runs this.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(--package floor)
for folder in functions/*/; do packages+=(--package "$(basename "$folder")"); done
cargo build --locked --profile ci --bins "${packages[@]}"

LEAH_PROGRAMS="${CARGO_TARGET_DIR:-$PWD/target}/ci" \
    cargo test --locked --workspace --test short -- --ignored "$@"

#!/usr/bin/env bash
# Breaks the rules of the decisions on purpose, one at a time, and fails where no test notices. `.cargo/mutants.toml` says
# which files and which breaks are none. Takes some ten minutes; works on a copy of the tree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# No test may write the snapshots that a broken rule would want.
export INSTA_UPDATE=no

tools="${CARGO_TARGET_DIR:-$PWD/target}/tools"
export PATH="$tools/bin:$PATH"
version=27.1.0
has_mutants() { [ "$(cargo mutants --version 2>/dev/null)" = "cargo-mutants $version" ]; }
has_mutants || cargo install --locked --root "$tools" --version "=$version" cargo-mutants

mkdir -p target
cargo mutants --package leah-domain --no-shuffle --output target "$@" -- --locked

#!/usr/bin/env bash
# Least privilege: lives the suite on wires that note what every function calls, and holds that against the policies of
# template.yaml. A call that AWS would refuse fails the test that made it; what no test has needed fails at the end. Words behind
# the script's name are for the first of the two. CI does the same in its one run of the suite.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

LEAH_PERMISSIONS="$(mktemp -d)"
export LEAH_PERMISSIONS
trap 'rm -rf "$LEAH_PERMISSIONS"' EXIT

LEAH_HISTORIES="${LEAH_HISTORIES:-200}" LEAH_CROWD="${LEAH_CROWD:-200}" cargo test --locked --workspace --test it "$@"
cargo test --locked --workspace --test it house::permissions::no_function_may_more -- --ignored

#!/usr/bin/env bash
# What each function's program calls, counted: cold, warm, and its connections. No time is measured. CI runs this.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/runtime/tools.sh

ci_programs
LEAH_PROGRAMS="$programs" cargo test --locked --workspace --test short -- --ignored "$@"

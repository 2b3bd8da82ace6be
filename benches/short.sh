#!/usr/bin/env bash
# What each function's program calls, counted: cold, warm, and its connections; and that none has become much slower than an empty one,
# as a ratio. CI runs this.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/runtime/tools.sh

ci_programs
LEAH_PROGRAMS="$programs" cargo test --locked --workspace --test short -- --ignored "$@"

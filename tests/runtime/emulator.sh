#!/usr/bin/env bash
# Runs every function's own program under AWS's Lambda runtime interface emulator, with every event of events/:
# tests/it/house/emulator.rs. The emulator comes with SAM; Docker is not needed. For x86_64 and arm64 Linux.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/runtime/tools.sh

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) processor=x86_64 ;;
    Linux-aarch64 | Linux-arm64) processor=arm64 ;;
    *)
        echo 'The emulator is a program for Linux on x86_64 or arm64.' >&2
        exit 1
        ;;
esac

sam_tools
emulator="$(find "$installed/sam" -name "aws-lambda-rie-$processor" -print -quit)"
chmod +x "$emulator"

ci_programs
LEAH_EMULATOR="$emulator" LEAH_PROGRAMS="$programs" \
    cargo test --locked --workspace --test it house::emulator:: -- --ignored "$@"

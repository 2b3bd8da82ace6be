#!/usr/bin/env bash
# The whole API by `sam local start-api` under a real Docker engine, on the embedded engines: builds every function by
# cargo-lambda as `sam build` does, starts a Docker engine of its own, and runs the tests that hold of any Leah
# (tests/it/remote) against it, and some events by `sam local invoke`. Needs Linux on x86_64, root and Debian's packages; takes
# some twenty minutes. It stops all that it has started and removes what it has made, but for the tools and the build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/runtime/tools.sh

[ "$(uname -s)-$(uname -m)-$(id -u)" = Linux-x86_64-0 ] || {
    echo 'This needs root on Linux on x86_64.' >&2
    exit 1
}
missing=()
command -v dockerd >/dev/null || missing+=(docker.io)
command -v iptables >/dev/null || missing+=(iptables)
[ -x /bin/busybox ] || missing+=(busybox-static)
[ "${#missing[@]}" -eq 0 ] || install_debian "${missing[@]}"

sam_tools
sam="$tools/sam"
lambda_tools
export PATH="$tools:$PATH"

# What SAM and Docker leave, under paths short enough for a socket.
work="$(mktemp -d)"
started=()
finish() {
    local id
    # The last that was started first.
    for ((place = ${#started[@]} - 1; place >= 0; place--)); do
        id="${started[place]}"
        kill -TERM "$id" 2>/dev/null && wait "$id" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT

# `until_answers SECONDS COMMAND…`
until_answers() {
    local patience="$1"
    shift
    for ((second = 0; second < patience; second++)); do
        "$@" >/dev/null 2>&1 && return
        sleep 1
    done
    echo "This did not answer within $patience seconds: $*" >&2
    return 1
}

# The same profile as the emulator's: a function that is deployed is optimized for half an hour more.
build="$work/build"
mkdir -p "$build"
target="${CARGO_TARGET_DIR:-$PWD/target}"
cargo lambda build --locked --profile ci --lambda-dir "$build" --output-format binary
for folder in functions/*/; do
    name="$(basename "$folder")"
    [ -x "$build/$name/bootstrap" ] || {
        echo "cargo-lambda has not built $name" >&2
        exit 1
    }
done

# SAM runs functions from where they were built: the template with each CodeUri, as `sam build` writes it.
python3 - "$build" >"$work/template.yaml" <<'PYTHON'
import re, sys
binary, lines = None, []
for line in open("template.yaml"):
    found = re.match(r"\s+Binary: (\w+)", line)
    if found:
        binary = found[1]
    if line.strip() == "CodeUri: .":
        continue
    lines.append(line)
    if binary and re.match(r"    Properties:", line):
        lines.append(f"      CodeUri: {sys.argv[1]}/{binary}\n")
        binary = None
text = "".join(lines)
# Without the build method, for nothing is left to be built.
print(re.sub(r"    Metadata:\n      BuildMethod: rust-cargolambda\n      BuildProperties:\n        Binary: \w+\n", "", text), end="")
PYTHON

# A Docker engine of its own.
export DOCKER_HOST="unix://$work/docker.sock"
dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" --host "$DOCKER_HOST" \
    --bridge none >"$work/docker.log" 2>&1 &
started+=($!)
until_answers 60 docker info
network=leah
docker network create --subnet 172.31.231.0/24 --gateway 172.31.231.1 "$network" >/dev/null

# The base image, from what this machine has where its registry cannot be reached: a shell, the C library, certificates.
image=public.ecr.aws/lambda/provided:al2023-x86_64
if ! timeout 20 docker pull --quiet "$image" >/dev/null 2>&1; then
    root="$work/root"
    mkdir -p "$root"/{bin,lib64,lib/x86_64-linux-gnu,etc/ssl/certs,tmp,var/task,var/runtime,opt}
    chmod 1777 "$root/tmp"
    cp /bin/busybox "$root/bin/busybox"
    for name in sh mv chmod cp mkdir; do ln -s busybox "$root/bin/$name"; done
    cp /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
    for name in libc.so.6 libm.so.6 libgcc_s.so.1 libpthread.so.0 libdl.so.2 librt.so.1 libnss_dns.so.2 libresolv.so.2; do
        cp "/lib/x86_64-linux-gnu/$name" "$root/lib/x86_64-linux-gnu/"
    done
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
    tar -C "$root" -c . | docker import --change 'ENV PATH=/bin' - "$image" >/dev/null
fi

# The engines, where containers reach them.
cargo build --locked --workspace --bin leah-local
"$target/debug/leah-local" --ephemeral --port 0 --engines-only --engines-host 172.31.231.1 \
    --env-file "$work/env.json" --ready-file "$work/ready.json" >"$work/engines.log" 2>&1 &
started+=($!)
until_answers 60 test -s "$work/ready.json" -a -s "$work/env.json"
key="$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["key"])' "$work/ready.json")"

# What SAM takes from the shell.
export AWS_ACCESS_KEY_ID=leah-local AWS_SECRET_ACCESS_KEY=leah-local-secret
export AWS_SESSION_TOKEN=leah-local/session+token== AWS_REGION=eu-west-3 AWS_DEFAULT_REGION=eu-west-3
common=(--template "$work/template.yaml" --env-vars "$work/env.json" --skip-pull-image --docker-network "$network"
    --parameter-overrides Architecture=x86_64)

for event in offices-list appointments-create documentation-entrypoint; do
    sed "s/\$your_api_key/$key/" "events/$event.json" >"$work/event.json"
    logical="$(python3 -c 'import sys; print(sys.argv[1].split("-")[0].title().replace("_", "") + "Function")' "$event")"
    answer="$("$sam" local invoke "$logical" "${common[@]}" --event "$work/event.json" 2>"$work/invoke.log")" ||
        { cat "$work/invoke.log" >&2; exit 1; }
    echo "$answer" | grep -Eq '"statusCode": ?20[01]' || { echo "$event: $answer" >&2; exit 1; }
    echo "sam local invoke $logical -e events/$event.json: $(echo "$answer" | grep -Eo '"statusCode": ?[0-9]+')"
done

port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
"$sam" local start-api --host 127.0.0.1 --port "$port" --warm-containers LAZY "${common[@]}" >"$work/sam.log" 2>&1 &
started+=($!)
until_answers 120 python3 -c 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$port"

LEAH_URL="http://127.0.0.1:$port" LEAH_KEY="$key" \
    cargo test --locked --workspace --test it remote:: -- --test-threads 1 "$@" ||
    { tail -n 60 "$work/sam.log" >&2; exit 1; }

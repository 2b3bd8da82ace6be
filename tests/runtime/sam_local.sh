#!/usr/bin/env bash
# The API by `sam build` and `sam local start-api` under a real Docker engine, on the embedded engines: some events by
# `sam local invoke`, then the tests that hold of any Leah (tests/it/remote). Needs root on Linux on x86_64 and Debian's packages;
# takes some twenty minutes, most of them for the build. It stops all that it has started and removes what it has made, but for
# the tools and the build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/runtime/tools.sh

[ "$(uname -s)-$(uname -m)-$(id -u)" = Linux-x86_64-0 ] || {
    echo 'This needs root on Linux on x86_64.' >&2
    exit 1
}
missing=()
command -v dockerd >/dev/null || missing+=(docker.io)
command -v ip >/dev/null || missing+=(iproute2)
command -v curl >/dev/null || missing+=(curl)
[ -x /bin/busybox ] || missing+=(busybox-static)
[ "${#missing[@]}" -eq 0 ] || install_debian "${missing[@]}"

sam_tools
sam="$tools/sam"
lambda_tools
# cargo-lambda asks the first Python for its linker.
export PATH="$tools:$PATH"

# All that is made stands here: the path is short enough for a socket.
work="$(mktemp -d)"
bridge="leah-$$"
# For tests of networks, so nobody's (RFC 2544).
host=198.18.231.1
export DOCKER_HOST="unix://$work/docker.sock"
started=()

finish() {
    local status="$?" place
    if [ "$status" -ne 0 ]; then
        tail -n 30 "$work"/*.log >&2 || true
    fi
    # The last that was started first.
    for ((place = ${#started[@]} - 1; place >= 0; place--)); do
        kill -TERM "${started[place]}" 2>/dev/null && wait "${started[place]}" 2>/dev/null || true
    done
    ip link delete "$bridge" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

# `in_background LOG COMMAND…`: it ends with this script.
in_background() {
    local log="$work/$1.log"
    shift
    "$@" >"$log" 2>&1 &
    started+=($!)
}

# `until_answers SECONDS COMMAND…`: what was started last may take so long.
until_answers() {
    local patience="$1" second
    shift
    for ((second = 0; second < patience; second++)); do
        "$@" >/dev/null 2>&1 && return
        kill -0 "${started[-1]}" 2>/dev/null || break
        sleep 1
    done
    echo "This did not answer: $*" >&2
    return 1
}

# `field FILE NAME`: a string of a JSON object.
field() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$@"; }

# As it is deployed, but for the last of optimization, which takes half an hour.
CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    "$sam" build --build-dir "$work/build" --parameter-overrides Architecture=x86_64
# Beside the tests, with whose dependencies it shares a build.
cargo build --locked --workspace --bin leah-local --test it

# A Docker engine of its own, on a bridge of its own: neither another engine nor the firewall notices.
ip link add "$bridge" type bridge
ip address add "$host/24" dev "$bridge"
ip link set "$bridge" up
in_background docker dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" --host "$DOCKER_HOST" \
    --bridge "$bridge" --iptables=false --ip-forward=false
until_answers 60 docker info

# The base image, from what this machine has where its registry cannot be reached: a shell, the C library, certificates.
image=public.ecr.aws/lambda/provided:al2023-x86_64
if ! timeout 20 docker pull --quiet "$image" >/dev/null 2>&1; then
    root="$work/root"
    mkdir -p "$root"/{bin,lib64,etc/ssl/certs,tmp,opt,var/runtime,var/task}
    chmod 1777 "$root/tmp"
    cp /bin/busybox "$root/bin/"
    for name in sh mv chmod cp mkdir; do ln -s busybox "$root/bin/$name"; done
    for name in ld-linux-x86-64 libc libm libgcc_s libpthread libdl librt libutil libresolv; do
        cp --dereference "/lib/x86_64-linux-gnu/$name.so".? "$root/lib64/"
    done
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
    tar -C "$root" -c . | docker import --change 'ENV PATH=/bin' --change 'ENV LD_LIBRARY_PATH=/lib64' - "$image" >/dev/null
    echo "$image cannot be had; one was made from this machine's own files"
fi

# The engines, where containers reach them.
in_background engines "${CARGO_TARGET_DIR:-$PWD/target}/debug/leah-local" --ephemeral --port 0 --engines-only \
    --engines-host "$host" --env-file "$work/env.json" --ready-file "$work/ready.json"
until_answers 60 test -s "$work/ready.json" -a -s "$work/env.json"
key="$(field "$work/ready.json" key)"

# What SAM takes from the shell.
curl --silent --fail --noproxy '*' "$(field "$work/ready.json" url)/_local/environment" >"$work/environment.json"
for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION; do
    export "$name=$(field "$work/environment.json" "$name")"
done
# By this name SAM knows the region that functions are to have.
export AWS_DEFAULT_REGION="$AWS_REGION"
common=(--template "$work/build/template.yaml" --env-vars "$work/env.json" --skip-pull-image
    --parameter-overrides Architecture=x86_64)

# `invoke FUNCTION EVENT ANSWER`: what the function answers has this in it.
invoke() {
    local event answer
    event="$(<"events/$2.json")"
    printf '%s' "${event//'$your_api_key'/$key}" >"$work/event.json"
    answer="$("$sam" local invoke "$1" "${common[@]}" --event "$work/event.json" 2>"$work/invoke.log")"
    # SAM writes it with spaces of its own.
    [[ "${answer// /}" == *"$3"* ]] || {
        echo "$1 answers to events/$2.json: $answer" >&2
        return 1
    }
    echo "sam local invoke $1 --event events/$2.json: $3"
}
invoke DocumentationFunction documentation-entrypoint '"statusCode":200'
invoke OfficesFunction offices-list '"statusCode":200'
invoke AppointmentsFunction appointments-create '"statusCode":201'
invoke OutboxFunction outbox-sweep '{"batchItemFailures":[]}'

port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
in_background sam "$sam" local start-api --host 127.0.0.1 --port "$port" --warm-containers LAZY "${common[@]}"
until_answers 120 curl --silent --noproxy '*' --output /dev/null "http://127.0.0.1:$port/api"

LEAH_URL="http://127.0.0.1:$port" LEAH_KEY="$key" NO_PROXY='*' \
    cargo test --locked --workspace --test it remote:: -- --test-threads 1 "$@"

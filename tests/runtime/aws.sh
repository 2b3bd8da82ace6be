#!/usr/bin/env bash
# Leah in an account: deploys a stack for throwing away, shows that a failed deployment can be repeated, walks through the API from
# outside and through what every function asks of AWS, says what differed, and removes all that it has made, also after a failure.
#
#   tests/runtime/aws.sh                    on AWS, by the credentials and the region of the shell; some forty minutes, below a dollar
#   tests/runtime/aws.sh --on ministack     here, on ministack's services (PyPI); what only AWS can show is said, and left out
#   --only again | guided | walk            a part of it
#
# On AWS: LEAH_TRY_FROM, an address that SES may send from, has mails go to its mailbox simulator; LEAH_TRY_NUMBER, a number that
# SMS may go to, such as one of the SMS simulator's of a country where you have an origination identity, has SMS go there. Without them those two wait, as in
# a new account. LEAH_PROGRAMS, a folder, has programs that are built already (x86_64, Linux). Needs Rust, Python 3 and Debian's curl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/runtime/tools.sh

on=aws only=
while [ $# -gt 0 ]; do
    case "$1" in
    --on) on="$2" && shift 2 ;;
    --only) only="$2" && shift 2 ;;
    *) echo 'tests/runtime/aws.sh [--on ministack] [--only again|guided|walk]' >&2 && exit 2 ;;
    esac
done

sam_tools
python="$tools/python" sam="$tools/sam"
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$PWD/tests/runtime/aws" POWERTOOLS_METRICS_DISABLED=true
name="leah-try-$(od -An -N3 -tx1 /dev/urandom | tr -d ' ')"
work="$(mktemp -d)"
engine=
finish() {
    local status=$?
    trap - EXIT
    echo "Removing $name"
    "$python" -m remove "$name" 2>>"$work/remove.log" || { cat "$work/remove.log" >&2 && status=1; }
    if [ -n "$engine" ]; then kill "$engine" 2>/dev/null && wait "$engine" 2>/dev/null || true; fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

if [ "$on" = ministack ]; then
    # With the transform, for SAM's own stack has it.
    pypi ministack "ministack==$ministack_version" "aws-sam-translator==$translator_version"
    port="$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
    export AWS_REGION=eu-west-3 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY='*' no_proxy='*'
    unset AWS_PROFILE AWS_SESSION_TOKEN
    BIND_HOST=127.0.0.1 GATEWAY_PORT="$port" MINISTACK_REGION="$AWS_REGION" S3_DATA_DIR="$work/s3" TMPDIR="$work" \
        "$tools/ministack" >"$work/ministack.log" 2>&1 &
    engine=$!
    export AWS_ENDPOINT_URL="http://127.0.0.1:$port"
    # The command line and the functions' clients read those of single services.
    for service in CLOUDFORMATION CLOUDWATCH DYNAMODB LAMBDA S3 SCHEDULER SESV2 SQS PINPOINT_SMS_VOICE_V2; do
        export "AWS_ENDPOINT_URL_$service=$AWS_ENDPOINT_URL"
    done
    for _ in $(seq 60); do
        curl --silent --output /dev/null "$AWS_ENDPOINT_URL/_ministack/health" && break
        sleep 1
    done
fi
export AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-${AWS_REGION:?name a region by AWS_REGION}}"

# Programs for processors that build here; the template takes either.
if [ -n "${LEAH_PROGRAMS:-}" ]; then programs="$LEAH_PROGRAMS"; else ci_programs; fi
"$python" -m prepare "$name" "$programs"

status=0
part() { [ "${only:-$1}" = "$1" ]; }
if part again; then
    "$python" -m again "$name-a" "$name-code" || status=1
fi
# SAM keeps a bucket of its own in each account and region where it deploys (the stack aws-sam-cli-managed-default): that stays.
if part guided; then
    "$python" -m guided "$name-g" "$name-code" "$sam" || status=1
fi
if part walk; then
    "$python" -m deploy "$name" "$name-code" "$work/stack.json"
    cargo build --locked --workspace --bin leah --test it
    LEAH_CLI="${CARGO_TARGET_DIR:-$PWD/target}/debug/leah" "$python" -m walk "$name" "$work/stack.json" || status=1
    LEAH_URL="$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["Url"])' "$work/stack.json")" \
        LEAH_KEY="$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["key"])' "$work/stack.json")" \
        cargo test --locked --workspace --test it remote:: -- --test-threads 1 || status=1
    "$python" -m logs "$name" || status=1
fi
exit "$status"

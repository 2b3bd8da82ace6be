#!/usr/bin/env bash
# The most memory that one Leah takes, its engines included: at rest, for ten files of 15 MiB in one multipart upload, and
# for the zip of them. Needs Linux, curl and jq. Measures the program that it is given, or builds one for development.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/serve.sh

if [ $# -gt 0 ]; then LEAH_LOCAL="$1"; fi
serve

# Peaks are since the last time that the kernel was told to forget them (proc_pid_clear_refs(5)).
report() { printf '%-44s %6d MiB\n' "$1" "$(awk '/^VmHWM:/ { printf "%d", $2 / 1024 }' "/proc/$process/status")"; }
forget() { echo 5 >"/proc/$process/clear_refs"; }
call() { curl --silent --show-error --fail-with-body --header "LEAH-AUTH-TOKEN: $key" "$@"; }
json() { call --header 'Content-Type: application/json' --data "$@"; }

worker="$(call "$url/api/healthcare_workers" | jq -r '."hydra:member"[0]."@id"')"
report 'at rest'

transfer="$(json "{\"healthcareWorker\": \"$worker\"}" "$url/api/transfers" | jq -r '."@id"')"
form=()
for number in {0..9}; do
    { printf '\xff\xd8\xff\xe0'; head --bytes=$((15 * 1024 * 1024 - 4)) /dev/urandom; } >"$folder/$number.jpg"
    form+=(--form "file[]=@$folder/$number.jpg")
done
forget
call "${form[@]}" "$url$transfer/files" | jq --exit-status '.files | length == 10' >/dev/null
report 'for 150 MiB in one multipart upload'

hash="$(json '{"email": "guest@example.org"}' "$url$transfer/share" | jq -r .hash)"
secret="$(printf %s "$hash" | base64 --decode | tr a-f A-F | basenc --base16 --decode | basenc --base64url | tr --delete '=\n')"
forget
address="$(curl --silent --show-error --fail --output /dev/null --write-out '%{redirect_url}' --request POST "$url/t/$secret/all")"
report 'for the zip of it'
forget
curl --silent --show-error --fail --output "$folder/documents.zip" "$address"
report 'for its download'
[ "$(wc -c <"$folder/documents.zip")" -gt $((150 * 1024 * 1024)) ]

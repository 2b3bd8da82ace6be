# A Leah of a script's own: sourced, from the workspace's folder. A Leah that is built already: LEAH_LOCAL=/path/to/leah-local.
# shellcheck shell=bash

# Where the program is; it is built if it is not named.
leah_local() {
    if [ -z "${LEAH_LOCAL:-}" ]; then
        cargo build --locked --workspace --bin leah-local >&2
        LEAH_LOCAL="$(realpath "${CARGO_TARGET_DIR:-target}")/debug/leah-local"
    fi
}

# Starts it: sets `folder`, for whatever the script writes, `process`, `url` and `key`. Both end with the script.
serve() {
    leah_local
    folder="$(mktemp -d)"
    trap 'rm -rf "$folder"' EXIT
    # What it says on its standard output has the key.
    "$LEAH_LOCAL" --ephemeral --port 0 --ready-file "$folder/ready" >/dev/null 2>"$folder/log" &
    process=$!
    trap 'kill "$process" 2>/dev/null || true; wait "$process" || true; rm -rf "$folder"' EXIT
    until [ -s "$folder/ready" ]; do
        kill -0 "$process" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
        sleep 0.1
    done
    url="$(ready url)"
    key="$(ready key)"
}

# What it says of itself once it serves: neither is ever escaped.
ready() { grep --only-matching "\"$1\": *\"[^\"]*\"" "$folder/ready" | cut --delimiter='"' --fields=4; }

# Leaves a webhook's delivery that was given up, so that there is one to be read and replayed. Needs curl.
give_up_a_delivery() {
    send() { curl --silent --show-error --fail --output /dev/null --header 'Content-Type: application/json' --data-raw "$2" "$url$1" "${@:3}"; }
    # Nobody listens there. An endpoint is not told of its first minute.
    send /_local/webhook_endpoints '{"url": "http://127.0.0.1:9/", "events": ["appointment.created"]}'
    send /_local/clock '{"advance": "PT2M"}'
    send /api/appointments '{"phoneNumber": "+33612345678", "email": "guest@example.org", "startTime": "2035-04-25T13:15:00",
        "office": "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531"}' --header "LEAH-AUTH-TOKEN: $key"
    send /_local/clock '{"advance": "PT48H"}'
}

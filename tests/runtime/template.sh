#!/usr/bin/env bash
# Holds template.yaml against what AWS says of its resources, by cfn-lint and by SAM: no error and no warning. Needs Python 3,
# and neither an account nor credentials.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

sam_version=1.170.0
lint_version=1.58.0
tools="${CARGO_TARGET_DIR:-$PWD/target}/tools/sam-$sam_version-cfn-lint-$lint_version"

export SAM_CLI_TELEMETRY=0
export __SAM_CLI_APP_DIR="$tools/home"

has_tools() {
    [ "$("$tools/bin/cfn-lint" --version 2>/dev/null)" = "cfn-lint $lint_version" ] &&
        [ "$("$tools/bin/sam" --version 2>/dev/null)" = "SAM CLI, version $sam_version" ]
}

# Debian has it in a package of its own.
has_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

install_venv() {
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    command -v apt-get >/dev/null || return
    "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install --yes --no-install-recommends python3-venv
}

install_tools() {
    if ! has_venv && ! install_venv; then
        echo 'This needs Python 3 with its module venv.' >&2
        exit 1
    fi
    python3 -m venv --clear "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check "aws-sam-cli==$sam_version" "cfn-lint==$lint_version"
}

has_tools || install_tools

"$tools/bin/cfn-lint" template.yaml
echo 'cfn-lint: nothing to say'
"$tools/bin/sam" validate --lint --template template.yaml

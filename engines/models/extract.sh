#!/usr/bin/env bash
# Takes from botocore's service models what this crate reads of them: `extract.sh` writes the files beside it, `extract.sh --check`
# fails if they are not what the pinned version gives. Needs Python 3 and PyPI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

botocore_version=1.44.8

. tests/runtime/tools.sh
pypi botocore "botocore==$botocore_version"
"$tools/python" engines/models/extract.py "$@"

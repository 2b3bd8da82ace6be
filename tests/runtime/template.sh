#!/usr/bin/env bash
# Holds template.yaml against what AWS says of its resources, by cfn-lint and by SAM: no error and no warning. Needs Python 3,
# and neither an account nor credentials.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/runtime/tools.sh

sam_tools
"$tools/cfn-lint" template.yaml
echo 'cfn-lint: nothing to say'
"$tools/sam" validate --lint --template template.yaml

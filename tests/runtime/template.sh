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
# With --lint SAM does not transform, and the transform refuses what CloudFormation knows: without, by an environment of
# samconfig.toml that is not there. Nobody is asked: the credentials are for its client alone.
AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none "$tools/sam" validate --config-env transform --template template.yaml \
    --region "${AWS_REGION:-eu-west-3}"

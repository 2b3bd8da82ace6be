#!/usr/bin/env bash
# aws-sam-translator 1.115.0 (what `sam deploy` transforms templates by) knows the properties of AWS::S3::Bucket by a list of its own,
# once the bucket is the source of a function's event. A property that CloudFormation and cfn-lint 1.58.0 know (BucketNamespace, by which
# a bucket's name is the account's own) is refused there, and only there: the same bucket without an event passes.
# Seen: "property BucketNamespace not defined for resource of type AWS::S3::Bucket". Who validates by `sam validate --lint` alone does
# not see it, for that does not transform.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet aws-sam-translator==1.115.0
AWS_DEFAULT_REGION=eu-west-3 "$work/venv/bin/python" - <<'PYTHON'
from samtranslator.translator.transform import transform
from samtranslator.model.exceptions import InvalidDocumentException


class Policies:
    def load(self):
        return {}


def refused(with_event):
    function = {
        "Type": "AWS::Serverless::Function",
        "Properties": {"Runtime": "provided.al2023", "Handler": "bootstrap", "CodeUri": "s3://code/function.zip"},
    }
    if with_event:
        function["Properties"]["Events"] = {
            "Put": {"Type": "S3", "Properties": {"Bucket": {"Ref": "Files"}, "Events": "s3:ObjectCreated:*"}}
        }
    template = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {
            "Files": {"Type": "AWS::S3::Bucket", "Properties": {"BucketNamespace": "account-regional"}},
            "Function": function,
        },
    }
    try:
        transform(template, {}, Policies())
    except InvalidDocumentException as error:
        return "; ".join(cause.message for cause in error.causes)
    return None


print("bucket without an event:", refused(False))
found = refused(True)
print("bucket with an event:", found)
assert refused(False) is None
assert found and "property BucketNamespace not defined for resource of type AWS::S3::Bucket" in found, found
PYTHON

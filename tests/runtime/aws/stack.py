"""A stack of template.yaml in an account, AWS's or another that stands in for it: made, looked at, removed.

What speaks to AWS is boto3, by the environment: AWS_REGION, credentials, and AWS_ENDPOINT_URL where it is not AWS.
"""

import copy
import io
import json
import logging
import os
import pathlib
import time
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

# The library warns of switches and metrics that concern the service alone.
logging.getLogger("samtranslator").setLevel(logging.CRITICAL)

ROOT = pathlib.Path(__file__).resolve().parents[3]
# CloudFormation takes minutes on AWS: a table with four indexes, a stage, alarms one after the other.
PATIENCE = 1800


def client(service):
    """A client of a service; what stands in for AWS has one address for all buckets."""
    return boto3.client(service, config=Config(s3={"addressing_style": "path"} if elsewhere() else {}))


def elsewhere():
    """Whether what answers is not AWS."""
    return bool(os.environ.get("AWS_ENDPOINT_URL"))


def template():
    """template.yaml, as it stands."""
    return yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))


def binaries(document):
    """The names of the programs that the template's functions are."""
    functions = (one for one in document["Resources"].values() if one["Type"] == "AWS::Serverless::Function")
    return sorted({one["Metadata"]["BuildProperties"]["Binary"] for one in functions})


def packaged(document, bucket):
    """The template with its programs in a bucket, as `sam package` would have it."""
    document = copy.deepcopy(document)
    for one in document["Resources"].values():
        if one["Type"] == "AWS::Serverless::Function":
            key = one["Metadata"]["BuildProperties"]["Binary"] + ".zip"
            one["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
    return document


def transformed(document, parameters):
    """What SAM's transform makes of it. On AWS the service does that; here it is done by the library that the service has."""
    return Translator({}, Parser()).translate(copy.deepcopy(document), dict(parameters))


def carried(document):
    """The template without what ministack 1.5.33 does not have, and the names of that.

    It has no alarms of expressions, hence not their dashboard, and SES's identities have no tokens of DKIM. Functions are told where
    its services are, by the variables that are empty on AWS.
    """
    document = copy.deepcopy(document)
    variables = document["Globals"]["Function"]["Environment"]["Variables"]
    for name in variables:
        if name.startswith("AWS_ENDPOINT_URL_"):
            variables[name] = os.environ["AWS_ENDPOINT_URL"]
    resources = document["Resources"]
    missing = [name for name, one in resources.items() if "Metrics" in one.get("Properties", {}) and "Alarm" in one["Type"]]
    missing += [name for name, one in resources.items() if one["Type"] == "AWS::CloudWatch::Dashboard"]
    for name in missing:
        del resources[name]
        document["Outputs"].pop(name, None)
    missing.append("Outputs.MailRecords")
    del document["Outputs"]["MailRecords"]
    for one in resources.values():
        if "FailsOnPurpose" in resources and isinstance(one.get("DependsOn"), list):
            one["DependsOn"] = [name for name in one["DependsOn"] if name in resources]
    return document, missing


def spelled(document):
    """The transformed template as ministack 1.5.33 understands it.

    It makes nothing of `x-amazon-apigateway-any-method`, and takes a slash that is escaped in a media type, as it has to be on AWS,
    for a part of its name.
    """
    for one in document["Resources"].values():
        if one["Type"] == "AWS::ApiGateway::RestApi":
            one["Properties"]["BinaryMediaTypes"] = ["*/*"]
            for path in one["Properties"]["Body"]["paths"].values():
                every = path.pop("x-amazon-apigateway-any-method")
                path.update({method: every for method in ("get", "post", "put", "patch", "delete", "head", "options")})
    return document


def upload(bucket, programs, names):
    """Makes a bucket of our own and puts the programs into it."""
    s3 = client("s3")
    region = s3.meta.region_name
    where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=bucket, **where)
    for name in names:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            entry = zipfile.ZipInfo("bootstrap")
            entry.external_attr = 0o100755 << 16
            archive.writestr(entry, (pathlib.Path(programs) / name).read_bytes(), zipfile.ZIP_DEFLATED)
        s3.put_object(Bucket=bucket, Key=f"{name}.zip", Body=data.getvalue())


def create(name, document, parameters, bucket):
    """Begins to create a stack; returns its id."""
    if elsewhere():
        document = spelled(transformed(carried(document)[0], parameters))
    key = f"{name}.template.json"
    client("s3").put_object(Bucket=bucket, Key=key, Body=json.dumps(document).encode())
    region = client("s3").meta.region_name
    host = os.environ.get("AWS_ENDPOINT_URL") or f"https://s3.{region}.amazonaws.com"
    answer = client("cloudformation").create_stack(
        StackName=name,
        TemplateURL=f"{host}/{bucket}/{key}",
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    return answer["StackId"]


def settled(stack):
    """Waits until a stack, by its id, does nothing any more; returns its status."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            found = client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
        except ClientError:
            return "DELETE_COMPLETE"
        if not found["StackStatus"].endswith("_IN_PROGRESS"):
            return found["StackStatus"]
        time.sleep(1 if elsewhere() else 10)
    raise TimeoutError(stack)


def outputs(stack):
    """The outputs of a stack."""
    found = client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}


def refusals(stack):
    """What did not come about, and why: the first of the events."""
    pages = client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=stack)
    events = [one for page in pages for one in page["StackEvents"]]
    failed = [one for one in events if one["ResourceStatus"].endswith("_FAILED")]
    told = [f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason', '')}" for one in reversed(failed)]
    # What is refused before anything is made has events of its own.
    found = client("cloudformation").describe_events(StackName=stack).get("OperationEvents", [])
    return [one["ValidationStatusReason"] for one in found if one.get("ValidationStatusReason")] + told


def left(name):
    """What of a stack's name is still there that it does not take along: tables, buckets, queues."""
    s3, sqs = client("s3"), client("sqs")
    tables = client("dynamodb").list_tables()["TableNames"]
    buckets = [one["Name"] for one in s3.list_buckets()["Buckets"]]
    queues = [url.rsplit("/", 1)[1] for url in sqs.list_queues(QueueNamePrefix=f"{name}-").get("QueueUrls", [])]
    return sorted(one for one in tables + buckets + queues if one.startswith(f"{name}-"))


def remove(name, stack=None):
    """Removes a stack with all that it retains. What is not there is no reason to stop."""
    cloudformation = client("cloudformation")
    try:
        stack = stack or cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        cloudformation.delete_stack(StackName=stack)
        settled(stack)
    except ClientError:
        pass
    orphans(name)


def orphans(name):
    """Removes what stayed of a stack's name."""
    dynamodb, s3, sqs = client("dynamodb"), boto3.resource("s3"), client("sqs")
    if elsewhere():
        s3 = boto3.resource("s3", config=Config(s3={"addressing_style": "path"}))
    for one in left(name):
        if one in dynamodb.list_tables()["TableNames"]:
            dynamodb.update_table(TableName=one, DeletionProtectionEnabled=False)
            dynamodb.delete_table(TableName=one)
        elif any(one == bucket.name for bucket in s3.buckets.all()):
            s3.Bucket(one).objects.all().delete()
            s3.Bucket(one).delete()
        else:
            sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=one)["QueueUrl"])

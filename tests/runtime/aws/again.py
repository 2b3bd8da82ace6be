#!/usr/bin/env python3
"""A first creation that fails can be repeated at once: again.py NAME BUCKET

`NAME` is the stack, `BUCKET` has the programs. The template is the real one, with one more resource that waits for all others and
then fails on purpose: a wait condition that nobody fulfils (AWS CloudFormation, "AWS::CloudFormation::WaitCondition").
"""

import copy
import sys

import stack

PARAMETERS = {"BaseDomain": "leah.example.org", "MailIdentity": "false", "Architecture": "x86_64"}
failed = False


def check(what, is_so, more=""):
    """A line of the result."""
    global failed
    failed = failed or not is_so
    print(f"test {what} ... {'ok' if is_so else 'FAILED'}{f' ({more})' if more else ''}", flush=True)


def only_aws(what, is_so, more=""):
    """The same of what can be seen on AWS alone; elsewhere it is only told."""
    if stack.elsewhere():
        print(f"test {what} ... ignored, only AWS shows it ({more})", flush=True)
    else:
        check(what, is_so, more)


def failing(document):
    """The template with a last resource that fails, whatever else it makes."""
    document = copy.deepcopy(document)
    # Those that a condition leaves out, nothing can wait for.
    others = [name for name, one in document["Resources"].items() if "Condition" not in one]
    document["Resources"]["NobodyCalls"] = {"Type": "AWS::CloudFormation::WaitConditionHandle"}
    document["Resources"]["FailsOnPurpose"] = {
        "Type": "AWS::CloudFormation::WaitCondition",
        "DependsOn": others,
        "Properties": {"Handle": {"Ref": "NobodyCalls"}, "Timeout": "1", "Count": 1},
    }
    return document


def created(name, document, bucket, **more):
    """Creates a stack and waits; returns its id and its status."""
    made = stack.create(name, document, PARAMETERS | more, bucket)
    return made, stack.settled(made)


def main(name, bucket):
    cloudformation = stack.client("cloudformation")
    document = stack.packaged(stack.template(), bucket)

    made, status = created(name, failing(document), bucket)
    refused = stack.refusals(made)
    check("a first creation fails at its last resource", refused[:1] and refused[0].startswith("FailsOnPurpose"), refused[:1])
    check("it is rolled back", status == "ROLLBACK_COMPLETE", status)
    check("nothing of it is left", not stack.left(name), stack.left(name))
    cloudformation.delete_stack(StackName=made)
    stack.settled(made)

    made, status = created(name, document, bucket)
    check("the next one succeeds at once", status == "CREATE_COMPLETE", f"{status} {stack.refusals(made)[:1]}")
    first = stack.outputs(made)
    cloudformation.delete_stack(StackName=made)
    check("it can be deleted", stack.settled(made) == "DELETE_COMPLETE")
    kept = stack.left(name)
    check("table, bucket and queues stay", {first["Table"], first["Bucket"]} <= set(kept) and len(kept) == 7, kept)

    made, status = created(name, document, bucket)
    check("one more stack of this name succeeds beside them", status == "CREATE_COMPLETE", f"{status} {stack.refusals(made)[:1]}")
    if status == "CREATE_COMPLETE":
        second = stack.outputs(made)
        check("it has a bucket of its own", second["Bucket"] not in kept, second["Bucket"])
        # What stands in for AWS derives names from the stack's, so the second stack takes the first one's table.
        only_aws("it has a table of its own", second["Table"] not in kept, second["Table"])
    stack.remove(name, made)

    # Why it is written as it is: the same with what it had before.
    retained = copy.deepcopy(document)
    for one in retained["Resources"].values():
        if one.get("DeletionPolicy") == "RetainExceptOnCreate":
            one["DeletionPolicy"] = "Retain"
    retained["Resources"]["Documents"]["Properties"]["BucketName"] = {"Fn::Sub": "${AWS::StackName}-documents-${AWS::AccountId}"}
    made, status = created(name, failing(retained), bucket)
    check("with Retain and a fixed name a creation that failed leaves things behind", stack.left(name), f"{status} {stack.left(name)}")
    cloudformation.delete_stack(StackName=made)
    stack.settled(made)
    try:
        made, status = created(name, retained, bucket)
        why = stack.refusals(made)[:1]
    except stack.ClientError as error:
        status, why = "refused", str(error)
    check("and the next one fails", status != "CREATE_COMPLETE", f"{status} {why}")
    stack.remove(name)

    made, status = created(name, failing(document), bucket, TableProtection="true")
    # DeleteTable refuses a protected table, on AWS whoever calls it.
    only_aws("a table that is protected from the start holds the way back up", status == "ROLLBACK_FAILED", f"{status} {stack.left(name)}")
    stack.remove(name, made)
    check("all is removed", not stack.left(name), stack.left(name))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

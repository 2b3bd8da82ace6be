#!/usr/bin/env python3
"""Removes all that tests/runtime/aws.sh has made under a name: remove.py NAME"""

import sys

import stack


def main(name):
    for one in (f"{name}-a", f"{name}-g", name):
        stack.remove(one)
    stack.orphans(name)
    for group in stack.client("logs").get_paginator("describe_log_groups").paginate():
        for one in group["logGroups"]:
            if one["logGroupName"].startswith((f"/aws/lambda/{name}-", f"{name}-")):
                stack.client("logs").delete_log_group(logGroupName=one["logGroupName"])
    left = stack.left(name)
    print(f"test all is removed ... {'FAILED' if left else 'ok'} ({left})")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

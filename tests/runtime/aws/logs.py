#!/usr/bin/env python3
"""What the functions of a stack said at WARN and above, and of refusals by AWS: logs.py NAME"""

import collections
import json
import re
import sys

import stack

# Never to be seen: a right that a policy lacks, a request that a service does not understand.
WRONG = ("AccessDenied", "ValidationException", "UnrecognizedClient", "SerializationException", "InvalidSignature", "panicked")


# What makes lines of one cause differ.
OWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[0-9:.]+Z?")


def main(name):
    logs = stack.client("logs")
    wrong, said = [], collections.Counter()
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in (one["logGroupName"] for one in page["logGroups"]):
            if name not in group:
                continue
            for events in logs.get_paginator("filter_log_events").paginate(logGroupName=group):
                for event in events["events"]:
                    text = event["message"].strip()
                    bad = any(word in text for word in WRONG)
                    try:
                        loud = json.loads(text).get("level") in ("WARN", "ERROR")
                    except ValueError:
                        loud = False
                    if bad or loud:
                        said[f"{group}: {OWN.sub('…', text)[:400]}"] += 1
                    if bad:
                        wrong.append(text)
    for line, times in said.most_common():
        print(f"{times} times {line}")
    print(f"test no function was refused a right or misunderstood ... {'FAILED' if wrong else 'ok'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

#!/usr/bin/env python3
"""What the functions of a stack said at WARN and above, and of refusals by AWS: logs.py NAME"""

import json
import sys

import stack

# Never to be seen: a right that a policy lacks, a request that a service does not understand.
WRONG = ("AccessDenied", "UnrecognizedClient", "SerializationException", "InvalidSignature", "panicked")


def main(name):
    logs = stack.client("logs")
    wrong = []
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
                        print(f"{group}: {text[:400]}")
                    if bad:
                        wrong.append(text)
    print(f"test no function was refused a right or misunderstood ... {'FAILED' if wrong else 'ok'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

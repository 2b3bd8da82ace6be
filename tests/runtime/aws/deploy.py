#!/usr/bin/env python3
"""Deploys the stack that is walked through: deploy.py NAME BUCKET FILE writes its outputs and where its API is."""

import json
import os
import platform
import sys

import stack


def main(name, bucket, file):
    sender = os.environ.get("LEAH_TRY_FROM", "")
    parameters = {
        "BaseDomain": f"{name}.example.org",
        # Nobody can verify that domain. Where an address is named, mails come from there.
        "MailIdentity": "true" if stack.elsewhere() else "false",
        "MailFrom": sender,
        "Architecture": "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64",
        "GatewayAccount": os.environ.get("LEAH_TRY_GATEWAY_ACCOUNT", "true"),
    }
    document = stack.packaged(stack.template(), bucket)
    if stack.elsewhere():
        _, missing = stack.carried(document)
        print(f"ministack has none of these, they are left out: {', '.join(missing)}")
    made = stack.create(name, document, parameters, bucket)
    status = stack.settled(made)
    print(f"test the stack comes about ... {'ok' if status == 'CREATE_COMPLETE' else 'FAILED'} ({status}, {stack.refusals(made)})")
    if status != "CREATE_COMPLETE":
        return 1
    told = stack.outputs(made)
    if stack.elsewhere():
        api = told["Url"].split("//")[1].split(".")[0]
        told["Url"] = f"{os.environ['AWS_ENDPOINT_URL']}/restapis/{api}/live/_user_request_"
    with open(file, "w", encoding="utf-8") as out:
        json.dump(told, out)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

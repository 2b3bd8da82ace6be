"""Says of each delivery on standard input whether the reference library takes it."""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


def verdict(case):
    try:
        Webhook(case["secret"]).verify(case["body"], case["headers"])
    except WebhookVerificationError:
        return "refused"
    return "accepted"


json.dump([[case["name"], verdict(case)] for case in json.load(sys.stdin)], sys.stdout)

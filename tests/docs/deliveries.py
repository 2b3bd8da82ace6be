"""Deliveries of webhooks: genuine ones, and what must not be taken for one."""

import base64
import dataclasses
import hashlib
import hmac
import time


@dataclasses.dataclass(frozen=True)
class Delivery:
    secret: str
    id: str
    timestamp: str
    signature: str
    body: bytes


def secret(key):
    return "whsec_" + base64.b64encode(key).decode()


# In base64 they have its two signs that are neither letter nor digit, and its padding.
SECRET = secret(b"\xfb\xef\xff" * 10 + b"\x00\x01")
OTHER_SECRET = secret(b"\xff\xfb\xef" * 10 + b"\x01\x00")
ID = "msg_0193a1f0-5c7e-7d21-9b8e-3f7a1c2d4e5f"
BODY = '{"event":"appointment.created","payload":"{\\"externalId\\":\\"é\\"}"}'.encode()


def signature(secret, id, timestamp, body):
    """The signature of Standard Webhooks 1.0."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()).decode()


def genuine(body=BODY, age=0):
    """A delivery as Leah sent it some seconds ago."""
    timestamp = str(int(time.time()) - age)
    return Delivery(SECRET, ID, timestamp, signature(SECRET, ID, timestamp, body), body)


def altered(**fields):
    """A genuine delivery in which something was changed afterwards."""
    return dataclasses.replace(genuine(), **fields)


def resigned(change):
    """A genuine delivery with another header of signatures, made of the right one."""
    return altered(signature=change(genuine().signature))


def rotated(**fields):
    """A delivery while a secret is rotated: it is signed by the new one and by the old one."""
    new = genuine()
    old = signature(OTHER_SECRET, ID, new.timestamp, new.body)
    return dataclasses.replace(new, signature=f"{new.signature} {old}", **fields)


# Made when they are used: a sample looks at the clock.
GENUINE = {
    "as Leah sends it": genuine,
    "an empty body": lambda: genuine(body=b""),
    "a body that is no text": lambda: genuine(body=b"\xff\x00\r\n"),
    "almost 5 minutes old": lambda: genuine(age=280),
    "almost 5 minutes ahead": lambda: genuine(age=-290),
    "a secret without its prefix": lambda: altered(secret=SECRET.removeprefix("whsec_")),
    "a rotated secret: verified by the new one": rotated,
    "a rotated secret: verified by the old one": lambda: rotated(secret=OTHER_SECRET),
    "a signature of another version before the right one": lambda: resigned(lambda right: f"v1a,abc {right}"),
    "two spaces between two signatures": lambda: resigned(lambda right: f"v1,x  {right}"),
}

FALSE = {
    "a body that was tampered with": lambda: altered(body=BODY.replace(b"created", b"creates")),
    "a body with a line's end more": lambda: altered(body=BODY + b"\n"),
    "another secret": lambda: altered(secret=OTHER_SECRET),
    "more than 5 minutes old": lambda: genuine(age=320),
    "more than 5 minutes ahead": lambda: genuine(age=-360),
    "another id": lambda: altered(id=ID[:-1] + "0"),
    "an id that is not ASCII": lambda: altered(id="é\udcff"),
    "no id": lambda: altered(id=""),
    "another timestamp": lambda: altered(timestamp=str(int(time.time()) - 1), signature=genuine(age=5).signature),
    "no timestamp": lambda: altered(timestamp=""),
    "a timestamp in words": lambda: altered(timestamp="now"),
    "a negative timestamp": lambda: altered(timestamp="-5"),
    "a timestamp of 400 digits": lambda: altered(timestamp="9" * 400),
    "a timestamp with a line's end": lambda: altered(timestamp=genuine().timestamp + "\n"),
    "a timestamp in Arabic digits": lambda: altered(timestamp="١٧٣"),
    "no signature": lambda: altered(signature=""),
    "spaces for a signature": lambda: altered(signature="   "),
    "commas for a signature": lambda: altered(signature=",,, ,"),
    "a signature of zeros": lambda: altered(signature="v1," + "A" * 43 + "="),
    "a signature without its version": lambda: resigned(lambda right: right.removeprefix("v1,")),
    "a signature of version 1a": lambda: resigned(lambda right: right.replace("v1,", "v1a,")),
    "a signature of version 2": lambda: resigned(lambda right: right.replace("v1,", "v2,")),
    "a signature that lacks its last character": lambda: resigned(lambda right: right[:-1]),
    "a signature that is not ASCII": lambda: resigned(lambda right: "v1,é" + right[4:]),
    "a signature that is no UTF-8": lambda: altered(signature="v1,\udcff\udcfe"),
}

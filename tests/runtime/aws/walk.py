#!/usr/bin/env python3
"""Has every function make every call of AWS that it makes, and looks at what came of it: walk.py NAME FILE

`FILE` has the stack's outputs; the walk adds the key of the organization that it makes. LEAH_CLI is the operator's command line.
What a guest's link opens (`guests`) needs a mailbox that can be read, which AWS's simulator is not: there it is left to a person.
"""

import datetime
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

import stack

GUEST = "success@simulator.amazonses.com"
# The documentation's. Nothing is sent there: the organization has SMS go to another country alone.
NOBODY = "+33612345678"
PATIENCE = 240
failed = False
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}) if stack.elsewhere() else urllib.request.BaseHandler())


def check(what, is_so, more=""):
    """A line of the result."""
    global failed
    failed = failed or not is_so
    print(f"test {what} ... {'ok' if is_so else 'FAILED'}{f' ({more})' if more != '' else ''}", flush=True)
    return is_so


def ignored(what, why):
    """What cannot be seen here."""
    print(f"test {what} ... ignored, {why}", flush=True)


def eventually(look, patience=PATIENCE):
    """What a look finds, once it finds something; the last that it found otherwise."""
    until = time.monotonic() + patience
    while not (found := look()) and time.monotonic() < until:
        time.sleep(1)
    return found


class Leah:
    """The API, and the command line beside it."""

    def __init__(self, name, told):
        self.name, self.url, self.key = name, told["Url"], None

    def run(self, *words):
        """The command line; returns what it has printed."""
        call = [os.environ["LEAH_CLI"], "--stack", self.name, "--region", os.environ["AWS_DEFAULT_REGION"], *words]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def json(self, *words):
        """The same as JSON."""
        code, out, err = self.run("--json", *words)
        if code:
            raise RuntimeError(f"leah {' '.join(words)}: {code} {err.strip()}")
        return json.loads(out)

    def members(self, path):
        """The members of a list; none where it is not answered."""
        status, found = self.call("GET", path)
        return found["hydra:member"] if status == 200 else []

    def call(self, method, path, body=None, media="application/json"):
        """A request; returns status and what was answered."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"LEAH-AUTH-TOKEN": self.key, "Content-Type": media}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")[:300]


def organization(leah):
    """An organization with all that a booking needs."""
    # SMS go where somebody has named a number, and nowhere else.
    countries = [] if os.environ.get("LEAH_TRY_NUMBER") else ["--sms-countries", "IS"]
    leah.json("org", "create", "try", "--name", "Try", "--zone", "UTC", "--locale", "en", *countries)
    leah.json("worker", "add", "try", "--firstname", "Ada", "--lastname", "L", "--email", "ada@example.org")
    leah.json("office", "add", "try", "--worker", "ada@example.org", "--slug", "ada")
    made = leah.json("key", "create", "try", "--label", "walk")
    leah.key = next(value for value in made.values() if isinstance(value, str) and value.startswith("leah_"))
    # An address of Leah's own, which answers 4xx: that is an attempt like any other.
    leah.json("webhook", "add", "try", f"https://{leah.name}.example.org/none", "--event", "appointment.created")


def booking(leah, told):
    """A booking with all that follows: mail, schedules, webhook, reminder, cancellation."""
    status, offices = leah.call("GET", "/api/offices")
    check("offices: read", status == 200, status)
    status, workers = leah.call("GET", "/api/healthcare_workers")
    check("healthcare_workers: read", status == 200, status)
    # The second reminder goes 30 minutes before: in a minute and a half.
    start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=31, seconds=30)
    body = {"email": GUEST, "phoneNumber": os.environ.get("LEAH_TRY_NUMBER", NOBODY)}
    body |= {"office": offices["hydra:member"][0]["@id"], "startTime": start.strftime("%Y-%m-%dT%H:%M:%SZ")}
    status, booked = leah.call("POST", "/api/appointments", body)
    check("appointments: book", status == 201, booked if status != 201 else status)
    if status != 201:
        return
    status, listed = leah.call("GET", "/api/appointments")
    check("appointments: list", status == 200 and len(listed["hydra:member"]) >= 1, status)
    status, _ = leah.call("GET", "/api")
    check("documentation: entrypoint", status == 200, status)

    scheduler = stack.client("scheduler")
    group = told["ScheduleGroup"]
    schedules = lambda: [one["Name"] for one in scheduler.list_schedules(GroupName=group)["Schedules"]]
    found = eventually(schedules, 30)
    check("outbox: CreateSchedule", bool(found), found)
    owed = leah.json("owed", "list")
    mails = stack.elsewhere() or os.environ.get("LEAH_TRY_FROM")
    if mails:
        check("outbox: SendEmail, nothing is given up", not owed["givenUp"], owed)
    else:
        ignored("outbox: SendEmail goes out", "no LEAH_TRY_FROM: the mail waits, as in a new account")
    if not os.environ.get("LEAH_TRY_NUMBER"):
        ignored("outbox: SendTextMessage", "no LEAH_TRY_NUMBER")
    attempts = lambda: [one["attempts"] for one in leah.members("/api/webhook_deliveries") if one.get("attempts")]
    check("outbox: Invoke, webhooks: an attempt is written down", bool(eventually(attempts, 60)))

    if found:
        gone = eventually(lambda: not set(found) & set(schedules()))
        check("reminders: a schedule fires and is gone", bool(gone), schedules())
    status, _ = leah.call("PATCH", booked["@id"], {"startTime": "2035-04-25T13:15:00Z"}, "application/merge-patch+json")
    check("appointments: edit", status == 200, status)
    check("outbox: schedules of the new time", bool(eventually(schedules, 60)), schedules())
    status, _ = leah.call("DELETE", booked["@id"])
    check("appointments: cancel", status == 204, status)
    check("outbox: DeleteSchedule", bool(eventually(lambda: not schedules(), 90)), schedules())


def upload(leah, worker):
    """A file by ticket: S3 tells `uploads`, which copies and attaches it."""
    status, transfer = leah.call("POST", "/api/transfers", {"healthcareWorker": worker})
    check("transfers: create", status == 200, status)
    document = b"%PDF-1.4\n%%EOF\n"
    asked = {"files": [{"name": "a.pdf", "type": "application/pdf", "size": len(document)}]}
    status, tickets = leah.call("POST", transfer["@id"] + "/files", asked)
    check("transfers: a ticket", status == 200, status)
    ticket = tickets["hydra:member"][0]
    boundary = uuid.uuid4().hex
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in ticket["upload"]["fields"].items()
    )
    parts += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    data = parts.encode() + document + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    try:
        with opener.open(urllib.request.Request(ticket["upload"]["url"], data, headers), timeout=60) as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        status = f"{error.code} {error.read().decode(errors='replace')[:300]}"
    check("S3 takes the ticket's form", status in (200, 201, 204), status)
    read = lambda: leah.call("GET", ticket["@id"])[1]
    settled = eventually(lambda: (found := read()) and found.get("status") != "pending" and found, 90)
    check("uploads: attached", bool(settled) and settled["status"] == "attached", (settled or read()).get("status"))
    status, shared = leah.call("POST", transfer["@id"] + "/share", {"email": GUEST})
    check("transfers: share", status == 200, shared if status != 200 else status)


def main(name, file):
    with open(file, encoding="utf-8") as text:
        told = json.load(text)
    leah = Leah(name, told)
    organization(leah)
    with open(file, "w", encoding="utf-8") as out:
        json.dump(told | {"key": leah.key}, out)
    _, workers = leah.call("GET", "/api/healthcare_workers")
    if not check("the API answers by its own address", isinstance(workers, dict), workers if isinstance(workers, str) else ""):
        return 1
    worker = workers["hydra:member"][0]["@id"]
    upload(leah, worker)
    booking(leah, told)
    code, out, _ = leah.run("doctor")
    print(f"leah doctor ends with {code}:\n{out}")
    ignored("guests: what a link opens", "a mailbox that can be read is needed; on AWS follow the link of a mail to yourself")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

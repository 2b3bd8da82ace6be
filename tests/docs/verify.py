#!/usr/bin/env python3
"""Tries a page's samples that verify a webhook: verify.py [--all] PAGE

Each gets deliveries that are genuine and such that are not, and must tell them apart by its exit code alone, without a word.
A sample whose interpreter is missing is left out; with --all that is a failure.
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from blocks import parse, report
from deliveries import FALSE, GENUINE

# A sample's file, what makes it ready, and what runs it. PHP is to tell its warnings; Java would leave a folder of statistics.
LANGUAGES = {
    "python": ("verify.py", [], [sys.executable, "verify.py"]),
    "javascript": ("verify.js", [], ["node", "verify.js"]),
    "php": ("verify.php", [], ["php", "-d", "error_reporting=-1", "-d", "display_errors=stderr", "verify.php"]),
    "ruby": ("verify.rb", [], ["ruby", "-w", "verify.rb"]),
    "java": ("Verify.java", ["javac", "-J-XX:-UsePerfData", "Verify.java"], ["java", "-XX:-UsePerfData", "Verify"]),
}
SECONDS = 60


def missing(language):
    """The interpreter of a language that is not here, by name."""
    _, make, run = LANGUAGES[language]
    return next((command[0] for command in (make, run) if command and not shutil.which(command[0])), None)


def call(command, folder, body=b"", variables=None):
    # Nothing of whoever runs this is passed on, and a file that is made ends with the folder.
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), **(variables or {})}
    environment = {name: os.fsencode(value) for name, value in environment.items()}
    return subprocess.run(
        command, cwd=folder, env=environment, input=body, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS
    )


def problem(command, folder, name, delivery, expected):
    """What a sample does wrong with a delivery, if anything."""
    variables = {
        "WEBHOOK_SECRET": delivery.secret,
        "WEBHOOK_ID": delivery.id,
        "WEBHOOK_TIMESTAMP": delivery.timestamp,
        "WEBHOOK_SIGNATURE": delivery.signature,
    }
    try:
        end = call(command, folder, delivery.body, variables)
    except subprocess.TimeoutExpired:
        return f"{name}: not done after {SECONDS} s"
    if end.returncode == expected and not end.stdout:
        return None
    return f"{name}: ends with {end.returncode}, not {expected} {end.stdout.decode(errors='replace')}".rstrip()


def verify(language, sample):
    """Tries a sample with every delivery; returns what it does wrong."""
    file, make, run = LANGUAGES[language]
    with tempfile.TemporaryDirectory(prefix="leah-docs-") as folder:
        pathlib.Path(folder, file).write_text(sample, encoding="utf-8")
        if make:
            made = call(make, folder)
            if made.returncode != 0 or made.stdout:
                return [f"{make[0]} ends with {made.returncode}: {made.stdout.decode(errors='replace')}"]
        cases = [(name, delivery, 0) for name, delivery in GENUINE.items()]
        cases += [(name, delivery, 1) for name, delivery in FALSE.items()]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = pool.map(lambda case: problem(run, folder, case[0], case[1](), case[2]), cases)
            return [one for one in found if one]


def main(words):
    demanded = "--all" in words
    failed = False
    for page in (word for word in words if word != "--all"):
        blocks, _ = parse(pathlib.Path(page).read_text(encoding="utf-8"))
        for language in LANGUAGES:
            samples = [block for block in blocks if block.kind == language]
            lacks = missing(language)
            for sample in samples:
                name = f"{page}:{sample.line} {language}"
                if lacks and not demanded:
                    print(f"test {name} ... ignored, {lacks} is missing")
                else:
                    failed |= report(name, [f"{lacks} is missing"] if lacks else verify(language, sample.body))
            if not samples:
                failed |= report(f"{page} {language}", ["there is no sample"])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/usr/bin/env python3
"""`sam deploy --guided` as a newcomer answers it: the base domain, and Enter at every other question: guided.py NAME BUCKET SAM

It ends with a stack, and asks nothing about authorization.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import stack


def main(name, bucket, sam):
    document = stack.packaged(stack.template(), bucket)
    if stack.elsewhere():
        document, _ = stack.carried(document)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(stack.ROOT / "samconfig.toml", folder)
        (pathlib.Path(folder) / "template.json").write_text(json.dumps(document), encoding="utf-8")
        asked = [f"Stack Name [{name}]", *document["Parameters"]]
        answers = "\n" * 2 + "".join(f"{name}.example.org\n" if one == "BaseDomain" else "\n" for one in asked[1:]) + "\n" * 20
        done = subprocess.run(
            [sam, "deploy", "--guided", "--template-file", "template.json", "--stack-name", name],
            cwd=folder, input=answers, capture_output=True, text=True, check=False,
        )
    told = done.stdout + done.stderr
    questions = re.findall(r"is this okay\?", told, re.IGNORECASE)
    well = done.returncode == 0 and not questions and "Security Constraints" not in told
    print(f"test sam deploy --guided, with Enter everywhere but at BaseDomain ... {'ok' if well else 'FAILED'} ({len(questions)} questions about authorization)")
    if not well:
        print(told[-3000:])
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

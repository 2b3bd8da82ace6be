#!/usr/bin/env python3
"""Runs the blocks of pages: LEAH=ADDRESS KEY=KEY run.py PAGE…

The blocks `shell` of a page run in their order in one bash, in a folder of their own that is removed afterwards; what they have
started and not ended is ended. Blocks `json` that show no output are only parsed. Blocks `console` are for readers to fill in.
"""

import contextlib
import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile

from blocks import SHOWN, differences, parse, report

# A block of another kind may be a misspelled `shell` that nobody runs.
KINDS = {"shell", *SHOWN, "console", "python", "javascript", "php", "ruby", "java", "js"}
PAGE_SECONDS = 120


def bash(script, folder, environment):
    """Runs a script; returns in words how it has ended. Nothing of it is left running."""
    home = folder / "home"
    home.mkdir()
    # The settings of whoever runs this, such as proxies and ~/.curlrc, are not those of the reader.
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": home, "TMPDIR": home, **environment}
    file = folder / "script"
    file.write_text(script, encoding="utf-8")
    # A session is a group of processes as well, so its number ends all of them.
    process = subprocess.Popen(
        ["bash", "-euo", "pipefail", file], cwd=home, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        return f"ended with {process.wait(PAGE_SECONDS)}"
    except subprocess.TimeoutExpired:
        return f"not done after {PAGE_SECONDS} s"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def session(blocks, environment):
    """Runs the blocks `shell` one after the other. Returns for each how it failed (or None), what it wrote, and its errors."""
    with tempfile.TemporaryDirectory(prefix="leah-docs-") as name:
        folder = pathlib.Path(name)
        files = [[folder / f"{number}.{what}" for what in ("out", "err", "done")] for number in range(len(blocks))]
        script = ""
        for block, (out, err, done) in zip(blocks, (map(shlex.quote, map(str, three)) for three in files)):
            script += f"exec >{out} 2>{err}\n{block.body}\n: >{done}\n"
        end = bash(script, folder, environment)
        results = []
        for out, err, done in files:
            failure = None if done.exists() else end if out.exists() else "not reached"
            texts = [file.read_bytes().decode(errors="replace") if file.exists() else "" for file in (out, err)]
            results.append((failure, *texts))
        return results


def judge(block, failure, written, errors):
    """What is wrong with a block `shell` that was run."""
    if failure == "not reached":
        return [failure]
    if failure:
        problems = [failure, block.body]
    elif block.shown:
        problems = differences(block.shown, written)
    else:
        problems = ["it writes what the page does not show"] if written else []
    return [*problems, f"It wrote:\n{written}\n{errors}".rstrip()] if problems else []


def run(path, environment):
    """Runs a page; returns the lines of its blocks with what is wrong with each."""
    blocks, _ = parse(pathlib.Path(path).read_text(encoding="utf-8"))
    shells = [block for block in blocks if block.kind == "shell"]
    found = {block.line: judge(block, *result) for block, result in zip(shells, session(shells, environment))}
    for block in blocks:
        if block.kind not in KINDS:
            found[block.line] = [f"nobody runs a block of kind {block.kind!r}, only: {', '.join(sorted(KINDS))}"]
        elif block.kind == "json" and not (block.before and block.before.shown is block):
            try:
                json.loads(block.body)
                found[block.line] = []
            except ValueError as error:
                found[block.line] = [f"no JSON: {error}"]
    return sorted(found.items())


def main(pages):
    environment = {name: os.environ[name] for name in ("LEAH", "KEY")}
    # All are run, and then it is said whether any has failed.
    results = [report(f"{page}:{line}", problems) for page in pages for line, problems in run(page, environment)]
    return 1 if any(results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Reads the fenced blocks of a page, and holds what was written against what the page shows.

A block `json`, `http` or `text` directly after a block `shell` shows what that one writes. In it `…` stands for any text
within one line, but for one character at least, so that what is missing is noticed.
"""

import dataclasses
import json
import re

SHOWN = ("json", "http", "text")
FENCE = re.compile(r"( *)(`{3,})([^`]*)$")


@dataclasses.dataclass
class Block:
    kind: str
    line: int
    before: "Block | None"  # the block directly before this one
    body: str = ""
    shown: "Block | None" = None  # of a block `shell`: the block that shows what it writes


def parse(text):
    """The blocks of a page, and the page without them."""
    blocks, prose = [], []
    block, fence, indent, apart = None, "", "", True
    for number, line in enumerate(text.split("\n"), 1):
        mark = FENCE.match(line)
        if block is None and mark:
            indent, fence, words = mark.groups()
            block = Block((words.split() or [""])[0], number, None if apart else blocks[-1])
        elif block is None:
            prose.append(line)
            apart = apart or line.strip() != ""
        elif mark and mark[2].startswith(fence) and not mark[3].strip():
            blocks.append(block)
            block, apart = None, False
        else:
            block.body += line.removeprefix(indent) + "\n"
    if block is not None:
        raise ValueError(f"the block of line {block.line} does not end")
    for block in blocks:
        if block.kind in SHOWN and block.before and block.before.kind == "shell":
            block.before.shown = block
    return blocks, "\n".join(prose)


def differences(block, written):
    """In what that which was written differs from the block that shows it."""
    if block.kind != "json":
        return _lines(block.body.rstrip("\n").split("\n"), written.rstrip("\n").split("\n"))
    try:
        shown = json.loads(block.body)
    except ValueError as error:
        return [f"what is shown is no JSON: {error}"]
    try:
        return list(_values(shown, json.loads(written), "$"))
    except ValueError as error:
        return [f"what was written is no JSON: {error}"]


def report(name, problems):
    """Prints how a test has ended, as Cargo does, and tells whether it has failed."""
    print(f"test {name} ... {'FAILED' if problems else 'ok'}")
    for line in "\n".join(problems).split("\n") if problems else ():
        print(f"    {line}")
    return bool(problems)


def _like(shown, written):
    return re.fullmatch(".+?".join(map(re.escape, shown.split("…"))), written) is not None


def _lines(shown, written):
    found = [
        f"line {number}: shown is {one!r}, written was {other!r}"
        for number, (one, other) in enumerate(zip(shown, written), 1)
        if not _like(one, other)
    ]
    if len(shown) != len(written):
        found.append(f"lines: {len(shown)} shown, {len(written)} written")
    return found


def _values(shown, written, path):
    # Python holds True for 1, and 1 for 1.0; JSON does not.
    if type(shown) is not type(written):
        yield f"{path}: shown is {shown!r}, written was {written!r}"
    elif isinstance(shown, dict):
        for key in sorted(shown.keys() | written.keys()):
            if key not in written:
                yield f"{path}.{key}: was not written"
            elif key not in shown:
                yield f"{path}.{key}: is not shown"
            else:
                yield from _values(shown[key], written[key], f"{path}.{key}")
    elif isinstance(shown, list):
        if len(shown) != len(written):
            yield f"{path}: elements: {len(shown)} shown, {len(written)} written"
        for index, (one, other) in enumerate(zip(shown, written)):
            yield from _values(one, other, f"{path}[{index}]")
    elif not (_like(shown, written) if isinstance(shown, str) else shown == written):
        yield f"{path}: shown is {shown!r}, written was {written!r}"

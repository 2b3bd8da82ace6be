#!/usr/bin/env python3
"""Looks whether the relative links of pages lead somewhere: links.py PAGE… Prints those that do not."""

import functools
import pathlib
import re
import sys

from blocks import parse, report

LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")
CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#{1,6} +(.*?) *$", re.M)


def prose(path):
    return parse(path.read_text(encoding="utf-8"))[1]


@functools.cache
def anchors(path):
    """The anchors of a page's headings, as GitHub makes them."""
    found = []
    for heading in HEADING.findall(prose(path)):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        # The second heading of the same words gets a number.
        same = sum(1 for other in found if other == anchor or re.fullmatch(re.escape(anchor) + r"-\d+", other))
        found.append(f"{anchor}-{same}" if anchor in found else anchor)
    return found


def broken(path):
    """The links of a page that lead nowhere, and why."""
    for link in LINK.findall(CODE.sub("", prose(path))):
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        if not target.exists():
            yield link, "there is no such file"
        elif anchor and (target.suffix != ".md" or anchor not in anchors(target)):
            yield link, "there is no such heading"


def main(pages):
    results = [report(f"{page}: {link}", [why]) for page in pages for link, why in broken(pathlib.Path(page))]
    return 1 if results else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

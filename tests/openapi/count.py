"""Ends with 1 where the tester has tried too little to say anything."""

import re
import sys

LEAST = 2_000

text = open(sys.argv[1], encoding="utf-8").read()
found = re.search(r"([\d,]+) generated", text)
count = int(found.group(1).replace(",", "")) if found else 0
print(f"{count} cases")
sys.exit(0 if count >= LEAST else 1)

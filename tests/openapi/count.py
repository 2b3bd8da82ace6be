"""Ends with 1 where the tester has tried too little to say anything."""

import re
import sys

LEAST = 2_000

text = open(sys.argv[1], encoding="utf-8").read()
count = sum(int(found.replace(",", "")) for found in re.findall(r"([\d,]+) generated", text))
print(f"{count} cases")
sys.exit(0 if count >= LEAST else 1)

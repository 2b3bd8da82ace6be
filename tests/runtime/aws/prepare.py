#!/usr/bin/env python3
"""A bucket with the functions' programs: prepare.py NAME FOLDER makes NAME-code."""

import sys

import stack

if __name__ == "__main__":
    stack.upload(f"{sys.argv[1]}-code", sys.argv[2], stack.binaries(stack.template()))

"""Reads papers with refextract, in refextract's own environment: paths come in line by line, references go out as JSON.

Started by benchmarks/read_papers.py --with-refextract.
"""

import json
import os
import sys

from refextract import extract_references_from_file, extract_references_from_string


def spent():
    """The processor time of this process and of those that it has started, in seconds."""
    return sum(os.times()[:4])


for line in sys.stdin:
    path = line.strip()
    start = spent()
    try:
        if path.endswith(".pdf"):
            found = extract_references_from_file(path)
        else:
            with open(path, encoding="utf-8") as file:
                found = extract_references_from_string(file.read(), is_only_references=False)
    except Exception as error:  # whatever it stumbles over, the next paper is read
        print(f"{path}: {error!r}", file=sys.stderr)
        found = []
    print(json.dumps({"seconds": spent() - start, "references": found}), flush=True)

"""Write the pages of docs/ that the program itself knows best: `python docs/generate.py`. A test compares them."""

from __future__ import annotations

from pathlib import Path

from litgraph.codes import CODES

DOCS = Path(__file__).resolve().parent


def problems() -> str:
    """docs/problems.md: every code of `litgraph check`, what it means and what to do."""
    rows = [f"| `{code}` | {each.meaning} | {each.remedy} |" for code, each in sorted(CODES.items())]
    head = [
        "# What litgraph check may say",
        "",
        "Made by `python docs/generate.py` from `litgraph/codes.py`. One of them at a time: `litgraph check --explain CODE`.",
        "",
        "| code | what it means | what to do |",
        "| --- | --- | --- |",
    ]
    return "\n".join([*head, *rows]) + "\n"


PAGES = {"problems.md": problems}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")

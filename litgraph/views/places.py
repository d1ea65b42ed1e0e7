"""How a place and a speaker are written in every view: "§2.F A Role for ...", "by hand", "read by hand"."""

from __future__ import annotations

import re

__all__ = ["section", "speaker"]


def section(identifier: str, heading: str = "") -> str:
    """A section as text: its number with a sign where it is one, then the heading."""
    numbered = re.fullmatch(r"(?:[0-9]+|[A-Z]|[IVXLC]+)(?:\.[0-9A-Za-z]+)*\.?", identifier)
    name = f"§{identifier}" if numbered else "" if heading else identifier
    return f"{name} {heading}".strip()


def speaker(said_by: str, read_by: str = "") -> str:
    """Who says so, in words: a codebook line is by hand unless it names somebody; a reading says who read."""
    if said_by == "keywords":
        return "offered from keywords"
    if said_by == "codebook":
        return "by hand"
    if said_by == "litgraph":
        return "proposed by litgraph"
    if said_by.startswith("reading:"):
        return f"read by {read_by or 'someone not named'}"
    return said_by

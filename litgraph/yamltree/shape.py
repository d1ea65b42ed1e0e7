"""Fields, texts and lists read from a tree; a tree of another shape is reported, and read as far as it can be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Lookup
from functools import lru_cache

from litgraph.model import Problem
from litgraph.nearest import suggest_names
from litgraph.yamltree.nodes import Listing, Mapping, Node, Text

__all__ = ["list_items", "normalize_name", "read_choice", "read_fields", "read_identifier", "read_text", "suggest"]

_OPENING, _CLOSING = "“„”«»‘‚’‹›", "”“«»’‘‹›"
_TYPOGRAPHIC = re.compile(rf"[{_OPENING}]([^{_OPENING}]+)[{_CLOSING}]")


def suggest(word: str, candidates: Collection[str]) -> str:
    """A hint for an unknown word: the candidate that is probably meant, or all candidates."""
    return suggest_names(word, candidates, f"known here: {', '.join(candidates)}")


@lru_cache(maxsize=1000)  # a few names of fields, each of them thousands of times
def normalize_name(word: str) -> str:
    """The name in the spelling of litgraph: "said_in", "Said-In", "saidIn" and "said in:" become "said-in"."""
    return re.sub(r"[\s_]+", "-", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", word.strip().rstrip(": "))).lower()


def read_fields(
    node: Node, names: Collection[str], problems: list[Problem], elsewhere: Lookup[str, str] | None = None
) -> dict[str, Node]:
    """The values of a mapping by their names, of which only `names` are read; for their spelling see `normalize_name`.

    A text such as "theme:x" is read as a mapping of one name whose space was forgotten. `elsewhere` has hints for
    names that belong in another place of the file.
    """
    fields: dict[str, Node] = {}
    before = ""
    for key, value in _pairs(node, names, problems):
        name = normalize_name(key.value)
        earlier = fields.get(before)
        if name in names and name not in fields:
            fields[name] = value
            before = name
        elif name in names:
            message = f'"{key.value}" says again what another line has said; that line counts'
            hint = "delete the one that is wrong"
            problems.append(Problem("yaml-duplicate-key", "error", message, key.at, hint))
        elif isinstance(earlier, Text) and isinstance(value, Text) and value.start == value.end == key.end:
            # {locator: p. 20, 25}: YAML takes 25 for a name without a value
            fields[before] = earlier._replace(value=f"{earlier.value}, {key.value}")
            message = f'"{key.value}" stands alone after a comma; it is read as part of "{before}"'
            hint = "between braces, a text with a comma has to stand in quotes"
            problems.append(Problem("bad-shape", "warning", message, key.at, hint))
        else:
            message = f'"{key.value[:60]}" is not known here and not read'
            hint = (elsewhere or {}).get(name) or suggest(name, names)
            problems.append(Problem("unknown-key", "warning", message, key.at, hint))
    return fields


def _pairs(node: Node, names: Collection[str], problems: list[Problem]) -> Iterable[tuple[Text, Node]]:
    if isinstance(node, Mapping):
        return node.pairs
    if isinstance(node, Text):
        name, colon, value = node.value.partition(":")
        if colon and value and name in names and not value.startswith(" "):
            message = f'a space is missing after "{name}:"'
            problems.append(Problem("bad-shape", "warning", message, node.at, f"write {name}: {value[:60]}"))
            return [(node._replace(value=name), node._replace(value=value))]
    return []


def read_text(node: Node | None, problems: list[Problem]) -> str:
    """The text of a value; a problem for any other: a list of texts is joined by commas, "" read of the rest."""
    if node is None:
        return ""
    if isinstance(node, Text):
        return node.value.strip()
    hint = "if it is meant as text, put it in quotes"
    if isinstance(node, Listing) and all(isinstance(item, Text) for item in node.nodes):
        joined = ", ".join(item.value.strip() for item in node.nodes if isinstance(item, Text))
        message = f'a text should stand here, not a list; "{joined[:60]}" is read'
        problems.append(Problem("bad-shape", "warning", message, node.at, hint))
        return joined
    kind = "list" if isinstance(node, Listing) else "mapping"
    problems.append(Problem("bad-shape", "error", f"a text should stand here, not a {kind}", node.at, hint))
    return ""


def read_identifier(node: Node | None, problems: list[Problem]) -> str:
    """The text of a key or id; typographic quotes around it, which YAML takes for letters, are removed and reported."""
    word = node.value.strip() if isinstance(node, Text) else read_text(node, problems)
    if node is None or word[:1] not in _OPENING or not (quoted := _TYPOGRAPHIC.fullmatch(word)):
        return word
    message = f'the quotes around "{quoted[1][:60]}" are typographic ones, which YAML takes for letters'
    hint = f"delete them, or write straight ones; {quoted[1].strip()[:60]} is read"
    problems.append(Problem("typographic-quotes", "warning", message, node.at, hint))
    return quoted[1].strip()


def read_choice(node: Node | None, allowed: Collection[str], problems: list[Problem]) -> str | None:
    """The word of a value: one of those `allowed`, "" where there is none, or None (and a problem) for any other."""
    word = read_text(node, problems)
    name = normalize_name(word)
    if node is None or not name or name in allowed:
        return name
    message = f'"{word[:60]}" is not one of {", ".join(allowed)}'
    problems.append(Problem("bad-value", "warning", message, node.at, suggest(name, allowed)))
    return None


def list_items(node: Node | None) -> tuple[Node, ...]:
    """The items of a list; a value that is no list is its only item."""
    if isinstance(node, Listing):
        return node.nodes
    if node is None or (isinstance(node, Text) and not node.value.strip()):
        return ()
    return (node,)

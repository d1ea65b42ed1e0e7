"""Whether a tree has the shape that a file of litgraph should have; what differs is told, and read where it can be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Lookup
from difflib import get_close_matches

from litgraph.model import Problem
from litgraph.yamltree.nodes import Listing, Mapping, Node, Text

__all__ = ["list_items", "normalize_name", "read_choice", "read_fields", "read_identifier", "read_text", "suggest"]

_OPENING, _CLOSING = "“„”«»‘‚’‹›", "”“«»’‘‹›"
_TYPOGRAPHIC = re.compile(rf"[{_OPENING}]([^{_OPENING}]+)[{_CLOSING}]")


def suggest(word: str, known: Collection[str]) -> str:
    """A hint at what may have been meant, or at all that there is."""
    close = get_close_matches(word.casefold(), list(known), 1, 0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"known here: {', '.join(known)}"


def normalize_name(word: str) -> str:
    """The name that is meant: "said_in", "Said-In", "saidIn" and "said in:" are "said-in"."""
    return re.sub(r"[\s_]+", "-", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", word.strip().rstrip(": "))).lower()


def read_fields(
    node: Node, known: Collection[str], problems: list[Problem], elsewhere: Lookup[str, str] | None = None
) -> dict[str, Node]:
    """The values of a mapping by their known names, however these are spelled (see `plain_name`).

    A text such as `theme:x` is taken for a mapping of one name whose space was forgotten. `elsewhere` has hints for
    names that are known in another place of the file.
    """
    found: dict[str, Node] = {}
    before = ""
    for key, value in _pairs(node, known, problems):
        name = normalize_name(key.value)
        earlier = found.get(before)
        if name in known and name not in found:
            found[name] = value
            before = name
        elif name in known:
            message = f'"{key.value}" says again what another line has said; that line counts'
            hint = "delete the one that is wrong"
            problems.append(Problem("yaml-duplicate-key", "error", message, key.at, hint))
        elif isinstance(earlier, Text) and isinstance(value, Text) and value.start == value.end == key.end:
            # {locator: p. 20, 25}: YAML takes 25 for a name without a value
            found[before] = earlier._replace(value=f"{earlier.value}, {key.value}")
            message = f'"{key.value}" stands alone after a comma; it is read as part of "{before}"'
            hint = "between braces, a text with a comma has to stand in quotes"
            problems.append(Problem("bad-shape", "warning", message, key.at, hint))
        else:
            message = f'"{key.value[:60]}" is not known here and not read'
            hint = (elsewhere or {}).get(name) or suggest(name, known)
            problems.append(Problem("unknown-key", "warning", message, key.at, hint))
    return found


def _pairs(node: Node, known: Collection[str], problems: list[Problem]) -> Iterable[tuple[Text, Node]]:
    if isinstance(node, Mapping):
        return node.pairs
    if isinstance(node, Text):
        name, colon, value = node.value.partition(":")
        if colon and value and name in known and not value.startswith(" "):
            message = f'a space is missing after "{name}:"'
            problems.append(Problem("bad-shape", "warning", message, node.at, f"write {name}: {value[:60]}"))
            return [(node._replace(value=name), node._replace(value=value))]
    return []


def read_text(node: Node | None, problems: list[Problem]) -> str:
    """The text of a value; of a list of texts, all of them with commas between."""
    if node is None:
        return ""
    if isinstance(node, Text):
        return node.value.strip()
    hint = "if it is meant as text, put it in quotes"
    if isinstance(node, Listing) and all(isinstance(each, Text) for each in node.nodes):
        joined = ", ".join(each.value.strip() for each in node.nodes if isinstance(each, Text))
        message = f'a text should stand here, not a list; "{joined[:60]}" is read'
        problems.append(Problem("bad-shape", "warning", message, node.at, hint))
        return joined
    kind = "list" if isinstance(node, Listing) else "mapping"
    problems.append(Problem("bad-shape", "error", f"a text should stand here, not a {kind}", node.at, hint))
    return ""


def read_identifier(node: Node | None, problems: list[Problem]) -> str:
    """The text of a key or id; typographic quotes around it are none to YAML, so they are taken off and told."""
    word = read_text(node, problems)
    if node is None or not (quoted := _TYPOGRAPHIC.fullmatch(word)):
        return word
    message = f'the quotes around "{quoted[1][:60]}" are typographic ones, which YAML takes for letters'
    hint = f"delete them, or write straight ones; {quoted[1].strip()[:60]} is read"
    problems.append(Problem("typographic-quotes", "warning", message, node.at, hint))
    return quoted[1].strip()


def read_choice(node: Node | None, allowed: Collection[str], problems: list[Problem]) -> str | None:
    """One of the `allowed` words, "" for none, or None (and a problem) for another word."""
    word = read_text(node, problems)
    name = normalize_name(word)
    if node is None or not name or name in allowed:
        return name
    message = f'"{word[:60]}" is not one of {", ".join(allowed)}'
    problems.append(Problem("bad-value", "warning", message, node.at, suggest(name, allowed)))
    return None


def list_items(node: Node | None) -> tuple[Node, ...]:
    """The items of a list; a value that stands alone is a list of one."""
    if isinstance(node, Listing):
        return node.nodes
    if node is None or (isinstance(node, Text) and not node.value.strip()):
        return ()
    return (node,)

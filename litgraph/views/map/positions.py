"""bib/positions.json: where every node of the map stands, so that the map stays put from one version to the next."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from typing import Any

from litgraph.errors import BAD_INPUT, LitgraphError
from litgraph.files import decode, printable_path
from litgraph.views.map.layout.shapes import Point, on_map

__all__ = ["FORMAT", "read_positions", "write_positions"]

FORMAT = "litgraph-positions/1"
_HINT = "mend it, or delete the file: then the map is placed anew"


def read_positions(path: str | os.PathLike[str]) -> Mapping[str, Point]:
    """Read the places in a file, by node ("clerc2020", "theme:networks"); none where there is no such file.

    Raises LitgraphError (exit code 4) for a file that is none of ours, or broken: guessed places would move the map.
    """
    name = printable_path(os.fspath(path))
    if os.path.lexists(path) and not os.path.isfile(path):
        raise _make_error("is no file that can be read: a pipe, a folder or a broken link may stand there", name)
    try:
        with open(path, "rb") as file:
            text, fault = decode(file.read())
        if fault:
            raise _make_error(f"{fault.message} ({name}:{fault.line}:{fault.column})", name)
        document = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_without_repetition)
    except FileNotFoundError:
        return {}
    except json.JSONDecodeError as error:
        raise _make_error(f"is not JSON ({name}:{error.lineno}:{error.colno}: {error.msg})", name) from None
    except RecursionError:
        raise _make_error("is nested too deeply", name) from None
    except (OSError, ValueError) as error:
        raise _make_error(f"cannot be read ({getattr(error, 'strerror', None) or error})", name) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        format_name = document.get("format") if isinstance(document, dict) else None
        raise _make_error(
            f'has not "format": "{FORMAT}"' + (f" but {json.dumps(format_name)}" if format_name else ""), name
        )
    places = document.get("positions")
    if not isinstance(places, dict):
        raise _make_error('has no "positions": {node: [x, y]}', name)
    return {node: _point(node, place, name) for node, place in places.items()}


def write_positions(points: Mapping[str, Point]) -> str:
    """Return the text of the file: one node per line, sorted, so that a diff shows what was added, moved or removed.

    >>> print(write_positions({"theme:small": Point(-80, 12.5), "clerc2020": Point(3.25, 0)}), end="")
    {
    "format": "litgraph-positions/1",
    "positions": {
    "clerc2020": [3.25, 0],
    "theme:small": [-80, 12.5]
    }
    }
    """
    lines = (f"{_quote_node(node)}: [{_number(x)}, {_number(y)}]" for node, (x, y) in sorted(points.items()))
    return f'{{\n"format": "{FORMAT}",\n"positions": {{\n' + ",\n".join(lines) + "\n}\n}\n"


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a node that stands twice, as merging two branches may leave it, instead of taking the last."""
    members = dict(pairs)
    if len(members) < len(pairs):
        ((name, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f'"{name}" is there twice')
    return members


def _point(node: str, place: object, name: str) -> Point:
    if isinstance(place, list) and len(place) == 2 and all(type(part) in (int, float) for part in place):
        point = Point(*place)
        if on_map(point):
            return point
    raise _make_error(f'has no two numbers that are a place for "{node}"', name)


def _make_error(fault: str, name: str) -> LitgraphError:
    return LitgraphError(f'"{name}" {fault}', _HINT, exit_code=BAD_INPUT)


def _quote_node(node: str) -> str:
    # Half of a surrogate pair, which YAML can spell, cannot be written as a letter.
    return json.dumps(node, ensure_ascii=not node.isprintable())


def _number(length: float) -> str:
    return json.dumps(int(length) if length == int(length) else length)

"""What the user wants everywhere: from the environment, litgraph.toml of the project, and a file of her own.

An option comes before the environment, the environment before the project, the project before the user's own file, and
all before what is built in. A setting that is not understood is said and passed over.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from litgraph.files import shown
from litgraph.views.text import FORMS

__all__ = ["BUILT_IN", "PROJECT_FILE", "Setting", "Settings", "files", "read"]

PROJECT_FILE = "litgraph.toml"
BUILT_IN: Mapping[str, str | bool] = {"format": "table", "quiet": False}
_FORMATS = (*FORMS, "bib")
_TRUTH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


class Setting(NamedTuple):
    """A value, and where it is said: "litgraph.toml:2", "LITGRAPH_QUIET", "built in"."""

    value: str | bool
    origin: str


class Settings(NamedTuple):
    """Every setting by its name, and a sentence on each that was not understood."""

    values: Mapping[str, Setting]
    problems: tuple[str, ...]


def files(root: str) -> list[str]:
    """Where settings may be written, whether a file is there or not, the nearest first; `root` is "" in no project."""
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    # The XDG specification has relative paths ignored.
    folder = folder if os.path.isabs(folder) else os.path.expanduser("~/.config")
    own = os.path.join(folder, "litgraph", "config.toml")
    return [os.path.join(root, PROJECT_FILE), own] if root else [own]


def read(root: str) -> Settings:
    """The settings that hold in a project; `root` is "" where there is none."""
    values = {name: Setting(value, "built in") for name, value in BUILT_IN.items()}
    problems: list[str] = []
    for path in reversed(files(root)):
        if os.path.lexists(path):
            values |= _from_file(path, _name(path, root), problems)
    for name in BUILT_IN:
        variable = f"LITGRAPH_{name.upper()}"
        if given := os.environ.get(variable, ""):
            value = _TRUTH.get(given.casefold(), given) if name == "quiet" else given
            if wrong := _wrong(name, value):
                problems.append(f"warning: {variable} {wrong}")
            else:
                values[name] = Setting(value, variable)
    return Settings(values, tuple(problems))


def _name(path: str, root: str) -> str:
    return PROJECT_FILE if path == os.path.join(root, PROJECT_FILE) else shown(path)


def _from_file(path: str, name: str, problems: list[str]) -> dict[str, Setting]:
    import tomllib

    try:
        if not os.path.isfile(path):
            raise OSError(0, "this is no file")
        with open(path, "rb") as file:
            text = file.read().decode("utf-8-sig")
        table = tomllib.loads(text)
    except OSError as error:
        problems.append(f"{name}:1:1: warning: it cannot be read: {error.strerror}")
        return {}
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        problems.append(f"{name}:{line}:{column}: warning: this is no UTF-8, so the whole file is passed over")
        return {}
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.append(_no_toml(name, str(error)))
        return {}
    found = {}
    for key, value in table.items():
        line = _line(text, key)
        place = f"{name}:{line}:1"
        if key not in BUILT_IN:
            problems.append(f'{place}: warning: no setting is called "{key}"; {_near(key, BUILT_IN, "settings")}')
        elif wrong := _wrong(key, value):
            problems.append(f'{place}: warning: "{key}" {wrong}')
        else:
            found[key] = Setting(value, f"{name}:{line}")
    return found


def _no_toml(name: str, message: str) -> str:
    import re

    at = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    place = f"{name}:{at[1]}:{at[2]}" if at and at[1] else f"{name}:1:1"
    reason = message[: at.start()] if at and at[1] else message
    return f"{place}: warning: this is not TOML, so the whole file is passed over: {reason}"


def _line(text: str, key: str) -> int:
    """The line of a key: the reader of TOML keeps none."""
    import re

    wanted = re.compile(rf"""\s*(?:\[\[?\s*)?["']?{re.escape(key)}["']?\s*[\].=]""")
    lines = text.split("\n")
    return next((number for number, line in enumerate(lines, 1) if wanted.match(line)), 1)


def _wrong(name: str, value: Any) -> str:
    """Why this is no value of the setting, or ""."""
    if name == "quiet":
        return "" if isinstance(value, bool) else f"must be true or false, not {_said(value)}"
    if isinstance(value, str) and value in _FORMATS:
        return ""
    near = _near(value, _FORMATS, "formats") if isinstance(value, str) else f"the formats are {', '.join(_FORMATS)}"
    return f"must be the name of a format, not {_said(value)}; {near}"


def _said(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else f"{value}"


def _near(wanted: str, known: Any, what: str) -> str:
    import difflib

    near = difflib.get_close_matches(wanted.casefold(), known, 1)
    return f'did you mean "{near[0]}"?' if near else f"the {what} are {', '.join(known)}"

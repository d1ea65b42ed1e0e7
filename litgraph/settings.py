"""The user's settings: from the environment, from litgraph.toml of the project, and from a file of her own.

An option comes before the environment, the environment before the project, the project before the user's own file, and
all before what is built in. A setting that is not understood is reported and passed over.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from litgraph.files import decode, printable_path
from litgraph.views.text import FORMS_OF_WORKS

__all__ = ["BUILT_IN", "PROJECT_FILE", "Setting", "Settings", "read_settings", "settings_files"]

PROJECT_FILE = "litgraph.toml"
BUILT_IN: Mapping[str, str | bool] = {"format": "table", "quiet": False}
_TRUTH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


class Setting(NamedTuple):
    """A value, and where it comes from: "litgraph.toml:2", "LITGRAPH_QUIET", "built in"."""

    value: str | bool
    origin: str


class Settings(NamedTuple):
    """Every setting by its name, and in `problems` a sentence on each that was not understood."""

    values: Mapping[str, Setting]
    problems: tuple[str, ...]


def settings_files(root: str) -> list[str]:
    """The paths of files with settings, whether they are there or not, the nearest first; `root` is "" without one."""
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    # The XDG specification has relative paths ignored.
    folder = folder if os.path.isabs(folder) else os.path.expanduser("~/.config")
    user_file = os.path.join(folder, "litgraph", "config.toml")
    return [os.path.join(root, PROJECT_FILE), user_file] if root else [user_file]


def read_settings(root: str) -> Settings:
    """Read the settings that hold in the project folder `root`, "" where there is none."""
    values = {name: Setting(value, "built in") for name, value in BUILT_IN.items()}
    problems: list[str] = []
    for path in reversed(settings_files(root)):
        if os.path.lexists(path):
            values |= _from_file(path, _name(path, root), problems)
    for name in BUILT_IN:
        variable = f"LITGRAPH_{name.upper()}"
        if text := os.environ.get(variable, ""):
            value = _TRUTH.get(text.casefold(), text) if name == "quiet" else text
            if wrong := _wrong(name, value):
                problems.append(f"warning: {variable} {wrong}")
            else:
                values[name] = Setting(value, variable)
    return Settings(values, tuple(problems))


def _name(path: str, root: str) -> str:
    return PROJECT_FILE if path == os.path.join(root, PROJECT_FILE) else printable_path(path)


def _from_file(path: str, name: str, problems: list[str]) -> dict[str, Setting]:
    import tomllib

    from litgraph.nearest import suggest_names

    try:
        if not os.path.isfile(path):
            raise OSError(0, "this is no file")
        with open(path, "rb") as file:
            text, fault = decode(file.read())
        if fault:
            at = f"{name}:{fault.line}:{fault.column}"
            problems.append(f"{at}: warning: this {fault.message}, so the whole file is passed over")
            return {}
        table = tomllib.loads(text.removeprefix("\ufeff"))
    except OSError as error:
        problems.append(f"{name}:1:1: warning: it cannot be read: {error.strerror}")
        return {}
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, a key of thousands of parts
        problems.append(_no_toml(name, str(error)))
        return {}
    settings = {}
    for key, value in table.items():
        line = _line(text, key)
        place = f"{name}:{line}:1"
        if key not in BUILT_IN:
            hint = suggest_names(key, BUILT_IN, f"the settings are {', '.join(BUILT_IN)}")
            problems.append(f'{place}: warning: no setting is called "{key}"; {hint}')
        elif wrong := _wrong(key, value):
            problems.append(f'{place}: warning: "{key}" {wrong}')
        else:
            settings[key] = Setting(value, f"{name}:{line}")
    return settings


def _no_toml(name: str, message: str) -> str:
    import re

    at = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    place = f"{name}:{at[1]}:{at[2]}" if at and at[1] else f"{name}:1:1"
    reason = message[: at.start()] if at and at[1] else message
    return f"{place}: warning: this is not TOML, so the whole file is passed over: {reason}"


def _line(text: str, key: str) -> int:
    """The line of a key: the reader of TOML keeps none."""
    import re

    pattern = re.compile(rf"""\s*(?:\[\[?\s*)?["']?{re.escape(key)}["']?\s*[\].=]""")
    lines = text.split("\n")
    return next((number for number, line in enumerate(lines, 1) if pattern.match(line)), 1)


def _wrong(name: str, value: Any) -> str:
    """Why `value` is none of the setting `name`; "" where it is one."""
    if name == "quiet":
        return "" if isinstance(value, bool) else f"must be true or false, not {_quote_value(value)}"
    if isinstance(value, str) and value in FORMS_OF_WORKS:
        return ""
    from litgraph.nearest import suggest_names

    hint = suggest_names(
        value if isinstance(value, str) else "", FORMS_OF_WORKS, f"the formats are {', '.join(FORMS_OF_WORKS)}"
    )
    return f"must be the name of a format, not {_quote_value(value)}; {hint}"


def _quote_value(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "a table" if isinstance(value, dict) else "a list"
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else f"{value}"
    return text if len(text) < 100 else f"{text[:100]}..."

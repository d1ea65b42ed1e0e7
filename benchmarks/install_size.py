"""What the base install weighs: download and disk, for each thing that litgraph needs, with what it is for.

    python benchmarks/install_size.py

Makes an environment of its own, installs litgraph into it, and counts. What a dependency brings along is counted under
it, once: under the first that needs it, in the order of setup.cfg. Sizes of downloads are those of this platform.
"""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent

# Runs in the new environment: every distribution, the bytes of its files without compiled caches, what it requires.
LOOK = """
import json, re, sys
from importlib.metadata import distributions
from packaging.requirements import Requirement
found = {}
for one in distributions():
    sizes = [path.locate() for path in one.files or () if "__pycache__" not in path.parts]
    needs = [Requirement(text) for text in one.requires or ()]
    found[re.sub("[-_.]+", "-", one.metadata["Name"]).lower()] = {
        "version": one.version,
        "disk": sum(path.stat().st_size for path in sizes if path.is_file()),
        "needs": [need.name for need in needs if not need.marker or need.marker.evaluate({"extra": ""})],
    }
json.dump(found, sys.stdout)
"""


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def purposes() -> dict[str, str]:
    """Each direct dependency of setup.cfg with the comment above it, which says what it is for."""
    config = configparser.ConfigParser(comment_prefixes=("\0",))
    # Only this section, whose comments are read as values: elsewhere a comment may stand where no value can.
    section = re.search(r"^\[options\]$.*?(?=^\[)", (REPOSITORY / "setup.cfg").read_text(encoding="utf-8"), re.M | re.S)
    config.read_string(section[0] if section else "")
    found, purpose = {}, ""
    for line in config["options"]["install_requires"].split("\n"):
        text = line.strip()
        if text.startswith("#"):
            purpose = text.lstrip("# ")
        elif text:
            found[normal(re.split(r"[\s<>=!~;\[]", text)[0])] = purpose
    return found


def run(*command: str | Path) -> str:
    """What a command prints; its failure is ours."""
    return subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True).stdout


def measure(folder: Path) -> tuple[dict[str, int], dict[str, dict[str, Any]]]:
    """The size of each download, and what each installed distribution takes and needs."""
    wheels, source = folder / "wheels", folder / "source"
    # What an earlier build left in build/ would be packed again.
    shutil.copytree(REPOSITORY, source, symlinks=True, ignore=shutil.ignore_patterns(".*", "build", "*.egg-info"))
    run(sys.executable, "-m", "pip", "wheel", "-qq", "--wheel-dir", wheels, source)
    downloads = {normal(path.name.split("-")[0]): path.stat().st_size for path in wheels.glob("*.whl")}
    run(sys.executable, "-m", "venv", "--without-pip", folder / "env")
    python = folder / "env/bin/python"
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "-qq", "--no-index", "--no-compile")
    run(*pip, "--find-links", wheels, "litgraph-kb")
    run(sys.executable, "-m", "pip", "install", "-qq", "--no-compile", "--target", folder / "look", "packaging")
    code = f"import sys; sys.path.append({str(folder / 'look')!r})\n{LOOK}"
    installed = json.loads(run(python, "-c", code))
    return downloads, {name: data for name, data in installed.items() if name in downloads}


def main() -> None:
    """Print the table, the heaviest direct dependency first."""
    wanted = purposes()
    with tempfile.TemporaryDirectory() as name:
        downloads, installed = measure(Path(name))
    counted = {"litgraph-kb", *wanted}
    rows = [("litgraph-kb", ["litgraph-kb"], "litgraph itself")]
    for direct, purpose in wanted.items():
        group, waiting = [direct], [direct]
        while waiting:
            for need in map(normal, installed[waiting.pop()]["needs"]):
                if need in installed and need not in counted:
                    counted.add(need)
                    group.append(need)
                    waiting.append(need)
        rows.append((direct, group, purpose))
    rows.sort(key=lambda row: -sum(installed[one]["disk"] for one in row[1]))
    print(f"{'':18} {'download':>9} {'disk':>9}   for")
    for direct, group, purpose in rows:
        download = sum(downloads[one] for one in group)
        disk = sum(installed[one]["disk"] for one in group)
        print(f"{direct:18} {download / 1e6:6.1f} MB {disk / 1e6:6.1f} MB   {purpose}")
        if len(group) > 1:
            heavy = sorted(group[1:], key=lambda one: -installed[one]["disk"])
            print(" " * 41, "with", ", ".join(f"{one} {installed[one]['disk'] / 1e6:.1f}" for one in heavy))
    total = sum(map(downloads.__getitem__, installed)), sum(data["disk"] for data in installed.values())
    print(f"{'all':18} {total[0] / 1e6:6.1f} MB {total[1] / 1e6:6.1f} MB   {len(installed)} packages")


if __name__ == "__main__":
    main()

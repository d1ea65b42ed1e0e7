"""The acts on bib/positions.json: where works and themes stand on the map is kept for the next one."""

from __future__ import annotations

import json
import os
from pathlib import Path

from litgraph.desk.changes import FileChange, change_file
from litgraph.files import Folder, write_text
from litgraph.own_folder import hold_lock
from litgraph.project import POSITIONS, find_root

__all__ = ["keep_positions", "rename_position"]


def keep_positions(root: Folder, text: str) -> FileChange:
    """Store the places of works and themes, in the words of `litgraph.views.map.positions.write_positions`."""
    path = Path(find_root(root), POSITIONS)
    with hold_lock(path.parent.parent):
        is_changed = not path.exists() or path.read_bytes() != text.encode("utf-8")
        if is_changed:
            write_text(path, text)
    return FileChange(POSITIONS, is_changed, "the places of works and themes are kept")


def rename_position(root: Folder, old: str, new: str) -> None:
    """Give a theme that has the id `new` now, and had `old`, the place on the map that is kept for it."""
    root = find_root(root)
    before, after = (f"{json.dumps(f'theme:{theme}', ensure_ascii=False)}:" for theme in (old, new))

    def rename(text: str) -> tuple[str, str]:
        return text if f"\n{after}" in text else text.replace(f"\n{before}", f"\n{after}", 1), ""

    if os.path.isfile(os.path.join(root, POSITIONS)):
        change_file(root, POSITIONS, rename)

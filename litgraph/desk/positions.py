"""The act on bib/positions.json: where works and themes stand on the map is kept for the next one."""

from __future__ import annotations

from pathlib import Path

from litgraph.desk.changes import FileChange
from litgraph.files import Folder, write_text
from litgraph.own_folder import hold_lock
from litgraph.project import POSITIONS, find_root

__all__ = ["keep_positions"]


def keep_positions(root: Folder, text: str) -> FileChange:
    """Store the places of works and themes, in the words of `litgraph.views.map.positions.write_positions`."""
    path = Path(find_root(root), POSITIONS)
    with hold_lock(path.parent.parent):
        is_changed = not path.exists() or path.read_bytes() != text.encode("utf-8")
        if is_changed:
            write_text(path, text)
    return FileChange(POSITIONS, is_changed, "the places of works and themes are kept")

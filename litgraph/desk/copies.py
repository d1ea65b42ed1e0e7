"""The act on copies of papers, verify: evidence is looked for again, and on demand kept to be compared with later."""

from __future__ import annotations

from collections.abc import Sequence

from litgraph.files import Folder
from litgraph.index.loading import load_corpus
from litgraph.passage_store import PassageStore, write_store
from litgraph.progress import Progress, ignore_progress
from litgraph.project import find_root
from litgraph.verification import Verification, check_evidence

__all__ = ["verify"]


def verify(
    root: Folder,
    names: Sequence[str] = (),
    *,
    keep: bool = False,
    progress: Progress = ignore_progress,
) -> Verification:
    """Look for every citation of the readings again in the copies of their papers.

    `names` are files or folders of copies, and works of which to look at the readings; without works, the readings of
    the copies are looked at, without either, all. With `keep`, the passages of these copies are kept, and later copies
    compared with them. Raises LitgraphError (exit code 3) for what is neither a file nor one work that was read.
    """
    root = find_root(root)

    def store(reading: str, passages: PassageStore) -> None:
        if keep:
            write_store(root, reading, passages)

    return check_evidence(root, load_corpus(root), names, store=store, progress=progress)

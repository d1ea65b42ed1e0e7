"""A limit of the memory that reading a paper, or a template, takes: a small file can be made to swell to any size."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["MEGABYTES", "limit_memory"]

MEGABYTES = 1500  # for one paper, and four times its file: the 10 MB of text that are read at most take 700


@contextmanager
def limit_memory(megabytes: int = MEGABYTES, *, path: str | os.PathLike[str] = "") -> Iterator[None]:
    """Let this process take so much memory beyond what it has, and four times the size of the file at `path`.

    What asks for more gets a MemoryError, or fails where it is a library. No system but Linux is known to keep to it;
    elsewhere nothing is limited.
    """
    try:
        import resource

        with open("/proc/self/statm") as file:
            present = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    except (ImportError, OSError):
        yield
        return
    size = 0
    with suppress(OSError):
        size = os.path.getsize(path)
    most = present + megabytes * 1_000_000 + 4 * size
    limits = [limit for limit in (soft, hard, most) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

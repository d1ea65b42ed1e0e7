"""Many papers, two at a time: each in a process that may crash or hang without harm to the others."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

from litgraph.errors import BAD_INPUT, LitgraphError
from litgraph.memory_limit import MEGABYTES, limit_memory
from litgraph.reading.paper import PaperContent
from litgraph.reading.reader import read_paper

__all__ = ["ENDINGS", "SECONDS", "papers_in", "read_here", "read_many", "read_papers"]

SECONDS = 300  # for one paper: several times what a PDF of thousands of pages needs
_AT_ONCE = 2
_AHEAD = 16  # papers that may be read before their turn, while one takes long

ENDINGS = (".pdf", ".txt", ".text", ".md", ".markdown", ".xml", ".nxml", ".jats", ".tei", ".html", ".htm", ".xhtml")

_ANOTHER_PDF = "cut it into parts, or save it as another PDF, for example: qpdf OLD.pdf NEW.pdf"

Reader = Callable[[Path], PaperContent]


def papers_in(folder: str) -> list[str]:
    """List the files in a folder and its subfolders whose endings are those of papers, without hidden ones."""
    paths = []
    for folder_path, folders, names in os.walk(folder):
        folders[:] = sorted(subfolder for subfolder in folders if not subfolder.startswith("."))
        paths += [
            os.path.join(folder_path, name)
            for name in sorted(names)
            if name.lower().endswith(ENDINGS) and not name.startswith(".")
        ]
    return paths


def read_papers(
    paths: Sequence[Path], *, watch: Callable[[Sequence[Path], int], None] = lambda reading, papers_done: None
) -> Generator[PaperContent | LitgraphError, None, None]:
    """Read papers like `read_many`, but a single text in this process: starting another would take longer."""
    if len(paths) == 1 and (os.environ.get("LITGRAPH_TRACEBACK") or not _is_pdf(paths[0])):
        watch(paths, 0)
        yield read_here(paths[0])
    else:
        yield from read_many(paths, watch=watch)


def read_here(path: Path) -> PaperContent | LitgraphError:
    """Read a paper in this process, or return why it could not be read; a fault of litgraph is raised."""
    try:
        with limit_memory(path=path):
            return read_paper(path)
    except MemoryError:
        return _make_memory_error()
    except LitgraphError as error:
        return error
    except OSError as error:
        return LitgraphError(error.strerror or str(error))


def _is_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b"%PDF" in file.read(1024)
    except OSError:
        return False


def read_many(
    paths: Sequence[Path],
    *,
    watch: Callable[[Sequence[Path], int], None] = lambda reading, answers: None,
    seconds: float = SECONDS,
    reader: Reader = read_paper,
) -> Iterator[PaperContent | LitgraphError]:
    """Yield for each path, in order, the paper that was read or why it could not be read.

    `watch` is called with the papers that are being read and how many are done. A paper that takes more than
    `seconds` is given up. The processes end with the generator.
    """
    count = min(_AT_ONCE, os.cpu_count() or 1, len(paths))
    workers = [_Worker(reader, seconds) for _ in range(count)]
    waiting = deque(range(len(paths)))
    answers: dict[int, PaperContent | LitgraphError] = {}
    try:
        for turn in range(len(paths)):
            while turn not in answers:
                for worker in workers:
                    if worker.index is None and waiting and waiting[0] < turn + _AHEAD:
                        worker.begin(waiting.popleft(), paths)
                busy = {worker.connection: worker for worker in workers if worker.index is not None}
                watch(
                    [paths[worker.index] for worker in busy.values() if worker.index is not None], turn + len(answers)
                )
                for connection in wait(list(busy), timeout=1):  # so that what is shown goes on
                    index, answer = busy[connection].answer()  # type: ignore[index]
                    answers[index] = answer
            yield answers.pop(turn)
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """A process that reads one paper after the other; where it dies, a new one takes its place."""

    def __init__(self, reader: Reader, seconds: float) -> None:
        self._reader, self._seconds = reader, seconds
        self.index: int | None = None
        self._since = 0.0
        self._start()

    def _start(self) -> None:
        # "spawn" is the same on every system, and a new process holds none of the other one's ends of its connection:
        # it ends when this program does, however that happens.
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._reader, self._seconds), daemon=True)
        self._process.start()
        theirs.close()

    def begin(self, index: int, paths: Sequence[Path]) -> None:
        """Begin to read the paper at an index of the paths."""
        self.index, self._since = index, time.monotonic()
        try:
            self.connection.send(paths[index])
        except OSError:  # it died while it had nothing to do
            self.stop()
            self._start()
            self.connection.send(paths[index])

    def answer(self) -> tuple[int, PaperContent | LitgraphError]:
        """Return the index of the paper and what was read of it, or why it could not be read."""
        assert self.index is not None
        index, self.index = self.index, None
        try:
            return index, self.connection.recv()
        except (EOFError, OSError):
            took = time.monotonic() - self._since
            self._process.join()
            code = self._process.exitcode or 0
            self.stop()
            self._start()
        if code == 1 and took >= self._seconds:  # as the clock in it ends it
            message = f"reading it took more than {self._seconds:.0f} seconds"
            return index, LitgraphError(message, _ANOTHER_PDF, exit_code=BAD_INPUT)
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        how += f"; it gets {MEGABYTES / 1000:.1f} GB of memory"  # a library that gets no more just ends
        hint = "the file may be damaged; as another PDF it may do, for example: qpdf OLD.pdf NEW.pdf"
        return index, LitgraphError(f"it makes the program that reads it fail ({how})", hint, exit_code=BAD_INPUT)

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.connection.close()


def _serve(connection: Connection, reader: Reader, seconds: float) -> None:
    """Read the papers whose paths arrive until the other side closes the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group: who asked decides
    # A clock in C, which ends the process even while a library that never comes back holds it.
    nowhere = open(os.devnull, "w")  # noqa: SIM115 - as long as the process lives
    while True:
        try:
            path = connection.recv()
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
            answer = _answer(reader, path)
            faulthandler.cancel_dump_traceback_later()
            connection.send(answer)
        except (EOFError, OSError):
            sys.exit()


def _make_memory_error() -> LitgraphError:
    message = f"reading it takes more than the {MEGABYTES / 1000:.1f} GB of memory that one paper gets"
    return LitgraphError(message, _ANOTHER_PDF, exit_code=BAD_INPUT)


def _answer(reader: Reader, path: Path) -> PaperContent | LitgraphError:
    try:
        with limit_memory(path=path):
            return reader(path)
    except LitgraphError as error:
        return error
    except OSError as error:
        return LitgraphError(error.strerror or str(error))
    except MemoryError:
        return _make_memory_error()
    except Exception as error:  # a fault of ours in one paper is no reason not to read the others
        hint = (
            f"this is a fault of litgraph; please report it, with what LITGRAPH_TRACEBACK=1 litgraph read {path} prints"
        )
        return LitgraphError(f"{type(error).__name__}: {error}", hint)

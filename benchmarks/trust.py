"""Whether anything breaks litgraph: killed commands, fuzzed inputs, damaged files of its own, hostile text in outputs.

    python benchmarks/trust.py [kill] [fuzz] [damage] [hostile] [--minutes 10] [--seed 1]

Without a name all four are run, each for so many minutes at most; the same seed makes the same choices. A table for
each is printed at its end, and the exit code is 1 where something broke.

- kill: commands that write are killed (SIGKILL) at a random moment of theirs, 1,000 times. Afterwards every file of the
  user must be as before or as the command leaves it, the next question must be answered, and nothing unfinished may lie
  about once each command has run through.
- fuzz: 10,000 mutated inputs for each reader. One may refuse an input; it may not raise anything but LitgraphError,
  take more than 20 seconds, or end its process.
- damage: bytes of the index, of what is remembered of papers, of references that were set, and of passages are lost or
  changed, 500 times each. The next command must end as it does without; how often it said something else is counted.
- hostile: payloads for browsers, spreadsheets, TeX, terminals and shells, in every field, in every output, opened by a
  reader of that format: Chromium with and without scripts, python-docx, an XML parser, csv, pandoc, pypdfium2.

Commands run in processes forked from this one, which has loaded litgraph; so it takes a system with fork.
"""

from __future__ import annotations

import argparse
import csv
import io
import itertools
import json
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from litgraph import cli
from litgraph.codebook import parse_codebook
from litgraph.corpus import settle
from litgraph.errors import LitgraphError
from litgraph.formats.bibtex import parse_bibliography
from litgraph.model import Assignment, Corpus, Evidence, Harvest, Name, Note, Span, Theme, Work
from litgraph.reading.reader import read_paper
from litgraph.reading.record import parse_record
from litgraph.settings import read_settings

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))
KILLS, INPUTS, DAMAGES = 1000, 10_000, 500
SECONDS = 20
PAPER = """A Review of Towns

1. Introduction

Towns were long overlooked (see Noor, 2019, p. 12; Vik & Li, 2021). Vik and Li (2021) found letters [1, 2].

References

Noor, A. (2019). Harbour towns and their partners. Quay.

Vik, P., & Li, Q. (2021). Letters between harbours in the north. Journal of Port Studies, 7(2), 11-29.
"""
JATS = """<?xml version="1.0"?><article><front><article-meta><title-group><article-title>Towns</article-title>
</title-group></article-meta></front><body><sec><title>Beginning</title>
<p>Towns trade (<xref ref-type="bibr" rid="b1">Noor 2019</xref>).</p></sec></body><back><ref-list><ref id="b1">
<element-citation><person-group><name><surname>Noor</surname></name></person-group>
<article-title>Harbour towns</article-title><year>2019</year></element-citation></ref></ref-list></back></article>"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><div><head n="1">Beginning</head>
<p>Towns trade <ref type="bibr" target="#b0">(Noor, 2019)</ref>.</p></div></body><back><listBibl>
<biblStruct xml:id="b0"><monogr><title>Harbour towns</title><author>
<persName><surname>Noor</surname></persName></author>
<imprint><date when="2019"/></imprint></monogr></biblStruct></listBibl></back></text></TEI>"""
TOML = 'format = "csv"\nquiet = true\n[table]\nkey = [1, 2.5, 2024-01-01, "a"]\n'


# processes


def run_forked(work: Callable[[], object], *, seconds: float = 120, kill_after: float | None = None) -> tuple[str, str]:
    """How a function ends in a process of its own ("exit 0", "signal 9", "hang"), and what it printed on stderr."""
    with tempfile.TemporaryFile() as errors:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 0)
            os.dup2(null, 1)
            os.dup2(errors.fileno(), 2)
            sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
            code = 70
            try:
                work()
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
            except BaseException as error:
                os.write(2, repr(error)[:300].encode("utf-8", "replace"))
            with suppress(Exception):
                sys.stderr.flush()
            os._exit(code)
        began = time.monotonic()
        limit = seconds if kill_after is None else kill_after
        status = None
        while status is None:
            done, value = os.waitpid(pid, os.WNOHANG)
            if done:
                status = value
            elif time.monotonic() - began > limit:
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
                _, status = os.waitpid(pid, 0)
                if kill_after is None:
                    return "hang", ""
            else:
                time.sleep(0.0005)
        errors.seek(0)
        text = errors.read().decode("utf-8", "replace")
    return (f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"), text


def command(folder: Path, *words: str) -> Callable[[], object]:
    """A command of litgraph in a folder."""

    def work() -> object:
        os.chdir(folder)
        sys.argv = ["litgraph", *words]
        return cli.main()

    return work


def make_review(folder: Path) -> Path:
    """A copy of the city-diplomacy review, with a paper and an entry to be added."""
    shutil.copytree(REPOSITORY / "bib", folder / "bib")
    shutil.copy(REPOSITORY / "themes.yaml", folder)
    (folder / "noor.txt").write_text(PAPER)
    (folder / "new.bib").write_text("@book{new2024, author={New, A.}, title={A New One}, publisher={P}, year=2024}\n")
    return folder


def user_files(folder: Path) -> dict[str, bytes]:
    """The files of the user and those written for her, by their paths; nothing of litgraph's own."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".litgraph" not in str(path.relative_to(folder))
    }


def unfinished_files(*folders: Path) -> list[Path]:
    """What lies unfinished in folders."""
    return [path for folder in folders for path in folder.rglob(".litgraph-*.part")]


# the kill run

WRITERS = (
    "build --anew",
    "tag clerc2020 networks --why x",
    "untag clerc2020 small-cities",
    "annotate clerc2020 Good",
    "add new.bib",
    "read noor.txt --as clerc2020 --write",
    "read noor.txt --as clerc2020 --write --add",
    "map --date 2026-01-31",
    "map --keep --date 2026-01-31",
    "bibliography -o b.md --date 2026-01-31",
    "export -o review.graphml",
    "cite clerc2020",
    "start noor.txt new",
)


def kill_commands(folder: Path, dice: random.Random, end: float) -> Iterator[tuple[str, ...]]:
    """Kill each command again and again; yields its row of the table."""
    os.environ["TMPDIR"] = str(folder / "temporary")
    tempfile.tempdir = None
    (folder / "temporary").mkdir()
    root = make_review(folder / "review")
    before = user_files(root)
    runs: list[tuple[str, dict[str, bytes], float]] = []
    for words in WRITERS:
        restore(root, before)
        began = time.monotonic()
        code, errors = run_forked(command(root, *words.split()))
        assert code == "exit 0", (words, code, errors)
        runs.append((words, user_files(root), time.monotonic() - began))
    counts = {words: Counter[str]() for words in WRITERS}
    for number in itertools.count():
        if time.monotonic() > end or sum(count["killed"] for count in counts.values()) == KILLS:
            break
        words, after, took = runs[number % len(runs)]
        restore(root, before)
        if number % 2:
            shutil.rmtree(root / ".litgraph", ignore_errors=True)
        code, _ = run_forked(command(root, *words.split()), kill_after=dice.random() * took)
        counts[words]["killed" if code == "signal 9" else "was done"] += 1
        now = user_files(root)
        for path in now.keys() | before.keys():
            if now.get(path) not in (before.get(path), after.get(path)):
                counts[words]["lost"] += 1
                print("lost", words, path, file=sys.stderr)
        code, errors = run_forked(command(root, "who", "cites", "Clerc"))
        if code != "exit 0" or "fault of litgraph" in errors:
            counts[words]["broke"] += 1
            print("broke", words, code, errors, file=sys.stderr)
    restore(root, before)
    for words in WRITERS:
        run_forked(command(root, *words.split()))
    run_forked(command(root, "bibliography", "-o", "b.docx"))
    left = len(unfinished_files(folder))
    yield ("command", "killed", "was done before", "a file lost or half written", "next command failed")
    for words, count in counts.items():
        yield (words, *(f"{count[name]:,}" for name in ("killed", "was done", "lost", "broke")))
    yield ("left unfinished at the end", "", "", f"{left}", "")


def restore(root: Path, files: dict[str, bytes]) -> None:
    """Give a folder its files back; litgraph's own, and what lies unfinished, stays."""
    for path in user_files(root).keys() - files.keys():
        (root / path).unlink()
    shutil.rmtree(root / "new", ignore_errors=True)
    for path, content in files.items():
        if not (root / path).exists() or (root / path).read_bytes() != content:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)


# the fuzz run

ODD = [
    *("\0", "\ufeff", "\u2028", "\x85", "\r", "\r\n", "\x1b[2J", "\u202e", "\ud800", "\U0001f600", "é", "9" * 400),
    *("{" * 40, "}" * 40, "[" * 60, "- " * 60, "(" * 60, '"' * 9, "'" * 9, "&a ", "*a ", "!!python/object:os.system "),
    *(
        "<<: *a",
        "? ",
        ": ",
        "|\n",
        ">\n",
        "%",
        "@",
        "@string{a = ",
        "#",
        "\\",
        "\\'{",
        "$",
        "--",
        "1" * 30,
        "-1",
        "n.d.",
    ),
    *(
        "<p>",
        "</p>",
        "<!--",
        "<![CDATA[",
        "&#xD800;",
        "&#0;",
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        "&b;",
        "=" * 30,
        "\t" * 9,
    ),
]


def mutate(data: bytes, dice: random.Random) -> bytes:
    """An input with pieces of it lost, repeated, moved, overwritten, or odd ones put in."""
    for _ in range(dice.randint(1, 8)):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.choice([0, 1, 4, 40, 400]))
        piece = dice.choice(
            [
                b"",
                data[start:end] * dice.choice([2, 30]),
                dice.randbytes(end - start),
                dice.choice(ODD).encode("utf-8", "surrogatepass"),
                dice.choice(ODD).encode("utf-8", "surrogatepass") * dice.choice([1, 50]),
                data[dice.randrange(len(data) + 1) :][:40],
            ]
        )
        data = data[:start] + piece + (data[end:] if dice.random() < 0.95 else b"")
    return data[:60_000]


def seeds() -> dict[str, tuple[list[bytes], Callable[[bytes, Path], object]]]:
    """By reader: inputs that it understands, and how it is called with one, and a path that it may use."""
    from tests.test_reading_sources import LEFT, RIGHT, column, pdf

    def as_text(parse: Callable[[str, str], object]) -> Callable[[bytes, Path], object]:
        return lambda data, _: parse(data.decode("utf-8", "replace"), "input")

    def as_file(name: str) -> Callable[[bytes, Path], object]:
        def read(data: bytes, folder: Path) -> object:
            (folder / name).write_bytes(data)
            return read_paper(folder / name)

        return read

    def read_toml(data: bytes, folder: Path) -> object:
        (folder / "litgraph.toml").write_bytes(data)
        return read_settings(str(folder))

    bib = (REPOSITORY / "bib/references.bib").read_bytes().split(b"\n\n")
    codebook = (REPOSITORY / "themes.yaml").read_bytes()
    record = (REPOSITORY / "bib/readings/clausen2022.yaml").read_bytes()
    bibs = [b"\n\n".join(bib[n : n + 3]) for n in range(0, len(bib), 3)]
    html = f"<html><head><title>A</title></head><body><h1>A</h1><p>{PAPER}</p></body></html>".encode()
    return {
        "bibtex": (bibs, as_text(parse_bibliography)),
        "themes.yaml": ([codebook[:3000], codebook[3000:6000]], as_text(parse_codebook)),
        "readings": ([record[:3000]], as_text(parse_record)),
        "toml": ([TOML.encode()], read_toml),
        "plain text": ([PAPER.encode(), PAPER.encode("utf-16")], as_file("a.txt")),
        "pdf": (
            [pdf(column(50, 700, LEFT), column(50, 700, RIGHT)), pdf(column(50, 700, PAPER.split("\n")))],
            as_file("a.pdf"),
        ),
        "jats": ([JATS.encode()], as_file("a.xml")),
        "tei": ([TEI.encode()], as_file("a.xml")),
        "html": ([html], as_file("a.html")),
    }


def fuzz_readers(folder: Path, dice: random.Random, end: float) -> Iterator[tuple[str, ...]]:
    """Give each reader its mutated inputs; yields its row of the table."""
    yield ("reader", "inputs", "refused", "crashes", "hangs", "slowest, s", "peak, MB")
    readers = seeds()
    for place, (name, (inputs, read)) in enumerate(readers.items()):
        share = time.monotonic() + (end - time.monotonic()) / (len(readers) - place)
        number, refused, crashes, hangs, slowest, peak = 0, 0, 0, 0, 0.0, 0
        while number < INPUTS and time.monotonic() < share:
            report = folder / "report.json"
            report.unlink(missing_ok=True)
            seed = dice.randrange(2**32)
            batch_work = partial(_fuzz_batch, inputs, read, seed, folder, report)
            how, errors = run_forked(batch_work, seconds=500 * SECONDS)
            batch = json.loads(report.read_text()) if report.exists() else {}
            number += batch.get("inputs", 1)
            refused += batch.get("refused", 0)
            slowest, peak = max(slowest, batch.get("slowest", 0)), max(peak, batch.get("peak", 0))
            if how != "exit 0":
                hangs += how == "signal 14"
                crashes += how != "signal 14"
                print("fuzz", name, seed, how, errors[-300:], file=sys.stderr)
        yield (name, f"{number:,}", f"{refused:,}", f"{crashes}", f"{hangs}", f"{slowest:.2f}", f"{peak // 1000}")


def _fuzz_batch(
    inputs: Sequence[bytes], read: Callable[[bytes, Path], object], seed: int, folder: Path, report: Path
) -> None:
    """Read 500 inputs; what each took is in the report when the process ends, however that happens."""
    dice, counts, slowest = random.Random(seed), Counter[str](), 0.0
    for _ in range(500):
        data = mutate(dice.choice(inputs), dice)
        (folder / "last-input").write_bytes(data)
        counts["inputs"] += 1
        began = time.monotonic()
        signal.alarm(SECONDS)
        try:
            read(data, folder)
        except LitgraphError:
            counts["refused"] += 1
        finally:
            slowest = max(slowest, time.monotonic() - began)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            if counts["inputs"] % 100 == 0 or sys.exc_info()[0]:
                report.write_text(json.dumps({**counts, "slowest": slowest, "peak": peak}))
        signal.alarm(0)


# the damage run

OWN_FILES = {
    "index.sqlite": ("who cites Clerc", "stats", "check", "find museum", "tag clerc2020 networks"),
    "papers.sqlite": ("read noor.txt --as clerc2020 --write",),
    "references.sqlite": ("cite clerc2020",),
    "passages/clerc2020.json": ("quotes Noor --with-passages", "verify noor.txt"),
}


def damage_own_files(folder: Path, dice: random.Random, end: float) -> Iterator[tuple[str, ...]]:
    """Damage each file of .litgraph, and ask; yields its row of the table."""
    root = make_review(folder / "review")
    yield ("file", "damaged", "commands failed", "said something else")
    for place, (name, commands) in enumerate(OWN_FILES.items()):
        share = time.monotonic() + (end - time.monotonic()) / (len(OWN_FILES) - place)
        for words in ("build", "read noor.txt --as clerc2020 --write --add", "cite clerc2020", "build"):
            run_forked(command(root, *words.split()))
        files, whole, path = user_files(root), (root / ".litgraph" / name).read_bytes(), root / ".litgraph" / name
        expected = {words: _said(root, words, folder) for words in commands}
        failed = different = number = 0
        while number < DAMAGES and time.monotonic() < share:
            number += 1
            restore(root, files)
            data = bytearray(whole)
            for _ in range(dice.choice([1, 3, 30, 300])):
                data[dice.randrange(len(data))] = dice.randrange(256)
            path.write_bytes(data[: dice.randrange(len(data))] if dice.random() < 0.2 else data)
            words = dice.choice(commands)
            code, said = _said(root, words, folder)
            if code in ("exit 1", "exit 70", "hang") or code.startswith("signal") or "fault of litgraph" in said:
                failed += 1
                print("damage", name, words, code, said[-300:], file=sys.stderr)
            else:
                different += (code, said) != expected[words]
        yield (name, f"{number}", f"{failed}", f"{different}")


def _said(root: Path, words: str, folder: Path) -> tuple[str, str]:
    """How a command ends, and what it prints."""

    def work() -> object:
        out = os.open(folder / "out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        return command(root, *words.split())()

    code, errors = run_forked(work)
    return code, (folder / "out").read_text(errors="replace") if code == "exit 0" else errors


# the hostile run

PAYLOADS = {
    "script": "<script>document.title='owned'</script>",
    "image": '"><img src=x onerror="document.title=\'owned\'">',
    "end of script": "</script></style></textarea><svg onload=document.title='owned'>",
    "address": "javascript:document.title='owned'",
    "formula": '=HYPERLINK("http://e.example","x")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "sign": "+1+1|cmd",
    "minus": "-2+3",
    "tex": "\\input{/etc/passwd}\\write18{touch owned}",
    "typst": '#read("/etc/passwd")',
    "markdown": "[x](javascript:alert(1)) ![y](http://e.example/y) <b>z</b> `c`",
    "template": "{{ 7*7 }}{% raw %}${7*7}",
    "terminal": "\x1b]0;owned\x07\x9b2J\u202e\x85",
    "shell": "$(touch owned); `touch owned`",
    "entity": "&lt;script&gt; &#0; ]]> <!-- x",
    "braces": "} , title = {owned}, @book{owned, title={owned}}",
    "lines": "first\nTY  - BOOK\nER  - \nowned",
}
FORMATS = ("html", "docx", "odt", "pdf", "md", "txt", "tex", "rst", "typ", "bib", "ris", "json", "csv")
EXPORTS = ("graphml", "gexf", "json", "csv", "vosviewer", "bib", "csl")


def hostile_corpus(payload: str) -> Corpus:
    """A review that holds the payload wherever it holds text."""
    at = Span("bib/references.bib", 1)
    names = (Name(family=payload, given=payload), Name(literal=payload))
    extra = tuple((field, payload) for field in ("abstract", "note", "publisher", "url", "keywords", "volume"))
    work = Work("k2020", "book", payload, names, year=2020, container=payload, extra=extra, at=at)
    evidence = Evidence("codebook", section=payload, page=payload, locator=payload, why=payload, at=at)
    theme = Theme("t", payload, definition=payload, at=at)
    note = Note("k2020", "annotation", payload, Evidence("codebook", at=at))
    harvest = Harvest(
        works=frozenset({work}),
        themes=frozenset({theme}),
        assignments=frozenset({Assignment("k2020", "t", "discussed", evidence)}),
        notes=frozenset({note}),
    )
    return settle(harvest)


def open_hostile_outputs(folder: Path, dice: random.Random, end: float) -> Iterator[tuple[str, ...]]:
    """Write every payload in every output and open it; yields a row for each output."""
    from litgraph.views.bibliography import BibliographyRequest, render
    from litgraph.views.exports import export
    from litgraph.views.map import MapRequest, draw_map

    def write_document(to: str) -> Callable[[Corpus], bytes]:
        request = BibliographyRequest(to=to, date="2026-01-31")
        return lambda corpus: render(corpus, request, cache=str(folder / "references.sqlite")).content

    def write_map(engine: str) -> Callable[[Corpus], bytes]:
        request = MapRequest(date="2026-01-31", engine=engine)
        return lambda corpus: draw_map(corpus, request, {}).page.encode()

    outputs: dict[str, tuple[Callable[[Corpus], bytes], str]] = {
        f"map ({engine})": (write_map(engine), "html") for engine in ("own", "pyvis")
    }
    outputs |= {f"bibliography .{to}": (write_document(to), to) for to in FORMATS}
    outputs |= {f"export {to}": (lambda corpus, to=to: export(corpus, to).text.encode(), to) for to in EXPORTS}
    yield ("output", "payloads", "opened by", "obeyed or broken")
    with _Readers(folder) as readers:
        for name, (write, to) in outputs.items():
            number, faults, reader = 0, [], "?"
            for payload_name, payload in PAYLOADS.items():
                if time.monotonic() > end:
                    break
                number += 1
                try:
                    content = write(hostile_corpus(payload))
                    reader, fault = readers.open(to, content, payload)
                except LitgraphError as error:
                    fault = f"refused: {error}"
                except Exception as error:
                    fault = repr(error)[:200]
                if fault:
                    faults.append(payload_name)
                    print("hostile", name, payload_name, fault[:300], file=sys.stderr)
            yield (name, f"{number}", reader, ", ".join(faults) or "0")
    if (Path.cwd() / "owned").exists() or (folder / "owned").exists():
        yield ("a file named owned was made", "", "", "1")


class _Readers:
    """What opens each format, and says what is wrong with what it finds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> _Readers:
        from playwright.sync_api import sync_playwright

        from tests.browser.conftest import CHROMIUM, QUIET

        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.close()
        self._playwright.stop()

    def open(self, to: str, content: bytes, payload: str) -> tuple[str, str]:
        """The name of the reader, and what is wrong, "" where nothing is."""
        if to in ("md", "rst", "tex", "typ"):
            return "pandoc", self._by_pandoc(to, content)
        readers: dict[str, tuple[str, Callable[[bytes, str], str]]] = {
            "html": ("Chromium", self._by_browser),
            "docx": ("python-docx", self._by_docx),
            "odt": ("XML parser", self._by_xml),
            "graphml": ("networkx", self._by_networkx),
            "gexf": ("XML parser", self._by_xml),
            "pdf": ("pypdfium2", self._by_pdfium),
            "csv": ("csv", self._by_csv),
            "json": ("json", self._by_json),
            "vosviewer": ("json", self._by_json),
            "csl": ("json", self._by_json),
            "bib": ("bibtexparser", self._by_bibtexparser),
            "ris": ("lines", self._by_lines_of_ris),
            "txt": ("terminal", self._by_terminal),
        }
        name, read = readers[to]
        return name, read(content, payload)

    def _by_browser(self, content: bytes, _: str) -> str:
        path = self._folder / "page.html"
        path.write_bytes(content)
        for scripts in (True, False):
            context = self._browser.new_context(java_script_enabled=scripts)
            page, said = context.new_page(), []
            page.on("dialog", lambda dialog, said=said: (said.append("dialog"), dialog.dismiss()))
            page.on("pageerror", lambda error, said=said: said.append(f"error {error}"))
            page.on(
                "request",
                lambda request, said=said: (
                    request.url.startswith(("file:", "data:", "blob:")) or said.append(request.url)
                ),
            )
            page.goto(path.as_uri())
            page.wait_for_timeout(150)
            if page.title() == "owned":
                said.append("a script ran")
            if page.locator("a[href^='javascript:' i], [onerror], [onload]:not(body)").count():
                said.append("an element of the payload")
            context.close()
            if said:
                return "; ".join(said)
        return ""

    def _by_docx(self, content: bytes, _: str) -> str:
        import docx

        document = docx.Document(io.BytesIO(content))
        targets = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
        wrong = [target for target in targets if not target.startswith(("http://", "https://"))]
        xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
        return f"links to {wrong}" if wrong else "a field" if "instrText" in xml and "HYPERLINK" not in xml else ""

    def _by_xml(self, content: bytes, _: str) -> str:
        from lxml import etree

        parts = [content]
        if content.startswith(b"PK"):
            archive = zipfile.ZipFile(io.BytesIO(content))
            parts = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
        found = b"".join(etree.tostring(etree.fromstring(part)) for part in parts)
        # An address that stands in an attribute for text is text; only what is linked to would be opened.
        return "a script" if re.search(rb"<\w*:?script|href=\"javascript:", found) else ""

    def _by_networkx(self, content: bytes, _: str) -> str:
        import networkx as nx

        return "" if nx.read_graphml(io.BytesIO(content)).number_of_nodes() == 2 else "other nodes"

    def _by_pdfium(self, content: bytes, _: str) -> str:
        import pypdfium2

        document = pypdfium2.PdfDocument(content)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        document.close()
        wrong = [name for name in (b"/JavaScript", b"/OpenAction", b"/Launch", b"/EmbeddedFile") if name in content]
        return f"{wrong}" if wrong else "root:" if "root:x:" in text else "" if text.strip() else "no text"

    def _by_csv(self, content: bytes, _: str) -> str:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
        wrong = [cell for row in rows for cell in row if cell.lstrip()[:1] in tuple("=+@-") and cell.strip() != "-"]
        widths = {len(row) for row in rows if row}
        return f"a formula {wrong[0]!r}" if wrong else "rows of several widths" if len(widths) > 1 else ""

    def _by_json(self, content: bytes, payload: str) -> str:
        return "" if json.loads(content) else "nothing"

    def _by_bibtexparser(self, content: bytes, _: str) -> str:
        import bibtexparser

        library = bibtexparser.parse_string(content.decode())
        keys = [entry.key for entry in library.entries]
        return "" if keys == ["k2020"] and not library.failed_blocks else f"entries {keys}"

    def _by_lines_of_ris(self, content: bytes, _: str) -> str:
        lines = content.decode("utf-8-sig").splitlines()
        starts = sum(line.startswith("TY  - ") for line in lines)
        return "" if starts == 1 and sum(line.startswith("ER  -") for line in lines) == 1 else "several entries"

    def _by_terminal(self, content: bytes, _: str) -> str:
        wrong = re.search("[\0-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", content.decode())
        return f"{wrong[0]!r}" if wrong else ""

    def _by_pandoc(self, to: str, content: bytes) -> str:
        import subprocess

        import pypandoc

        formats = {"md": "markdown", "rst": "rst", "tex": "latex", "typ": "typst"}
        sandboxed = [pypandoc.get_pandoc_path(), "--sandbox", "-f", formats[to], "-t", "html"]
        process = subprocess.run(sandboxed, input=content, capture_output=True, check=False, timeout=60)
        html = process.stdout.decode("utf-8", "replace")
        if process.returncode:
            return process.stderr.decode("utf-8", "replace")[:200]
        return next(
            (mark for mark in ("<script", "onerror=", 'href="javascript:', "<img", "root:x:") if mark in _tags(html)),
            "",
        )


def _tags(html: str) -> str:
    return " ".join(re.findall(r"<[a-zA-Z/][^>]*>", html))


RUNS = {"kill": kill_commands, "fuzz": fuzz_readers, "damage": damage_own_files, "hostile": open_hostile_outputs}


def main() -> int:
    """Run what is named, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("runs", nargs="*", choices=[*RUNS, []], help="what to run; else all")
    parser.add_argument("--minutes", type=float, default=10, help="of each run, at most (10)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ |= {"COLUMNS": "100", "XDG_CONFIG_HOME": os.devnull, "SOURCE_DATE_EPOCH": "1769817600"}
    is_broken = False
    for name in options.runs or RUNS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="trust-", ignore_cleanup_errors=True) as folder:
            rows = list(RUNS[name](Path(folder), random.Random(options.seed), began + 60 * options.minutes))
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        print(f"\n{name}, seed {options.seed}, {time.monotonic() - began:.0f} s")
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip(), flush=True)
        columns = {"kill": (3, 4), "fuzz": (3, 4), "damage": (2,), "hostile": (3,)}[name]
        is_broken |= any(row[column] not in ("0", "") for row in rows[1:] for column in columns)
    return int(is_broken)


if __name__ == "__main__":
    sys.exit(main())

"""The knowledge base for Python: everything that the command line does, as values.

>>> import litgraph as lg
>>> kb = lg.load(".")
>>> len(kb), kb["clerc2020"].year
(38, 2020)
>>> kb.who_cites("Clerc 2020").keys
['clausen2022', 'clausen-themes']
"""

from __future__ import annotations

import inspect
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

from litgraph import index, questions
from litgraph.files import Folder
from litgraph.passage_store import show_passages_in_corpus, show_passages_in_index
from litgraph.project import POSITIONS, find_root, fingerprint, list_sources
from litgraph.queries.named import resolve_work

if TYPE_CHECKING:
    import networkx as nx
    from pyvis.network import Network

    from litgraph.desk.changes import FileChange
    from litgraph.desk.papers import PaperOutcome
    from litgraph.desk.sorting import Sorting
    from litgraph.desk.themes import StatedEvidence
    from litgraph.files import Stamp
    from litgraph.model import Corpus, Work
    from litgraph.progress import Progress
    from litgraph.questions import Answer
    from litgraph.views.bibliography.csl.styles import StyleListing
    from litgraph.views.contents import DocumentBytes, ExportedText
    from litgraph.views.notebook import Page

__all__ = ["KnowledgeBase", "load"]

T = TypeVar("T")
# What chooses the works of a document besides terms: the filters of `find` that its command has as options, and keys.
_FILTERS = ("theme", "cited_by", "since", "key")


def load(folder: Folder = ".") -> KnowledgeBase:
    """The knowledge base in a folder, or in the nearest one above it; raises LitgraphError where there is none."""
    return KnowledgeBase(find_root(folder))


class KnowledgeBase:
    """A folder of works, themes and readings; what changes in its files is noticed at the next question.

    Each question of the command line is a method of the same name, with "_" for "-": `kb.who_cites("Clerc 2020")`,
    `kb.find("museum")`, `kb.theme("sister cities")`. It gives a `litgraph.questions.Answer` and raises
    `litgraph.queries.named.NotFound` where no single work or theme is meant. The works themselves are there by their
    keys: `kb["clerc2020"]`, `"clerc2020" in kb`, `for work in kb`, `len(kb)`.

    `root` is its folder, `open_index` opens its index as `litgraph.index.connect` does.

    With `with_passages=True` the answer to any question has the words of citing papers that are kept beside their
    readings, too.
    """

    def __init__(self, root: str, open_index: Callable[..., sqlite3.Connection] = index.connect) -> None:
        self.root = root
        self._open_index = open_index
        self._corpus: Corpus | None = None
        self._stamps: list[Stamp] = []

    @property
    def corpus(self) -> Corpus:
        """Everything that the files say, as the values of `litgraph.model`."""
        stamps = list_sources(self.root)
        if self._corpus is None or stamps != self._stamps:
            from litgraph.index.loading import read_corpus
            from litgraph.index.stamps import settled_time

            self._corpus = self._query(read_corpus)
            # A file written just now may be written again without its time changing.
            self._stamps = [stamp for stamp in stamps if settled_time(stamp) != -1]
        return self._corpus

    def ask(self, question: str, *, with_passages: bool = False) -> Answer:
        """The answer to a question in plain English, with the passages that are kept if `with_passages`: docs/ask.md.

        >>> load(".").ask("who cites Clerc 2020?").keys
        ['clausen2022', 'clausen-themes']
        """
        from litgraph import plain

        return self._query(lambda db: plain.ask(db, question), with_passages=with_passages)

    def graph(self) -> nx.MultiDiGraph:
        """Works and themes as a networkx graph, with every piece of evidence as an edge: see `litgraph.graph.graph`.

        >>> kb = load(".")
        >>> sorted({data["section"] for data in kb.graph()["clausen2022"]["clerc2020"].values()})
        ['2']
        """
        from litgraph.graph import graph

        return graph(self.corpus)

    def to_pyvis(self) -> Network:
        """The map as a pyvis Network with every place set and physics off; a notebook shows it without a network."""
        from litgraph.views.map.network import network

        return network(self.corpus)

    def log(self, since: str = "", *, limit: int | None = None) -> Answer:
        """What changed since a date or a git revision, by default since the last commit: see `litgraph.history.log`."""
        from litgraph.history import log
        from litgraph.questions import Answer
        from litgraph.views.text.history import HISTORY

        return Answer(HISTORY, log(self.root, since, limit=limit))

    def build(self, *, anew: bool = False) -> bool:
        """Bring the index up to date, or make it `anew` in any case; False where it was up to date already."""
        return index.build(self.root, anew=anew)

    # what is written for others

    def map(
        self,
        *,
        theme: str | Sequence[str] = (),
        neighbours_of: str | Sequence[str] = (),
        date: str = "",
        progress: Progress | None = None,
        **options: Any,
    ) -> Page:
        """The theme map as an HTML page, as `litgraph map` writes it: see docs/map.md. A notebook shows it in a frame.

        `theme` and `neighbours_of` are a name or several; `date` is SOURCE_DATE_EPOCH or today unless given. `options`
        are the other fields of `litgraph.views.map.MapRequest`: `since`, `title`, `engine`, `with_passages`, `keep`.
        `progress` is told what is being done. `notes` of the page say what is left out, and what was stored.

        >>> page = load(".").map(theme="networks", since=2020)
        >>> "theme City networks, since 2020" in page
        True
        """
        from litgraph.desk.positions import keep_positions
        from litgraph.queries.themes import theme as find_theme
        from litgraph.views.days import printed_day
        from litgraph.views.map import MapRequest, draw_map, positions
        from litgraph.views.notebook import Page

        if "themes" in options:
            raise TypeError('a map takes the names of its themes as "theme"')
        request = MapRequest(date=printed_day(date), **options)
        if theme:
            names = _several(theme)
            request = replace(request, themes=self._query(lambda db: [find_theme(db, name).id for name in names]))
        if neighbours_of:
            request = replace(request, neighbours_of=self._keys(_several(neighbours_of)))
        points = positions.read_positions(os.path.join(self.root, POSITIONS))
        drawn = draw_map(self._corpus_to_print(request.with_passages), request, points, progress=progress)
        notes = drawn.notes
        if request.keep:
            change = keep_positions(self.root, positions.write_positions(drawn.points))
            notes += (f"{change.path}: {change.message}",)
        return Page(drawn.page, notes + _note_on_passages(request.with_passages))

    def bibliography(
        self, to: str, terms: str = "", *, date: str = "", progress: Progress | None = None, **options: Any
    ) -> DocumentBytes:
        """The annotated bibliography as the bytes of the file that `litgraph bibliography` writes.

        `to` is the format, `terms` are those of `find`; without them it holds all works. `theme`, `cited_by` and
        `since` choose works as in `find`, too. `date` is SOURCE_DATE_EPOCH or today unless given. `options` are the
        other fields of `litgraph.views.bibliography.BibliographyRequest`: `works` (named as in a question), `style`,
        `group_by`, `evidence`, `locale`, ... `progress` is told what is being done. `notes` of the bytes say what could
        not be printed, `unannotated` on which works nothing is noted.

        >>> bibliography = load(".").bibliography("bib", "author:clerc")
        >>> bibliography[:24], bibliography.unannotated
        (b'@incollection{clerc2020,', ())
        """
        from litgraph.views.bibliography import BibliographyRequest, render
        from litgraph.views.bibliography.csl import CACHE, styles
        from litgraph.views.contents import DocumentBytes
        from litgraph.views.days import printed_day

        filters, options = _split_filters(options)
        request = BibliographyRequest(to=to, date=printed_day(date), **options)
        styles.find(request.style)  # what is wrong with it is said before anything is looked up
        notes: tuple[str, ...] = ()
        if request.works is not None:
            if terms or filters:
                raise TypeError('a bibliography takes either terms or "works"')
            request = replace(request, works=self._keys(_several(request.works)))
        elif terms or filters:
            selection, aside = self._query(lambda db: questions.select_works(db, terms, **filters))
            request = replace(request, **selection._asdict())
            notes = tuple(filter(None, [aside]))
        request = replace(request, fingerprint=request.fingerprint or fingerprint(self.root))
        corpus = self._corpus_to_print(request.with_passages)
        file = render(corpus, request, cache=os.path.join(self.root, CACHE), progress=progress)
        notes += file.notes + _note_on_passages(request.with_passages)
        return DocumentBytes(file.content, notes, file.unannotated)

    def quotations(self, to: str, terms: str = "", *, date: str = "", **options: Any) -> DocumentBytes:
        """The passages in which works are cited as the bytes of the file that `litgraph quotes` writes.

        `to` is the format, `terms` are those of `find`; `theme`, `cited_by` and `since` choose works as in `find`, too.
        `date` is SOURCE_DATE_EPOCH or today unless given. `options` are the other fields of
        `litgraph.views.bibliography.quotations.QuotationsRequest`: `title`, `locale`, `with_passages`. `notes` of the
        bytes say what is not in them. The same as an answer, to go through, is `quotes`.

        >>> load(".").quotations("md", "clerc")[:12]
        b'# Quotations'
        """
        from litgraph.views.bibliography.quotations import LEFT_OUT, QuotationsRequest, render_quotations
        from litgraph.views.contents import DocumentBytes
        from litgraph.views.days import printed_day

        filters, options = _split_filters(options)
        request = QuotationsRequest(to=to, date=printed_day(date), **options)
        answer = self._query(lambda db: questions.answer_question(db, "quotes", terms, **filters), with_passages=True)
        content, notes = render_quotations(answer.value, request)
        aside = tuple(filter(None, [answer.aside]))
        left_out = (LEFT_OUT,) if len(answer) and not request.with_passages else ()
        return DocumentBytes(content, aside + notes + left_out + _note_on_passages(request.with_passages))

    def cite(self, *works: str, progress: Progress | None = None, **options: Any) -> str:
        """How text refers to works, named as in a question, and their entries, to paste: see `litgraph cite`.

        `options` are the other fields of `litgraph.views.bibliography.csl.paste.CiteRequest`: `style`, `locale` and
        `to`, which is "plain", "md" or "html". `progress` is told what is being done.

        >>> print(load(".").cite("Clerc 2020").splitlines()[0])
        (Clerc, 2020)
        """
        from litgraph.views.bibliography.csl import CACHE, locales, styles
        from litgraph.views.bibliography.csl.paste import CiteRequest, cite

        request = CiteRequest(works=works, **options)
        # What is wrong with these is said before anything is looked up.
        styles.find(request.style)
        if request.locale:
            locales.normalize(request.locale)
        request = replace(request, works=self._keys(works))
        return cite(self.corpus, request, cache=os.path.join(self.root, CACHE), progress=progress)

    def styles(self, words: str = "") -> list[StyleListing]:
        """The citation styles that come with litgraph; with `words`, those of all installed ones that fit.

        >>> [style.id for style in load(".").styles("apa")][:1]
        ['apa']
        """
        from litgraph.views.bibliography.csl import styles

        return styles.search(words)

    def export(self, to: str, *, with_passages: bool = False) -> ExportedText:
        """The knowledge base in another program's format, as `litgraph export` writes it: see docs/exports.md.

        Of a format of two files `nodes` is the second, the table of nodes; `notes` say what the format cannot hold.

        >>> load(".").export("bib").startswith("@book{acuto2013,")
        True
        """
        from litgraph.views.contents import ExportedText
        from litgraph.views.exports import export, find_format

        find_format(to)  # that there is none of this name is said before anything is read
        exported = export(self._corpus_to_print(with_passages), to, with_passages=with_passages)
        return ExportedText(exported.text, exported.nodes, exported.notes + _note_on_passages(with_passages))

    # acts, which change files

    def tag(
        self,
        work: str | Sequence[str],
        theme: str,
        *,
        role: str = "",
        dry_run: bool = False,
        **evidence: Unpack[StatedEvidence],
    ) -> FileChange:
        """Give a theme to a work, or to each of several; `role` is "discussed" or "mentioned", where that is known.

        `evidence` are the keywords `said_in`, `section`, `page`, `locator` and `why`: see `litgraph.desk.themes.tag`.
        A `dry_run` writes nothing and returns the lines that would change.
        """
        from litgraph.desk import themes

        return themes.tag(self.root, work, theme, role=role, dry_run=dry_run, **evidence)

    def untag(self, work: str | Sequence[str], theme: str, *, dry_run: bool = False) -> FileChange:
        """Take a theme, with all its evidence, from a work, or from each of several that have it."""
        from litgraph.desk import themes

        return themes.untag(self.root, work, theme, dry_run=dry_run)

    def annotate(self, work: str | Sequence[str], text: str, *, dry_run: bool = False) -> FileChange:
        """Write the user's own annotation of a work, or of each of several; an empty text removes it."""
        from litgraph.desk import themes

        return themes.annotate(self.root, work, text, dry_run=dry_run)

    def set_no_theme(self, work: str | Sequence[str], reason: str, *, dry_run: bool = False) -> FileChange:
        """Write into themes.yaml why a work, or each of several, fits no theme."""
        from litgraph.desk import themes

        return themes.set_no_theme(self.root, work, reason, dry_run=dry_run)

    def sort(self, *works: str) -> AbstractContextManager[Sorting]:
        """Works to be sorted into themes, those without one unless `works` are named: see `litgraph.desk.sorting`.

        Each answer (`give`, `give_new`, `set_no_theme`, `annotate`) is written at once; `undo` takes the last one back.

        >>> with load(".").sort() as sorting:
        ...     sorting.keys
        []
        """
        from litgraph.desk.sorting import sort

        return sort(self.root, works, self._open_index)

    def add_theme(
        self,
        theme: str,
        *,
        title: str = "",
        definition: str = "",
        parent: str = "",
        other_names: Sequence[str] = (),
        dry_run: bool = False,
    ) -> FileChange:
        """Define a theme in themes.yaml, after the others; `theme` is its id: see `litgraph.desk.themes.add_theme`."""
        from litgraph.desk import themes

        texts = {"title": title, "definition": definition, "parent": parent}
        return themes.add_theme(self.root, theme, other_names=other_names, dry_run=dry_run, **texts)

    def rename_theme(self, old: str, new: str, *, dry_run: bool = False) -> FileChange:
        """Give a theme another id: in its definition, in the themes below it, and in every work that has it."""
        from litgraph.desk import themes

        return themes.rename_theme(self.root, old, new, dry_run=dry_run)

    def merge_themes(self, source: str, target: str, *, dry_run: bool = False) -> FileChange:
        """Give every work of a theme to another, with its evidence: see `litgraph.desk.themes.merge_themes`."""
        from litgraph.desk import themes

        return themes.merge_themes(self.root, source, target, dry_run=dry_run)

    def add(self, entries: str, *, dry_run: bool = False) -> FileChange:
        """Append BibTeX entries to references.bib as they are typed: see `litgraph.desk.entries.add`."""
        from litgraph.desk.entries import add

        return add(self.root, entries, dry_run=dry_run)

    def read(self, *papers: str, **options: Any) -> tuple[PaperOutcome, ...]:
        """Read papers (files, or folders of them), and do with each what is wanted: see docs/read.md.

        `options` are the other fields of `litgraph.desk.papers.ReadRequest`: `key`, `write`, `add`, `with_passages`,
        `again`. Without papers, those that were read before are looked up. What is doubtful in them is asked and
        answered by way of `litgraph.desk.papers.open_desk`.
        """
        from litgraph.desk.papers import ReadRequest, read

        return read(self.root, ReadRequest(papers=papers, **options))

    def verify(self, *names: str, keep: bool = False) -> Answer:
        """Look for every citation of the readings again in the copies of their papers.

        `names` are files or folders of copies, and keys of works; with `keep`, the passages of these copies are kept.
        See `litgraph.desk.copies.verify`.
        """
        from litgraph.desk.copies import verify
        from litgraph.questions import Answer
        from litgraph.views.text.verify import VERIFICATION

        return Answer(VERIFICATION, verify(self.root, names, keep=keep))

    def _keys(self, names: Collection[str]) -> list[str]:
        """The keys of the works that these names mean."""
        return self._query(lambda db: [resolve_work(db, name).work.key for name in names])

    def _corpus_to_print(self, with_passages: bool) -> Corpus:
        """The corpus, with the passages that are kept beside the readings if `with_passages`."""
        return show_passages_in_corpus(self.corpus, self.root) if with_passages else self.corpus

    def _query(self, ask: Callable[[sqlite3.Connection], T], *, with_passages: bool = False) -> T:
        def ask_with_passages(db: sqlite3.Connection) -> T:
            show_passages_in_index(db, self.root)
            return ask(db)

        return index.answer_from_index(self.root, ask_with_passages if with_passages else ask, self._open_index)

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        if name not in questions.QUESTIONS:
            raise AttributeError(f'a knowledge base has no attribute or question "{name}"')
        query = questions.query_of(name)

        def ask(*words: Any, with_passages: bool = False, **filters: Any) -> Answer:
            return self._query(
                lambda db: questions.answer_question(db, name, *words, **filters), with_passages=with_passages
            )

        ask.__name__ = ask.__qualname__ = name
        ask.__doc__ = query.__doc__
        signature = inspect.signature(query)
        parameters = list(signature.parameters.values())[1:]  # without the index
        has_filters = bool(parameters) and parameters[-1].kind is inspect.Parameter.VAR_KEYWORD
        passages_parameter = inspect.Parameter(
            "with_passages", inspect.Parameter.KEYWORD_ONLY, default=False, annotation="bool"
        )
        parameters.insert(len(parameters) - has_filters, passages_parameter)
        ask.__signature__ = signature.replace(parameters=parameters, return_annotation="Answer")  # type: ignore[attr-defined]
        return ask

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *questions.QUESTIONS})

    def __getitem__(self, key: str) -> Work:
        corpus = self.corpus
        try:
            return corpus.by_key[corpus.aliases.get(key, key)]
        except KeyError:
            raise KeyError(f'no work has the key "{key}"; kb.find("...") finds works by words') from None

    def __contains__(self, key: object) -> bool:
        return key in self.corpus.by_key or key in self.corpus.aliases

    def __iter__(self) -> Iterator[Work]:
        return iter(self.corpus.works)

    def __len__(self) -> int:
        return len(self.corpus.works)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"KnowledgeBase({os.fspath(self.root)!r})"

    def _repr_html_(self) -> str:
        from litgraph.views.notebook import corpus_html

        return corpus_html(self.corpus)


def _several(names: str | Collection[str]) -> Collection[str]:
    return [names] if isinstance(names, str) else names


def _split_filters(options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The filters of `find` among the options of a document, and the other options."""
    filters = {name: value for name, value in options.items() if name in _FILTERS}
    return filters, {name: value for name, value in options.items() if name not in _FILTERS}


def _note_on_passages(with_passages: bool) -> tuple[str, ...]:
    from litgraph.views.passages import NOTE_ON_PASSAGES

    return (NOTE_ON_PASSAGES,) if with_passages else ()

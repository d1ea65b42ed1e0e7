"""What a paper says of itself: title, authors, date, identifiers and journal, as far as they stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

from litgraph.markup import read_tags, remove_marks
from litgraph.model import Name, Work
from litgraph.reading.elements import first, first_text, local, parse_xml, plain_text, title_text
from litgraph.reading.html import decode_page
from litgraph.reading.jats import read_name
from litgraph.reading.paper import PaperContent, PaperText, Piece
from litgraph.reading.tagged_fields import day_of, in_one_string, make_name, page_range, year_of
from litgraph.reading.tei import read_person
from litgraph.reading.works import not_loud
from litgraph.words import compact, normalize_id

__all__ = ["read_front_matter"]


@dataclass(frozen=True, slots=True)
class _FrontMatter:
    """What a paper says of itself in one place, its tags or its first page; empty where it says nothing."""

    title: str = ""
    authors: tuple[Name, ...] = ()
    date: str = ""
    doi: str = ""
    container: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""


def read_front_matter(path: Path, paper: PaperContent) -> Work:
    """Return the paper as a work without a key, from the tags of its file, or else from what its first page prints.

    Nothing is guessed: what neither of them says is left empty.
    """
    printed = _read_first_page(paper)
    raw = path.read_bytes()
    tagged = _read_tags(raw, path.name, paper)
    front_matter = _FrontMatter(*(getattr(tagged, name) or getattr(printed, name) for name in _FrontMatter.__slots__))
    year, suffix, date_text = year_of(front_matter.date)
    fields = {"volume": front_matter.volume, "number": front_matter.number, "pages": front_matter.pages}
    return Work(
        key="",
        kind="article-journal" if front_matter.container else "document",
        title=front_matter.title,
        authors=front_matter.authors,
        year=year,
        date_text=date_text or (str(year) if year else ""),
        suffix=suffix,
        container=front_matter.container,
        ids=frozenset({front_matter.doi} - {""}),
        extra=tuple(sorted((name, text) for name, text in fields.items() if text)),
    )


# what the file is tagged with


def _read_tags(raw: bytes, name: str, paper: PaperContent) -> _FrontMatter:
    head = raw[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        return _of_pdf(raw, paper.text)
    if head.startswith((b"<!doctype html", b"<html")):
        return _of_html(raw)
    if head.startswith(b"<"):
        root, _ = parse_xml(raw, name)
        if (meta := first(root, "article-meta") if root is not None else None) is not None:
            return _of_jats(root, meta)
        header = first(root, "teiHeader") if root is not None else None
        return _of_tei(header) if header is not None else _FrontMatter()
    return _of_markdown(raw) if head.startswith(b"---") else _FrontMatter()


_ASIDE = frozenset(("xref", "fn"))
_NOTE_AT_END = re.compile(r"(?<=[^\W\d_]{3})[⁰¹²³⁴⁵⁶⁷⁸⁹]+$")


def _of_jats(root: Any, meta: Any) -> _FrontMatter:
    titles = [title_text(first(meta, name), _ASIDE) for name in ("article-title", "subtitle")]
    return _FrontMatter(
        title=": ".join(filter(None, titles)),
        authors=tuple(_contributors(meta)),
        date=_first_date(meta),
        doi=_first_doi(meta.iterchildren("{*}article-id")),
        container=first_text(root, "journal-title"),
        volume=plain_text(meta.find("{*}volume")),
        number=plain_text(meta.find("{*}issue")),
        pages=page_range(first_text(meta, "fpage"), first_text(meta, "lpage"))
        or plain_text(meta.find("{*}elocation-id")),
    )


def _first_doi(elements: Iterable[Any]) -> str:
    ids = (normalize_id(plain_text(element)) for element in elements)
    return next((identifier for identifier in ids if identifier.startswith("doi:")), "")


def _contributors(meta: Any) -> Iterator[Name]:
    for contributor in meta.iter("{*}contrib"):
        if contributor.get("contrib-type") in (None, "author") and local(contributor.getparent()) != "collab":
            element = first(contributor, "name", "string-name", "collab")
            if element is not None and (name := read_name(element)) != Name():
                yield name


def _first_date(meta: Any) -> str:
    """Return the day of publication, online before in print: a paper that waits for its volume is dated so."""
    dates = list(meta.iterchildren("{*}pub-date"))
    kinds = {"epub", "electronic", "pub"}
    marked = [
        pub_date for pub_date in dates if not kinds.isdisjoint(map(pub_date.get, ("pub-type", "publication-format")))
    ]
    for pub_date in (*marked, *dates):
        year, month, day = (first_text(pub_date, name) for name in ("year", "month", "day"))
        if year:
            return day_of(year, month, day) or year
    return ""


def _of_tei(header: Any) -> _FrontMatter:
    source = first(header, "analytic")
    source = header if source is None else source
    day = next((element for element in header.iter("{*}date") if element.get("when")), first(header, "date"))
    journal = next((element for element in header.iter("{*}title") if element.get("level") == "j"), None)
    return _FrontMatter(
        title=title_text(first(source, "title")),
        # What is tagged as an author and nothing more may be a person or a body: that is left open.
        authors=tuple(read_person(author) for author in source.iter("{*}author") if len(author)),
        date="" if day is None else day.get("when") or plain_text(day),
        doi=_first_doi(header.iter("{*}idno")),
        container=plain_text(journal),
    )


def _of_html(raw: bytes) -> _FrontMatter:
    """Read the meta tags that journals write for search engines."""
    from lxml.html import HTMLParser, document_fromstring

    try:
        root = document_fromstring(decode_page(raw), parser=HTMLParser(no_network=True))
    except ValueError:
        return _FrontMatter()
    meta: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or "").lower()
        for prefix in ("citation_", "dc.", "dc.terms.", "bepress_citation_"):
            if name.startswith(prefix) and (content := " ".join((element.get("content") or "").split())):
                meta.setdefault(name.removeprefix(prefix), []).append(content)

    def content_of(*names: str) -> str:
        return next((meta[name][0] for name in names if name in meta), "")

    authors = meta.get("author") or meta.get("creator") or []
    title = remove_marks(read_tags(content_of("title")))
    # Meta tags say no more than "105" where the heading says "10⁵".
    headings = (heading for heading in map(title_text, root.iter("h1")) if normalize("NFKC", heading) == title)
    return _FrontMatter(
        title=next(headings, title),
        authors=tuple(map(_person, authors)),
        date=content_of("publication_date", "date", "online_date", "year", "issued").replace("/", "-"),
        doi=normalize_id(content_of("doi", "identifier")),
        container=content_of("journal_title"),
        volume=content_of("volume"),
        number=content_of("issue"),
        pages=page_range(content_of("firstpage"), content_of("lastpage")),
    )


def _of_markdown(raw: bytes) -> _FrontMatter:
    """Read the YAML block that may stand above a text in Markdown."""
    import yaml

    text = raw.decode("utf-8", "replace").lstrip("\ufeff").replace("\r\n", "\n")
    block = re.match(r"---\n(.{1,20000}?)\n(?:---|\.\.\.)\s*\n", text, re.S)
    try:
        values = yaml.load(block[1], yaml.BaseLoader) if block else None
    except yaml.YAMLError:
        values = None
    if not isinstance(values, Mapping):
        return _FrontMatter()
    listed = values.get("author") or values.get("authors") or []
    listed = listed if isinstance(listed, list) else [listed]
    names = [author.get("name", "") if isinstance(author, Mapping) else author for author in listed]
    texts = {name: values[name] for name in ("title", "date", "doi") if isinstance(values.get(name), str)}
    return _FrontMatter(
        title=texts.get("title", ""),
        authors=tuple(_person(name) for name in names if isinstance(name, str) and name.strip()),
        date=texts.get("date", ""),
        doi=normalize_id(texts.get("doi", "")),
    )


def _of_pdf(raw: bytes, text: PaperText) -> _FrontMatter:
    """Read the title in the metadata of a PDF if the first page has it too: in many it is the name of a file."""
    import pypdfium2

    tags = {"Title": "", "Subject": ""}
    with closing(pypdfium2.PdfDocument(raw)) as document:
        for name in tags:
            with suppress(UnicodeDecodeError):  # half of a letter in UTF-16
                tags[name] = document.get_metadata_value(name)
    title = " ".join(tags["Title"].split())
    stands = len(compact(title)) >= 10 and compact(title) in compact(text.text[:3000])
    return _FrontMatter(title=title if stands else "", doi=normalize_id(tags["Subject"]))


# what is printed at the beginning

_MOST_PIECES, _BODY = 40, 400
# What stands above and below a title: the kind of paper, dates, addresses, the headings of what comes next.
_NO_TITLE = re.compile(
    r"\W*(?:(?:research|review|original|short|regular|invited|full|scholarly|feature|special|brief|case)\W*)?"
    r"(?:article|paper|essay|note|report|review|communication|study|letter|research|software|license|editorial)s?\W*|"
    r"[【\[(<].*[】\])>]|.*(?:https?:|www\.|@|©|\bdoi\b|\bissn\b|copyright|creative commons|all rights).*|"
    r"\W*(?:received|submitted|accepted|published|available|download|vol(?:ume)?\b|issue\b|no\.|pp?\.).*\d.*|"
    r"\W*(?:open access|correspond(?:ence|ing)|edited by|cite this|to cite|reviewed by).*|"
    r"\W*(?:keywords?|key words|palavras|palabras|mots[- ]cl|schlagw|introduction|abstract|summary|r[eé]sum[eéo]n?|"
    r"zusammenfassung|contents|キーワード|要旨|概要|摘要)\w*\s*(?:[^\w\s].*)?|[\W\d]*",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(r"[1I][.)]?\s")
# "Journal of Ports 7(2), 2021, 11-29", "Ports (2021)", "The Journal of Ports No. 26 2022".
_A_YEAR = r"[\s,;.(]*(?:\b(?:19|20)\d\d\b)?[\s,;:.)]*"
_ISSUE = re.compile(
    rf"\W*(?P<container>[^\W\d][^\d()]{{2,100}}?(?:\([^\d()]{{2,40}}\))?)(?:[\s,.:;]*\((?P<year>(?:19|20)\d\d)\)|{_A_YEAR}"
    r"(?:vol(?:ume)?\.?|band|bd\.|jg\.|tome|tomo|v\.)?\s*(?:(?P<volume>\d{1,4})(?!\d))?\s*[,;(]*\s*"
    r"(?:(?:no|nr|n[°º]|núm|issue|heft)\.?\s*)?(?:(?P<number>\d{1,4})(?!\d))?\)?"
    rf"{_A_YEAR}(?:pp?\.?\s*)?(?P<pages>(?<!\d)\d{{1,5}}\s?[-–]\s?\d{{1,5}})?{_A_YEAR})\W*",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?<![\d/.])(?:19|20)\d\d(?!\d)")
_PUBLISHED = re.compile(r"(?:published|©|copyright|\(c\))[^\d]{0,20}(?:\d{1,2}\D{1,12})?((?:19|20)\d\d)(?!\d)", re.I)
_UNDER_WAY = re.compile(r"(?:received|submitted|accepted|revised|accessed)[^;|]{0,40}?(?:19|20)\d\d", re.I)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")


def _read_first_page(paper: PaperContent) -> _FrontMatter:
    text = paper.text
    blocks = _blocks(text, min((reference.start for reference in paper.references), default=len(text.text)))
    title, authors, place = _title_and_authors(blocks)
    other_blocks = [" ".join(block) for number, block in enumerate(blocks) if number not in place]
    issue = next(filter(None, (_issue(block) for block in other_blocks[:4])), None)
    fields = (
        {name: re.sub(r"\s?-\s?", "–", issue[name] or "") for name in ("volume", "number", "pages")} if issue else {}
    )
    dois = {normalize_id(doi[0].rstrip(").,;]")) for doi in _DOI.finditer(" ".join(other_blocks))}
    return _FrontMatter(
        title,
        authors,
        date=_year(other_blocks, paper),
        doi=dois.pop() if len(dois) == 1 else "",
        container=" ".join(issue["container"].split()).strip(" ,;:*_") if issue else "",
        **fields,
    )


def _blocks(text: PaperText, end: int) -> list[list[str]]:
    """Return the blocks of lines before the text of the paper begins, separated by empty lines."""
    blocks: list[list[str]] = []
    last: Piece | None = None
    for number, piece in enumerate(text.pieces[:_MOST_PIECES]):
        printed = text.of(piece)
        titled = any(_is_like_a_title(" ".join(block)) for block in blocks)
        later = number and ((piece.level > 1 and titled) or _NO_TITLE.fullmatch(printed))
        body = piece.flow == "heading" and (later or _NUMBERED.match(printed))
        body = body or (len(printed) > _BODY and piece.flow != "front")
        if piece.start >= end or (body and not _names([printed])):
            break
        line = re.sub(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}", "", printed).strip()
        if last and text.runs and text.source(piece.start) - text.source(last.end - 1) <= 2:
            blocks[-1].append(line)
        else:
            blocks.append([line])
        last = piece
    return blocks


def _title_and_authors(blocks: Sequence[Sequence[str]]) -> tuple[str, tuple[Name, ...], set[int]]:
    """Return the title, the authors below it, and the numbers of their blocks; empty where they are not clear."""
    likely = [number for number, block in enumerate(blocks) if _is_like_a_title(" ".join(block))]
    for number in range(1, len(blocks)):
        names = _names(blocks[number])
        if names and number - 1 in likely:
            return _join_lines(blocks[number - 1]), names, {number - 1, number}
    # A block may hold both, and the affiliations as well.
    for number in likely:
        said_by = re.fullmatch(r"(.{8,}?)\s+by\s+(.+)", " ".join(blocks[number]), re.IGNORECASE)
        if said_by and (names := _names([said_by[2]])):
            return _join_lines([said_by[1]]), names, {number}
        for cut in range(1, len(blocks[number])):
            if names := _names(blocks[number][cut:]):
                return _join_lines(blocks[number][:cut]), names, {number}
    return (_join_lines(blocks[likely[0]]), (), {likely[0]}) if likely else ("", (), set())


def _is_like_a_title(text: str) -> bool:
    wide = sum(letter >= "\u2e80" for letter in text)
    return 8 <= len(text) + wide <= 350 and not _NO_TITLE.fullmatch(text) and not _issue(text)


def _join_lines(lines: Sequence[str]) -> str:
    return _NOTE_AT_END.sub("", " ".join(" ".join(lines).split()).strip(" *_#").rstrip("."))


def _issue(text: str) -> re.Match[str] | None:
    """Match a line that names a journal and one of its issues, or its year."""
    issue = _ISSUE.fullmatch(text) if len(text) < 160 else None
    if not issue or not (
        issue["year"] or issue["number"] or (issue["volume"] and (issue["pages"] or _DATED.search(text)))
    ):
        return None  # "Ferries, 1900-1950" is a title
    return issue


def _year(blocks: Sequence[str], paper: PaperContent) -> str:
    """Return the only year printed around title and authors, unless the paper cites much later works."""
    text = " | ".join(blocks)
    years = {match[1] for match in _PUBLISHED.finditer(text)} or set(_DATED.findall(_UNDER_WAY.sub("", text)))
    cited = max(
        (reference.year or 0 for reference in paper.references if (reference.year or 0) <= date.today().year), default=0
    )
    return next(iter(years)) if len(years) == 1 and int(min(years)) >= cited - 1 else ""


# names

_MARKS = re.compile(
    r"[⁰¹²³⁴⁵⁶⁷⁸⁹*†‡§¶#✉]|\^\{?[\d,*]+\}?\^?|\[[\d,]+\]|\(\w\)|(?<=[^\W\d])\s?\d+(?:,\s?\d+)*(?=\s|,|;|$)"
)
_BETWEEN = re.compile(r"\s*(?:[,;·、，；・/|&＆]|\b(?:and|und|et|y|e|en|och|og|with)\b)\s*")
_TITLES = re.compile(r"\b(?:(?:prof|dr|mr|mrs|ms|ph\.?\s?d|m\.?d|msc|ma|ba|dphil|by)\b\.?\s*)+", re.I)
_PARTICLE = r"(?:v[ao]n|de[rnls]?|d[aeiou]s?|l[ae]s?|el|al|te[rn]|zu[rm]?|bin|ibn|ben|af|av|het|'t|y|und)"
_CAPITAL = r"(?:[dDlLO]['’])?[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’.-][^\W\d_]*)*"
_HAN = "[\u3400-\u9fff\uac00-\ud7a3]"
_PERSON = re.compile(
    rf"{_HAN}{{2,4}}|{_CAPITAL}(?: (?:{_PARTICLE}|{_CAPITAL})){{0,4}} {_CAPITAL}(?:,? (?:Jr|Sr|II|III)\.?)?"
)
_NO_PERSON = re.compile(
    r"\b(?:univers\w*|department|faculty|institut\w*|school|college|cent(?:re|er)|laborator\w*|academy|hospital|"
    r"society|journal|review|studies|research|press|group|street|introduction|abstract|keywords?|contents|article|"
    r"licen[cs]e|archive|software|overview|background|conclusions?|methods?|results|discussion|faculdade|facultad|"
    r"fakultät|ministry|council|foundation|company|inc|ltd|gmbh|the|of|in|on|for|from)\b",
    re.IGNORECASE,
)
_MOST_NAMES = 100


def _names(lines: Sequence[str]) -> tuple[Name, ...]:
    """Return the people that the first lines name, up to a line that names anything else."""
    names: list[Name] = []
    for line in lines:
        if _NO_TITLE.fullmatch(line):
            break
        bare = _TITLES.sub("", _MARKS.sub(" ", line).replace("\u00a0", " "))
        parts = [part.strip(" .") for part in _BETWEEN.split(bare)]
        people = [" ".join(part.split()) for part in parts if part.strip()]
        if not people or not all(_PERSON.fullmatch(person) and not _NO_PERSON.search(person) for person in people):
            break
        names += map(_person, people)
    return tuple(names[:_MOST_NAMES])


def _person(text: str) -> Name:
    """Read a name as printed above a paper: "Jane Doe", "Doe, Jane", "CLAUSEN Daniel", "Robert van der Pluijm"."""
    if "," in text:
        return in_one_string(text)
    words = text.split()
    if len(words) < 2:
        return Name(literal=text)
    if text[0] >= "\u2e80":
        return Name(words[0], " ".join(words[1:]))
    loud = [word for word in words if len(word) > 2 and word.isupper() and "." not in word]
    if 0 < len(loud) < len(words) and (words[0] in loud) != (words[-1] in loud):
        given_names, family = [word for word in words if word not in loud], loud
    else:
        given_names, family = words[:-1], words[-1:]
    particle: list[str] = []
    while len(given_names) > 1 and re.fullmatch(_PARTICLE, given_names[-1].lower()):
        particle.insert(0, given_names.pop())
    return not_loud(make_name(" ".join((*particle, *family)), " ".join(given_names)))

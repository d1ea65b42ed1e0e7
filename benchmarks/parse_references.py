"""How well single references are taken apart, against reference strings that people have labelled.

    python benchmarks/parse_references.py [--errors FIELD [--data NAME]]

Needs the labelled strings in ../shared/data/gold-references. Rules were made with two thirds of each data set; every
third string is set aside and only ever counted. Each string is read alone, without the list it stood in. A figure is
the F1 of a field over the strings of a data set: names, years, numbers and pages must be equal, titles and containers
alike (0.9, 0.85), publishers and places 0.85. A field counts where a string has it or the program says it has.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from litgraph.reading.paper import Reference
from litgraph.reading.references.entries import parse_entry
from litgraph.words import fold

FOLDER = Path(__file__).resolve().parents[2] / "shared/data/gold-references"
SETS = {
    "anystyle": "anystyle-core.xml",
    "EXCITE": "excite-natural-science.xml",
    "GROBID": "grobid",
    "ParsCit": "parscit-mixed-humanities.train",
}
FIELDS = ("author", "year", "title", "container", "volume", "issue", "pages", "publisher", "place", "editor")
ALIKE = {"title": 0.9, "container": 0.85, "publisher": 0.85, "place": 0.85}
_LABELS = {
    "date": "year",
    "journal": "container",
    "container-title": "container",
    "booktitle": "container",
    "location": "place",
}
_TEI = {
    "level-a": "title",
    "level-j": "container",
    "unit-volume": "volume",
    "unit-vol": "volume",
    "unit-issue": "issue",
    "unit-page": "pages",
    "unit-pp": "pages",
}


class Labelled(NamedTuple):
    """A string, and what people say its fields are (each as printed, with the marks around it)."""

    text: str
    fields: dict[str, str]


def labelled(name: str) -> list[Labelled]:
    """The strings of a data set."""
    path = FOLDER / SETS[name]
    if name == "ParsCit":
        return list(_by_line(path.read_text("latin-1").encode("latin-1").decode("utf-8", "replace")))
    if name == "GROBID":
        return [each for file in sorted(path.iterdir()) for each in _bibls(file.read_bytes())]
    found = []
    for sequence in etree.parse(path, etree.XMLParser(recover=True)).getroot().iter("sequence"):
        parts = [(part.tag, " ".join((part.text or "").split())) for part in sequence]
        found.append(_made(parts))
    return found


def _made(parts: list[tuple[str, str]]) -> Labelled:
    fields: dict[str, str] = {}
    for tag, text in parts:
        tag = _LABELS.get(tag, tag)
        # Of a part that is labelled twice, what stands first; a title goes on.
        if tag in FIELDS:
            fields[tag] = f"{fields[tag]} {text}" if tag == "title" and tag in fields else fields.get(tag, text)
    if volume := fields.get("volume"):
        found = re.fullmatch(r"\D*?(\d+[A-Z]?)\D*(?:\(|no\.?|n[°º]|,)\s*(\d[\d/–-]*)\D*", volume, re.IGNORECASE)
        if found:
            fields["volume"], fields["issue"] = found[1], fields.get("issue", found[2])
    return Labelled(" ".join(text for _, text in parts), fields)


def _by_line(text: str) -> Iterator[Labelled]:
    for block in text.split("\n\n"):
        parts: list[tuple[str, str]] = []
        for line in filter(None, block.split("\n")):
            word, *_, tag = line.split(" ")
            if parts and parts[-1][0] == tag:
                parts[-1] = (tag, f"{parts[-1][1]} {word}")
            else:
                parts.append((tag, word))
        if parts:
            yield _made(parts)


def _bibls(data: bytes) -> Iterator[Labelled]:
    root = etree.fromstring(data, etree.XMLParser(recover=True))
    for bibl in root.iter("{*}bibl"):
        text = re.sub(r"</?italic>", "", " ".join("".join(bibl.itertext()).split()))
        parts = []
        for child in bibl.iterdescendants():
            tag = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
            if tag == "title":
                level = child.get("level") or "a"
                tag = "title" if level == "a" or (level == "m" and bibl.find('.//{*}title[@level="a"]') is None) else ""
                tag = tag or ("container" if level in "jm" else "series")
            elif tag == "biblScope":
                tag = _TEI.get(f"unit-{child.get('unit') or child.get('type')}", "")
            tag = {"date": "year", "pubPlace": "place"}.get(tag, tag)
            if not any(tag == each for each, _ in parts):
                parts.append((tag, re.sub(r"</?italic>", "", " ".join("".join(child.itertext()).split()))))
        yield Labelled(text, {tag: said for tag, said in parts if tag in FIELDS and said})


def _plain(text: str) -> str:
    text = re.sub(r"^\W*(?:in|em|dans)\b[:\s]+", "", text, flags=re.IGNORECASE)
    return " ".join(re.findall(r"\w+", fold(text)))


def right(field: str, said: str, read: str) -> bool:
    """Whether a field was read as people say it is."""
    if field in ("author", "editor"):
        return bool(read) and f" {_plain(read)} " in f" {_plain(said)} " and _plain(said).find(_plain(read)) < 30
    if field == "year":
        return read[:4] in re.findall(r"\d{4}", said) if re.search(r"\d{4}", said) else not re.search(r"\d{4}", read)
    if field in ("volume", "issue", "pages"):
        return re.findall(r"\d+", said)[:1] == re.findall(r"\d+", read)[:1]
    a, b = _plain(said), _plain(read)
    return bool(a and b) and (a == b or SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE[field])


def values(read: Reference) -> dict[str, str]:
    """The fields of a reference as the data sets have them."""
    return {
        **{name: getattr(read, name) for name in FIELDS if hasattr(read, name)},
        "author": read.authors[0].short if read.authors else "",
        "editor": read.editors[0].short if read.editors else "",
        "year": str(read.year or read.date_text or ""),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--errors", choices=FIELDS, help="print the strings of development whose field is read wrongly")
    parser.add_argument("--data", choices=tuple(SETS), help="this data set only")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        raise SystemExit(f"the labelled references are not here: {FOLDER}")
    print(f"{'':>30}" + "".join(f"{name:>11}" for name in FIELDS))
    for name in (options.data,) if options.data else SETS:
        strings = labelled(name)
        for part in ("development", "set aside"):
            chosen = [each for number, each in enumerate(strings) if (number % 3 == 2) == (part == "set aside")]
            good, given, made = (dict.fromkeys(FIELDS, 0) for _ in range(3))
            for each in chosen:
                read = values(parse_entry(each.text))
                for field in FIELDS:
                    said = each.fields.get(field, "")
                    correct = bool(said) and right(field, said, read[field])
                    good[field] += correct
                    given[field] += bool(said)
                    made[field] += bool(read[field])
                    if field == options.errors and part == "development" and not correct and (said or read[field]):
                        print(f"{each.text}\n    labelled {said!r}\n    read     {read[field]!r}", file=sys.stderr)
            cells = "".join(f"{2 * good[f] / ((given[f] + made[f]) or 1):>11.3f}" for f in FIELDS)
            print(f"{f'{name}, {part} ({len(chosen)})':>30}{cells}")


if __name__ == "__main__":
    main()

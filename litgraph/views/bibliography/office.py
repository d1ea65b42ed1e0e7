"""What word processors need besides pandoc: litgraph's styles, a table of contents, the same bytes every time."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from importlib import resources
from xml.sax.saxutils import escape

from litgraph.views.bibliography.document import Document

__all__ = ["RAW", "add_styles", "fix_times", "write_contents"]

RAW = {"docx": "openxml", "odt": "opendocument"}


def add_styles(reference: bytes, to: str) -> bytes:
    """pandoc's reference document for `to` (docx or odt) with litgraph's styles, and in docx numbers of pages."""
    parts = _unzip(reference)
    if to == "odt":
        parts["styles.xml"] = _replace_styles(parts["styles.xml"], "odt")
        return _zip(parts, "")
    parts["word/styles.xml"] = _replace_styles(parts["word/styles.xml"], "docx")
    parts["word/footer1.xml"] = _FOOTER.encode()
    for part, end, element in (
        ("[Content_Types].xml", b"</Types>", _FOOTER_TYPE),
        ("word/_rels/document.xml.rels", b"</Relationships>", _FOOTER_RELATION),
    ):
        parts[part] = parts[part].replace(end, element + end)
    parts["word/document.xml"] = re.sub(rb"<w:sectPr>.*?</w:sectPr>", _SECTION, parts["word/document.xml"], flags=re.S)
    return _zip(parts, "")


_FOOTER_TYPE = (
    b'<Override PartName="/word/footer1.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>'
)
_FOOTER_RELATION = (
    b'<Relationship Id="rIdFoot" Target="footer1.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer"/>'
)
_FOOTER = """<?xml version="1.0" encoding="UTF-8"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="Footer"/>
<w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
</w:p></w:ftr>
"""
_SECTION = (
    b'<w:sectPr><w:footerReference w:type="default" r:id="rIdFoot" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
    b'<w:pgSz w:w="11906" w:h="16838"/>'
    b'<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/>'
    b"</w:sectPr>"
)


# Format -> patterns of a style and of its name, and the end of the list of styles.
_STYLES = {
    "docx": (rb"<w:style [^>]*>.*?</w:style>", rb'w:styleId="([^"]+)"', b"</w:styles>"),
    "odt": (rb"<style:style [^>]*(?:/>|>.*?</style:style>)", rb'style:name="([^"]+)"', b"</office:styles>"),
}


def _replace_styles(part: bytes, to: str) -> bytes:
    """A part with litgraph's styles in place of those of the same name."""
    style, name, end = _STYLES[to]

    def name_of(text: bytes) -> bytes:
        match = re.search(name, text)
        return match[1] if match else b""

    styles = re.findall(style, (resources.files(__package__) / f"styles.{to}.xml").read_bytes(), re.S)
    names = set(map(name_of, styles))
    without = re.sub(style, lambda match: b"" if name_of(match[0]) in names else match[0], part, flags=re.S)
    return without.replace(end, b"\n".join(styles) + end)


def write_contents(document: Document, anchors: Mapping[str, str], to: str) -> str:
    """The XML of a table of contents on a page of its own, or "" where the text has fewer than two parts.

    `anchors` are the names in the file of the document's anchors. The table is what the word processor itself would
    make, without the numbers of pages: its own "update" puts them in.
    """
    title = escape(document.phrases.plain("contents"))
    lines = [(anchors[group.anchor], escape(group.title)) for group, _ in document.contents]
    if len(lines) < 2:
        return ""
    if to == "odt":
        entries = "".join(
            '<text:p text:style-name="Contents_20_1">'
            f'<text:a xlink:type="simple" xlink:href="#{anchor}">{line}</text:a></text:p>'
            for anchor, line in lines
        )
        heading = f'<text:p text:style-name="Contents_20_Heading">{title}</text:p>'
        return (
            '<text:table-of-content text:style-name="Sect1" text:name="Contents"><text:table-of-content-source '
            f'text:outline-level="1"><text:index-title-template>{title}</text:index-title-template>'
            '<text:table-of-content-entry-template text:outline-level="1" text:style-name="Contents_20_1">'
            '<text:index-entry-link-start/><text:index-entry-text/><text:index-entry-tab-stop style:type="right" '
            'style:leader-char="."/><text:index-entry-page-number/><text:index-entry-link-end/>'
            "</text:table-of-content-entry-template></text:table-of-content-source><text:index-body>"
            f'<text:index-title text:name="Contents_Head">{heading}</text:index-title>'
            f"{entries}</text:index-body></text:table-of-content>{_BREAKS[to]}"
        )
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">TOC \\o "1-1" \\h \\z \\u'
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    entries = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{begin if number == 0 else ""}<w:hyperlink w:anchor="{anchor}" '
        f'w:history="1"><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:hyperlink></w:p>'
        for number, (anchor, line) in enumerate(lines)
    )
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        '</w:sdtPr><w:sdtContent><w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r>'
        f'<w:t xml:space="preserve">{title}</w:t></w:r></w:p>{entries}<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f"</w:p></w:sdtContent></w:sdt>{_BREAKS[to]}"
    )


_BREAKS = {
    "docx": '<w:p><w:r><w:br w:type="page"/></w:r></w:p>',
    "odt": '<text:p text:style-name="Page_20_Break"/>',
}


def fix_times(file: bytes, date: str) -> bytes:
    """A docx or odt file with the times in it those of the document, and lists indented as annotations are."""
    parts = _unzip(file)
    if lists := parts.get("word/numbering.xml"):
        parts["word/numbering.xml"] = re.sub(rb'(?<=w:left=")\d+', lambda left: b"%d" % (int(left[0]) + 207), lists)
    return _zip(parts, date)


def _unzip(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(parts: Mapping[str, bytes], date: str) -> bytes:
    try:
        day = datetime.date.fromisoformat(date)
    except ValueError:
        day = datetime.date(1980, 1, 1)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, (max(1980, day.year), day.month, day.day, 0, 0, 0))
            # The first part of an odt says what it is, and is read before anything is unpacked.
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return file.getvalue()

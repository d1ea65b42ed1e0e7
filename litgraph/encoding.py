"""Text that is not UTF-8 though it should be."""

from __future__ import annotations

__all__ = ["utf_16"]


def utf_16(raw: bytes) -> tuple[str, str]:
    """The text of bytes that are or look like UTF-16, and what to do about it; two empty texts for any others.

    Without a mark at the beginning it looks like ASCII letters with a zero before or after each.
    """
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    first, second = (raw[start:10_000:2].count(0) for start in (0, 1))
    if not marked and max(first, second) <= max(len(raw[:10_000]) // 8, 4 * min(first, second)):
        return "", ""
    encoding = "utf-16" if marked else "utf-16-be" if first > second else "utf-16-le"
    hint = f"save it as UTF-8 in an editor, or: iconv -f {encoding.upper()} -t UTF-8 OLD > NEW"
    return raw.decode(encoding, "replace"), hint

"""Text as Markdown that CommonMark, GitHub and pandoc read as the same text."""

from __future__ import annotations

import re

__all__ = ["escape"]

# What means something anywhere: `@` cites in pandoc, `~` and `^` strike and raise, `$` is mathematics, straight double
# quotation marks are made round; a bare address is a link on GitHub, where escapes within it would show.
_ANYWHERE = re.compile(r'[\\`"*_\[\]<>#|$~^@{}]|&(?! )|(?<=-)-|(?<=\.)\.(?=\.)|:(?=//)|(?<=www)\.')


def escape(text: str) -> str:
    """Put a backslash before every character that Markdown would take for a mark within a line."""
    return _ANYWHERE.sub(lambda marked: "\\" + marked[0], text)

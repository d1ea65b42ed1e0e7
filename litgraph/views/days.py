"""The day that is printed on a document."""

from __future__ import annotations

import datetime
import os

from litgraph.errors import LitgraphError

__all__ = ["printed_day"]


def printed_day(date: str = "") -> str:
    """The day to print, as YYYY-MM-DD: `date`, else that of SOURCE_DATE_EPOCH (in UTC), else today.

    With one of the first two, the same input gives the same bytes: https://reproducible-builds.org/specs/source-date-epoch.
    Raises LitgraphError where SOURCE_DATE_EPOCH is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if date or not epoch:
        return date or datetime.date.today().isoformat()
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        raise LitgraphError(f'SOURCE_DATE_EPOCH is no time: "{epoch}"', "give seconds since 1970") from None

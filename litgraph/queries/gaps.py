"""What is missing in a knowledge base, or does not agree in it."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from litgraph.errors import USAGE, LitgraphError
from litgraph.nearest import suggest_names
from litgraph.queries.citations import Paper, papers_read

__all__ = ["GAPS", "Gap", "Gaps", "gaps"]


class Gap(NamedTuple):
    """Something missing, and where that is known from.

    `key`, `label` and `title` are those of the work that it is about, empty for a citation that is tied to none.
    `about` is the text of that citation, the reason why a work fits no theme, or what the papers print.
    """

    gap: str
    key: str
    label: str
    title: str
    about: str
    theme: str
    theme_title: str
    said_in: str
    said_in_label: str
    section: str
    heading: str
    page: str
    said_by: str
    read_by: str
    at: str


class Gaps(NamedTuple):
    """The gaps by kind in the order of `GAPS`; `asked` are the kinds that were looked for.

    `works` and `themes` count all there are, `tied` the pairs of a work and a theme given to it.
    """

    asked: tuple[str, ...]
    found: tuple[Gap, ...]
    works: int
    themes: int
    tied: int
    read: tuple[Paper, ...]


_UNTIED = """SELECT '', '', '', c.text, '', '', c.citing, w.label, c.section, coalesce(s.title, ''),
        c.page, c.said_by, coalesce(r.read_by, ''), c.place
    FROM citations c JOIN works w ON w.key = c.citing
        LEFT JOIN sections s ON s.paper = c.citing AND s.id = c.section
        LEFT JOIN readings r ON r.paper = CASE WHEN c.said_by LIKE 'reading:%' THEN substr(c.said_by, 9) END
    WHERE c.cited IS NULL AND c.kind = '{}' ORDER BY c.citing, c.pos"""
_NO_PAPER = "'', '', '', '', ''"

# Each kind of gap, and the question that finds it: all columns of `Gap` but the first.
GAPS = {
    "listed-not-cited": """SELECT w.key, w.label, w.title, '', '', '', l.paper, p.label, '', '', '',
            'reading:' || l.paper, r.read_by, r.place
        FROM listed l JOIN works w ON w.key = l.work JOIN works p ON p.key = l.paper
            JOIN readings r ON r.paper = l.paper
        WHERE NOT EXISTS (SELECT 1 FROM citations c WHERE c.citing = l.paper AND c.cited = l.work)
        ORDER BY p.label, p.key, w.label, w.key""",
    "not-listed": _UNTIED.format("not-listed"),
    "personal-communication": _UNTIED.format("personal-communication"),
    "unresolved": _UNTIED.format("unresolved"),
    "no-theme": f"""SELECT w.key, w.label, w.title, n.text, '', '', {_NO_PAPER}, 'codebook', '', n.place
        FROM notes n JOIN works w ON w.key = n.work
        WHERE n.kind = 'no-theme' AND NOT EXISTS (SELECT 1 FROM assignments a WHERE a.work = w.key) ORDER BY n.pos""",
    "untagged": f"""SELECT w.key, w.label, w.title, '', '', '', {_NO_PAPER}, '', '', w.place
        FROM works w WHERE NOT EXISTS (SELECT 1 FROM assignments a WHERE a.work = w.key)
            AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.work = w.key AND n.kind = 'no-theme')
        ORDER BY w.label, w.key""",
    "one-voice": """SELECT w.key, w.label, w.title, '', t.id, t.title, a.said_in, coalesce(p.label, ''), a.section,
            coalesce(s.title, ''), a.page, a.said_by, '', a.place
        FROM (SELECT work, theme, min(pos) AS pos FROM assignments
                GROUP BY work, theme HAVING count(DISTINCT said_in) = 1) one
            JOIN assignments a ON a.pos = one.pos JOIN works w ON w.key = a.work JOIN themes t ON t.id = a.theme
            LEFT JOIN works p ON p.key = a.said_in LEFT JOIN sections s ON s.paper = a.said_in AND s.id = a.section
        ORDER BY t.pos, w.label, w.key""",
    "printed": f"""SELECT w.key, w.label, w.title, f.value, '', '', {_NO_PAPER}, '', '', w.place
        FROM fields f JOIN works w ON w.key = f.work WHERE f.name = 'x-printed' ORDER BY w.label, w.key""",
}


def gaps(db: sqlite3.Connection, kind: str = "") -> Gaps:
    """Find what is missing, or what of one `kind` is missing; the kinds are:

    "listed-not-cited" (in a reference list, never in that paper's text); "not-listed" and "personal-communication"
    (cited without an entry in the reference list); "unresolved" (cited, tied to no work yet); "no-theme" (works that
    fit no theme, and why); "untagged" (works with neither a theme nor a reason for none); "one-voice" (works that are
    in a theme on the word of one paper alone); "printed" (entries that are printed faultily, or not alike). Raises
    LitgraphError (exit code 2) for another kind.
    """
    if kind and kind not in GAPS:
        hint = suggest_names(kind, GAPS, f"the kinds are {', '.join(GAPS)}")
        raise LitgraphError(f'no kind of gap is called "{kind}"', hint, exit_code=USAGE)
    kinds = (kind,) if kind else tuple(GAPS)
    rows = tuple(Gap(name, *row) for name in kinds for row in db.execute(GAPS[name]))
    counts = """SELECT (SELECT count(*) FROM works), (SELECT count(*) FROM themes),
        (SELECT count(*) FROM (SELECT DISTINCT work, theme FROM assignments))"""
    works, themes, tied = db.execute(counts).fetchone()
    return Gaps(kinds, rows, works, themes, tied, papers_read(db))

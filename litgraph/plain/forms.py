"""The grammar of plain questions as two tables, from which docs/ask.md and `litgraph ask --help` are made.

In a pattern "/" parts words that are as good as one another, [] may be left out, words in capitals are slots. Of the
forms that fit a question the first one counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["CLAUSES", "FORMS", "SLOTS", "VARIANTS", "Clause", "Form"]


class Form(NamedTuple):
    """A plain question: an example, the patterns that say it, and the question that it is.

    `words` and `options` hold slots, or text as it stands; `terms` are terms of `find`, to which clauses add more.
    Where it `counts`, the number of works is asked for.
    """

    example: str
    patterns: tuple[str, ...]
    question: str
    words: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    counts: bool = False


class Clause(NamedTuple):
    """What a question about works may say of them: an example, the patterns that say it, and the terms of `find`."""

    example: str
    patterns: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]


_WORK = ("WORK",)

FORMS = (
    Form(
        "who quotes Amiri 2020",
        ("who quotes WORK", "who quotes WORK word for word", "who cites WORK word for word", "where is WORK quoted"),
        "who_quotes",
        _WORK,
    ),
    Form(
        "which pages of Marchetti are cited",
        ("which pages of WORK [are] cited", "which pages are cited of/from/in WORK", "pages cited of/from/in WORK"),
        "pages",
        _WORK,
    ),
    Form(
        "what is cited in section 2 of Clausen 2022 and nowhere else",
        (
            "what [works] is cited in [section] SECTION of/in PAPER and/but nowhere else",
            "what [works] is cited only in [section] SECTION of/in PAPER",
            "what does PAPER cite in section SECTION and/but nowhere else",
            "what does PAPER cite only in [section] SECTION",
        ),
        "only_in",
        ("SECTION",),
        (("paper", "PAPER"),),
    ),
    Form(
        "what is cited in section 2.C and nowhere else",
        (
            "what [works] is cited in [section] SECTION and/but nowhere else",
            "what [works] is cited only in [section] SECTION",
        ),
        "only_in",
        ("SECTION",),
    ),
    Form(
        "what does Clausen 2022 cite that Clausen, Meyer and Cullis do not",
        (
            "what [works] does A cite that/which/but B does not [cite]",
            "what [works] does A cite but/and not B",
            "what [works] is cited by/in A but/and not by/in B",
            "works cited by/in A but/and not by/in B",
        ),
        "only",
        ("A", "B"),
    ),
    Form(
        "what do Clausen 2022 and Clausen, Meyer and Cullis both cite",
        (
            "what [works] do A and B both cite",
            "what [works] do both A and B cite",
            "what [works] is cited by both A and B",
            "works cited by both A and B",
            "works [that] A and B both cite",
            "which references do A and B share",
            "references shared by A and B",
        ),
        "both",
        ("A and B",),
    ),
    Form(
        "what is cited together with Clerc 2020",
        ("what [works] is cited/co-cited [together/along] with WORK", "works cited [together/along] with WORK"),
        "co_cited",
        _WORK,
    ),
    Form(
        "what shares references with Clausen 2022",
        ("what [works] shares references with WORK", "what [works] cites same works/references as WORK"),
        "coupled",
        _WORK,
    ),
    Form(
        "path from Spiro to Clerc",
        (
            "[shortest] path/way from A to B",
            "[shortest] path/way between A and B",
            "how are A and B connected/linked/related",
        ),
        "path",
        ("A to B",),
    ),
    Form("how is Spiro connected to Clerc", ("how is A connected/linked/related to/with B",), "path", ("A", "B")),
    Form(
        "what does Clausen 2022 stand on to depth 2",
        ("what does WORK stand/build/rest on to depth N", "ancestors of WORK to depth N"),
        "ancestors",
        _WORK,
        (("depth", "N"),),
    ),
    Form(
        "what does Clausen 2022 stand on",
        ("what does WORK stand/build/rest on", "what is WORK based/built on", "ancestors of WORK"),
        "ancestors",
        _WORK,
    ),
    Form(
        "what followed from Acuto 2013 to depth 2",
        ("what followed [from] WORK to depth N", "what builds/stands on WORK to depth N"),
        "descendants",
        _WORK,
        (("depth", "N"),),
    ),
    Form(
        "what followed from Acuto 2013",
        ("what followed [from] WORK", "what builds/stands on WORK", "descendants of WORK"),
        "descendants",
        _WORK,
    ),
    Form(
        "the 5 most cited works",
        ("N most cited/mentioned works", "what N works are cited/mentioned most [often]"),
        "most_cited",
        (),
        (("limit", "N"),),
    ),
    Form(
        "what is mentioned most",
        ("what [works] [is] cited/mentioned most [often]", "most cited/mentioned works"),
        "most_cited",
    ),
    Form(
        "what is listed but never cited",
        ("what [works] is listed but/and never cited", "works listed but/and never cited"),
        "gaps",
        ("listed-not-cited",),
    ),
    Form(
        "what is cited but never listed",
        ("what [works] is cited but/and never listed", "works cited but/and never listed"),
        "gaps",
        ("not-listed",),
    ),
    Form(
        "which personal communications are cited",
        ("which personal communications [are] cited", "personal communications"),
        "gaps",
        ("personal-communication",),
    ),
    Form(
        "which citations are tied to no work",
        ("which citations are tied to no work", "which citations are unresolved", "unresolved citations"),
        "gaps",
        ("unresolved",),
    ),
    Form(
        "which works fit no theme, and why",
        ("what [works] fits no theme [and] [why]", "why do works fit/have no theme"),
        "gaps",
        ("no-theme",),
    ),
    Form("which works are untagged", ("what [works] is untagged", "untagged works"), "gaps", ("untagged",)),
    Form(
        "which works are in a theme by one voice only",
        ("what [works] is in theme by one voice/paper [only/alone]", "what [works] rests on one voice/paper"),
        "gaps",
        ("one-voice",),
    ),
    Form(
        "which entries are printed differently",
        ("which entries are printed differently/faultily", "where do entries/papers differ/disagree"),
        "gaps",
        ("printed",),
    ),
    Form("what is missing", ("what is missing", "gaps"), "gaps"),
    Form(
        "themes of Acuto 2013",
        (
            "themes of WORK",
            "which themes does WORK have",
            "which themes is WORK in",
            "why does WORK fit/have no theme",
            "what is WORK about",
            "who wrote WORK",
            "when/where is WORK published/written",
            "about WORK",
            "describe WORK",
        ),
        "show",
        _WORK,
    ),
    Form("which themes are there", ("which themes are there", "themes"), "themes"),
    Form(
        "what is in the theme sister cities",
        ("what is in theme THEME", "what is theme THEME [about]", "theme THEME"),
        "theme",
        ("THEME",),
    ),
    Form(
        "does Clausen 2022 cite Clerc 2020",
        ("[where] does A cite B", "how often does A cite B", "is B cited by/in A"),
        "find",
        terms=(("cited-by", "A"), ("key", "B")),
    ),
    Form(
        "what is cited in section 2 of Clausen 2022",
        ("what [works] is cited in section SECTION of/in PAPER", "works cited in section SECTION of/in PAPER"),
        "find",
        terms=(("cited-by", "PAPER"), ("section", "SECTION")),
    ),
    Form(
        "what is cited in section 2.C",
        ("what [works] is cited in section SECTION", "works cited in section SECTION"),
        "find",
        terms=(("place", "SECTION"),),
    ),
    Form(
        "what does Clausen 2022 cite",
        (
            "what [works] does WORK cite",
            "what [works] is cited by/in WORK",
            "works cited by WORK",
            "references of WORK",
        ),
        "cites",
        _WORK,
    ),
    Form(
        "what does Clausen 2022 cite on sister cities",
        ("what [works] does WORK cite CLAUSES",),
        "find",
        terms=(("cited-by", "WORK"),),
    ),
    Form(
        "how many works does Clausen 2022 cite",
        ("how many WORKS does WORK cite [CLAUSES]",),
        "find",
        terms=(("cited-by", "WORK"),),
        counts=True,
    ),
    Form(
        "how many works did Acuto write",
        ("how many WORKS does/has AUTHOR write/publish [CLAUSES]",),
        "find",
        terms=(("author", "AUTHOR"),),
        counts=True,
    ),
    Form("how many works are there since 2015", ("how many WORKS [CLAUSES]",), "find", counts=True),
    Form(
        "who cites Clerc 2020",
        (
            "who [is/have] cites WORK",
            "[what] works [that] [have] cite WORK",
            "where is WORK cited",
            "how often is WORK cited",
            "how many times is WORK cited",
            "who is WORK cited by",
            "citations of WORK",
        ),
        "who_cites",
        _WORK,
    ),
    Form(
        "what did Acuto write before 2017",
        ("what [works] does/has AUTHOR write/publish [CLAUSES]",),
        "find",
        terms=(("author", "AUTHOR"),),
    ),
    Form(
        "who wrote on museums",
        ("who [has] write/publish on/about TOPIC [CLAUSES]",),
        "find",
        terms=(("topic", "TOPIC"),),
    ),
    Form("works on sister cities since 2015", ("WORKS [CLAUSES]", "what CLAUSES"), "find"),
    Form("works that Clausen 2022 cites", ("works [that] WORK cite",), "cites", _WORK),
    Form(
        "how big is the knowledge base",
        ("how big is knowledge base", "state of knowledge base", "stats/statistics", "how many themes are there"),
        "stats",
    ),
    Form("what is wrong in the files", ("what is wrong [in/with] [files]", "problems/errors"), "check"),
)

CLAUSES = (
    Clause("by Acuto and Curtis", ("by AUTHOR",), (("author", "AUTHOR"),)),
    Clause("in the theme of sister cities", ("in/under/with/on theme [of] THEME",), (("theme", "THEME"),)),
    Clause("on sister cities", ("on/about TOPIC",), (("topic", "TOPIC"),)),
    Clause('called "Cities and"', ("called/titled/entitled TITLE",), (("title", "TITLE"),)),
    Clause("in 2016", ("in/of YEAR",), (("year", "YEAR"),)),
    Clause("since 2015", ("since YEAR", "from YEAR on/onwards", "in/of YEAR or later"), (("since", "YEAR"),)),
    Clause("after 2015", ("after YEAR", "later/newer than YEAR"), (("after", "YEAR"),)),
    Clause("before 2017", ("before YEAR", "earlier/older than YEAR"), (("before", "YEAR"),)),
    Clause("until 2017", ("until/till YEAR", "up to YEAR", "in/of YEAR or earlier"), (("until", "YEAR"),)),
    Clause("between 2010 and 2015", ("between YEAR and LAST", "from YEAR to LAST"), (("years", "YEAR-LAST"),)),
    Clause(
        "cited in section 2 of Clausen 2022",
        ("cited in section SECTION of/in PAPER", "cited by PAPER in section SECTION"),
        (("cited-by", "PAPER"), ("section", "SECTION")),
    ),
    Clause("cited in section 2.C", ("cited in section SECTION",), (("place", "SECTION"),)),
    Clause("cited by Clausen 2022", ("cited by WORK",), (("cited-by", "WORK"),)),
    Clause("that cite Clerc 2020", ("cite WORK",), (("cites", "WORK"),)),
    Clause("in section 2.C", ("in section SECTION",), (("section", "SECTION"),)),
    Clause("in the journal Global Policy", ("in journal/magazine/book CONTAINER",), (("in", "CONTAINER"),)),
    Clause("according to Clausen 2022", ("according to VOICE",), (("said-by", "VOICE"),)),
    Clause("discussed", ("discussed",), (("is", "discussed"),)),
    Clause("only mentioned", ("only mentioned",), (("is", "mentioned"),)),
    Clause("without a theme", ("without theme", "[with] no theme"), (("is", "unthemed"),)),
    Clause("with a theme", ("[with] theme",), (("is", "themed"),)),
    Clause("without a year", ("without year/date", "[with] no year/date", "undated"), (("is", "undated"),)),
    Clause("never cited", ("never cited", "uncited", "cited by nobody"), (("is", "uncited"),)),
    Clause("cited", ("cited",), (("is", "cited"),)),
    Clause("that were read", ("read",), (("is", "read"),)),
    Clause("sorted by year", ("sorted/ordered by SORT",), (("sort", "SORT"),)),
    Clause("are there", ("there", "we have"), ()),
)

SLOTS: Mapping[str, str] = {
    "WORK": "a work as everywhere: `Clerc 2020`, `Van der Pluijm and Melissen`, a DOI, a key, a piece of its title",
    "PAPER": "the same",
    "A": "the same",
    "B": "the same",
    "AUTHOR": "an author; several with `and` (all of them) or `or`",
    "TOPIC": "a theme by its id or title; where none is called so, words that the work must hold",
    "THEME": "a theme, by its id or words of its title",
    "SECTION": "a section, by its id or words of its heading",
    "TITLE": "words of a title",
    "CONTAINER": "words of the name of a journal or book",
    "VOICE": "who says so: a paper that speaks, a reader, `hand`",
    "YEAR": "a year",
    "LAST": "a year",
    "N": "a number",
    "SORT": "`year`, `name` or `citations`",
    "WORKS": "`works`, `papers`, ..., or a kind: `books`, `articles`, `journal articles`, `reports`",
    "CLAUSES": "one or more of the pieces below",
}

# What stands for one another, in any place.
VARIANTS: Mapping[str, str] = {
    "a": "an",
    "build": "builds built",
    "cite": "cites cited citing",
    "do": "does did",
    "entry": "entries",
    "fit": "fits",
    "follow": "follows followed",
    "have": "has had",
    "is": "are was were be been",
    "list": "lists listed",
    "mention": "mentions mentioned",
    "not": "never",
    "only": "just merely solely",
    "page": "pages",
    "publish": "published",
    "quote": "quotes quoted quoting",
    "rest": "rests",
    "section": "sections",
    "share": "shares shared sharing",
    "stand": "stands",
    "theme": "themes",
    "together": "jointly",
    "way": "route",
    "what": "which who whom",
    "work": "works paper papers publication publications text texts",
    "write": "writes wrote written",
}

"""Which entries are one work: the quick way through thousands that look alike, beside the plain rule."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litgraph import identity
from litgraph.identity import unite
from litgraph.model import Name, Problem, Span, Work
from litgraph.words import compact, fold

_TELLING = ("pages", "volume", "number", "issue", "edition", "part", "version", "type", "eventtitle")


def _differ(first: Work, second: Work) -> bool:
    """Whether something that both entries say is not the same: the rule, entry by entry."""
    ids = [{text.split(":", 1)[0]: text for text in sorted(work.ids)} for work in (first, second)]
    initials = [fold(work.authors[0].given)[:1] for work in (first, second)]
    dates = [work.date_text for work in (first, second)]
    if first.kind != second.kind or first.suffix != second.suffix:
        return True
    if any(ids[0][kind] != ids[1][kind] for kind in ids[0].keys() & ids[1].keys()):
        return True
    if all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for date in dates) and dates[0] != dates[1]:
        return True
    if all(initials) and initials[0] != initials[1]:
        return True
    if not first.get("et-al") and not second.get("et-al") and len(first.authors) != len(second.authors):
        return True
    pairs = [(first.container, second.container), *((first.get(name), second.get(name)) for name in _TELLING)]
    return any(text and other and compact(text) != compact(other) for text, other in pairs)


def _group(works: list[Work]) -> list[list[str]]:
    """Each entry in the first group of which it differs from none."""
    groups: list[list[Work]] = []
    for work in works:
        group = next((group for group in groups if not any(_differ(member, work) for member in group)), None)
        if group is None:
            groups.append([work])
        else:
            group.append(work)
    return [[work.key for work in group] for group in groups]


_EXTRA = st.dictionaries(
    st.sampled_from(["pages", "volume", "type", "et-al"]), st.sampled_from(["1", "2", "—", "I"]), max_size=3
)
_WORKS = st.lists(
    st.builds(
        lambda kind, suffix, given_name, count, date, container, ids, extra: Work(
            "", kind, "Editorial", (Name("Lee", given_name), *[Name("Wu")] * count), year=2020, suffix=suffix,
            date_text=date, container=container, ids=ids, extra=tuple(sorted(extra.items())),
        ),
        st.sampled_from(["book", "book", "report"]), st.sampled_from(["", "", "a"]), st.sampled_from(["", "Ann", "Bo"]),
        st.integers(0, 1), st.sampled_from(["2020", "2020-01-01", "2020-01-02"]), st.sampled_from(["", "One", "Two"]),
        st.frozensets(st.sampled_from(["isbn:1", "isbn:2", "isbn:3"]), max_size=2), _EXTRA,
    ),
    max_size=9,
)  # fmt: skip


@given(_WORKS)
def test_like_entries_are_grouped_by_the_plain_rule(works: list[Work]) -> None:
    """Looking groups up by what both say puts every entry where comparing it with all others puts it."""
    works = [
        Work(f"k{number}", *(getattr(work, field) for field in Work.__slots__[1:-1]), at=Span("x.bib", number))
        for number, work in enumerate(works, 1)
    ]
    united, key_of = unite(works, set())
    groups: dict[str, list[str]] = {}
    for work in works:
        groups.setdefault(key_of[work.key], []).append(work.key)
    assert list(groups.values()) == _group(works)
    assert list(united) == list(groups)


def test_thousands_of_like_entries_are_not_compared_with_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Editorials by one author, told apart by their pages alone, cost twice as much when there are twice as many."""
    texts: list[str] = []
    monkeypatch.setattr(identity, "compact", lambda text: texts.append(text) or compact(text))
    counts = []
    for size in (100, 200, 400):
        works = [
            Work(f"k{n}", "book", "Editorial", (Name("Lee"),), year=2020, extra=(("pages", str(n)),), at=Span("x", n))
            for n in range(1, size + 1)
        ]
        texts.clear()
        assert len(unite(works, set())[0]) == size
        counts.append(len(texts))
    assert all(more <= 2 * fewer for fewer, more in pairwise(counts))


def test_an_entry_that_takes_over_from_many_takes_all() -> None:
    """Of hundreds of entries with one key, each with a field of its own, no field is lost; the first text counts."""
    works = [
        Work("k", "book", "T", extra=(("note", str(n)), (f"x-{n:03}", str(n))), at=Span("x.bib", n)) for n in range(300)
    ]
    problems: set[Problem] = set()
    (work,) = unite(works, problems)[0].values()
    assert len(problems) == 299
    assert work.extra == (("note", "0"), *((f"x-{n:03}", str(n)) for n in range(300)))

"""Citations by number or by a short key: in brackets, in parentheses or raised, one by one, in lists and in ranges.

Each style has a pattern that matches too much and a judge that looks at what stands around a match. Matches that the
judge doubts are taken only in their turn: most papers number works in the order in which they cite them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from litgraph.reading.mentions.locators import LOCATOR
from litgraph.reading.mentions.number_judge import LARGEST_SKIP, LEAD, STEP_GAP, STYLES, NumberGroup, NumberJudge
from litgraph.reading.paper import Mention, PaperText, Reference
from litgraph.words import fold

__all__ = ["are_notes", "find_numeric_citations"]

_ITEM_GAP = 40  # letters of a short sentence
_KEY = re.compile(rf"\[\s*{LEAD}(?P<list>[^\[\]\n]{{1,200}})\]", re.I)


def find_numeric_citations(
    paper: PaperText, references: Sequence[Reference], spans: Sequence[tuple[int, int]]
) -> tuple[Mention, ...]:
    """Find the citations by number or key in `spans`; none unless the text cites a good part of `references` so.

    Where chapters have lists of their own, each numbered from 1, a number is that of the list behind it.
    """
    lists = _split_at_restarts(references)
    if len(lists) > 1:
        mentions: list[Mention] = []
        start = 0
        for entries, following in zip(lists, [*lists[1:], None], strict=True):
            end = entries[0].start if following else len(paper.text)
            chapter = [(max(first, start), min(last, end)) for first, last in spans if first < end and last > start]
            group_count = max((mention.group for mention in mentions), default=0)
            mentions += [
                replace(mention, group=mention.group and mention.group + group_count)
                for mention in find_numeric_citations(paper, entries, chapter)
            ]
            start = entries[-1].end
        return tuple(mentions)
    keys = {entry.label.casefold(): entry.index for entry in references if entry.label and not entry.label.isdecimal()}
    if len(keys) >= 2 and len(keys) >= 0.8 * len(references) and not any(" " in key for key in keys):
        return tuple(_find_keyed(paper, spans, keys))
    indexes = _indexes_by_number(references)
    if len(indexes) < 3:
        return ()
    judge = NumberJudge(paper, spans, indexes)
    groups_by_style = {style: _doubt_scales(list(judge.find_groups(style))) for style in STYLES if style != "spaced"}
    located = {group.start: group for group in judge.find_located()}
    bracketed = {group.start: group for group in groups_by_style["brackets"]} | located
    groups_by_style["brackets"] = [bracketed[start] for start in sorted(bracketed)]
    sure_counts = {style: _count_sure(groups) for style, groups in groups_by_style.items()}
    if max(sure_counts.values()) < 0.8 * len(indexes) and (apart := _drop_items(list(judge.find_groups("spaced")))):
        # Some spaces may be lost.
        groups_by_style["spaced"] = sorted([*apart, *groups_by_style["glued"]], key=lambda group: group.start)
        sure_counts["spaced"] = _count_sure(groups_by_style["spaced"])
    # A paper has one style; of equals the first of them, which is least often anything else.
    style = max(groups_by_style, key=lambda style: (sure_counts[style], -STYLES.index(style)))
    groups = _keep_in_turn(groups_by_style[style])
    if sure_counts[style] < max(3, (0.3 if style == "brackets" else 0.5) * len(indexes)):
        # Or its doubtful numbers complete the list.
        style = max(groups_by_style, key=lambda style: _count_in_turn(groups_by_style[style]))
        groups = _keep_in_turn(groups_by_style[style])
        if _count_in_turn(groups_by_style[style]) < max(4, 0.8 * len(indexes)):
            return ()
    starts = [group.start for group in groups]
    for group in (*judge.find_after_word(), *judge.find_in_columns()):
        place = bisect_left(starts, group.start)
        if starts[place : place + 1] != [group.start]:
            groups.insert(place, group)
            starts.insert(place, group.start)
    return tuple(_build_citations(paper, groups, indexes))


def are_notes(
    by_number: Sequence[Mention], by_author: Sequence[Mention], paper: PaperText, references: Sequence[Reference]
) -> bool:
    """Whether the numbers of a paper that cites by author as well are those of its notes.

    Those of a list with numbers are raised. Notes count up from the first to the last; that an alphabetical list
    should be cited so is chance. But where numbers stand behind the authors whom they mean ("Vik (2010)2"), they
    cite.
    """
    cited_by_end = {mention.end: mention.references for mention in by_author if mention.references}
    numbered = [mention for mention in by_number if mention.where != "within a range"]
    is_numbered = sum(entry.label.isdecimal() for entry in references) >= 0.8 * len(references)
    are_bracketed = any(paper.text[mention.start - 1] in "[(［【" for mention in numbered)
    if not cited_by_end or (is_numbered and are_bracketed):
        return False
    families = [_fold_first_family(entry) for entry in references]
    ordered_count = sum(first <= second for first, second in pairwise(families))
    rise = _longest_rise([mention.references[0] for mention in numbered])
    if ordered_count < 0.9 * (len(families) - 1) or len(rise) < 0.9 * len(numbered):
        return False
    agreement_count = sum(
        cited_by_end.get(end) == mention.references
        for mention in numbered
        for end in range(mention.start - 3, mention.start + 1)
    )
    cited_by_name = {index for indexes in cited_by_end.values() for index in indexes}
    return agreement_count <= 0.3 * len(cited_by_end) and (not is_numbered or len(cited_by_name) >= 0.5 * len(numbered))


def _fold_first_family(entry: Reference) -> str:
    people = entry.authors or entry.editors
    return fold(people[0].short if people else entry.title)


def _indexes_by_number(references: Sequence[Reference]) -> dict[int, int]:
    """The indexes of the references by their printed numbers, or by their order where most have none."""
    printed = {int(reference.label): reference.index for reference in references if reference.label.isdecimal()}
    if len(printed) >= 0.8 * len(references):
        return printed
    return {number: reference.index for number, reference in enumerate(references, 1)}


def _split_at_restarts(references: Sequence[Reference]) -> list[Sequence[Reference]]:
    """The references in parts each of which is numbered from 1 and has at least three; one part if that is not so."""
    starts = [place for place, entry in enumerate(references) if entry.label == "1"]
    if starts[:1] != [0]:
        return [references]
    parts = [references[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    is_numbered = all(
        len(part) >= 3 and all(after.label == str(number) for number, after in enumerate(part, 1)) for part in parts
    )
    return parts if is_numbered else [references]


def _build_citations(paper: PaperText, groups: Sequence[NumberGroup], indexes: dict[int, int]) -> Iterator[Mention]:
    bracket_ids: dict[int, int] = {}
    for group_id, group in enumerate(groups, 1):
        if group.bracket >= 0:
            group_id = bracket_ids.setdefault(group.bracket, group_id)
        for start, end, number, is_implied in group.cited:
            printed, locator = paper.text[start:end], group.locator if number == group.numbers[-1] else ""
            place = group_id if len(group.cited) > 1 or group.bracket >= 0 else 0
            where = "within a range" if is_implied else ""
            yield Mention(
                start, end, printed, "citation", (indexes[number],), "parenthetical", locator, "", place, where
            )


def _find_keyed(paper: PaperText, spans: Sequence[tuple[int, int]], indexes: dict[str, int]) -> Iterator[Mention]:
    """Find citations by key, such as "[Knu84, p. 3; AB12]"; `indexes` are those of the references by their keys."""
    locator_behind = re.compile(rf"\s*[,:]\s*({LOCATOR})(?=\s*[,;\]])", re.I)
    group_count = 0
    for match in (match for start, end in spans for match in _KEY.finditer(paper.text, start, end)):
        printed = [
            (match.start("list") + key.start(1), key[1], indexes.get(key[1].casefold()))
            for key in re.finditer(r"(?:^|[,;])\s*([\w+⁺*.:-]+)", match["list"])
        ]
        listed = [(start, key, index) for start, key, index in printed if index is not None]
        if not listed or printed[0][2] is None:
            continue
        group_count += 1
        for start, key, index in listed:
            end = start + len(key)
            locator = locator_behind.match(paper.text, end)
            place, group = locator[1] if locator else "", group_count if len(listed) > 1 else 0
            yield Mention(start, end, key, "citation", (index,), "parenthetical", place, group=group)


def _keep_in_turn(groups: Sequence[NumberGroup]) -> list[NumberGroup]:
    """Keep the sure groups, and of the doubtful ones those that come in their turn or after what a kept one had.

    Turns count only if the list is in the order of citation: if the sure numbers rise, for the most part. In any order
    a "near" group is kept that has a number which no sure one has: a paper cites all that it lists.
    """
    sure_numbers = [number for group in groups if group.is_sure for number in group.numbers]
    cited_surely = set(sure_numbers)
    rising = _longest_rise(sure_numbers)
    is_in_order = len(rising) >= 0.7 * len(cited_surely)
    in_turn: list[NumberGroup] = []
    contexts: set[str] = set()
    highest = place = 0
    for group in groups:
        if group.is_sure:
            for number in group.numbers:
                highest = max(highest, number) if place in rising else highest
                place += 1
            in_turn.append(group)
            continue
        has_new = not cited_surely.issuperset(group.numbers)
        skip = LARGEST_SKIP if has_new or group.most_behind >= 0 else 2 + group.most_behind
        least = highest - max(group.most_behind, -1)
        is_in_turn = is_in_order and least <= group.numbers[0] <= highest + skip
        is_kept = is_in_turn or (has_new and group.most_behind >= 0)
        if is_kept or group.context in contexts:
            contexts.add(group.context)
            highest = max(highest, *group.numbers)
            in_turn.append(group)
    return in_turn


def _count_sure(groups: Sequence[NumberGroup]) -> int:
    return len({number for group in groups if group.is_sure for number in group.numbers})


def _count_in_turn(groups: Sequence[NumberGroup]) -> int:
    return len({number for group in _keep_in_turn(groups) for number in group.numbers})


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The places of a longest strictly increasing subsequence, found by patience sorting."""
    tails: list[int] = []
    ends: list[int] = []
    predecessors: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(tails, number)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [place]
        predecessors.append(ends[length - 1] if length else -1)
    rise = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        rise.add(place)
        place = predecessors[place]
    return rise


def _doubt_scales(groups: list[NumberGroup]) -> list[NumberGroup]:
    """Make three ranges in a row doubtful, as steps of a scale: "mild (5–9), moderate (10–14), severe (15–19)"."""
    for place in range(len(groups) - 2):
        steps = groups[place : place + 3]
        if all(
            lower.is_range
            and upper.is_range
            and upper.start - lower.end < STEP_GAP
            and upper.numbers[0] == lower.numbers[-1] + 1
            for lower, upper in pairwise(steps)
        ):
            groups[place : place + 3] = [step._replace(is_sure=False, most_behind=-1) for step in steps]
    return groups


def _drop_items(groups: list[NumberGroup]) -> list[NumberGroup]:
    """Drop numbers that count up parts of a text: "1 Wash it. 2 Dry it. 3 Rest."."""
    kept_groups: list[NumberGroup] = []
    items: list[NumberGroup] = []
    for group in groups:
        is_item = group.is_sure and group.numbers == [len(items) + 1]
        if is_item and (not items or group.start - items[-1].end < _ITEM_GAP):
            items.append(group)
            continue
        kept_groups += [] if len(items) > 2 else items
        items = [group] if group.numbers == [1] else []
        kept_groups += [] if items else [group]
    return [*kept_groups, *([] if len(items) > 2 else items)]

"""Changes to themes.yaml that touch only the lines they must, and are checked by reading the result."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from litgraph.codebook.reader import GIVEN, ROLES, WORK, Reader, names_theme
from litgraph.model import Assignment, Evidence, Note
from litgraph.yamltree import (
    UNPRINTABLE,
    Listing,
    Mapping,
    Node,
    Patient,
    Text,
    Untouchable,
    has_same_content,
    list_items,
    normalize_name,
    read_identifier,
    write_scalar,
)

__all__ = ["EditError", "annotate", "tag", "untag"]


class EditError(Exception):
    """Why a text is left as it is."""


def tag(
    content: str,
    work: str,
    theme: str,
    *,
    said_in: str = "",
    section: str = "",
    page: str = "",
    locator: str = "",
    role: str = "",
    why: str = "",
) -> str:
    """The text of a themes.yaml in which a work is given a theme, after those it has; a "no-theme" is taken out.

    What is said already is not said again. Raises EditError where the text cannot be changed safely.

    >>> tag("works:\\n  toyoda2016:\\n    themes: [networks]  # so far\\n", "toyoda2016", "sister-cities")
    'works:\\n  toyoda2016:\\n    themes: [networks, sister-cities]  # so far\\n'
    """
    said = (theme, said_in, section, page, locator, role, why)
    item = {name: clean for name, value in zip(GIVEN[:-1], said, strict=True) if (clean := _clean(value))}
    if "theme" not in item:
        raise EditError("a theme needs an id")
    given = Assignment(
        _clean(work),
        item["theme"],
        item.get("role", ""),
        Evidence("codebook", _clean(said_in), _clean(section), _clean(page), _clean(locator), "", _clean(why)),
    )
    if given.role not in ("", *ROLES):
        raise EditError(f'"{role}" is no role; roles are: {", ".join(ROLES)}')
    edit = _Edit(content, _clean(work))
    if given in edit.assignments:
        return content
    notes = [note for note in edit.notes if note.kind != "no-theme"]
    return edit.done(lambda: edit.tag(item), [*edit.assignments, given], notes)


def untag(content: str, work: str, theme: str) -> str:
    """The text of a themes.yaml in which a theme, with all its evidence, is taken from a work.

    Raises EditError where the work does not have the theme, or the text cannot be changed safely.
    """
    edit = _Edit(content, _clean(work))
    kept = [given for given in edit.assignments if given.theme != _clean(theme)]
    if len(kept) == len(edit.assignments):
        has = ", ".join(dict.fromkeys(given.theme for given in kept)) or "no theme"
        raise EditError(f'"{edit.work}" does not have the theme "{theme}" in themes.yaml; it has: {has}')
    return edit.done(lambda: edit.untag(_clean(theme)), kept, edit.notes)


def annotate(content: str, work: str, note: str) -> str:
    """The text of a themes.yaml in which a work has this annotation in the place of its old one, or none if it is "".

    Raises EditError where the text cannot be changed safely.
    """
    edit = _Edit(content, _clean(work))
    note = _clean(note)
    others = [each for each in edit.notes if each.kind != "annotation"]
    if note == next((each.text for each in edit.notes if each.kind == "annotation"), ""):
        return content
    notes = [*others, Note(edit.work, "annotation", note, Evidence("codebook"))] if note else others
    return edit.done(lambda: edit.annotate(note), edit.assignments, notes)


def _clean(value: str) -> str:
    """A text as reading it back will give it."""
    value = re.sub(r"\r\n|\r", "\n", value)
    return UNPRINTABLE.sub("\ufffd", value).strip()


def _themes_of(node: Node) -> list[str]:
    """The themes that an item of a list gives."""
    reader = Reader([])
    reader.read_given("", [node])
    return [given.theme for given in reader.assignments]


class _Edit:
    """One change to the entry of one work."""

    def __init__(self, content: str, work: str) -> None:
        if not work:
            raise EditError("a work needs a key")
        self.work = work
        self.patient = Patient(content, "themes.yaml")
        if not self.patient.tree.sound:
            problem = next(each for each in self.patient.tree.problems if each.level == "error")
            raise EditError(f"{problem.at}: {problem.message}; nothing can be changed before that is put right")
        self.works_key, self.works, self.key, self.entry = self.found(self.patient.tree.root)
        self.assignments, self.notes = self.said(self.key, self.entry)

    def found(self, root: Node | None) -> tuple[Text | None, Node | None, Text | None, Node | None]:
        """The block "works", and the entry of the work in it."""
        if root is None or (isinstance(root, Text) and not root.value):
            return None, None, None, None
        if not isinstance(root, Mapping) or root.flow:
            raise self.refusal("the file does not consist of names with values", root.start)
        for works_key, works in root.pairs:
            if normalize_name(works_key.value) == "works":
                if isinstance(works, Listing) or (isinstance(works, Text) and works.value.strip()):
                    raise self.refusal('"works" does not consist of keys with values', works.start)
                for key, entry in works.pairs if isinstance(works, Mapping) else ():
                    if read_identifier(key, []) == self.work:
                        return works_key, works, key, entry
                return works_key, works, None, None
        return None, None, None, None

    def said(self, key: Text | None, entry: Node | None) -> tuple[list[Assignment], list[Note]]:
        """What the entry says, but for the places of it."""
        reader = Reader([])
        if key and entry:
            reader.read_work(key, entry)
        return (
            [replace(given, evidence=replace(given.evidence, at=None)) for given in reader.assignments],
            [replace(note, evidence=replace(note.evidence, at=None)) for note in reader.notes],
        )

    def refusal(self, message: str, offset: int) -> EditError:
        line = self.patient.body.count("\n", 0, offset) + 1
        return EditError(f"themes.yaml, line {line}: {message}; it is left as it is")

    def done(self, change: Callable[[], None], assignments: Sequence[Assignment], notes: Sequence[Note]) -> str:
        """The text after a change, if that says what it said before but for the assignments and notes of the work."""
        at = self.key.start if self.key else self.works_key.start if self.works_key else 0
        try:
            change()
            content = self.patient.operated()
        except Untouchable as error:
            raise self.refusal(str(error), error.offset) from None
        refusal = self.refusal(f'the entry of "{self.work}" is written in a way that cannot be changed safely', at)
        try:
            after = _Edit(content, self.work)
        except EditError:
            raise refusal from None
        before, rest = self.rest(), after.rest()
        as_meant = (
            set(after.assignments) == set(assignments)
            and len(after.assignments) == len(assignments)
            and set(after.notes) == set(notes)
            and [name for name, _ in before] == [name for name, _ in rest]
            and all(has_same_content(one, other) for (_, one), (_, other) in zip(before, rest, strict=True))
            and len(after.patient.tree.problems) <= len(self.patient.tree.problems)
        )
        if not as_meant:
            raise refusal
        return content

    def rest(self) -> list[tuple[str, Node]]:
        """Everything but what can be changed here."""
        root, works, entry = self.patient.tree.root, self.works, self.entry
        pairs = [pair for pair in root.pairs if pair[0] is not self.works_key] if isinstance(root, Mapping) else []
        pairs += [pair for pair in works.pairs if pair[0] is not self.key] if isinstance(works, Mapping) else []
        if isinstance(entry, Mapping):
            pairs += [pair for pair in entry.pairs if normalize_name(pair[0].value) not in WORK]
        return [(key.value, value) for key, value in pairs]

    # how this file is indented

    def step(self) -> int:
        """How much deeper than its name a block begins in this file."""
        root = self.patient.tree.root
        blocks = [self.works, *(value for _, value in root.pairs)] if isinstance(root, Mapping) else []
        for block in blocks:
            if isinstance(block, Listing | Mapping) and not block.flow and self.patient.column(block.start):
                return self.patient.column(block.start)
        return 2

    def lists(self) -> Iterator[tuple[int, Listing]]:
        """The block lists of the entries, each with the column of its name; those of this entry first."""
        entries = [(self.key, self.entry)] if self.key and self.entry else []
        entries += reversed(self.works.pairs) if isinstance(self.works, Mapping) else []
        for key, entry in entries:
            for name, value in entry.pairs if isinstance(entry, Mapping) else [(key, entry)]:
                if isinstance(value, Listing) and not value.flow:
                    yield self.patient.column(name.start), value

    def dash_shift(self) -> int:
        """How much deeper than its name a list begins in this file."""
        for column, value in self.lists():
            return self.patient.column(value.start) - column
        root = self.patient.tree.root
        for _, block in root.pairs if isinstance(root, Mapping) else ():
            if isinstance(block, Listing) and not block.flow:
                return self.patient.column(block.start)
        return self.step()

    def field_shift(self) -> int:
        """How much deeper than its key an entry begins in this file."""
        for key, entry in reversed(self.works.pairs) if isinstance(self.works, Mapping) else ():
            if isinstance(entry, Mapping) and not entry.flow:
                return self.patient.column(entry.start) - self.patient.column(key.start)
        return self.step()

    def item_lines(self, item: dict[str, str], column: int) -> list[str]:
        gaps = (each.start - self.patient.dash(each) for _, value in self.lists() for each in value.nodes)
        gap = max(next(gaps, 2), 2)
        if _is_plain(item):
            return [f"{' ' * column}-{' ' * (gap - 1)}{write_scalar(item['theme'])}"]
        lines: list[str] = []
        for name, value in item.items():
            lines += self.patient.value_lines(name, value, column + gap, self.step())
        return [f"{' ' * column}-{' ' * (gap - 1)}{lines[0][column + gap :]}", *lines[1:]]

    def themes_lines(self, items: Sequence[dict[str, str]], column: int) -> list[str]:
        shift = self.dash_shift()
        lines = (line for item in items for line in self.item_lines(item, column + shift))
        return [" " * column + "themes:", *lines]

    # the three changes

    def tag(self, item: dict[str, str]) -> None:
        entry = self.entry
        if self.key is None or entry is None:
            self.add_entry(lambda column: self.themes_lines([item], column), f"{{themes: [{_flow(item)}]}}")
        elif isinstance(entry, Mapping):
            holder = next(
                ((key, value) for name in WORK[:2] for key, value in entry.pairs if normalize_name(key.value) == name),
                None,
            )
            if holder:
                self.add_item(*holder, item, entry.flow, named=True)
            elif entry.flow and [normalize_name(key.value) for key, _ in entry.pairs] == ["no-theme"]:
                self.patient.replace(entry.start, entry.end, f"{{themes: [{_flow(item)}]}}")
                return
            elif entry.flow:
                self.patient.add_to_flow(entry, f"themes: [{_flow(item)}]")
            else:
                self.patient.insert_lines(self.key.end, self.themes_lines([item], self.patient.column(entry.start)))
            self.delete_fields("no-theme")
        else:
            self.add_item(self.key, entry, item, self.in_flow(), named=False)

    def in_flow(self) -> bool:
        return isinstance(self.works, Mapping) and self.works.flow

    def add_item(self, key: Text, node: Node, item: dict[str, str], flow: bool, named: bool) -> None:
        """Put a theme to those under a name, which is "themes" or the key of the work itself."""
        patient = self.patient
        if isinstance(node, Mapping):
            if not (node.flow and names_theme(node)):
                raise Untouchable("these themes are not a list", node.start)
            patient.replace(node.start, node.end, f"[{patient.body[node.start : node.end]}, {_flow(item)}]")
        elif isinstance(node, Listing) and node.flow:
            patient.add_to_flow(node, _flow(item))
        elif isinstance(node, Listing):
            patient.insert_lines(patient.end(node), self.item_lines(item, patient.column(patient.dash(node.nodes[0]))))
        elif flow or (_themes_of(node) and len(item) == 1):
            colon = "" if ":" in patient.body[key.end : max(key.end, node.start)] else ":"
            themes = ", ".join([*(write_scalar(theme, flow=True) for theme in _themes_of(node)), _flow(item)])
            start = node.start if node.end > node.start else max(key.end, node.start)
            before = "" if patient.body[start - 1].isspace() else " "
            patient.replace(start, max(start, node.end), f"{colon}{before}[{themes}]")
        else:
            column = patient.column(key.start)
            patient.replace(patient.after_colon(key), patient.end(node), "")
            items = [*({"theme": theme} for theme in _themes_of(node)), item]
            if named:
                lines = [line for item in items for line in self.item_lines(item, column + self.dash_shift())]
            else:
                lines = self.themes_lines(items, column + self.field_shift())
            patient.insert_lines(key.end, lines)

    def untag(self, theme: str) -> None:
        assert self.key and self.entry
        if not isinstance(self.entry, Mapping):
            self.delete_items(self.key, self.entry, theme)
            return
        for key, value in self.entry.pairs:
            if normalize_name(key.value) in WORK[:2] and self.delete_items(key, value, theme):
                self.delete_fields(normalize_name(key.value))

    def delete_items(self, key: Text, node: Node, theme: str) -> bool:
        """Take a theme out of what stands under a name; whether the name is to go as well, being left without any."""
        patient = self.patient
        if isinstance(node, Listing):
            gone = [number for number, each in enumerate(node.nodes) if _themes_of(each) == [theme]]
            if not gone:
                return False
            if node.flow:
                patient.delete_from_flow(node, gone)
                return False
            for number in gone:
                patient.delete_lines(patient.dash(node.nodes[number]), patient.end(node.nodes[number]))
            if len(gone) == len(node.nodes) and key is not self.key:
                patient.delete_lines(key.start, key.start)  # and not the comments between the themes
            return False
        if isinstance(node, Mapping):
            if names_theme(node):
                return _themes_of(node) == [theme]
            gone = [number for number, (name, _) in enumerate(node.pairs) if read_identifier(name, []) == theme]
            self.delete_pairs(node, gone)
            return False
        kept = [each for each in _themes_of(node) if each != theme]
        if kept:
            patient.replace(node.start, node.end, f"[{', '.join(write_scalar(each, flow=True) for each in kept)}]")
        elif key is self.key and self.in_flow():
            patient.replace(node.start, node.end, "")
        elif key is self.key:
            patient.replace(patient.after_colon(key), patient.end(node), "")
        return not kept and key is not self.key

    def delete_fields(self, name: str) -> None:
        if isinstance(self.entry, Mapping):
            names = [normalize_name(key.value) for key, _ in self.entry.pairs]
            self.delete_pairs(self.entry, [number for number, each in enumerate(names) if each == name])

    def delete_pairs(self, node: Mapping, gone: Sequence[int]) -> None:
        if node.flow and gone:
            self.patient.delete_from_flow(node, gone)
            return
        for number in gone:
            key, value = node.pairs[number]
            self.patient.delete_lines(key.start, max(key.end, self.patient.end(value)))

    def annotate(self, note: str) -> None:
        entry, patient = self.entry, self.patient
        flow = f"annotation: {write_scalar(note, flow=True)}"
        if self.key is None or entry is None:
            self.add_entry(lambda column: patient.value_lines("annotation", note, column, self.step()), f"{{{flow}}}")
            return
        column = patient.column(self.key.start) + self.field_shift()
        if not isinstance(entry, Mapping):
            self.annotate_short(entry, note, column)
            return
        field = next((pair for pair in entry.pairs if normalize_name(pair[0].value) == "annotation"), None)
        if not note:
            self.delete_fields("annotation")
        elif field:
            self.replace_text(*field, note, entry.flow)
        elif entry.flow:
            patient.add_to_flow(entry, flow)
        else:
            column = patient.column(entry.start)
            patient.insert_lines(patient.end(entry), patient.value_lines("annotation", note, column, self.step()))

    def annotate_short(self, entry: Node, note: str, column: int) -> None:
        """Annotate a work whose themes follow its key directly: they get a name now."""
        assert self.key
        patient = self.patient
        written = patient.body[entry.start : patient.end(entry)]
        lines = patient.value_lines("annotation", note, column, self.step())
        if self.in_flow():
            colon = "" if ":" in patient.body[self.key.end : max(self.key.end, entry.start)] else ": "
            themes = f"themes: {written}, " if written else ""
            start = max(self.key.end, entry.start)
            patient.replace(
                start, max(start, entry.end), f"{colon}{{{themes}annotation: {write_scalar(note, flow=True)}}}"
            )
        elif isinstance(entry, Listing) and not entry.flow:
            shift = column - patient.column(entry.start)
            patient.insert_lines(self.key.end, [" " * column + "themes:"])
            patient.shift_lines(entry.start, patient.end(entry), max(shift, 0))
            patient.insert_lines(patient.end(entry), lines)
        else:
            patient.replace(patient.after_colon(self.key), patient.end(entry), "")
            themes = f"{' ' * column}themes: {written}"
            patient.insert_lines(self.key.end, [themes, *lines] if list_items(entry) else lines)

    def replace_text(self, key: Text, old: Node, new: str, flow: bool) -> None:
        patient = self.patient
        if not isinstance(old, Text):
            raise Untouchable("this annotation is not a text", old.start)
        if flow:
            patient.replace(old.start, old.end, write_scalar(new, flow=True))
            return
        start, end = patient.after_colon(key), patient.end(old)
        comment = patient.rest_of_line(end)
        if old.style in ("|", ">"):
            header = re.search(r"\s+#.*", patient.rest_of_line(old.start))
            comment = header[0] if header else ""
        column = patient.column(key.start)
        lines = patient.value_lines(key.value, new, column, self.step())
        if comment.strip():
            lines = [f"{key.value}: {write_scalar(new)}{comment if old.style in ('|', '>') else ''}"]
        value = lines[0].strip()[len(key.value) + 1 :]
        patient.replace(start, end, patient.eol.join([value, *lines[1:]]))

    def add_entry(self, lines: Callable[[int], list[str]], flow: str) -> None:
        """Put a new entry below the others, with lines for the column that is asked for."""
        patient, works, key = self.patient, self.works, write_scalar(self.work, flow=True)
        step = self.step()
        if self.works_key is None:
            body = patient.body
            gap = [""] if body and not re.search(r"(^|\n|\r)[ \t]*(\r\n|\r|\n)\Z", body) else []
            patient.append_lines([*gap, "works:", f"{' ' * step}{key}:", *lines(2 * step)])
        elif not isinstance(works, Mapping) or not works.pairs:
            if works is not None and works.end > works.start:
                patient.replace(patient.after_colon(self.works_key), works.end, "")
            column = patient.column(self.works_key.start) + step
            patient.insert_lines(self.works_key.end, [f"{' ' * column}{key}:", *lines(column + step)])
        elif works.flow:
            patient.add_to_flow(works, f"{key}: {flow}")
        else:
            column = patient.column(works.pairs[0][0].start)
            last = patient.line_start(works.pairs[-1][0].start)
            apart = len(works.pairs) > 1 and not patient.rest_of_line(patient.line_start(last - 1)).strip()
            entry = [f"{' ' * column}{key}:", *lines(column + self.field_shift())]
            patient.insert_lines(patient.end(works), [*([""] if apart else []), *entry])


def _flow(item: dict[str, str]) -> str:
    """A theme with its evidence between brackets."""
    if _is_plain(item):
        return write_scalar(item["theme"], flow=True)
    return "{" + ", ".join(f"{name}: {write_scalar(value, flow=True)}" for name, value in item.items()) + "}"


def _is_plain(item: dict[str, str]) -> bool:
    """Whether the id alone says all; one with a comma would be taken for several."""
    return len(item) == 1 and "," not in item["theme"]

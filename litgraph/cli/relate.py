"""The questions about works together: both, only, co-cited, coupled, paths, pages, gaps and their like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from litgraph.cli import completes
from litgraph.cli.answering import answer, format_option, passages_option, words_argument
from litgraph.queries.gaps import GAPS

__all__ = [
    "ancestors_command",
    "both_command",
    "co_cited_command",
    "coupled_command",
    "descendants_command",
    "gaps_command",
    "most_cited_command",
    "only_command",
    "only_in_command",
    "pages_command",
    "path_command",
    "quotes_command",
]

_depth_option = click.option(
    "--depth", metavar="N", type=click.IntRange(1), default=3, show_default=True, help="How many levels."
)


def _command(name: str, short_help: str, words: str = "WORK") -> Callable[[Callable[..., Any]], click.Command]:
    """A question about works that are said in words."""

    def made(function: Callable[..., Any]) -> click.Command:
        asked = words_argument(words)(format_option(click.pass_obj(function)))
        return click.command(name, short_help=short_help, options_metavar="[OPTIONS]")(asked)

    return made


@_command("both", "Works that two works both cite.", "A and B")
def both_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """Works that A and B both cite, with the places in each.

    Quote each of the two, or put "and" or a comma between them. Where one of them was not read, the answer is that
    nobody has looked.

    \b
    Examples:
      litgraph both Clausen 2022 and Clausen, Meyer and Cullis
      litgraph both "Clausen 2022" "Clausen, Meyer & Cullis"
    """
    answer(project, form, "both", *words)


@_command("only", "Works that A cites and B does not.", "A and B")
def only_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """Works that A cites and B does not, with the places.

    Quote each of the two, or put "and" or a comma between them. Where one of them was not read, the answer is that
    nobody has looked.

    \b
    Example:
      litgraph only Clausen 2022 and Clausen, Meyer and Cullis
    """
    answer(project, form, "only", *words)


@_command("co-cited", "Works cited together with a work (co-citation).")
def co_cited_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """Works cited together with WORK: in how many parentheses, sections and papers, the closest first.

    \b
    Example:
      litgraph co-cited Clerc 2020
    """
    answer(project, form, "co_cited", " ".join(words))


@_command("coupled", "Works that share references with a work (bibliographic coupling).")
def coupled_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """Works that share references with WORK, in the text or only in the list: how many, and which.

    \b
    Example:
      litgraph coupled Clausen 2022
    """
    answer(project, form, "coupled", " ".join(words))


@click.command("only-in", short_help="Works cited in one section and nowhere else.", options_metavar="[OPTIONS]")
@words_argument("SECTION")
@click.option(
    "--paper", metavar="WORK", help="The paper, where several have such a section.", shell_complete=completes("works")
)
@format_option
@click.pass_obj
def only_in_command(project: str | None, words: tuple[str, ...], paper: str | None, form: str) -> None:
    """Works that a paper cites in SECTION and nowhere else in that paper; those that no other paper read cites first.

    SECTION is its id, or words of its heading; the sections inside it belong to it.

    \b
    Examples:
      litgraph only-in sister cities
      litgraph only-in 2.E
      litgraph only-in 2 --paper "Clausen 2022"
    """
    answer(project, form, "only_in", " ".join(words), paper=paper)


@click.command("most-cited", short_help="The works mentioned most.", options_metavar="[OPTIONS]")
@click.option(
    "-n", "limit", metavar="N", type=click.IntRange(1), default=20, show_default=True, help="How many works to list."
)
@format_option
@click.pass_obj
def most_cited_command(project: str | None, limit: int, form: str) -> None:
    """The works mentioned most: how often the texts that were read cite them, and how many works do.

    \b
    Example:
      litgraph most-cited -n 5
    """
    answer(project, form, "most_cited", limit=limit)


@_command("pages", "Which pages of a work are cited, by whom, where.")
def pages_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """Which pages of WORK are cited, by whom, and where.

    \b
    Example:
      litgraph pages Acuto et al. 2016
    """
    answer(project, form, "pages", " ".join(words))


@_command("quotes", "Who quotes a work word for word.")
@passages_option
def quotes_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """Who quotes WORK word for word: the places where the reading holds the passage, and the passage quotation marks.

    The marks may hold a title or a term as well: read the passage. Places without a passage are said to be unknown.

    \b
    Example:
      litgraph quotes Amiri 2020
    """
    answer(project, form, "quotes", " ".join(words))


@_command("path", "A shortest path of citations between two works.", "A to B")
def path_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """A shortest path of citations between A and B, whichever of two works cites the other; each step says which.

    Quote each of the two, or put "to", "and" or a comma between them.

    \b
    Example:
      litgraph path Laskey 2017 to Sil and Katzenstein
    """
    if len(words) > 2 and words[0].casefold() == "from":
        words = words[1:]
    answer(project, form, "path", *words)


@click.command("ancestors", short_help="What a work stands on, level by level.", options_metavar="[OPTIONS]")
@words_argument("WORK")
@_depth_option
@format_option
@click.pass_obj
def ancestors_command(project: str | None, words: tuple[str, ...], depth: int, form: str) -> None:
    """What WORK stands on: what it cites, what that cites, and so on, with the step by which each work came.

    \b
    Example:
      litgraph ancestors Clausen 2022 --depth 2
    """
    answer(project, form, "ancestors", " ".join(words), depth=depth)


@click.command("descendants", short_help="What followed from a work, level by level.", options_metavar="[OPTIONS]")
@words_argument("WORK")
@_depth_option
@format_option
@click.pass_obj
def descendants_command(project: str | None, words: tuple[str, ...], depth: int, form: str) -> None:
    """What followed from WORK: what cites it, what cites that, and so on, with the step by which each work came.

    \b
    Example:
      litgraph descendants Acuto 2013 --depth 2
    """
    answer(project, form, "descendants", " ".join(words), depth=depth)


@click.command("gaps", short_help="What is missing, on one screen or kind by kind.", options_metavar="[OPTIONS]")
@click.argument("kind", required=False, default="", type=click.Choice(["", *GAPS]), metavar="[KIND]")
@format_option
@click.pass_obj
def gaps_command(project: str | None, kind: str, form: str) -> None:
    """What is missing: all on one screen, or one KIND in full.

    \b
    KIND is one of:
      listed-not-cited        in a reference list, never cited in its text
      not-listed              cited, but not in the paper's reference list
      personal-communication  cited, and in no list by rule
      unresolved              cited, and tied to no work yet
      no-theme                works that fit no theme, with the reason
      untagged                works not tagged yet
      one-voice               works in a theme on the word of one paper alone
      printed                 entries printed faultily, or not alike in all papers

    \b
    Examples:
      litgraph gaps
      litgraph gaps one-voice
    """
    answer(project, form, "gaps", kind)

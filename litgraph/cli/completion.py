"""Print the script that makes SHELL complete commands, options, keys, themes and filters.

\b
Examples:
  litgraph completion bash >> ~/.bashrc
  litgraph completion zsh >> ~/.zshrc
  litgraph completion fish > ~/.config/fish/completions/litgraph.fish
"""

# A shell is answered with words from the index as it is, or with nothing, without a sound.

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    split_arg_string,
)

from litgraph import index
from litgraph.cli import cli
from litgraph.project import find_root
from litgraph.queries.grammar import FIELDS, FLAGS, KINDS
from litgraph.words import compact, fold

__all__ = [
    "completion_command",
    "files",
    "folders",
    "respond",
    "sections",
    "terms",
    "themes",
    "value",
    "who",
    "works",
]

_VARIABLE = "_LITGRAPH_COMPLETE"
# click's own scripts, but: bash ends a word at ":" and puts in what it gets as it stands, so it sends the whole line
# and `_Bash` looks after quotes; zsh puts no space after "author:"; fish keeps commas. None of them says a word.
_BASH = """\
%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                COMPREPLY+=("$value")
                if [[ $value == *: ]]; then compopt -o nospace; fi
                ;;
        esac
    done < <(env COMP_WORDS="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_ZSH = """\
#compdef %(prog_name)s
%(complete_func)s() {
    local type value about
    local -a values shown open open_shown response
    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \\
        %(complete_var)s=zsh_complete $words[1] 2>/dev/null)}")
    for type value about in $response; do
        case $type in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain)
                [[ $about == _ ]] && about=$value || about="$value  $about"
                if [[ $value == *: ]]; then
                    open+=("$value") open_shown+=("$about")
                else
                    values+=("$value") shown+=("$about")
                fi
                ;;
        esac
    done
    (( $#open )) && compadd -U -S '' -l -d open_shown -V unsorted -a open
    (( $#values )) && compadd -U -l -d shown -V unsorted -a values
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""
_FISH = """\
function %(complete_func)s
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp | string collect) \
COMP_CWORD=(commandline -t | string collect) %(prog_name)s 2>/dev/null)
    for completion in $response
        set -l found (string split -m1 , -- $completion)
        switch $found[1]
            case dir
                __fish_complete_directories $found[2]
            case file
                __fish_complete_path $found[2]
            case plain
                echo -- $found[2]
        end
    end
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


@click.command("completion", short_help="The script that makes a shell complete.", help=__doc__)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion_command(shell: str) -> None:
    click.echo(_SHELLS[shell](cli, {}, "litgraph", _VARIABLE).source(), nl=False)


def respond() -> int:
    """Answer the shell that asks what may stand here; whatever is wrong, it hears nothing."""
    with suppress(Exception):
        shell = os.environ[_VARIABLE].partition("_")[0]
        click.echo(_SHELLS[shell](cli, {}, "litgraph", _VARIABLE).complete())
    return 0


class _Named(ShellComplete):
    def get_completions(self, args: list[str], incomplete: str) -> Items:
        items = super().get_completions(args, incomplete)
        return [each for each in items if each.value or each.type != "plain"]  # a choice may be empty


class _Bash(_Named, BashComplete):
    source_template = _BASH

    def source(self) -> str:
        return self.source_template % self.source_vars()  # click's runs bash here, to see its version

    def get_completion_args(self) -> tuple[list[str], str]:
        words = _split(os.environ["COMP_WORDS"])
        return words[1:-1], words[-1]

    def complete(self) -> str:
        line = os.environ["COMP_WORDS"]
        args, incomplete = self.get_completion_args()
        quote = _open_quote(line)
        if quote >= 0:
            kept = len(_split(line[:quote])[-1])
        else:
            kept = incomplete.rfind(":") + 1 if ":" in os.environ.get("COMP_WORDBREAKS", ":") else 0
        items = self.get_completions(args, incomplete)
        found = [each for each in items if each.type != "plain" or each.value.startswith(incomplete[:kept])]
        values = [(each.type, each.value[kept:] if each.type == "plain" else each.value) for each in found]
        return "\n".join(f"{kind},{value if quote >= 0 else _escaped(value)}" for kind, value in values)


class _Zsh(_Named, ZshComplete):
    source_template = _ZSH

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.type}\n{item.value}\n{' '.join((item.help or '_').split())}"


class _Fish(_Named, FishComplete):
    source_template = _FISH


_SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


def _split(line: str) -> list[str]:
    """The words of a line that ends within the last of them, which may be empty."""
    *words, last = split_arg_string(f"{line}\x01")
    return [*words, last.removesuffix("\x01")]


def _open_quote(line: str) -> int:
    """Where the quotation mark stands that is not closed, or -1."""
    at, escaped = -1, False
    for number, letter in enumerate(line):
        if escaped:
            escaped = False
        elif letter == "\\" and (at < 0 or line[at] == '"'):
            escaped = True
        elif letter in "\"'" and (at < 0 or line[at] == letter):
            at = number if at < 0 else -1
    return at


def _escaped(value: str) -> str:
    return re.sub(r"[^\w@%+:,./=-]", lambda found: "\\" + found[0], value)


# What may stand where: functions as click calls them.

Items = list[CompletionItem]
_Row = tuple[str, str]


def works(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Keys of works that begin so, or whose label or author does."""
    return _items(_from_index(ctx, _works, incomplete))


def who(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """The word "cites" or "quotes", then works."""
    verbs = [("cites", ""), ("quotes", "")]
    return works(ctx, param, incomplete) if ctx.params.get("words") else _items(verbs, incomplete)


def themes(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Ids of themes."""
    return _items(_from_index(ctx, _themes, incomplete))


def sections(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Ids of sections."""
    return _items(_from_index(ctx, _sections, incomplete))


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Files, which the shell knows."""
    return [CompletionItem(incomplete, "file")]


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Folders, which the shell knows."""
    return [CompletionItem(incomplete, "dir")]


def value(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """The values of a filter of `find`, whose option it is."""
    field = (param.name or "").removeprefix("_").replace("_", "-")
    return _items(_values(ctx, field, incomplete))


def terms(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """The fields of `find`, and behind a colon their values; the last of several that commas part."""
    field, colon, rest = incomplete.rpartition(":")
    if not colon:
        return _items([(f"{name}:", about) for name, about in (*FIELDS.items(), ("not", "what it is not"))], incomplete)
    name = field.rpartition(":")[2]
    before = f"{field}:{rest[: rest.rfind(',') + 1]}"
    found = list(_values(ctx, name, rest.rpartition(",")[2]))
    if name == "not":
        found += [(f"{each}:", about) for each, about in FIELDS.items()]
    return _items([(before + each, about) for each, about in found], incomplete if name in _FIXED else "")


_FIXED = ("is", "not", "kind", "year", "since", "before", "said-by")


def _values(ctx: click.Context, field: str, incomplete: str) -> Iterable[_Row]:
    if field in ("is", "not"):
        return _begin(FLAGS.items(), incomplete)
    if field == "kind":
        return _begin(((name, ", ".join(types)) for name, types in KINDS.items()), incomplete)
    ask = {
        "author": _authors,
        "theme": _themes,
        "section": _sections,
        "cited-by": _works,
        "cites": _works,
        "key": _works,
        "said-by": _voices,
        "year": _years,
        "since": _years,
        "before": _years,
    }.get(field)
    return _from_index(ctx, ask, incomplete) if ask else []


def _items(rows: Iterable[_Row], incomplete: str = "") -> Items:
    return [CompletionItem(name, help=about) for name, about in _begin(rows, incomplete)]


def _begin(rows: Iterable[_Row], incomplete: str) -> Iterable[_Row]:
    return [row for row in rows if row[0].startswith(incomplete)]


def _from_index(
    ctx: click.Context, ask: Callable[[sqlite3.Connection, str], Iterable[_Row]], incomplete: str
) -> list[_Row]:
    """What the index says, as it is: to make it anew would take longer than anybody waits for a completion."""
    db = index.last(find_root(ctx.find_root().params.get("project") or "."))
    if db is None:
        return []
    with closing(db):
        return list(ask(db, incomplete))


_LAST = chr(0x10FFFF)


def _works(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    key, form = incomplete.casefold(), compact(incomplete)
    sql = """SELECT k.key, w.label, w.title FROM keys k JOIN works w ON w.key = k.work
            WHERE k.folded >= :key AND k.folded < :key || :last
        UNION SELECT w.key, w.label, w.title FROM forms f JOIN works w ON w.key = f.work
            WHERE :form <> '' AND f.form >= :form AND f.form < :form || :last
        UNION SELECT key, label, title FROM works WHERE substr(label, 1, length(:text)) = :text ORDER BY 1"""
    values = {"key": key, "form": form, "text": incomplete, "last": _LAST}
    return [(key, f"{label} · {title}") for key, label, title in db.execute(sql, values)]


def _themes(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    rows: list[_Row] = db.execute("SELECT id, title FROM themes ORDER BY pos").fetchall()
    wanted = f" {fold(incomplete)}"
    return [row for row in rows if row[0].startswith(incomplete) or wanted in f" {fold(row[1])}"]


def _sections(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    sql = "SELECT id, min(title) FROM sections WHERE substr(id, 1, length(:id)) = :id GROUP BY id ORDER BY id"
    return db.execute(sql, {"id": incomplete})


def _authors(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    sql = """SELECT form, count(*) || ' works' FROM forms WHERE form >= :form AND form < :form || :last
        GROUP BY form ORDER BY form"""
    return db.execute(sql, {"form": compact(incomplete), "last": _LAST})


def _voices(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    readers = db.execute("SELECT DISTINCT read_by, 'a reader' FROM readings WHERE read_by <> '' ORDER BY 1").fetchall()
    return _begin(dict([*readers, ("hand", "written or read by hand"), ("reading", "a reading")]).items(), incomplete)


def _years(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    sql = "SELECT DISTINCT CAST(year AS TEXT), '' FROM works WHERE year IS NOT NULL ORDER BY year"
    return _begin(db.execute(sql), incomplete)

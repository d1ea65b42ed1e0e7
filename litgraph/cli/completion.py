"""Print the script that makes SHELL complete commands, options, keys, themes and filters.

\b
Examples:
  litgraph completion bash >> ~/.bashrc
  litgraph completion zsh >> ~/.zshrc
  litgraph completion fish > ~/.config/fish/completions/litgraph.fish
"""

from __future__ import annotations

import os
import re
from contextlib import suppress

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    split_arg_string,
)

from litgraph.cli import cli

__all__ = ["completion_command", "respond"]

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


class _NonEmpty(ShellComplete):
    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        items = super().get_completions(args, incomplete)
        return [item for item in items if item.value or item.type != "plain"]  # a choice may be empty


class _Bash(_NonEmpty, BashComplete):
    source_template = _BASH

    def source(self) -> str:
        return self.source_template % self.source_vars()  # click's runs bash here, to see its version

    def get_completion_args(self) -> tuple[list[str], str]:
        words = _split_words(os.environ["COMP_WORDS"])
        return words[1:-1], words[-1]

    def complete(self) -> str:
        line = os.environ["COMP_WORDS"]
        args, incomplete = self.get_completion_args()
        quote = _open_quote(line)
        if quote >= 0:
            start = len(_split_words(line[:quote])[-1])
        else:
            start = incomplete.rfind(":") + 1 if ":" in os.environ.get("COMP_WORDBREAKS", ":") else 0
        lines = []
        for item in self.get_completions(args, incomplete):
            if item.type != "plain" or item.value.startswith(incomplete[:start]):
                value = item.value[start:] if item.type == "plain" else item.value
                lines.append(f"{item.type},{value if quote >= 0 else _escape_value(value)}")
        return "\n".join(lines)


class _Zsh(_NonEmpty, ZshComplete):
    source_template = _ZSH

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.type}\n{item.value}\n{' '.join((item.help or '_').split())}"


class _Fish(_NonEmpty, FishComplete):
    source_template = _FISH


_SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


def _split_words(line: str) -> list[str]:
    """The words of a line that ends within the last of them, which may be empty."""
    *words, last = split_arg_string(f"{line}\x01")
    return [*words, last.removesuffix("\x01")]


def _open_quote(line: str) -> int:
    """The offset of the quotation mark that is not closed, or -1."""
    at, escaped = -1, False
    for number, letter in enumerate(line):
        if escaped:
            escaped = False
        elif letter == "\\" and (at < 0 or line[at] == '"'):
            escaped = True
        elif letter in "\"'" and (at < 0 or line[at] == letter):
            at = number if at < 0 else -1
    return at


def _escape_value(value: str) -> str:
    return re.sub(r"[^\w@%+:,./=-]", lambda match: "\\" + match[0], value)

"""What goes wrong in a way that a user can mend."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["BAD_INPUT", "EVIDENCE_GONE", "NOT_FOUND", "USAGE", "LitgraphError", "install_command"]

# How the program ends: `litgraph --help` and the manual pages list these codes.
USAGE = 2
NOT_FOUND = 3  # no such work or theme, or several
BAD_INPUT = 4
EVIDENCE_GONE = 6


class LitgraphError(Exception):
    """A failure that the user can do something about.

    `hint` says what to do, `exit_code` how the program ends, and `details` are lines that belong to the message, such
    as the works that a name may mean; a traceback shows them, too.
    """

    def __init__(self, message: str, hint: str = "", exit_code: int = 1, details: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.hint = hint
        self.exit_code = exit_code
        self.details = tuple(details)
        for detail in self.details:
            self.add_note(f"  {detail}")


def install_command(extra: str) -> str:
    """The command that installs what an extra of setup.cfg brings into the environment that litgraph is in.

    pip takes the requirements of `extra` from the installed litgraph, so the command also works for one from a clone.
    """
    return f"pip install 'litgraph-kb[{extra}]'"

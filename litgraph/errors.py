"""What goes wrong in a way that a user can mend."""

from __future__ import annotations

__all__ = ["LitgraphError"]


class LitgraphError(Exception):
    """A failure that the user can do something about: `hint` says what, `exit_code` how the program ends."""

    def __init__(self, message: str, hint: str = "", exit_code: int = 1) -> None:
        super().__init__(message)
        self.hint = hint
        self.exit_code = exit_code

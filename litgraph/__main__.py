"""`python -m litgraph` is `litgraph`: where both begin."""

import os
import signal
from typing import Any

__all__ = ["main"]


def main() -> Any:
    """Run the command line, which Ctrl-C ends with 130 and without a traceback, also while its modules are loaded."""
    try:
        signal.signal(signal.SIGINT, _end)
        from litgraph.cli import main

        signal.signal(signal.SIGINT, signal.default_int_handler)
        return main()
    except KeyboardInterrupt:
        os._exit(130)
    finally:
        signal.signal(signal.SIGINT, _end)  # what is left is to leave


def _end(*_: object) -> None:
    os._exit(130)


if __name__ == "__main__":
    main()

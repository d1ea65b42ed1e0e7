from litgraph.cli.bibliography import quotes_command

__all__ = ["quotes_command"]

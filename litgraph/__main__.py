"""`python -m litgraph` is `litgraph`."""

from litgraph.cli import main

main()

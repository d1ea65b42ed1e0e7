"""The theme map: one HTML file that opens offline, with the evidence beside the figure."""

from litgraph.views.map.render import render

__all__ = ["render"]

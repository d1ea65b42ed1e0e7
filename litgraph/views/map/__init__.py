"""The theme map: one HTML file that opens offline, with the evidence beside the figure."""

from litgraph.views.map.partial import in_words, part
from litgraph.views.map.render import Engine, render

__all__ = ["Engine", "in_words", "part", "render"]

"""The theme map: one HTML file that opens offline, with the evidence beside the figure."""

from litgraph.views.map.figure import figure
from litgraph.views.map.partial import in_words, part
from litgraph.views.map.render import Engine, render

__all__ = ["Engine", "figure", "in_words", "part", "render"]

"""The theme map: one HTML file that opens offline, with the evidence beside the figure."""

from litgraph.views.map.drawing import DrawnMap, draw_map
from litgraph.views.map.partial import in_words, part
from litgraph.views.map.render import render
from litgraph.views.map.request import MapRequest

__all__ = ["DrawnMap", "MapRequest", "draw_map", "in_words", "part", "render"]

"""Where everything stands: on the map each theme keeps a region of its own, on the timeline a lane.

Nothing is left to chance, so the same corpus always gives the same figure. Lengths are pixels at zoom 1.
"""

from litgraph.views.map.layout.placing import LABELLED, MapLayout, place
from litgraph.views.map.layout.shapes import Box, Point
from litgraph.views.map.layout.timeline import AxisBreak, Lane, Tick, Timeline, timeline

__all__ = ["LABELLED", "AxisBreak", "Box", "Lane", "MapLayout", "Point", "Tick", "Timeline", "place", "timeline"]

"""YAML as a tree of texts, lists and mappings that know their place, and what is wrong with it in plain words.

A YAML library would give typed values (2.10 becomes 2.1, yes becomes true), stop at the first mistake, keep the last of
two equal names, and lose comments on writing.
"""

from litgraph.yamltree.mend import Tree, load, parse
from litgraph.yamltree.nodes import UNPRINTABLE, Listing, Mapping, Node, Text
from litgraph.yamltree.shape import choice, fields, identifier, items, near, plain_name, text
from litgraph.yamltree.surgery import Patient, Untouchable, same, scalar

__all__ = [
    "UNPRINTABLE",
    "Listing",
    "Mapping",
    "Node",
    "Patient",
    "Text",
    "Tree",
    "Untouchable",
    "choice",
    "fields",
    "identifier",
    "items",
    "load",
    "near",
    "parse",
    "plain_name",
    "same",
    "scalar",
    "text",
]

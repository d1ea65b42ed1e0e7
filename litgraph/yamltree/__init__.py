"""YAML as a tree of texts, lists and mappings that know their place, and what is wrong with it in plain words.

A YAML library would give typed values (2.10 becomes 2.1, yes becomes true), stop at the first mistake, keep the last of
two equal names, and lose comments on writing.
"""

from litgraph.yamltree.blocks import has_same_content
from litgraph.yamltree.editor import CannotEdit, YamlEditor, write_scalar
from litgraph.yamltree.nodes import UNPRINTABLE, Listing, Mapping, Node, Text
from litgraph.yamltree.shape import (
    list_items,
    normalize_name,
    read_choice,
    read_fields,
    read_identifier,
    read_text,
    suggest,
)
from litgraph.yamltree.tree import Tree, parse_yaml

__all__ = [
    "UNPRINTABLE",
    "CannotEdit",
    "Listing",
    "Mapping",
    "Node",
    "Text",
    "Tree",
    "YamlEditor",
    "has_same_content",
    "list_items",
    "normalize_name",
    "parse_yaml",
    "read_choice",
    "read_fields",
    "read_identifier",
    "read_text",
    "suggest",
    "write_scalar",
]

"""The acts of a reviewer, which change files: give a theme, annotate, add an entry, take a paper in, begin, verify.

Nothing in this room prints or asks. Each act returns what it did, as values that the command line puts into words. Each
file is written whole or not at all, and only the lines that must change do.
"""

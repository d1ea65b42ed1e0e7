"""Questions about neighbours, in SQL: which works there are, who cites whom where, what belongs to a theme.

Each function takes the connection that `litgraph.index.connect` gives, and answers with plain values; a work is named
as in speech ("Clerc 2020") and looked up by the rules of `litgraph.resolve`. The modules are apart so that a question
loads no more than it needs.
"""

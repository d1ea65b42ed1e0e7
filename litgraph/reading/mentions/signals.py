"""Words before and after a citation that say how it is meant: "see", "for example", "apud"."""

from __future__ import annotations

import re

__all__ = ["SECOND_HAND", "SIGNAL", "SIGNAL_AFTER"]

SIGNAL = re.compile(
    r"(?:^|[(;,]\s*|[:”\"»]\s+)(?P<signal>(?:but |and )?(?:see|e\.\s?g\.|i\.\s?e\.|for example|for instance|cfr?\.?|"
    r"compare|also|as in|as per|reviewed in|for (?:an? )?(?:recent )?(?:reviews?|overviews?|discussion),? see|contra|"
    r"pace|following|after|adapted from|based on|ver|vide|vid\.|confira|por exemplo|por ejemplo|p\. ?ex\.|véase|"
    r"véanse|vgl\.?|siehe|z\. ?B\.|so auch|voir|par exemple|si veda|si vedano|ad esempio|zie)(?:,?\s+(?:also|auch|"
    r"aussi|anche|ook|tamb[ée]m|también|further|por exemplo|for example|e\.\s?g\.|for (?:a )?review))?)[,:]?\s*$",
    re.I,
)
# "Smith (2010), for example, found".
SIGNAL_AFTER = re.compile(
    r"\s*\)?,\s*(?P<signal>for example|for instance|e\.g\.|por exemplo|por ejemplo|par exemple|zum Beispiel|z\.\s?B\.|"
    r"ad esempio)\s*,",
    re.I,
)
# Words that say that a work is cited through another: "Vik apud Moe".
SECOND_HAND = re.compile(
    r"[\s,;(](?P<signal>apud|(?:as\s+)?(?:cited|quoted)\s+(?:in|by)|in|"
    r"(?:como\s+|conforme\s+)?(?:citad[oa]s?|cit\.)\s+(?:por|em|en|in)|cit[ée]e?s?\s+(?:par|dans|in)|"
    r"(?:zit(?:iert)?\.?\s+)(?:nach|n\.|in|bei)|citat[oa]\s+(?:da|in)|geciteerd\s+(?:in|door))\s*:?\s*\(?\s*$",
    re.I,
)

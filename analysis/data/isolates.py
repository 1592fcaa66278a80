"""Names written from right to left, set apart so that they move nothing beside them.

A name in Arabic or Hebrew draws the digits after it to its other side. Between two isolates, signs
without width that end what they open, it is read by itself; a page writes them as `bdi`.

>>> isolated("Ministry"), isolated("وزارة") == "\\u2068وزارة\\u2069"
('Ministry', True)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

FIRST_STRONG, POP = "\u2068", "\u2069"
RIGHT_TO_LEFT = frozenset({"R", "AL"})


def isolated(text: str) -> str:
    """Set a text apart if any of it runs from right to left; what is set apart stays as it is."""
    if text.isascii() or FIRST_STRONG in text or not _runs_back(text):
        return text
    return f"{FIRST_STRONG}{text}{POP}"


def without_isolates(text: str) -> str:
    """Take the signs out again, to measure or to compare."""
    return text if text.isascii() else text.replace(FIRST_STRONG, "").replace(POP, "")


def isolated_lines(lines: Sequence[str]) -> list[str]:
    """Set apart in each line what was set apart in the text that was broken into them.

    >>> isolated_lines(["said \\u2068ab", "cd\\u2069, 5"])
    ['said \\u2068ab\\u2069', '\\u2068cd\\u2069, 5']
    """
    opened, found = 0, []
    for line in lines:
        whole = FIRST_STRONG * opened + line
        opened = whole.count(FIRST_STRONG) - whole.count(POP)
        found.append(whole + POP * opened)
    return found


def _runs_back(text: str) -> bool:
    return any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in text)

"""File names of the pages of a sweep: safe for any value, unique, and the same every time.

>>> page_name({"stated_on": "2023-03-10", "scope": "bakhmut_direction"})
'2023-03-10--bakhmut_direction'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from analysis.execute.parameters import Value
from analysis.publish.page.colophon import spell

PLAIN = re.compile(r"[a-z0-9_]+(?:-[a-z0-9_]+)*|[0-9]+\.[0-9]+")
"""Values that stand as they are: none holds two hyphens, and no two differ by case alone."""
TAKEN = re.compile(r"index|schemas|con|prn|aux|nul|(?:com|lpt)\d")
"""Names that mean something else, here or to some system."""
LONGEST = 80
"""Characters of a name without its digest; file systems end at 255 bytes, some paths sooner."""
DIGEST = 12
"""Signs of a digest: 48 bits, so that a thousand names share one by chance once in 10^8."""


def page_name(values: Mapping[str, Value]) -> str:
    """Name the page of one combination of a sweep.

    Parameters
    ----------
    values : mapping
        Of the swept parameters, in the order declared.

    Returns
    -------
    str
        The values joined by two hyphens. Where that would not be safe, or would not tell all
        values apart, signs are replaced, and a tilde and a digest of the values follow.

    Examples
    --------
    >>> page_name({"speaker": "../Etc"}), page_name({"speaker": ".._etc"})
    ('etc~de8fd3ae3076', '_etc~e875682d08f2')
    """
    words = [spell(value) for value in values.values()]
    name = "--".join(words)
    if all(map(PLAIN.fullmatch, words)) and len(name) <= LONGEST and not TAKEN.fullmatch(name):
        return name
    shown = re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-")[:LONGEST].strip("-")
    digest = sha256("\0".join(words).encode("utf-8", "backslashreplace")).hexdigest()
    return f"{shown or 'page'}~{digest[:DIGEST]}"

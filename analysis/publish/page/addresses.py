"""Addresses within a page, made of what a thing is: they stay when other parts come or go.

>>> receipt_address('["claim", "a0214"]')
'r-a0214'
>>> receipt_address('["ratio", "killed_per_wounded", "", "a0214", "a0215"]')
'r-killed_per_wounded-a0214-a0215'
"""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from hashlib import sha256

CARD = "c-"
"""How the id of a card begins, which is no address; its place on the page follows."""
RECEIPT = "r-"
"""How the address of a receipt begins."""
UNSAID = ("claim", "ratio")
"""Ways of making a number that its address does not name: what they are made of tells them."""
LONGEST = 60
"""Signs of an address; what is longer ends in a digest of all of it."""
DIGEST = 6
KEPT = 10_000


def slug(words: str) -> str:
    """Write words as an address: letters, digits and `_`, with a hyphen for every other sign.

    >>> slug("Killed, by day: “Bakhmut”"), len(slug("killed " * 40))
    ('Killed-by-day-Bakhmut', 60)
    """
    whole = _hyphened(words)
    return whole if len(whole) <= LONGEST else _told_apart(whole, words)


def exact(*parts: str) -> str:
    """Write keys as an address that no other keys have, with a digest where signs are lost.

    >>> exact("series", "attacks_per_clash", "a"), exact("a;b"), exact("a-b")
    ('series-attacks_per_clash-a', 'a.b', 'a-b-ff096a')
    """
    whole = "-".join(part.replace(";", ".") for part in parts if part)
    signs = {sign for part in parts for sign in part} - {";"}
    if len(whole) <= LONGEST and all(sign.isalnum() or sign == "_" for sign in signs):
        return whole
    return _told_apart(_hyphened(whole), json.dumps(parts))


def table_address(words: str) -> str:
    """Return the address of a table, of its caption, or of its headings if it has none.

    >>> table_address("Claims by party."), table_address("")
    ('table-Claims-by-party', 'table')
    """
    return f"table-{slug(words)}".rstrip("-")


@lru_cache(KEPT)
def receipt_address(key: str) -> str:
    """Return the address of a receipt, of the key by which markup names it."""
    try:
        kind, *parts = map(str, json.loads(key))
    except (ValueError, TypeError):
        return RECEIPT + exact(key)
    return RECEIPT + exact(*([] if kind in UNSAID else [kind]), *parts)


def free(address: str, taken: Counter[str]) -> str:
    """Return an address that nothing else on the page has, and take it.

    >>> taken = Counter()
    >>> [free("a", taken) for _ in range(3)]
    ['a', 'a-2', 'a-3']
    """
    taken[address] += 1
    return address if taken[address] == 1 else free(f"{address}-{taken[address]}", taken)


def _hyphened(words: str) -> str:
    plain = "".join(sign if sign.isalnum() or sign == "_" else " " for sign in words)
    return "-".join(plain.split())


def _told_apart(address: str, words: str) -> str:
    digest = sha256(words.encode("utf-8", "replace")).hexdigest()[:DIGEST]
    return f"{address[: LONGEST - DIGEST - 1].rstrip('-')}-{digest}"

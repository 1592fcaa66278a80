"""Cards: a few facts about a value, as a notebook shows them; every word is escaped.

>>> card("A <day>", {"killed": 193.0, "wounded": None})
'<table><caption>A &lt;day&gt;</caption><tr><th>killed</th><td>193</td></tr></table>'
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape


def card(title: str, facts: Mapping[str, object]) -> str:
    """Write a title and facts as a table of two columns.

    Parameters
    ----------
    title : str
    facts : mapping
        Name to number, text or anything that says itself; what is None or empty is left out.
    """
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(_said(fact))}</td></tr>"
        for name, fact in facts.items()
        if fact is not None and fact != ""
    )
    return f"<table><caption>{escape(title)}</caption>{rows}</table>"


def _said(fact: object) -> str:
    return f"{fact:,.4g}" if isinstance(fact, float) else str(fact)

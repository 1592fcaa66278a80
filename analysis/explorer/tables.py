"""Claims and refused pairs as rows that a reader searches, sorts and leafs through.

Everything in them was written by others: each text is escaped, and only links of ours are markup.
"""

from __future__ import annotations

from html import escape

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.labels import allowed, labelled
from analysis.reports.pairs import ratio_rows
from analysis.text.links import web_address

CLAIMS = {
    "stated_on": "day",
    "speaker": "speaker",
    "measure": "measure",
    "subject": "about",
    "scope": "area",
    "reported": "as reported",
    "value": "number named",
    "allowed": "words allow",
    "wording": "wording",
    "page": "page",
    "note": "note",
}
REFUSED = {
    "stated_on": "day",
    "speaker": "speaker",
    "ratio": "ratio",
    "first": "first",
    "second": "second",
    "status_words": "status",
    "reason": "why not",
}
"""Columns, and what each is called."""
OPTIONS = {
    "allow_html": True,
    "pageLength": 25,
    "lengthMenu": [10, 25, 100],
    "maxBytes": 0,
    "showIndex": False,
    "scrollX": True,
    "classes": "display compact",
    "style": "width:100%",
}
"""How the table widget shows either: all rows, of which every cell is escaped here."""


def claim_rows(claims: pd.DataFrame, held: Collection) -> pd.DataFrame:
    """Lay claims out, each with a link to the page that it was read on.

    Parameters
    ----------
    claims : pandas.DataFrame
        Rows of the collection's claims.
    held : Collection

    Returns
    -------
    pandas.DataFrame
        The columns of `CLAIMS` under their names; days as YYYY-MM-DD, numbers as numerals and
        empty where the words name none, texts escaped.
    """
    pages = held.sources.reindex(claims["source_id"])
    rows = labelled(claims, held).assign(
        allowed=list(map(allowed, claims["low"], claims["high"])),
        # As plain numerals, which the widget sorts as numbers; from floats it would make functions
        # that JupyterLab cannot save.
        value=[f"{n:.12g}" if pd.notna(n) else "" for n in claims["value"]],
        wording=claims["wording"].str.replace("_", " "),
        page=list(map(_link, pages["url"], pages["publisher"])),
    )
    return _shown(rows, CLAIMS)


def refused_rows(ratios: pd.DataFrame, held: Collection) -> pd.DataFrame:
    """Lay pairs out that are not divided, in the same way, with the columns of `REFUSED`."""
    rows = ratio_rows(ratios, held)
    return _shown(rows.assign(ratio=ratios["ratio"].str.replace("_", " ").to_list()), REFUSED)


def _shown(rows: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    shown = rows[list(columns)].copy()
    shown["stated_on"] = shown["stated_on"].dt.strftime("%Y-%m-%d").fillna("")
    for name in columns:
        if name != "page" and not pd.api.types.is_numeric_dtype(shown[name]):
            shown[name] = [escape(str(text)) for text in shown[name].fillna("")]
    return shown.set_axis(list(columns.values()), axis=1).reset_index(drop=True)


def _link(url: object, publisher: object) -> str:
    words = escape(str(publisher)) if isinstance(publisher, str) else ""
    address = web_address(url) if isinstance(url, str) else ""
    if not address:
        return words
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{words}</a>'

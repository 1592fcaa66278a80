"""What could have been said on a day: the claims, pages and readings known by then.

A later claim changes nothing of it, down to the version that a page prints.
"""

from __future__ import annotations

import re
from hashlib import sha256

import pandas as pd

from analysis.data.dates import iso_day, read_days
from analysis.data.vocabulary import Vocabulary
from analysis.errors import ParameterError

WORD = re.compile(r"\w+")
USED = {
    "speakers": ("speaker",),
    "measures": ("measure",),
    "parties": ("party",),
    "forces": ("subject", "actor"),
    "scopes": ("scope",),
}
"""The tables of the vocabulary, and the columns of claims that name their keys."""


def read_as_of(written: str) -> pd.Timestamp | None:
    """Read the day as of which a page is made; None for an empty one.

    Raises
    ------
    ParameterError
        If it is no day.
    """
    if not written:
        return None
    return pd.Timestamp(iso_day(written, "as_of"))


def known_by(
    claims: pd.DataFrame, sources: pd.DataFrame, readings: pd.DataFrame, as_of: pd.Timestamp
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Keep what was known on a day of three checked raw tables.

    A claim is known once it was stated and the page it was read on had appeared; a page without
    a day appeared when the claim was stated. A claim without any day is never known. Pages that
    came later are taken off the claims they repeat, and readings that cite a later claim are left
    out.

    Parameters
    ----------
    claims, sources, readings : pandas.DataFrame
        All text.
    as_of : pandas.Timestamp
        The last day that counts.

    Returns
    -------
    claims, sources, readings : pandas.DataFrame
        Rows as they stood; indices start anew.
    """
    published = read_days(sources["published"]).set_axis(sources["source_id"])
    stated = read_days(claims["stated_on"])
    appeared = pd.Series(published.reindex(claims["source_id"]).to_numpy(), index=claims.index)
    day = pd.concat([stated, appeared], axis=1).max(axis=1)
    kept = claims[day <= as_of].reset_index(drop=True)
    later = set(published.index[published > as_of])
    kept = kept.assign(also_in=kept["also_in"].map(lambda ids: _without(ids, later)))
    unknown = set(claims["claim_id"]) - set(kept["claim_id"])
    timely = readings["reason"].map(lambda words: unknown.isdisjoint(WORD.findall(words)))
    read = readings[readings["claim_id"].isin(kept["claim_id"]) & timely.astype(bool)]
    pages = {page for ids in kept["also_in"] for page in ids.split(";")} | {*kept["source_id"]}
    return kept, _rows(sources, pages), read.reset_index(drop=True)


def _without(ids: str, later: set[str]) -> str:
    return ";".join(page for page in ids.split(";") if page not in later)


def _rows(sources: pd.DataFrame, pages: set[str]) -> pd.DataFrame:
    return sources[sources["source_id"].isin(pages)].reset_index(drop=True)


def calendar_until(calendar: pd.DatetimeIndex, as_of: pd.Timestamp) -> pd.DatetimeIndex:
    """Cut a calendar at a day.

    Raises
    ------
    ParameterError
        If no day is left.
    """
    days = calendar[calendar <= as_of]
    if days.empty:
        first = f"{calendar[0]:%Y-%m-%d}" if len(calendar) else "none"
        raise ParameterError(f"as_of {as_of:%Y-%m-%d}: the collection begins on {first}")
    return days


def version_of(
    claims: pd.DataFrame, sources: pd.DataFrame, set_aside: pd.DataFrame, words: Vocabulary
) -> str:
    """Return the SHA-256 of cleaned claims, their pages, the ledger, and the vocabulary used.

    Rows of the vocabulary that nothing known uses do not count.
    """
    digest = sha256()
    tables = [claims.set_index("claim_id"), sources, set_aside.set_index("claim_id")]
    for table in [*tables, *(_used(claims, name, words) for name in USED)]:
        digest.update(table.sort_index().to_csv(lineterminator="\n").encode())
    return digest.hexdigest()


def _used(claims: pd.DataFrame, name: str, words: Vocabulary) -> pd.DataFrame:
    table = getattr(words, name)
    keys = {key for column in USED[name] for key in claims[column].unique()}
    if name == "scopes":
        keys |= {whole for scope in keys for whole in words.ancestors(scope)}
    return table[table.index.isin(keys)]

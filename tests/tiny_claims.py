"""Tiny tables of claims. A row says what sets it apart from a plain claim of the spokesman."""

from itertools import count

import pandas as pd

from analysis.claims import clean_claims, group_origins, points_of
from analysis.data.vocabulary import read_vocabulary
from analysis.ratios.division import compute_ratios
from analysis.ratios.gate import entry, figures_of, operands, sides_of
from analysis.terms import CLAIM_FIELDS

WORDS = read_vocabulary()

PLAIN = {
    **dict.fromkeys(CLAIM_FIELDS, ""),
    "source_id": "page_1",
    "stated_on": "2023-03-18",
    "date_basis": "stated",
    "period": "day",
    "speaker": "Serhiy Cherevaty",
    "party": "ukraine",
    "stance": "claim",
    "scope": "bakhmut_direction",
}
"""What the spokesman of Ukraine's Eastern Group said on 18 March 2023 of the last 24 hours."""

MINISTRY = {"speaker": "Russian MoD", "party": "russia", "scope": "donetsk_direction"}
INSTITUTE = {"speaker": "ISW", "party": "independent", "stance": "assessment"}
READING_FIELDS = ["claim_id", "column", "reading", "reason"]


def claim(measure: str, reported: str, **fields: str) -> dict[str, str]:
    """Return one raw row; subject and unit are the usual ones of the measure."""
    known = WORDS.measures.loc[measure]
    subject = "russian_forces" if known["role"] == "subject" else "none"
    usual = {"subject": subject, "unit": known["unit"]}
    return {**PLAIN, **usual, "measure": measure, "reported": reported, **fields}


def raw(*rows: dict[str, str]) -> pd.DataFrame:
    """Return a raw table; rows without an id are numbered c1, c2, ..."""
    numbers = count(1)
    named = [{**row, "claim_id": row["claim_id"] or f"c{next(numbers)}"} for row in rows]
    return pd.DataFrame(named, columns=list(CLAIM_FIELDS))


def readings(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Return our readings: claim, what about it, what it is, why."""
    return pd.DataFrame(list(rows), columns=READING_FIELDS).astype("str")


def claims(*rows: dict[str, str], read: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the rows cleaned and grouped by origin; rows without a figure are left out."""
    cleaned, _ = clean_claims(raw(*rows), WORDS, readings() if read is None else read)
    return group_origins(cleaned)


def points(*rows: dict[str, str], read: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the claims that speak for their origin."""
    return points_of(claims(*rows, read=read))


def sides(ratio: str, *rows: dict[str, str], read: pd.DataFrame | None = None):
    """Return the operands of the two sides of one ratio."""
    figures = figures_of(points(*rows, read=read), WORDS)
    return [operands(figures, side, WORDS).assign(ratio=ratio) for side in sides_of(entry(ratio))]


def ratios(ratio: str, *rows: dict[str, str], read: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the rows of one ratio, refusals and single figures beside them."""
    return compute_ratios(points(*rows, read=read), WORDS, only=ratio)

"""From a raw table to claims: each figure as an interval, or in the ledger with a reason.

Rows in = rows out + rows in the ledger. The transcribed words stay beside what was read from them.
"""

from __future__ import annotations

import pandas as pd

from analysis.dates import period_columns, read_days
from analysis.errors import AnalysisError
from analysis.names import resolve
from analysis.settings import CAP, RULES_VERSION
from analysis.terms import FIRM_DATE_BASES
from analysis.vocabulary import Vocabulary
from analysis.wording import read_wordings

LEDGER_COLUMNS = [
    "claim_id",
    "source_id",
    "stated_on",
    "speaker",
    "measure",
    "scope",
    "reported",
    "unit",
    "reason",
]


def clean_claims(
    raw: pd.DataFrame, words: Vocabulary, readings: pd.DataFrame, *, cap: float = CAP
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read every row of a checked raw table, and set aside what holds no figure.

    Parameters
    ----------
    raw : pandas.DataFrame
        As `checks.check_claims` let pass: all text, empty = not reported.
    words : Vocabulary
    readings : pandas.DataFrame
        Our readings of single rows: claim_id, column, reading, reason.
    cap : float
        Largest half-width of a rounded or hedged figure, as a share of it.

    Returns
    -------
    claims : pandas.DataFrame
        One row a figure, in file order; codebook in `data/processed/README.md`. `high` missing
        means that the wording sets no upper end; `value` missing that it gives no single value.
    set_aside : pandas.DataFrame
        The ledger: one row a row left out, with its reason.
    """
    by_column = _readings_by_column(readings)
    claims = raw.rename(columns={"speaker": "speaker_as_written"})
    claims["speaker"] = resolve(claims["speaker_as_written"], words.speaker_aliases)
    claims["stated_on"] = read_days(claims["stated_on"])
    claims = claims.join(period_columns(claims["period"], claims["stated_on"]))
    claims = claims.join(read_wordings(claims["reported"], claims["unit"], cap=cap))
    claims["actor"] = _actors(claims, words)
    for column in ("part", "directness"):
        claims[column] = _looked_up(claims["claim_id"], by_column.get(column, {}))
    claims["verification"], claims["verified_by"] = _verification(claims, readings)
    claims["n_pages"] = 1 + claims["also_in"].str.count("[^;]+")
    claims["rule_version"] = RULES_VERSION
    claims["flags"] = _flags(claims, words, by_column.get("inferred", {}))
    return _set_aside(claims, readings)


def leave_out_inferred_days(
    claims: pd.DataFrame, set_aside: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Move claims whose day is inferred or not known to the ledger, for strict day-by-day work."""
    firm = claims["date_basis"].isin(FIRM_DATE_BASES)
    left_out = claims[~firm].assign(reason="the day is inferred or not known")
    ledger = pd.concat([set_aside, left_out[LEDGER_COLUMNS]], ignore_index=True)
    return claims[firm].reset_index(drop=True), ledger


def _set_aside(claims: pd.DataFrame, readings: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    ruled_out = readings[readings["column"] == "set_aside"]
    in_words = ruled_out["reading"] + ": " + ruled_out["reason"]
    reason = _looked_up(claims["claim_id"], dict(zip(ruled_out["claim_id"], in_words, strict=True)))
    reason = reason.mask(reason == "", claims["set_aside_reason"])
    ledger = claims.assign(reason=reason)[reason != ""]
    kept = claims[reason == ""].drop(columns="set_aside_reason")
    if len(kept) + len(ledger) != len(claims):
        raise AnalysisError(f"{len(claims)} rows in, {len(kept)} + {len(ledger)} out")
    return kept.reset_index(drop=True), ledger[LEDGER_COLUMNS].reset_index(drop=True)


def _readings_by_column(readings: pd.DataFrame) -> dict[str, dict[str, str]]:
    return {
        column: dict(zip(rows["claim_id"], rows["reading"], strict=True))
        for column, rows in readings.groupby("column")
    }


def _looked_up(claim_ids: pd.Series, read: dict[str, str]) -> pd.Series:
    """Find what was read of each claim, empty where nothing was; also if nothing ever was."""
    return claim_ids.map(read).astype("str").fillna("")


def _actors(claims: pd.DataFrame, words: Vocabulary) -> pd.Series:
    """Say who acted: the named force, or by the measure's role the speaker's opponent."""
    role = claims["measure"].map(words.measures["role"])
    named = claims["subject"].where(claims["subject"] != "none", "")
    opponent = claims["party"].map(words.parties["opponent"])
    actor = named.where(named != "", opponent).where(role == "opponent", "")
    actor = actor.mask(role == "own", named)
    return actor.mask(role == "both", "both_sides")


def _verification(claims: pd.DataFrame, readings: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    rows = readings[readings["column"] == "verification"].set_index("claim_id")
    status = claims["claim_id"].map(rows["reading"])
    unverified = (claims["stance"] == "claim").map({True: "unverified", False: ""})
    verified_by = _looked_up(claims["claim_id"], rows["reason"].to_dict())
    return status.astype("str").fillna(unverified), verified_by


def _flags(claims: pd.DataFrame, words: Vocabulary, inferred: dict[str, str]) -> pd.Series:
    """Collect what is inferred about a claim, semicolon-separated, in a fixed order."""
    inferred_fields = _looked_up(claims["claim_id"], inferred)
    role = claims["measure"].map(words.measures["role"])
    marks = {
        "day_inferred": ~claims["date_basis"].isin(FIRM_DATE_BASES),
        "scope_inferred": inferred_fields.str.contains("scope"),
        "period_inferred": inferred_fields.str.contains("period"),
        "actor_inferred": (role == "opponent")
        & (claims["subject"] == "none")
        & (claims["actor"] != ""),
        "contradicted": claims["verification"] == "contradicted",
    }
    return join_flags(pd.DataFrame(marks))


def join_flags(marks: pd.DataFrame) -> pd.Series:
    """Write the names of the true columns of each row, semicolon-separated.

    >>> join_flags(pd.DataFrame({"a": [True, False], "b": [True, False]})).tolist()
    ['a;b', '']
    """
    text = pd.Series("", index=marks.index)
    for name in marks.columns:
        text = text + marks[name].map({True: f"{name};", False: ""})
    return text.str.rstrip(";")

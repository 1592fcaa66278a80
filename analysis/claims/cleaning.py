"""From raw tables to claims: what was known by a day, and each figure of it as an interval.

Rows in = rows out + rows in the ledger, each with a reason. The transcribed words stay beside what
was read from them. A claim made after the day changes nothing, down to the version that a page
prints.
"""

from __future__ import annotations

import re
from hashlib import sha256

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.data.dates import iso_day, period_columns, read_days
from analysis.data.names import resolve
from analysis.data.vocabulary import Vocabulary
from analysis.errors import AnalysisError, ParameterError
from analysis.settings import CAP, RULES_VERSION
from analysis.store.columns import (
    Distinct,
    constant,
    decode,
    distinct_rows,
    each_distinct,
    encode,
    like,
)
from analysis.terms import FIRM_DATE_BASES, READING_COLUMNS
from analysis.wording.reading import read_wordings

REASONS = {"verification": "verified_by", "doubted_by": "doubt"}
"""Readings whose reason is kept in a column of its own."""

LEDGER_COLUMNS = ["claim_id", "source_id", "stated_on", "speaker", "measure", "scope", "reported"]
LEDGER_COLUMNS += ["unit", "reason"]


def clean_claims(
    raw: pd.DataFrame, words: Vocabulary, readings: pd.DataFrame, *, cap: float = CAP
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read every row of a checked raw table, and set aside what holds no figure.

    Each distinct wording, name, period and day is read once; the rows take what was read.

    Parameters
    ----------
    raw : pandas.DataFrame
        As `checks.check_claims` let pass: all text, empty = not reported; plain or as codes.
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

    The text of both is held as in `raw`: plain, or as codes.
    """
    count, plain = len(raw), raw.iloc[:0]
    rows = encode(raw, but=["claim_id"]).rename(columns={"speaker": "speaker_as_written"})
    del raw  # what is not kept can then go
    read = _read_beside(rows["claim_id"], readings)
    worded = distinct_rows(rows[["reported", "unit"]])
    wordings = read_wordings(worded.rows["reported"], worded.rows["unit"], cap=cap)
    reason = _reasons(
        read["set_aside"], worded.spread(wordings.pop("set_aside_reason"), rows.index)
    )
    kept = (reason == "").to_numpy()
    left = rows[~kept]
    left = left.assign(speaker=_speakers(left, words), reason=reason[~kept], **_days(left))
    ledger = left[LEDGER_COLUMNS].reset_index(drop=True)
    worded = Distinct(worded.rows, worded.numbers[kept])
    rows, read = rows[kept].reset_index(drop=True), read[kept].reset_index(drop=True)
    claims = _claims(rows, read, worded, wordings, words)
    if len(claims) + len(ledger) != count:
        raise AnalysisError(f"{count} rows in, {len(claims)} + {len(ledger)} out")
    return like(plain, claims), like(plain, ledger)


def leave_out_inferred_days(
    claims: pd.DataFrame, set_aside: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Move claims whose day is inferred or not known to the ledger, for strict day-by-day work."""
    firm = claims["date_basis"].isin(FIRM_DATE_BASES)
    left_out = claims[~firm].assign(reason="the day is inferred or not known")
    ledger = pd.concat([decode(set_aside), decode(left_out[LEDGER_COLUMNS])], ignore_index=True)
    return claims[firm].reset_index(drop=True), ledger


def _reasons(ruled_out: pd.Series, unread: pd.Series) -> pd.Series:
    """Say why a row is set aside: by our reading, else because its words hold no figure."""
    both = pd.DataFrame({"ruled_out": ruled_out, "unread": unread}, copy=False)
    return each_distinct(
        both, lambda found: found["ruled_out"].mask(found["ruled_out"] == "", found["unread"])
    )


def _claims(
    rows: pd.DataFrame,
    read: pd.DataFrame,
    worded: Distinct,
    wordings: pd.DataFrame,
    words: Vocabulary,
) -> pd.DataFrame:
    """Lay what was read beside the rows that hold a figure."""
    found = rows.assign(speaker=_speakers(rows, words), **_days(rows))
    found["party"] = _parties(found, words)
    found = found.assign(**worded.spread(wordings, rows.index))
    settled = _settled(found.assign(**read[["verification", "inferred", "doubted_by"]]), words)
    found = found.assign(
        stance=settled["stance"],
        actor=settled["actor"],
        **read[["part", "directness", "own_word", "in_words"]],
        verification=settled["verification"],
        verified_by=read["verified_by"],
        checked_by=each_distinct(
            read[["checked_by"]],
            lambda by: resolve(by["checked_by"], {**words.speaker_aliases, "": ""}),
        ),
        **read[["doubted_by", "doubt"]],
        n_pages=each_distinct(
            rows[["also_in"]], lambda pages: 1 + pages["also_in"].str.count("[^;]+")
        ),
        rule_version=constant(RULES_VERSION, rows.index),
        flags=settled["flags"],
    )
    return found


def _speakers(rows: pd.DataFrame, words: Vocabulary) -> pd.Series:
    written = rows[["speaker_as_written"]]
    return each_distinct(
        written, lambda names: resolve(names["speaker_as_written"], words.speaker_aliases)
    )


def _parties(rows: pd.DataFrame, words: Vocabulary) -> pd.Series:
    """Take the party as transcribed, but that of no independent body for a source without a name.

    A side that such a source belongs to, or supports, is what the page says of it.
    """

    def settle(distinct: pd.DataFrame) -> pd.Series:
        unnamed = distinct["speaker"].astype("str").map(words.unnamed_speakers)
        party = distinct["party"].astype("str")
        return unnamed.where(party.map(words.standing_of) == "independent").fillna(party)

    return each_distinct(rows[["speaker", "party"]], settle)


def _days(rows: pd.DataFrame) -> pd.DataFrame:
    """Read the days of announcement, and the periods that hang on them."""

    def read(distinct: pd.DataFrame) -> pd.DataFrame:
        stated_on = read_days(distinct["stated_on"])
        return period_columns(distinct["period"], stated_on).assign(stated_on=stated_on)

    return each_distinct(rows[["stated_on", "period"]], read)


def _settled(rows: pd.DataFrame, words: Vocabulary) -> pd.DataFrame:
    """Say who acted, what others found, and what is inferred, from the few codes they hang on."""

    def settle(distinct: pd.DataFrame) -> pd.DataFrame:
        stance = _stances(distinct, words)
        unverified = stance.isin(["claim", "estimate", "unattributed"]).map(
            {True: "unverified", False: ""}
        )
        known = distinct["verification"]
        found = distinct.assign(
            actor=_actors(distinct, words),
            verification=known.mask(known == "", unverified),
            stance=stance,
        )
        return found[["actor", "verification", "stance"]].assign(flags=_flags(found, words))

    fields = ["measure", "subject", "party", "stance", "date_basis", "verification", "inferred"]
    fields.append("doubted_by")
    return each_distinct(rows[fields], settle)


def _read_beside(claim_ids: pd.Series, readings: pd.DataFrame) -> pd.DataFrame:
    """Lay our readings beside the rows: a column for each thing read, empty where nothing was."""
    ids = pa.array(claim_ids)
    hits = pc.index_in(ids, pa.array(readings["claim_id"].unique(), pa.string()))
    rows = pc.indices_nonzero(hits.is_valid())
    read = ids.take(rows).to_pylist()
    columns = {
        name: _sparse(rows.to_numpy(), [said.get(claim_id, "") for claim_id in read], claim_ids)
        for name, said in _said(readings).items()
    }
    return pd.DataFrame(columns, index=claim_ids.index, copy=False)


def _said(readings: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Sort our readings by what they are about: from claim id to what was read."""
    ruled_out = readings["column"] == "set_aside"
    text = readings["reading"].mask(ruled_out, readings["reading"] + ": " + readings["reason"])
    names = (*READING_COLUMNS, *REASONS.values())
    said: dict[str, dict[str, str]] = {name: {} for name in names}
    entries = (readings[name] for name in ("column", "claim_id", "reason"))
    for (column, claim_id, reason), words in zip(zip(*entries, strict=True), text, strict=True):
        said[column][claim_id] = words
        if column in REASONS:
            said[REASONS[column]][claim_id] = reason
    return said


def _sparse(rows: np.ndarray, texts: list[str], beside: pd.Series) -> pd.Series:
    """Make a coded column that is empty but for a few rows."""
    choices = list(dict.fromkeys(["", *texts]))
    codes = np.zeros(len(beside), dtype=np.min_scalar_type(-len(choices)))
    codes[rows] = [choices.index(text) for text in texts]
    return pd.Series(pd.Categorical.from_codes(codes, choices), index=beside.index, copy=False)


def _stances(claims: pd.DataFrame, words: Vocabulary) -> pd.Series:
    """Say what kind of statement each is: who fights claims, who supports a side estimates.

    Only an independent body assesses, whatever the table calls the figure; of a source without a
    name nobody can tell whether it does.
    """
    standing = claims["party"].map(words.standing_of)
    stance = claims["stance"].astype("str")
    assessed = stance == "assessment"
    stance = stance.mask(assessed & (standing == "side"), "claim")
    stated = stance.isin(["claim", "assessment"])
    stance = stance.mask(stated & (standing == "unnamed"), "unattributed")
    return stance.mask(stated & (standing == "supporter"), "estimate")


def _actors(claims: pd.DataFrame, words: Vocabulary) -> pd.Series:
    """Say who acted: the named force, or by the measure's role the speaker's opponent."""
    role = claims["measure"].map(words.measures["role"])
    named = claims["subject"].where(claims["subject"] != "none", "")
    opponent = claims["party"].map(words.parties["opponent"])
    actor = named.where(named != "", opponent).where(role == "opponent", "")
    actor = actor.mask(role == "own", named)
    return actor.mask(role == "both", "both_sides")


def _flags(claims: pd.DataFrame, words: Vocabulary) -> pd.Series:
    """Collect what is inferred about a claim, semicolon-separated, in a fixed order."""
    role = claims["measure"].map(words.measures["role"])
    marks = {
        "day_inferred": ~claims["date_basis"].isin(FIRM_DATE_BASES),
        "scope_inferred": claims["inferred"].str.contains("scope"),
        "period_inferred": claims["inferred"].str.contains("period"),
        "actor_inferred": (role == "opponent")
        & (claims["subject"] == "none")
        & (claims["actor"] != ""),
        "contradicted": claims["verification"] == "contradicted",
        "doubted": claims["doubted_by"] != "",
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
    kept = kept.assign(
        also_in=kept["also_in"].map(
            lambda ids: ";".join(page for page in ids.split(";") if page not in later)
        )
    )
    unknown = set(claims["claim_id"]) - set(kept["claim_id"])
    timely = readings["reason"].map(lambda words: unknown.isdisjoint(WORD.findall(words)))
    read = readings[readings["claim_id"].isin(kept["claim_id"]) & timely.astype(bool)]
    pages = {page for ids in kept["also_in"] for page in ids.split(";")} | {*kept["source_id"]}
    sources = sources[sources["source_id"].isin(pages)].reset_index(drop=True)
    return kept, sources, read.reset_index(drop=True)


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
    for name, columns in USED.items():
        table = getattr(words, name)
        keys = {key for column in columns for key in claims[column].unique()}
        if name == "scopes":
            keys |= {whole for scope in keys for whole in words.ancestors(scope)}
        tables.append(table[table.index.isin(keys)])
    for table in tables:
        digest.update(table.sort_index().to_csv(lineterminator="\n").encode())
    return digest.hexdigest()

"""From raw tables to claims: each figure as an interval, and which rows are one statement.

Rows in = rows out + rows in the ledger, each with a reason. The transcribed words stay beside what
was read from them. A claim made after the day as of which a page is made changes nothing, down to
the version that the page prints.

One origin is one figure in one statement. Further pages that carry it are echoes; pages that give
another value for it are versions, which stay visible beside the point. Nothing of one origin is
ever added up. Rows of one figure that give the same value on two neighbouring days are one
statement if one of the days is not firm, or if one page carries both; a day is firm if any of its
rows dates it firmly. Rows that the table itself puts into two claim groups are two statements,
whatever their values.

A running total is carried forward where its record repeats the one before in every figure: nothing
new was entered, which is not that nothing was reported. How old such a figure is counts from the
first record that had it.

Rows of a table with `rows = "events"` are no versions of one statement: each stays a claim, and
what may enter a ratio is the sum of those of one day, place and measure, which names each of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.data.dates import iso_day, period_columns, read_days
from analysis.data.names import resolve
from analysis.data.vocabulary import Vocabulary
from analysis.errors import AnalysisError, ParameterError
from analysis.settings import CAP, ECHO_DAYS, RULES_VERSION, STALE_DAYS
from analysis.store.columns import (
    Distinct,
    constant,
    decode,
    distinct_rows,
    each_distinct,
    encode,
    like,
    number_rows,
)
from analysis.terms import (
    DATE_BASES,
    FIRM_DATE_BASES,
    OF_EVENT,
    READING_COLUMNS,
    SUM,
    SUM_OF_BOUNDS,
)
from analysis.text import number
from analysis.wording.intervals import BOUNDING
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
        As `vocabulary.check_claims` let pass: all text, empty = not reported; plain or as codes.
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


FIGURE_KEY = ["speaker", "stance", "measure", "subject", "scope", "unit", "period", "part"]
"""What rows of one statement share that are versions of one figure (step 4 of docs/method.md)."""

POINT_RULE = (
    "direct wording, then most pages, then firmest day, then words without a hedge, then the "
    "lesser figure"
)
"""How the row that speaks for an origin is chosen; printed wherever versions differ.

Rows that are alike in all of it give the same values, and the first by its words, page and id
stands for them: the order of rows in a file decides nothing.
"""

PLAIN_WORDINGS = ("exact", "exactly")
RANKED = ["directness", "n_pages", "date_basis", "wording", "low", "high", "reported", "source_id"]
RANKED += ["claim_id"]


def group_origins(claims: pd.DataFrame) -> pd.DataFrame:
    """Find the rows that are one statement, and the row that gives its point.

    Rows are versions of one figure if they agree in `FIGURE_KEY` and stand in one `claim_group`
    or, without a group, on one day. Rows dated a day apart join if they give the same value and
    either one of the two days is not firmly known or both stand on one page, unless they stand in
    two groups. Equal sums of different days, or equal small figures of two firmly known days,
    stay two statements.

    Parameters
    ----------
    claims : pandas.DataFrame
        As `clean_claims` returns it.

    Returns
    -------
    pandas.DataFrame
        The same rows with origin_id (the claim that leads the origin), role (point; version; or
        retold, where a page changed measure, place or subject and no direct row stands beside
        it: a retold row never speaks), n_versions, n_echoes (pages beyond the first),
        versions_low and versions_high (hull of the wordings of all versions; the latter missing
        if open), point_rule (empty unless values differ), and `values_differ` among the flags.
    """
    rows = encode(claims, but=["claim_id"])
    statement = _joined(rows, number_rows(_told_as(rows))[0])
    own = rows[["n_pages", "low"]].assign(high=rows["high"].fillna(np.inf))
    by = own.groupby(statement, sort=False)
    size, most = by["low"].transform("size"), by["high"].transform("max")
    least = by["low"].transform("min")
    differ = (least != by["low"].transform("max")) | (most != by["high"].transform("min"))
    order = _order(rows, (size > 1).to_numpy())
    place = np.empty(len(rows), dtype=np.int64)
    place[order] = np.arange(len(rows))
    leader = order[pd.Series(place).groupby(statement, sort=False).transform("min")]
    hangs_on = rows[["directness", "flags"]].assign(
        leads=leader == np.arange(len(rows)), differ=differ
    )
    origin = claims["claim_id"].take(leader).set_axis(rows.index)
    return like(
        claims,
        rows.assign(origin_id=origin, role="").assign(
            n_versions=size,
            n_echoes=by["n_pages"].transform("sum") - 1,
            versions_low=least,
            versions_high=most.replace(np.inf, np.nan),
            **each_distinct(hangs_on, _marks),
        ),
    )


def points_of(claims: pd.DataFrame) -> pd.DataFrame:
    """Keep the row that speaks for each origin: what may enter a ratio."""
    return claims[claims["role"] == "point"]


def _told_as(rows: pd.DataFrame) -> pd.DataFrame:
    """What rows of one statement share: claim group, else day, else the page of an undated row."""
    alone, undated = rows["claim_group"] == "", rows["stated_on"].isna()
    return rows[[*FIGURE_KEY, "claim_group"]].assign(
        day=rows["stated_on"].where(alone), page=rows["source_id"].where(alone & undated)
    )


def _joined(rows: pd.DataFrame, statement: np.ndarray) -> np.ndarray:
    """Give the rows of a statement that is told again a day later the number of the first.

    Pairs are taken in the order of values, days and the names of groups, so that it does not matter
    in which order a table has its rows.
    """
    near = _near(rows, statement)
    tellings = near.drop_duplicates("telling").drop(columns=["firm", "row"])
    tellings["firm"] = tellings["telling"].map(near.groupby("telling")["firm"].any())
    later = tellings.assign(moment=tellings["moment"] - 1)
    pairs = tellings.merge(later, on="moment", suffixes=("", "_later"))
    group, other = pairs["claim_group"], pairs["claim_group_later"]
    pairs = pairs[(group == "") | (other == "") | (group == other)]
    pairs = pairs[pairs["statement"] != pairs["statement_later"]]
    both_firm = pairs["firm"] & pairs["firm_later"]
    pairs = pairs[~both_firm | pairs.index.isin(_on_one_page(rows, near, pairs[both_firm]))]
    pairs = pairs.sort_values(["low", "high", "day", "telling", "telling_later"])
    before = pairs["statement"].tolist()
    asked = rows[["stated_on"]].assign(statement=statement)[np.isin(statement, before)]
    first_day = _day_numbers(asked.groupby("statement")["stated_on"].min())
    told = zip(pairs["statement_later"].tolist(), pairs["day_later"].tolist(), strict=True)
    part_of = _predecessors(told, before, first_day.to_dict())
    whole = np.arange(statement.max(initial=-1) + 1)
    whole[list(part_of)] = list(part_of.values())
    return whole[statement]


def _near(rows: pd.DataFrame, statement: np.ndarray) -> pd.DataFrame:
    """Take the rows that give a figure the value that others give it a day before or after.

    Rows of one day and of one claim group, or of none, are one telling; these are numbered in the
    order of days and of the groups' names.
    """
    dated = np.flatnonzero(rows["stated_on"].notna())
    alike = number_rows(rows[[*FIGURE_KEY, "low", "high"]])[0][dated]
    day = _day_numbers(rows["stated_on"].iloc[dated]).to_numpy()
    first, last = day.min(initial=0), day.max(initial=0)
    moment = pd.Series(alike * (last - first + 2) + day - first)
    is_near = (moment.isin(moment + 1) | moment.isin(moment - 1)).to_numpy()
    found = dated[is_near]
    near = decode(rows[["low", "high", "claim_group", "date_basis"]].take(found))
    near = near.assign(
        row=found,
        statement=statement[found],
        day=day[is_near],
        moment=moment[is_near].to_numpy(),
        firm=near["date_basis"].isin(FIRM_DATE_BASES),
    )
    return near.assign(telling=near.groupby(["moment", "claim_group"]).ngroup())


def _day_numbers(moments: pd.Series) -> pd.Series:
    """Number days as the calendar does."""
    return moments.astype("datetime64[s]").astype("int64") // 86_400


def _on_one_page(rows: pd.DataFrame, near: pd.DataFrame, pairs: pd.DataFrame) -> pd.Index:
    """Return the pairs of tellings of which one page carries both."""
    asked = near[near["telling"].isin([*pairs["telling"], *pairs["telling_later"]])]
    pages = decode(rows[["source_id", "also_in"]].take(asked["row"]))
    named = pages["source_id"].str.cat(pages["also_in"], sep=";").str.split(";")
    carried = pd.DataFrame({"telling": asked["telling"].to_numpy(), "page": named.to_numpy()})
    carried = carried.explode("page").query("page != ''").drop_duplicates()
    both = pairs[["telling", "telling_later"]].reset_index().merge(carried, on="telling")
    later = carried.rename(columns={"telling": "telling_later"})
    return pd.Index(both.merge(later, on=["telling_later", "page"])["index"])


def _predecessors(
    told: Iterable[tuple[int, int]], before: list[int], first_day: dict[int, int]
) -> dict[int, int]:
    """Join each later statement to the one before, in order, as long as that is near enough.

    Parameters
    ----------
    told : iterable of (int, int)
        Statement and day of the later rows.
    before : list of int
        Statements of the earlier rows.
    first_day : dict
        Of every statement in `before`.

    Returns
    -------
    dict
        From the number of a statement that was joined to the one it is now part of.
    """
    part_of: dict[int, int] = {}
    parts: dict[int, list[int]] = defaultdict(list)
    for (statement, day), earlier in zip(told, before, strict=True):
        whole = part_of.get(earlier, earlier)
        if statement in part_of or statement == whole or day - first_day[whole] > ECHO_DAYS:
            continue
        moved = [statement, *parts.pop(statement, [])]
        part_of.update(dict.fromkeys(moved, whole))
        parts[whole] += moved
    return part_of


def _order(rows: pd.DataFrame, several: np.ndarray) -> np.ndarray:
    """Return the rows of statements with several in the order of `POINT_RULE`, the others as is."""
    order = np.arange(len(rows))
    told = np.flatnonzero(several)
    shown = rows[RANKED].take(told)
    firmness = shown["date_basis"].map({name: n for n, name in enumerate(DATE_BASES)})
    shown = shown.assign(
        directness=shown["directness"] == "retold",
        n_pages=-shown["n_pages"],
        date_basis=firmness.astype("int8"),
        wording=~shown["wording"].isin(PLAIN_WORDINGS),
    )
    keys = [(name, "ascending") for name in RANKED]
    order[told] = told[pc.sort_indices(pa.Table.from_pandas(decode(shown)), keys)]
    return order


def _marks(kinds: pd.DataFrame) -> pd.DataFrame:
    """Say what each kind of row is in its origin, and whether its values differ."""
    role = kinds["leads"].map({True: "point", False: "version"})
    return pd.DataFrame(
        {
            "role": role.mask(kinds["leads"] & (kinds["directness"] == "retold"), "retold"),
            "point_rule": kinds["differ"].map({True: POINT_RULE, False: ""}),
            "flags": _flagged(kinds["flags"], "values_differ", kinds["differ"]),
        }
    )


def _flagged(flags: pd.Series, flag: str, holds: pd.Series) -> pd.Series:
    """Add a flag to those of the rows for which it holds."""
    return flags.str.cat(holds.map({True: flag, False: ""}), sep=";").str.strip(";")


RECORD = ["mirror", "speaker", "subject", "scope", "stated_on"]
"""What the figures of one record share."""


def mark_carried(claims: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Flag totals that were carried forward, and bar those that are too old from ratios.

    Parameters
    ----------
    claims : pandas.DataFrame
        As `group_origins` returns it.
    places : pandas.DataFrame
        `Collection.places`; only claims of a mirror, that is of a mapped table, are looked at.

    Returns
    -------
    pandas.DataFrame
        The same rows: flag `stale` where the record repeats the one before; role `stale` in place
        of `point` where it has done so for more than `settings.STALE_DAYS` days.
    """
    mirror = claims["claim_id"].map(places.set_index("claim_id")["mirror"].to_dict())
    figures = claims.assign(mirror=mirror)[mirror != ""]
    is_total = figures["period_kind"] == "cumulative"
    if not is_total.any():
        return claims
    age = _ages(figures)[is_total].reindex(claims.index).fillna(0)
    barred = (claims["role"] == "point") & (age > STALE_DAYS)
    return claims.assign(
        flags=_flagged(claims["flags"], "stale", age > 0),
        role=claims["role"].mask(barred, "stale"),
    )


def _ages(figures: pd.DataFrame) -> pd.Series:
    """Return for each figure the days since the first record that had all the same figures.

    Daily figures count too: a total that stays where a new record has none to add is no old one.
    """
    told = figures["measure"] + " " + figures["period"] + "=" + figures["reported"]
    ordered = figures.assign(told=told).sort_values([*RECORD, "told"])
    records = ordered.groupby(RECORD, sort=False)["told"].agg(";".join).reset_index()
    group = RECORD[:-1]
    moved = records["told"] != records.groupby(group)["told"].shift()
    since = records["stated_on"].where(moved)
    since = since.groupby([records[name] for name in group]).ffill()
    records = records.assign(age=(records["stated_on"] - since).dt.days)
    return figures[RECORD].merge(records, on=RECORD, how="left").set_axis(figures.index)["age"]


ADDED = ("named", "value", "low", "high")
"""The numbers of a claim, by the last word of their columns."""


def are_events(claims: pd.DataFrame) -> pd.Series:
    """Mark the claims that a table gives as events of their own."""
    return claims["claim_group"].str.contains(OF_EVENT, regex=False).astype(bool)


def with_sums(points: pd.DataFrame) -> pd.DataFrame:
    """Put one row with their sum in the place of the events of one figure and day.

    Parameters
    ----------
    points : pandas.DataFrame
        As `points_of` returns it, its text as text.

    Returns
    -------
    pandas.DataFrame
        The same columns. A sum names its claims in `claim_id`, semicolon-separated and sorted; its
        named number and its value are missing if one of them has none, and its upper end if one of
        them is open. An event without a day is added to none.
    """
    events = are_events(points) & points["stated_on"].notna()
    if not events.any():
        return points
    found = points[events].sort_values("claim_id")
    found = found.assign(_bound=found["wording"].isin(BOUNDING))
    by = found.groupby([*FIGURE_KEY, "stated_on"], sort=False)
    summed = [name for name in points if name.split("_")[-1] in ADDED]
    sums = by[summed].agg(lambda figures: figures.sum(skipna=False))
    sums["claim_id"] = by["claim_id"].agg(";".join)
    sums["flags"] = by["flags"].agg(_together)
    sums["_rows"], sums["_bound"] = by.size(), by["_bound"].any()
    first = by.head(1).set_index([*FIGURE_KEY, "stated_on"])
    sums = first.drop(columns=list(sums.columns.intersection(first.columns))).join(sums)
    several = sums["_rows"] > 1
    told = sums[["value", "low", "high", "_rows"]]
    words = [_worded(*row) for row in told.itertuples(index=False)]
    sums["reported"] = sums["reported"].mask(several, pd.Series(words, index=sums.index))
    sums["wording"] = sums["wording"].mask(several, SUM)
    sums["wording"] = sums["wording"].mask(several & sums["_bound"], SUM_OF_BOUNDS)
    sums = sums.reset_index()[list(points.columns)].astype(points.dtypes.to_dict())
    return pd.concat([points[~events], sums], ignore_index=True)


def _together(flags: pd.Series) -> str:
    return ";".join(dict.fromkeys(flag for cell in flags for flag in cell.split(";") if flag))


def _worded(value: float, low: float, high: float, rows: int) -> str:
    """Say a sum.

    >>> _worded(18, 18, 18, 3), _worded(float("nan"), 20, float("nan"), 2)
    ('18 in 3 rows', 'at least 20 in 2 rows')
    """
    if pd.notna(value) and value >= low and not value > high:
        told = number(value)
    elif pd.isna(high):
        told = f"at least {number(low)}"
    else:
        told = f"{number(low)} to {number(high)}"
    return f"{told} in {number(rows)} rows"

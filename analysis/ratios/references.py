"""Killed and wounded in other wars, the two reference bands, and where a ratio stands beside them.

Other wars counted other things: a reference says what was found there, never what must be here.
Of a ratio it is said how far it lies from the edge of a band, what the band would imply, where it
ranks among the speaker's own, and how many days have both figures (nos. 19 to 21 and 23 of the
catalogue, step 6 of docs/method.md).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.data.inputs import refuse
from analysis.data.raw import Rule, check_table, filled, one_of, read_raw, sha256_of, unique
from analysis.errors import RatioError
from analysis.paths import RAW
from analysis.ratios.gate import COLUMNS, ENDS, D, N, gives_range_alone, read_catalogue, with_texts
from analysis.store.columns import decode
from analysis.store.reads import shelf_of, tables_of
from analysis.terms import DIVIDED, LEAD, RELIABILITIES
from analysis.wording.intervals import BOUNDING
from analysis.wording.reading import read_wording

FROM_WOUNDED_PER_KILLED = {
    "killed_per_wounded": lambda wounded: 1 / wounded,
    "wounded_per_killed": lambda wounded: wounded,
    "killed_share": lambda wounded: 1 / (1 + wounded),
}
"""The three ways to write one relation: K/W, W/K and K/(K+W)."""


KIND_OF_TAG = {
    "[party claim about the opponent]": "opponent",
    "[party claim about own side]": "claim",
    "[party claim]": "claim",
    "[estimate]": "estimate",
    "[official": "official",
}
"""Who counted, by the tag in the note; a row without a tag is an estimate of its source."""

COUNTED_BY = {
    "record": "an army's or a state's own records",
    "study": "a study of such records",
    "monitor": "an independent body that counts",
    "estimate": "an estimate of a named body",
    "claim": "a statement of a party to the war",
    "officials": "officials without a name",
    "document": "papers that nobody authenticated",
}
READ_ON = {
    "source": "the source's own page",
    "copy": "a whole copy of it",
    "retold": "a page that tells of it",
    "not_read": "no page",
}
STATED_AS = {"counts": "counts", "rounded": "rounded counts", "ratio": "a ratio without its counts"}
RELIABILITY_RULE = (
    "Low: a statement of a party to the war, of officials without a name or in papers that nobody "
    "authenticated, and an estimate that was read on a page that tells of it. High: a record, a "
    "study of records or the count of an independent body, given in counts and read on its own "
    "page or a whole copy. Unverified: no page was read. Medium: every other row."
)
"""How reliable a reference row is: by what it rests on, whoever is counted."""

GROUNDS = {"counted_by": COUNTED_BY, "read_on": READ_ON, "stated_as": STATED_AS}


def read_references(folder: Path = RAW / "reference") -> pd.DataFrame:
    """Read the reference rows.

    Returns
    -------
    pandas.DataFrame
        One row a force and war, in file order: reference_id, conflict, force, period, killed,
        wounded, value (killed per wounded; missing where the source gives a range only, or words
        that give none), low, high (of the source's own range, or of what its words allow;
        missing if it gives none), definition, source_title, source_url, year, reliability (by
        `RELIABILITY_RULE`), note, kind (official, estimate, claim, opponent), in_land_set (land
        forces, one account each), war, the columns of `GROUNDS`, reason (why these), and
        withdrawn (why the row is not shown; empty if it is).

    Raises
    ------
    RawDataError
        If a number cannot be read or a reliability is unknown.

    Examples
    --------
    >>> int(read_references()["in_land_set"].sum())
    27
    """
    files = sorted(folder.glob("*.csv"))
    shelf = shelf_of(sha256_of(*files)) if folder == RAW / "reference" else None
    return tables_of(shelf, "references", lambda: {"references": _read(folder)})["references"]


def _read(folder: Path) -> pd.DataFrame:
    path = folder / "reference_ratios.csv"
    table = read_raw(path, ("reference_id", "killed_to_wounded", "reliability", "note"))
    second = read_raw(folder / "second_accounts.csv", ("reference_id", "of"))["reference_id"]
    names = ["killed", "wounded", "killed_to_wounded", "low", "high"]
    numeric = Rule("", lambda cells: (cells == "") | _as_number(cells).notna(), "is not a number")
    rules = [replace(numeric, column=name) for name in names]
    rules.append(one_of("reliability", RELIABILITIES, "is not a known reliability"))
    refuse(check_table(table, rules, path))
    numbers = table[names].apply(_as_number).rename(columns={"killed_to_wounded": "value"})
    is_land = table["note"].str.contains("[land]", regex=False)
    kind = pd.Series("estimate", index=table.index)
    for tag, who in reversed(KIND_OF_TAG.items()):
        kind = kind.mask(table["note"].str.contains(tag, regex=False), who)
    grounds = _read_grounds(folder, table["reference_id"])
    numbers = _as_worded(numbers, grounds)
    in_words = grounds["force_in_words"]
    return (
        table.drop(columns=names)
        .join(numbers)
        .assign(
            force=table["force"].mask(in_words != "", in_words),
            kind=kind,
            in_land_set=is_land & ~table["reference_id"].isin(second),
            reliability=grade(grounds),
            **grounds[["war", *GROUNDS, "reason", "withdrawn"]],
        )
    )


def _read_grounds(folder: Path, ids: pd.Series) -> pd.DataFrame:
    """Read what each reference row rests on, in the order of the rows."""
    path = folder / "grounds.csv"
    columns = ("reference_id", "war", *GROUNDS, "killed_words", "wounded_words", "force_in_words")
    table = read_raw(path, (*columns, "withdrawn", "reason"))
    rules = [one_of(name, known, "is not known") for name, known in GROUNDS.items()]
    rules.append(one_of("reference_id", tuple(ids), "is no reference row"))
    faults = check_table(table, [*rules, unique("reference_id"), filled("reason")], path)
    absent = sorted(set(ids) - set(table["reference_id"]))
    refuse(faults + [f"{path.name}: {name} is missing" for name in absent])
    return table.set_index("reference_id").loc[ids].reset_index(drop=True)


def _as_worded(numbers: pd.DataFrame, grounds: pd.DataFrame) -> pd.DataFrame:
    """Bound the ratio of figures given in words; they may give a range alone, as claims may."""
    rows = numbers.copy()
    worded = grounds[(grounds["killed_words"] != "") & (grounds["wounded_words"] != "")]
    over, under = (_figures(worded[f"{side}_words"]) for side in ("killed", "wounded"))
    rows.loc[worded.index, "low"] = over["low"] / under["high"]
    rows.loc[worded.index, "high"] = over["high"] / under["low"]
    pairs = over.add_suffix(N).join(under.add_suffix(D))
    alone = gives_range_alone(pairs, pd.Series("ratio", pairs.index))
    rows.loc[pairs.index[alone], "value"] = float("nan")
    return rows


def _figures(words: pd.Series) -> pd.DataFrame:
    """Lay figures in words out as the gate takes them."""
    read = [read_wording(text, "persons") for text in words]
    figures = {
        "value": pd.array([reading.value for reading in read], dtype="float64"),
        "excluded": [reading.point is None for reading in read],
        "bound": [reading.wording in BOUNDING for reading in read],
        "low": [reading.bounded.low for reading in read],
        "high": [reading.bounded.high for reading in read],
    }
    return pd.DataFrame(figures, index=words.index)


def grade(grounds: pd.DataFrame) -> pd.Series:
    """Say how reliable each row is, by what it rests on (`RELIABILITY_RULE`).

    Examples
    --------
    >>> grade(pd.DataFrame({"counted_by": ["record", "claim"], "read_on": ["copy", "source"],
    ...                     "stated_as": ["counts", "counts"]})).tolist()
    ['high', 'low']
    """
    by, read, stated = (grounds[name] for name in GROUNDS)
    low = by.isin(["claim", "officials", "document"]) | ((by == "estimate") & (read == "retold"))
    high = by.isin(["record", "study", "monitor"]) & read.isin(["source", "copy"])
    grades = pd.Series("medium", index=grounds.index).mask(high & (stated == "counts"), "high")
    return grades.mask(low, "low").mask(read == "not_read", "unverified")


def shown(references: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows that are withdrawn."""
    return references[references["withdrawn"] == ""]


TAGS_OF_PEOPLE = {"civilians": "[not combatants]", "both": "combatants and civilians together"}
"""How the note of a row says that it counts others than fighting forces."""


def of_people(references: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Keep the rows that count one kind of people: fighters, civilians, or both together."""
    tagged = {
        name: references["note"].str.contains(tag, regex=False)
        for name, tag in TAGS_OF_PEOPLE.items()
    }
    kept = tagged[kind] if kind in tagged else ~(tagged["civilians"] | tagged["both"])
    return references[kept]


def other_wars(references: pd.DataFrame, war: str) -> pd.DataFrame:
    """Keep the rows of other wars than the one that a collection is about; all for no war."""
    kept = shown(references)
    return kept[kept["war"] != war] if war else kept


def same_war(references: pd.DataFrame, war: str) -> pd.DataFrame:
    """Keep the rows of the war that a collection is about; none for no war."""
    kept = shown(references)
    return kept[kept["war"] == war] if war else kept.iloc[:0]


def unverified(references: pd.DataFrame) -> pd.Series:
    """Mark the rows of which no page was read."""
    return references["reliability"] == "unverified"


def of_a_part(references: pd.DataFrame) -> pd.Series:
    """Mark the rows that count a part of their war alone, such as one battle of it."""
    return references["conflict"] != references["war"]


def _as_number(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells, errors="coerce")


def read_bands(
    ratio: str = LEAD,
    *,
    norms: bool = False,
    path: Path = RAW / "reference" / "bands.csv",
) -> pd.DataFrame:
    """Read the reference bands, turned to the direction of one ratio.

    They are published as wounded per killed, and stored so.

    Parameters
    ----------
    ratio : str
        killed_per_wounded, wounded_per_killed or killed_share.
    norms : bool
        Whether single values named as a norm are listed too; their two ends are equal.

    Returns
    -------
    pandas.DataFrame
        One row a band, the outer first: name, label, low, high, source, source_url, definition.

    Raises
    ------
    RatioError
        If no band exists for the ratio.

    Examples
    --------
    >>> read_bands()[["name", "low", "high"]].round(4).values.tolist()
    [['outer', 0.0769, 0.5], ['inner', 0.25, 0.5]]
    """
    if ratio not in FROM_WOUNDED_PER_KILLED:
        raise RatioError(
            f"no reference band exists for {ratio}; bands exist for "
            + ", ".join(FROM_WOUNDED_PER_KILLED)
        )
    return _bands(ratio, norms, path, sha256_of(path)).copy()


@lru_cache(64)
def _bands(ratio: str, norms: bool, path: Path, version: str) -> pd.DataFrame:
    """Read the bands of a file as its bytes are, of which `version` is the digest."""
    table = read_raw(path, ("band", "low", "high"))
    if not norms:
        table = table[table["low"] != table["high"]]
    turn = FROM_WOUNDED_PER_KILLED[ratio]
    ends = pd.concat([turn(table[end].astype(float)) for end in ("low", "high")], axis=1)
    return table.rename(columns={"band": "name"}).assign(
        ratio=ratio, low=ends.min(axis=1), high=ends.max(axis=1)
    )


SERIES = ["ratio", "speaker", "subject", "scope"]
"""What the days of one series share."""


def rested_on(ratios: pd.DataFrame) -> pd.DataFrame:
    """Return the ratios that others rest on: a table may be large, and few of its rows are."""
    summed = [e.name for e in read_catalogue().values() if e.aggregate == "ratio_of_sums"]
    return ratios[ratios["ratio"].isin([LEAD, *summed]) & has_both(ratios)]


def derived_pieces(
    ratios: pd.DataFrame, days_in_period: int, civilians: Collection[str] = ()
) -> Iterator[pd.DataFrame]:
    """Compute every reading that rests on ratios already computed, a kind at a time.

    Parameters
    ----------
    ratios : pandas.DataFrame
        Those that `rested_on` kept.
    days_in_period : int
        Days from the first to the last day of the collection, for coverage.
    civilians : collection of str
        Subjects that no band of fighting forces is set beside.

    Yields
    ------
    pandas.DataFrame
        Rows with `gate.COLUMNS`; `variant` says over which edge, from which band, of which
        ratio.
    """
    of_forces = ratios[~ratios["subject"].isin(list(civilians))]
    found = [
        band_multiples(of_forces),
        implied_other_terms(of_forces),
        [ranks(ratios)],
        [coverage(ratios, days_in_period)],
    ]
    for rows in chain.from_iterable(found):
        yield with_texts(rows)[COLUMNS]


def band_multiples(ratios: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Divide each killed per wounded by the edges of the inner band, and by the norm."""
    bands = read_bands("wounded_per_killed", norms=True).set_index("name")
    rows = _copies(_divided(ratios, LEAD), "band_multiple")
    for edge, end in (("inner", "low"), ("norm", "low"), ("inner", "high")):
        wounded = bands.at[edge, end]
        yield rows.assign(
            variant=f"killed per wounded over 1:{wounded:g}",
            numerator=rows["value"],
            numerator_low=rows["low"],
            numerator_high=rows["high"],
            **dict.fromkeys(("denominator", "denominator_low", "denominator_high"), 1 / wounded),
            **{column: rows[column] * wounded for column in ("value", *ENDS)},
        )


def implied_other_terms(ratios: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Say which other figure each band would imply, and how large the stated one is beside it.

    An implied figure is arithmetic on a band from other wars: "would imply", never "was".
    """
    bands = read_bands("wounded_per_killed").set_index("name").loc[["inner", "outer"]]
    rows = _copies(_divided(ratios, LEAD), "implied_other_term")
    killed = rows["numerator_low"], rows["numerator_high"]
    wounded = rows["denominator_low"], rows["denominator_high"]
    rows = rows.assign(**dict.fromkeys(["value", *ENDS], np.nan))
    for name, least, most in bands[["low", "high"]].itertuples():
        ends = {
            "wounded": (killed[0] * least, killed[1] * most),
            "killed": (wounded[0] / most, wounded[1] / least),
            "stated wounded over implied": (
                wounded[0] / (killed[1].fillna(np.inf) * most),
                wounded[1] / (killed[0] * least).replace(0, np.nan),
            ),
        }
        for of, (low, high) in ends.items():
            unit = rows["unit"] if of in ("wounded", "killed") else "times"
            yield rows.assign(variant=f"{of}, {name} band", low=low, high=high, unit=unit)


def ranks(ratios: pd.DataFrame) -> pd.DataFrame:
    """Rank each day's killed per wounded among the speaker's located days, from the highest.

    `denominator` holds the number of days ranked.
    """
    rows = _divided(ratios, LEAD)
    rows = rows[(rows["period_kind"] == "day") & rows["value"].notna()]
    by_series = rows.groupby(["speaker", "subject", "scope"])["value"]
    rank = by_series.rank(method="min", ascending=False)
    size = by_series.transform("size").astype(float)
    placed = _copies(rows, "within_speaker_rank").assign(
        variant="killed per wounded, from the highest",
        value=rank,
        **dict.fromkeys(("numerator", "numerator_low", "numerator_high"), rank),
        **dict.fromkeys(("denominator", "denominator_low", "denominator_high"), size),
    )
    return placed.assign(**dict.fromkeys(ENDS, np.nan))


@dataclass(frozen=True, slots=True)
class SpeakerRank:
    """Place of a ratio among `n` of its speaker, from the highest, shared with `ties` others."""

    rank: int
    n: int
    ties: int

    def __str__(self) -> str:
        teens = self.rank % 100 in (11, 12, 13)
        ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(self.rank % 10, "th")
        place = f"{self.rank}{ending} highest" if self.rank > 1 else "highest"
        return f"{'joint ' * (self.ties > 0)}{place} of {self.n}"


def rank_within(value: float, others: Iterable[float]) -> SpeakerRank:
    """Rank one ratio among the same speaker's others, from the highest.

    Equal ratios (193/199 and 386/398) share the better place. `n` counts the ratio itself and
    every other that is defined; an infinite one stands highest.

    Parameters
    ----------
    value : float
        The ratio to place.
    others : iterable of float
        The speaker's other ratios, without this one; NaN = not defined, left out.

    Raises
    ------
    RatioError
        If `value` is not defined: there is nothing to place.

    Examples
    --------
    >>> print(rank_within(0.97, [1.34, 0.45, math.nan]))
    2nd highest of 3
    """
    if math.isnan(value):
        raise RatioError("a ratio that is not defined has no place among the others")
    known = [other for other in others if not math.isnan(other)]
    above = sum(other > value for other in known)
    return SpeakerRank(rank=above + 1, n=len(known) + 1, ties=known.count(value))


def coverage(ratios: pd.DataFrame, days_in_period: int) -> pd.DataFrame:
    """Count, for each series of days, the days with both figures over the days in the period."""
    daily = ratios[(ratios["period_kind"] == "day") & ratios["stated_on"].notna()]
    summed = [e.name for e in read_catalogue().values() if e.aggregate == "ratio_of_sums"]
    both = decode(
        daily.loc[daily["ratio"].isin(summed) & has_both(daily), [*SERIES, "stated_on", "party"]]
    )
    counted = both.groupby(SERIES, as_index=False).agg(
        numerator=("stated_on", "nunique"), party=("party", "first")
    )
    rows = counted.rename(columns={"ratio": "variant"}).assign(
        ratio="coverage",
        status="ok",
        denominator=float(days_in_period),
        value=counted["numerator"] / days_in_period,
        unit="share of days",
        period="collection",
    )
    text = {c: "" for c in ("reason", "flags", "numerator_claims", "denominator_claims")}
    version = ratios["rule_version"].iloc[0] if len(ratios) else ""
    return rows.assign(**text, rule_version=version).reindex(columns=COLUMNS)


def has_both(ratios: pd.DataFrame) -> pd.Series:
    """Mark the rows in which both figures were located and may meet, zeros included."""
    return ratios["status"].isin([*DIVIDED, "infinite_zero_denominator", "undefined_zero_zero"])


def _divided(ratios: pd.DataFrame, name: str) -> pd.DataFrame:
    return ratios[(ratios["ratio"] == name) & ratios["status"].isin(DIVIDED)]


def _copies(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    unit = read_catalogue()[name].unit
    return rows.assign(ratio=name, unit=unit)

"""One ratio under every defensible combination of choices, for a specification curve.

The choices that a ratio over days rests on, and what another careful reader would take instead,
stand in `CHOICES`; ours is the first of each, and comes first here too.

>>> table = combinations("bakhmut-2023", "killed_per_wounded", speaker="serhii_cherevatyi",
...                      scope="bakhmut_direction")
>>> ours(table)[["days", "joined"]].tolist()
['located', 'sums']
>>> CHOICES["joined"].alternatives[CHOICES["joined"].ours]
'ratio of sums'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from analysis.collection.collection import Collection, keyed, load_collection
from analysis.collection.comparison import days_of_series, has_single_numbers
from analysis.errors import RatioError
from analysis.ratios.division import divide, divide_ends, outcomes
from analysis.ratios.gate import D, Entry, N, entry, read_catalogue
from analysis.ratios.references import has_both
from analysis.settings import CAP, CAP_WIDE
from analysis.store.reads import fact, shelf_of, tables_of
from analysis.wording.intervals import BOUNDING


@dataclass(frozen=True)
class Choice:
    """Something that had to be settled before a ratio over days could be given.

    Parameters
    ----------
    label : str
        In readers' words.
    alternatives : dict
        Key to words; ours comes first.
    reason : str
        Why another reader could choose otherwise.
    """

    label: str
    alternatives: dict[str, str]
    reason: str

    @property
    def ours(self) -> str:
        """The key of the alternative that the suite takes."""
        return next(iter(self.alternatives))


CHOICES = {
    "days": Choice(
        "days",
        {"located": "all located days", "firm": "days that are firm"},
        "An inferred day may be wrong, but a figure without its day is still the speaker's.",
    ),
    "doubted": Choice(
        "doubted figures",
        {"kept": "kept as stated", "left": "left out with their day"},
        "A doubt is no correction: some readers keep the figure as stated, others leave it out.",
    ),
    "areas": Choice(
        "areas",
        {"inferred": "stated and inferred areas", "stated": "areas that the page states"},
        "A sentence often leaves its area to the sentence before; a strict reader leaves it out.",
    ),
    "pairs": Choice(
        "pairs",
        {"all": "all pairs that may be divided", "plain": "pairs without a remark"},
        "A pair with a remark holds on a reading that is printed with it.",
    ),
    "versions": Choice(
        "value used",
        {
            "rule": "the one that the rule chooses",
            "least": "the least on any page",
            "greatest": "the greatest on any page",
        },
        "Where pages differ, projects that list low and high estimates take one end throughout.",
    ),
    "joined": Choice(
        "days joined as",
        {"sums": "ratio of sums", "median": "median day", "geometric": "geometric mean of days"},
        "The sum weighs days by their figures; the other two describe a typical briefing.",
    ),
}
"""Choices that move the value, in the order in which they are made."""

WORDS = Choice(
    "how words are read",
    {
        "drawn": "as in the figures",
        "strict": "strictly, with open ends",
        "rounded": "plain round figures as rounded",
        "wide": "as in the figures, with wider hedges",
    },
    "How far a wording reaches is a convention; it moves what the words allow and not the value.",
)
"""The choice that moves the wording interval alone."""

PREFIX = {"drawn": "", "strict": "strict_", "rounded": "rounded_", "wide": ""}
"""Where the ends of a claim stand under each reading; `wide` is cleaned with another cap."""


def read_as(days: pd.DataFrame, words: str) -> pd.DataFrame:
    """Return the days of a series with the interval that one reading of the words allows.

    Parameters
    ----------
    days : pandas.DataFrame
        As `comparison.select_series` returns it; for `wide`, of a collection cleaned with that cap.
    words : str
        A key of `WORDS`.

    Raises
    ------
    RatioError
        If there is no such reading.
    """
    if words not in PREFIX:
        raise RatioError(f"no reading {words!r} of words; there are {', '.join(PREFIX)}")
    ends = {end: days[f"{PREFIX[words]}{end}"] for end in ("low", "high")}
    return days.assign(**ends)


def cap_of(words: str) -> float:
    """Return the cap that a collection is cleaned with for one reading of the words."""
    return CAP_WIDE if words == "wide" else CAP


MARKS = {
    "excluded": lambda claim: pd.notna(claim["named"]) and pd.isna(claim["value"]),
    "bound": lambda claim: claim["wording"] in BOUNDING,
}
"""What the words of a claim make of its number, as `gate.figures_of` says it."""

FORMS = ("ratio", "part", "share", "odds")
"""Forms whose days can be joined."""


def combinations(
    name: str,
    ratio: str,
    *,
    speaker: str,
    scope: str,
    subject: str | None = None,
    as_of: str = "",
) -> pd.DataFrame:
    """Compute a ratio over days under every combination of `CHOICES`.

    Parameters
    ----------
    name : str
        A collection.
    ratio : str
        A pairing of the catalogue that is summed over days.
    speaker, scope : str
        Keys.
    subject : str, optional
        Whose losses, where the speaker spoke of several.
    as_of : str
        As for `load_collection`.

    Returns
    -------
    pandas.DataFrame
        One row a combination, ours first: the key of each alternative in the columns of
        `CHOICES`, days_paired (those that enter the value), value (missing where the words of no
        day give one, infinite over zero), and for each reading of `WORDS` its `<reading>_low` and
        `<reading>_high` (missing where open): of the days that enter the value, and without a value
        of all that are left.

    Raises
    ------
    ParameterError
        If a key is not known, with the nearest.
    RatioError
        If there is no such ratio, it is never joined over days, or it is of differences.

    Examples
    --------
    >>> table = combinations("bakhmut-2023", "killed_per_wounded", speaker="serhii_cherevatyi",
    ...                      scope="bakhmut_direction")
    >>> len(table), bool((table["value"] > 0.5).all())
    (144, True)
    """
    if not ratio:
        summed = [one.name for one in read_catalogue().values() if not _not_joined(one)]
        raise RatioError(f"name the ratio to compute; over days are summed: {', '.join(summed)}")
    if why := _not_joined(entry(ratio)):
        raise RatioError(f"{ratio} {why}")
    held = load_collection(name, as_of=as_of)
    return _every(held, ratio, speaker, scope, subject)


def _not_joined(ratio: Entry) -> str:
    """Say why the days of a ratio are not joined in several ways; empty if they are."""
    if ratio.aggregate != "ratio_of_sums" or ratio.form not in FORMS:
        return "is never summed over days or speakers"
    differs = ratio.numerator_less or ratio.denominator_less
    return "is of differences, whose figures are not taken in other ways" if differs else ""


@keyed
@fact
def _every(
    held: Collection, ratio: str, speaker: str, scope: str, subject: str | None = None
) -> pd.DataFrame:
    key = {"speaker": speaker, "scope": scope, "subject": subject}
    shelf = held.shelf and shelf_of(held.shelf.key, ratio, key)
    found = tables_of(shelf, "combinations", lambda: {"all": _computed(held, ratio, key)})
    return found["all"]


def _computed(held: Collection, ratio: str, key: dict[str, str | None]) -> pd.DataFrame:
    declared = entry(ratio)
    # What the words of a claim allow does not hang on which other claims are left out.
    wide = load_collection(held.name, cap=CAP_WIDE, as_of=held.as_of)
    days = {}
    for kind in CHOICES["days"].alternatives:
        left = load_collection(held.name, inferred_days=kind == "located", as_of=held.as_of)
        days[kind] = _figures(ratio, key, {CAP: left, CAP_WIDE: wide})
    rows = []
    for picked in product(*(choice.alternatives for choice in CHOICES.values())):
        chosen = dict(zip(CHOICES, picked, strict=True))
        rows.append(chosen | _value_of_days(days[chosen["days"]], declared.form, chosen))
    return pd.DataFrame(rows)


def ours(table: pd.DataFrame) -> pd.Series:
    """Return the combination that the suite takes."""
    return table.iloc[0]


def one_at_a_time(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the combinations that differ from ours in one choice at most, for a tornado.

    Parameters
    ----------
    table : pandas.DataFrame
        As `combinations` returns it.

    Returns
    -------
    pandas.DataFrame
        One row an alternative, ours first within its choice: choice, alternative (keys),
        days_paired, value, low and high; the readings of the words come last.
    """
    moved = []
    for name, choice in CHOICES.items():
        others = [other for other in CHOICES if other != name]
        same = table[(table[others] == ours(table)[others]).all(axis=1)].set_index(name)
        moved += [(name, key, same.loc[key], WORDS.ours) for key in choice.alternatives]
    moved += [("words", key, ours(table), key) for key in WORDS.alternatives]
    rows = [
        {
            "choice": choice,
            "alternative": alternative,
            "days_paired": row["days_paired"],
            "value": row["value"],
            "low": row[f"{words}_low"],
            "high": row[f"{words}_high"],
        }
        for choice, alternative, row, words in moved
    ]
    return pd.DataFrame(rows)


def _figures(
    ratio: str, key: dict[str, str | None], read: dict[float, Collection]
) -> dict[str, np.ndarray]:
    """Lay out the figures of each day that has both, under each version and reading.

    Columns are `doubted`, `areas` and `pairs` (whether the day stays under the other alternative);
    for each version `<version>_stays` (whether its figures may meet) and `<version>_enters`
    (whether they enter a sum); and for both sides `<version>_<side>`, the same with `_excluded` and
    `_bound`, and `<version>_<reading>_<side>_<end>`.
    """
    days = days_of_series(read[CAP].rows_alone(ratio), ratio, **key)
    days = days[has_both(days) & days["stated_on"].isin(read[CAP].calendar)]
    columns = {
        "doubted": ~days["flags"].str.contains("doubted").to_numpy(bool),
        "areas": ~days["flags"].str.contains("scope_inferred").to_numpy(bool),
        "pairs": ~days["status"].isin(["qualified", "conditional"]).to_numpy(bool),
    }
    sides = _sides(days, entry(ratio).form)
    for version in CHOICES["versions"].alternatives:
        spoken = _speaking(read[CAP], version)
        for side, ids in sides.items():
            rows = [[spoken.get(claim_id, claim_id) for claim_id in of_day] for of_day in ids]
            columns |= _sums(read, rows, f"{version}_", side)
        columns |= _outcomes(columns, version, entry(ratio).form)
    return columns


def _outcomes(columns: dict[str, np.ndarray], version: str, form: str) -> dict[str, np.ndarray]:
    """Say of each day what becomes of the figures of one version, as of every pair."""
    pairs = pd.DataFrame(
        {
            f"{name}{end}": columns[f"{version}_{place}"]
            for side, end in (("over", N), ("under", D))
            for name, place in {
                "value": side,
                "excluded": f"{side}_excluded",
                "bound": f"{side}_bound",
                "low": f"{WORDS.ours}_{side}_low",
                "high": f"{WORDS.ours}_{side}_high",
            }.items()
        }
    )
    found = outcomes(pairs, pd.Series(form, pairs.index))
    days = found.assign(numerator=pairs["value_n"], denominator=pairs["value_d"])
    stays = days["status"] != "blocked_scope"
    return {
        f"{version}_stays": stays.to_numpy(),
        f"{version}_enters": (stays & has_single_numbers(days)).to_numpy(),
    }


def _sides(days: pd.DataFrame, form: str) -> dict[str, list[list[str]]]:
    """Return the ids behind the two figures that are divided: of a part, its rest is the second."""
    over = [ids.split(";") for ids in days["numerator_claims"]]
    under = [ids.split(";") for ids in days["denominator_claims"]]
    if form in ("part", "odds"):
        both = zip(over, under, strict=True)
        under = [[claim_id for claim_id in ids if claim_id not in own] for own, ids in both]
    return {"over": over, "under": under}


def _sums(
    read: dict[float, Collection], rows: list[list[str]], version: str, side: str
) -> dict[str, np.ndarray]:
    """Add up the claims of each day: their numbers, what the words make of them, and their ends."""
    claims = {
        cap: [[held.records[claim_id] for claim_id in of_day] for of_day in rows]
        for cap, held in read.items()
    }
    columns = {f"{version}{side}": _added(claims[CAP], "named")}
    for name, is_marked in MARKS.items():
        marked = [any(map(is_marked, of_day)) for of_day in claims[CAP]]
        columns[f"{version}{side}_{name}"] = np.array(marked, dtype=bool)
    for words, prefix in PREFIX.items():
        cleaned = claims[cap_of(words)]
        high = _added(cleaned, f"{prefix}high")
        columns[f"{version}{words}_{side}_low"] = _added(cleaned, f"{prefix}low")
        columns[f"{version}{words}_{side}_high"] = np.where(np.isnan(high), np.inf, high)
    return columns


def _added(claims: list[list[Mapping]], column: str) -> np.ndarray:
    return np.array([sum(row[column] for row in of_day) for of_day in claims], dtype=float)


def _speaking(held: Collection, version: str) -> dict[str, str]:
    """Map the claim that speaks by the rule to the one of its origin that speaks instead."""
    if version == "rule":
        return {}
    spoken = held.claims["role"].isin(["point", "version"]) & (held.claims["point_rule"] != "")
    claims = held.claims.loc[spoken, ["claim_id", "origin_id", "role", "value"]]
    by_origin = claims.dropna(subset="value").groupby("origin_id")["value"]
    place = by_origin.idxmin() if version == "least" else by_origin.idxmax()
    instead = claims.loc[place].set_index("origin_id")["claim_id"]
    points = claims[claims["role"] == "point"].set_index("claim_id")["origin_id"]
    return points.map(instead).dropna().to_dict()


def _value_of_days(
    days: dict[str, np.ndarray], form: str, chosen: dict[str, str]
) -> dict[str, object]:
    """Join the days into one value, with the ends that each reading of the words allows."""
    version, how = chosen["versions"], chosen["joined"]
    kept = days[f"{version}_stays"].copy()
    for name in ("doubted", "areas", "pairs"):
        kept &= days[name] | (chosen[name] == CHOICES[name].ours)
    enters = kept & days[f"{version}_enters"]
    over, under = (days[f"{version}_{side}"][enters] for side in ("over", "under"))
    joined: dict[str, object] = {"days_paired": int(enters.sum())}
    worded = [days[f"{version}_{side}_excluded"][enters] for side in ("over", "under")]
    without = np.any(worded) and how == "sums" and under.any()
    joined["value"] = np.nan if without else _one(over, under, form, how)
    # Noughts alone have no ratio, and with the days of a range they have its.
    bounded = enters if over.any() or under.any() else kept
    for words in WORDS.alternatives:
        ends = [
            tuple(days[f"{version}_{words}_{side}_{end}"][bounded] for end in ("low", "high"))
            for side in ("over", "under")
        ]
        joined[f"{words}_low"], joined[f"{words}_high"] = _ends(*ends, form, how)
    return joined


def _one(over: np.ndarray, under: np.ndarray, form: str, how: str) -> float:
    if not over.size:
        return np.nan
    if how == "sums":
        return float(divide(over.sum(), under.sum(), form))
    return _typical(divide(over, under, form), how)


def _ends(
    over: tuple[np.ndarray, np.ndarray], under: tuple[np.ndarray, np.ndarray], form: str, how: str
) -> tuple[float, float]:
    """Bound the joined value: a sum and a typical day both rise with the ratio of each day."""
    if not over[0].size:
        return np.nan, np.nan
    if how == "sums":
        sums = [tuple(end.sum() for end in side) for side in (over, under)]
        low, high = (float(end) for end in divide_ends(*sums, form))
    else:
        ends = divide_ends(over, under, form)
        # Over nought a day's ratio is infinite; a day that has none is left out.
        over_nought = np.isnan(ends[0]) & (over[1] > 0)
        low, high = (np.where(over_nought, np.inf, end) for end in ends)
        has_ratio = ~np.isnan(low)
        low, high = (_typical(end[has_ratio], how) for end in (low, high))
    return low, high if np.isfinite(high) else np.nan


def _typical(ratios: np.ndarray, how: str) -> float:
    """Return the median day or the geometric mean; none of the latter where a day is at zero."""
    ratios = ratios[~np.isnan(ratios)]
    if not ratios.size:
        return np.nan
    if how == "median":
        return float(np.median(ratios))
    if not (ratios > 0).all():
        return np.nan
    # Of equal days it is their ratio: what a logarithm rounds is no other value.
    return float(np.clip(np.exp(np.log(ratios).mean()), ratios.min(), ratios.max()))

"""What a parameter may mean: a day, a scope and a speaker that the collection has claims for.

The types are checked without the collection (`execute.parameters`); whether a value means
anything is checked here, before a kernel starts and again in the notebook. One that is left empty
means the collection's own most complete day and series.

>>> from analysis.collection.collection import load_collection
>>> default_values(load_collection("bakhmut-2023"), {"speaker": "", "scope": ""})
{'speaker': 'serhii_cherevatyi', 'scope': 'bakhmut_direction'}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.overview import most_first
from analysis.collection.totals import totals_of
from analysis.data.dates import iso_day
from analysis.data.names import fold, nearest, or_rather
from analysis.data.places import collection_homes, place_of, refuse_no_name
from analysis.errors import ParameterError
from analysis.ratios.gate import read_catalogue
from analysis.ratios.references import has_both
from analysis.store.reads import fact
from analysis.terms import AT_ONCE, LEAD, MEANINGS, meaning_of

SERIES = ("speaker", "scope")
"""What names the days of a speaker."""
TOGETHER = ("stated_on", *SERIES)
LINE_NAMES = ("speaker", "measure", "scope", "subject")
"""What names a running total."""


def default_values(held: Collection, values: Mapping[str, object]) -> dict[str, object]:
    """Fill in what is left empty of a day, a speaker, an area and a group of people.

    A day is most complete if one speaker stated the most kinds of figures over one day for one
    area on it, then of any figures, and the latest of several. Without a day, the speaker and
    area with the most days of killed and wounded are taken, or with the most days of any figure;
    so is the group of people. What is given stays, and the rest is chosen to go with it. With a
    measure among the names, the longest running total is taken.

    Parameters
    ----------
    held : Collection
    values : mapping
        By parameter. Names other than `TOGETHER`, `subject` and `area` pass as they are.

    Returns
    -------
    dict
        The same names; empty text is left where the collection has nothing to choose from.
    """
    chosen = dict(values)
    if "measure" in values:
        return chosen | _line(held, chosen)
    empty = [name for name in TOGETHER if name in values and not values[name]]
    if empty:
        names = (*TOGETHER, "subject")
        found = _together(held, {name: values[name] for name in names if values.get(name)}, empty)
        chosen |= {name: found.get(name, "") for name in empty}
    if "subject" in values and not values["subject"]:
        chosen["subject"] = _subject(held, chosen)
    if "area" in values and not values["area"]:
        chosen["area"] = _area(held)
    return chosen


def _line(held: Collection, values: Mapping[str, object]) -> dict[str, str]:
    """Choose the longest running total that goes with what is given."""
    found, names = totals_of(held), [name for name in LINE_NAMES if name in values]
    lines = found.lines.index.to_frame(index=False) if len(found.rows) else found.rows
    lines = _chosen(lines, {name: values[name] for name in LINE_NAMES if values.get(name)})
    first = lines.iloc[0] if len(lines) else {}
    return {name: str(values.get(name) or first.get(name, "")) for name in names}


def _together(held: Collection, given: Mapping[str, object], empty: list[str]) -> dict[str, str]:
    dated = held.points["stated_on"].notna()
    claims = held.points[dated] if dated.any() else held.points
    claims = claims.assign(stated_on=claims["stated_on"].dt.strftime("%Y-%m-%d").fillna(""))
    claims = _chosen(claims, given)
    if "stated_on" in empty or "stated_on" in given:
        keys = claims["measure"].where(claims["period_kind"] == "day")
        counted = claims.assign(daily=keys).groupby(list(TOGETHER))[["daily", "measure"]]
        return _most(counted.nunique().reset_index(), [*TOGETHER], ["daily", "measure"])
    lead = held.rows_of(LEAD)
    both = _chosen(lead[has_both(lead)], given)
    rows = both if len(both) else claims
    counted = rows.groupby([*SERIES])["stated_on"].nunique().reset_index(name="days")
    return _most(counted, [*SERIES], ["days"])


def _subject(held: Collection, values: Mapping[str, object]) -> str:
    """Return the group of people with the most days of killed and wounded, or of any figure."""
    divided, points = held.rows_of(LEAD), held.points
    candidates = [divided[has_both(divided)], points[points["subject"] != NO_SUBJECT]]
    if values.get("stated_on"):
        day = pd.Timestamp(str(values["stated_on"]))
        candidates = [rows[rows["stated_on"] == day] for rows in candidates] + candidates
    given = {name: values[name] for name in SERIES if values.get(name)}
    counted = (_chosen(rows, given).groupby("subject")["stated_on"] for rows in candidates)
    return next(filter(None, (_first(days.nunique()) for days in counted)), "")


def _first(counts: pd.Series) -> str:
    """Return the key of the highest count, of several the first; empty if there is none."""
    return str(next(iter(most_first(counts).index), ""))


def _chosen(rows: pd.DataFrame, given: Mapping[str, object]) -> pd.DataFrame:
    for name, value in given.items():
        rows = rows[rows[name] == value]
    return rows


def _most(counted: pd.DataFrame, keys: list[str], by: list[str]) -> dict[str, str]:
    """Return the keys of the row with the most, and of several the latest day, then the first."""
    if counted.empty:
        return {}
    order = [*by, *(key for key in keys if key == "stated_on")]
    rows = counted.sort_values(keys).sort_values(order, ascending=False, kind="stable")
    return {key: str(rows.iloc[0][key]) for key in keys}


def _area(held: Collection) -> str:
    """Return the area with the most stated shares, or with the most figures."""
    shares = held.points[held.points["measure"] == "control_share"]
    return _first((shares if len(shares) else held.points)["scope"].value_counts())


ALL_TOGETHER = tuple(name for name in AT_ONCE if name != "subject")
WITH_SPEAKER = ("speaker", "subject")
"""What some claim must have at once, of the parameters that choose one together.

On a day on which a speaker gave figures of events alone no figure has a subject.
"""
NO_SUBJECT = "none"
"""The subject of figures that are about no side, such as clashes."""
MOST_LISTED = 12


def check_choices(collection: Collection, /, **values: object) -> dict[str, object]:
    """Check what values mean in a collection, by the name of their parameter.

    Parameters
    ----------
    collection : Collection
    **values
        Each of the kind that `terms.MEANINGS` gives its name: a day, a key or any spelling of
        it, a measure with a running total. What is empty is chosen by `default_values`. A name
        whose values no collection knows passes as it is.

    Returns
    -------
    dict
        The same names; spellings replaced by their keys.

    Raises
    ------
    ParameterError
        With every fault and the nearest valid choice; if each value stands but not all
        together, with what there is instead.

    Examples
    --------
    >>> from analysis import load_collection
    >>> check_choices(load_collection("bakhmut-2023"), speaker="Serhiy Cherevaty")
    {'speaker': 'serhii_cherevatyi'}
    """
    return dict(_checked(collection, *map(list, values.items())))


@fact
def _checked(collection: Collection, *chosen: list) -> list[list]:
    values = dict(chosen)
    checks = {"day": _checked_day, "key": _checked_key, "total": _checked_total}
    faults = []
    for name in (name for name in values if values[name] and meaning_of(name).column):
        try:
            values[name] = checks[MEANINGS[name].kind](name, collection, str(values[name]))
        except ParameterError as fault:
            faults.append(str(fault))
    if faults:
        raise ParameterError("\n".join(faults))
    values = default_values(collection, values)
    for together in (ALL_TOGETHER, WITH_SPEAKER):
        _check_together(collection, {name: values[name] for name in together if values.get(name)})
    return [[name, values[name]] for name in values]


def spelled(collection: Collection, name: str, written: str) -> str:
    """Return the day or key that a value means, whether or not the collection has a claim of it.

    Raises
    ------
    ParameterError
        If it is no day, or a spelling that the vocabulary does not know; with the nearest.
    """
    if meaning_of(name).kind == "day":
        return iso_day(written, name).isoformat()
    return _key(name, collection, written)


def existing(collection: Collection, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the values of parameters that a claim of the collection has together.

    Parameters
    ----------
    collection : Collection
    names : sequence of str
        Some of those that a collection can list, `terms.MEANT`.

    Returns
    -------
    list of tuple of str
        In order; a claim without a day has none of them, nor one of events a subject.
    """
    columns = [MEANINGS[name].column for name in names]
    rows = collection.claims[columns].dropna()
    if "subject" in columns:
        rows = rows[rows["subject"] != NO_SUBJECT]
    if "stated_on" in columns:
        rows = rows.assign(stated_on=rows["stated_on"].dt.strftime("%Y-%m-%d"))
    return sorted(set(rows.itertuples(index=False, name=None)))


def check_fixed(values: Mapping[str, object]) -> None:
    """Check the values whose meaning no collection decides.

    Parameters
    ----------
    values : mapping
        Each of the kind that `terms.MEANINGS` gives its name; one that chooses claims passes, and
        one that is empty, unless it is one of some choices or a text. Other names pass.

    Raises
    ------
    ParameterError
        With the valid choices.

    Examples
    --------
    >>> check_fixed({"min_reliability": "best"})
    Traceback (most recent call last):
    ...
    analysis.errors.ParameterError: min_reliability 'best' is none of high, medium, low, unverified
    """
    pairings = [entry.name for entry in read_catalogue().values() if entry.is_pairing]
    for name, value in values.items():
        meaning, written = meaning_of(name), str(value)
        if meaning.kind == "choice" and value not in meaning.choices:
            raise ParameterError(f"{name} {value!r} is none of {', '.join(meaning.choices)}")
        if meaning.kind == "text":
            place_of(written)
        if value and meaning.kind == "pairing" and written not in pairings:
            hint = or_rather(nearest(written, pairings), pairings)
            raise ParameterError(f"{name} {written!r} is no pairing; {hint}")
        if value and meaning.kind == "day" and not meaning.column:
            iso_day(written, name)
        if value and meaning.kind == "destination" and written not in collection_homes():
            refuse_no_name(written)


def _checked_day(name: str, collection: Collection, written: str) -> str:
    day, known = iso_day(written, name), collection.standing("claims", MEANINGS[name].column)
    if pd.Timestamp(day) not in known:
        days = sorted(stated.date() for stated in known)
        before = [f"{other} before it" for other in days if other < day][-1:]
        after = [f"{other} after it" for other in days if other > day][:1]
        raise ParameterError(
            f"{name} {written}: {collection.name} has no claims of that day; the nearest days "
            f"with claims are {' and '.join(before + after) or 'none at all'}"
        )
    return written


def _checked_key(name: str, collection: Collection, written: str) -> str:
    """Return the key of a spelling, if the collection has a claim of it."""
    key = _key(name, collection, written)
    if key not in collection.standing("claims", MEANINGS[name].column):
        raise ParameterError(f"{name} {key}: {collection.name} has no claim of it")
    return key


def _key(name: str, collection: Collection, written: str) -> str:
    aliases = getattr(collection.words, f"{MEANINGS[name].column}_aliases")
    if key := aliases.get(fold(written)):
        return key
    close = dict.fromkeys(aliases[spelling] for spelling in nearest(written, aliases))
    hint = or_rather(close, sorted(set(aliases.values())))
    raise ParameterError(f"{name} {written!r} is not known; {hint}")


def _checked_total(name: str, collection: Collection, written: str) -> str:
    """Return what a running total counts, if the collection has one of it."""
    known = sorted(totals_of(collection).rows[MEANINGS[name].column].unique())
    if written in known:
        return written
    hint = or_rather(nearest(written, known), known)
    raise ParameterError(f"{name} {written}: {collection.name} has no running total of it; {hint}")


def _check_together(collection: Collection, chosen: dict[str, object]) -> None:
    """Refuse a choice of which no claim has all parts, listing what shares most with it."""
    wanted = {
        name: [pd.Timestamp(value) if MEANINGS[name].kind == "day" else value]
        for name, value in chosen.items()
    }
    if not wanted or len(collection.rows_with("claims", **wanted)):
        return
    words = " and ".join(f"{name} {value}" for name, value in chosen.items())
    anchor, *rest = chosen
    there = collection.rows_with("claims", **{anchor: wanted[anchor]})
    raise ParameterError(
        f"no claim has {words} together; with {anchor} {chosen[anchor]} there is "
        + _listed(collection.claims[rest].take(there))
    )


def _listed(choices: pd.DataFrame) -> str:
    counts = choices.astype(str).value_counts().reset_index()
    ascending = [False] + [True] * choices.shape[1]
    counts = counts.sort_values(["count", *choices.columns], ascending=ascending)
    shown = [
        f"{', '.join(row[:-1])} ({row[-1]} {'claim' if row[-1] == 1 else 'claims'})"
        for row in counts.head(MOST_LISTED).itertuples(index=False, name=None)
    ]
    more = len(counts) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")

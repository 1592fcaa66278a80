"""Rows of the forest: claimed ratios above other wars."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis.collection.briefing import LEAD, Briefing
from analysis.collection.collection import Collection
from analysis.collection.compare import days_of_series, series_found, summarise
from analysis.collection.counting import divided_about_fighters
from analysis.collection.labels import kinds_of, time_in_words
from analysis.errors import ParameterError
from analysis.ratios.catalogue import entry
from analysis.ratios.derived import has_both
from analysis.ratios.references import RELIABILITIES, other_wars, read_bands, same_war, shown
from analysis.reports.receipts.recipes import recipe, recipe_of
from analysis.reports.views.collection import drawn_point
from analysis.text.readable import day as day_words
from analysis.wording.intervals import Interval


def reference_rows(references: pd.DataFrame, war: str = "") -> pd.DataFrame:
    """Lay reference rows out for `plots.forest`, grouped by reliability.

    The rows of one's own war stand in a group of its name, before the other wars.
    """
    rows = references[references[["value", "low", "high"]].notna().any(axis=1)]
    own = f"This war ({war}), by others"
    groups = [own, *(f"Other wars, {name} reliability" for name in RELIABILITIES)]
    group = "Other wars, " + rows["reliability"] + " reliability"
    group = group.mask((rows["war"] == war) & (war != ""), own)
    return pd.DataFrame(
        {
            "label": _told_apart(rows),
            "value": rows["value"],
            "low": rows[["low", "value"]].min(axis=1),
            "high": rows[["high", "value"]].max(axis=1),
            "group": pd.Categorical(group, groups, ordered=True),
            "kind": rows["kind"],
            "interval": "counts",
            "receipt": [recipe("reference", key) for key in rows["reference_id"]],
        }
    ).reset_index(drop=True)


def _told_apart(rows: pd.DataFrame) -> pd.Series:
    """Name war and force, and the time where the table holds the force more than once."""
    label = rows["conflict"] + ", " + rows["force"]
    return label.mask(label.duplicated(keep=False), label + ", " + rows["period"])


def claim_row(
    label: str,
    ends: tuple[float, float, float],
    *,
    kind: str,
    receipt: str,
    n: int | None = None,
    interval: str = "wording",
) -> pd.DataFrame:
    """Lay one claimed ratio (value, low, high) out as a row for `plots.forest`."""
    value, low, high = (math.nan if end is None else end for end in ends)
    row = {"label": label, "value": value, "low": low, "high": high, "kind": kind, "n": n}
    more = {"group": "Claims", "interval": interval, "receipt": receipt}
    return pd.DataFrame([row | more])


def stack(*tables: pd.DataFrame) -> pd.DataFrame:
    """Put forest rows under each other; groups become plain text in the given order."""
    plain = [table.assign(group=table["group"].astype(str)) for table in tables]
    filled = [table.dropna(axis="columns", how="all") for table in plain]
    groups = [name for table in tables for name in _groups(table["group"])]
    rows = pd.concat(filled, ignore_index=True)
    order = pd.Categorical(rows["group"], list(dict.fromkeys(groups)), ordered=True)
    return rows.assign(group=order)


def _groups(groups: pd.Series) -> list[str]:
    if hasattr(groups, "cat"):
        return list(groups.cat.categories)
    return list(groups.unique())


def reliable(references: pd.DataFrame, least: str) -> pd.DataFrame:
    """Keep the reference rows of at least one reliability.

    Raises
    ------
    ParameterError
        If there is no such reliability.
    """
    if least not in RELIABILITIES:
        choices = ", ".join(RELIABILITIES)
        raise ParameterError(f"min_reliability {least!r} is not known; choose from {choices}")
    kept = RELIABILITIES[: RELIABILITIES.index(least) + 1]
    rows = shown(references)
    return rows[rows["reliability"].isin(kept)].reset_index(drop=True)


def land_set(references: pd.DataFrame) -> pd.DataFrame:
    """Keep the land forces, one account of each."""
    return references[references["in_land_set"]].reset_index(drop=True)


def speakers_rows(collection: Collection) -> pd.DataFrame:
    """Lay the killed per wounded of every speaker who has one out for `plots.forest`.

    A series of days is one row; a pair over another time, or without a day, is one of its own.
    Fighting forces alone: the bands and rows of other wars say nothing of civilians. Empty if
    there is no such ratio.
    """
    found = series_found(collection.rows_of(LEAD))
    found = found[(found["days_paired"] > 0) & ~found["subject"].isin(collection.words.civilians)]
    rows = [_speaker_row(collection, series) for series in found.itertuples()]
    rows += [_pair_row(collection, pair) for _, pair in pairs_alone(collection).iterrows()]
    rows = [row for row in rows if not row[["value", "low", "high"]].isna().all(axis=None)]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def pairs_alone(collection: Collection) -> pd.DataFrame:
    """Choose the divided pairs of killed and wounded that are no day of a series."""
    pairs = divided_about_fighters(collection)
    daily = (pairs["period_kind"] == "day") & pairs["stated_on"].notna()
    return pairs[~daily]


def beside_wars(collection: Collection, references: pd.DataFrame) -> pd.DataFrame:
    """Lay every speaker's ratio, this war and other wars out for `plots.forest`.

    Empty without a ratio.
    """
    rows = speakers_rows(collection)
    if rows.empty:
        return rows
    own = same_war(references, collection.war)
    others = land_set(other_wars(references, collection.war))
    return stack(rows, reference_rows(pd.concat([own, others]), collection.war))


def bands_beside(collection: Collection, subject: str, ratio: str = LEAD) -> pd.DataFrame:
    """Return the bands that a ratio about some people may stand beside; none for civilians.

    The bands are of soldiers in the fighting of war, whatever the collection is about.
    """
    bands = read_bands(ratio) if entry(ratio).band else pd.DataFrame()
    return bands.iloc[:0] if subject in collection.words.civilians else bands


def _pair_row(collection: Collection, pair: pd.Series) -> pd.DataFrame:
    """Lay one pair over another time than a day out for `plots.forest`."""
    ends = (drawn_point(pd.DataFrame([pair])).iloc[0], pair["low"], pair["high"])
    label = f"{_whose(collection, pair)}, {time_in_words(pair)}"
    return claim_row(label, ends, kind=_kind(collection, pair), receipt=recipe_of(pair))


def _whose(collection: Collection, row: pd.Series) -> str:
    words = collection.words
    return (
        f"{words.speakers.at[row['speaker'], 'label']} about "
        f"{words.forces.at[row['subject'], 'label']}, {words.scopes.at[row['scope'], 'label']}"
    )


def _kind(collection: Collection, row: pd.Series) -> str:
    first = collection.claims_behind(row["numerator_claims"]).iloc[:1]
    return kinds_of(first, collection).iloc[0]


def _speaker_row(collection: Collection, series) -> pd.DataFrame:
    days = days_of_series(
        collection.ratios,
        series.ratio,
        speaker=series.speaker,
        scope=series.scope,
        subject=series.subject,
    )
    found = summarise(days, collection.calendar)
    one = days[has_both(days)].iloc[0]
    made = recipe("series", series.ratio, series.speaker, series.scope, series.subject)
    more = {"kind": _kind(collection, one), "n": found.days_with_both, "receipt": made}
    return claim_row(_whose(collection, one), (found.value, *ends_of(found.wording)), **more)


def ends_of(interval: Interval | None) -> tuple[float, float]:
    """Return the ends of an interval as columns hold them: missing where it is open or absent."""
    if interval is None:
        return math.nan, math.nan
    return interval.low, interval.high if math.isfinite(interval.high) else math.nan


def briefing_rows(day: Briefing, references: pd.DataFrame) -> pd.DataFrame:
    """Lay a day's ratio, the speaker's other days and other wars out for `plots.forest`.

    Empty if the day has no ratio, or one about civilians.
    """
    lead = day.ratio(LEAD)
    if lead is None or lead["subject"] in day.collection.words.civilians:
        return pd.DataFrame()
    name = day.collection.speakers.at[day.speaker, "label"]
    kind = _kind(day.collection, lead)
    ends = (drawn_point(pd.DataFrame([lead])).iloc[0], lead["low"], lead["high"])
    label = f"{name}, {day_words(day.stated_on)}"
    rows = [claim_row(label, ends, kind=kind, receipt=recipe_of(lead))]
    if not day.other_days.empty:
        others = day.other_days
        finite = others[~np.isinf(others)]
        # A day over nought is infinite: the line then runs on.
        ends = (finite.median(), finite.min(), finite.max())
        if len(finite) < len(others):
            ends = (float("nan"), finite.min(), float("nan"))
        label = f"{name}, other located days: median, least and most"
        keys = (LEAD, day.speaker, day.scope, f"{day.stated_on:%Y-%m-%d}", day.about)
        made = {"receipt": recipe("other days", *keys), "interval": "days"}
        rows.append(claim_row(label, ends, kind=kind, n=len(others), **made))
    others = land_set(other_wars(references, day.collection.war))
    return stack(pd.concat(rows, ignore_index=True), reference_rows(others))

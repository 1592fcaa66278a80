"""Rows of the forest: claimed ratios above other wars."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis.collection.briefing import LEAD, Briefing
from analysis.collection.collection import Collection
from analysis.collection.compare import select_series, series_found, summarise
from analysis.errors import ParameterError
from analysis.ratios.catalogue import entry
from analysis.ratios.derived import has_both
from analysis.ratios.references import RELIABILITIES, read_bands
from analysis.reports.receipts.recipes import recipe, recipe_of
from analysis.reports.views.collection import drawn_point
from analysis.text.readable import day as day_words


def reference_rows(references: pd.DataFrame) -> pd.DataFrame:
    """Lay reference rows out for `plots.forest`, grouped by reliability."""
    shown = references[references["value"].notna()]
    groups = [f"Other wars, {name} reliability" for name in RELIABILITIES]
    group = "Other wars, " + shown["reliability"] + " reliability"
    return pd.DataFrame(
        {
            "label": shown["conflict"] + ", " + shown["force"],
            "value": shown["value"],
            "low": shown[["low", "value"]].min(axis=1),
            "high": shown[["high", "value"]].max(axis=1),
            "group": pd.Categorical(group, groups, ordered=True),
            "kind": shown["kind"],
            "interval": "counts",
            "receipt": [recipe("reference", key) for key in shown["reference_id"]],
        }
    ).reset_index(drop=True)


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
    value, low, high = ends
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
    return references[references["reliability"].isin(kept)].reset_index(drop=True)


def land_set(references: pd.DataFrame) -> pd.DataFrame:
    """Keep the land forces, one account of each."""
    return references[references["in_land_set"]].reset_index(drop=True)


def speakers_rows(collection: Collection) -> pd.DataFrame:
    """Lay each speaker's killed per wounded over all located days out for `plots.forest`.

    Fighting forces alone: the bands and rows of other wars say nothing of civilians. Empty if
    there is no such ratio.
    """
    found = series_found(collection.ratios)
    found = found[(found["ratio"] == LEAD) & (found["days_paired"] > 0)]
    found = found[~found["subject"].isin(collection.words.civilians)]
    rows = [_speaker_row(collection, series) for series in found.itertuples()]
    rows = [row for row in rows if not row[["value", "low", "high"]].isna().all(axis=None)]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def beside_wars(collection: Collection, references: pd.DataFrame) -> pd.DataFrame:
    """Lay every speaker's ratio and other wars out for `plots.forest`; empty without a ratio."""
    rows = speakers_rows(collection)
    return rows if rows.empty else stack(rows, reference_rows(land_set(references)))


def bands_beside(collection: Collection, subject: str, ratio: str = LEAD) -> pd.DataFrame:
    """Return the bands that a ratio about some people may stand beside; none for civilians.

    The bands are of soldiers in the fighting of war, whatever the collection is about.
    """
    bands = read_bands(ratio) if entry(ratio).band else pd.DataFrame()
    return bands.iloc[:0] if subject in collection.words.civilians else bands


def _speaker_row(collection: Collection, series) -> pd.DataFrame:
    days = select_series(
        collection.ratios,
        series.ratio,
        speaker=series.speaker,
        scope=series.scope,
        subject=series.subject,
    )
    found = summarise(days, collection.calendar)
    words = collection.words
    label = (
        f"{words.speakers.at[series.speaker, 'label']} about "
        f"{words.forces.at[series.subject, 'label']}, {words.scopes.at[series.scope, 'label']}"
    )
    both = days[has_both(days)]
    value = float("nan") if found.value is None else found.value
    interval = "wording"
    if found.days_with_both == 1:
        ends = (both["low"].iloc[0], both["high"].iloc[0])
    elif math.isnan(value):
        # No day has a single value: the hull of what the words of all days allow.
        ends, interval = (both["low"].min(), both["high"].max(skipna=False)), "days"
    else:
        ends = (value, value)
    own = len(both) and words.forces.at[series.subject, "party"] == both["party"].iloc[0]
    kind = "claim" if own else "opponent"
    made = recipe("series", series.ratio, series.speaker, series.scope, series.subject)
    more = {"kind": kind, "n": found.days_with_both, "receipt": made, "interval": interval}
    return claim_row(label, (value, *ends), **more)


def briefing_rows(day: Briefing, references: pd.DataFrame) -> pd.DataFrame:
    """Lay a day's ratio, the speaker's other days and other wars out for `plots.forest`.

    Empty if the day has no ratio, or one about civilians.
    """
    lead = day.ratio(LEAD)
    if lead is None or lead["subject"] in day.collection.words.civilians:
        return pd.DataFrame()
    name = day.collection.speakers.at[day.speaker, "label"]
    own = day.collection.words.forces.at[lead["subject"], "party"] == lead["party"]
    kind = "claim" if own else "opponent"
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
    return stack(pd.concat(rows, ignore_index=True), reference_rows(land_set(references)))

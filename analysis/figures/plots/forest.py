"""Forest: claimed ratios beside reviewed wars and the bands drawn from them.

Lead: one claimed ratio at a glance, beside the speaker's other days, a review and two wars.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.marks import Lane, bar_key, draw_span, key_of, open_key, runs_on
from analysis.figures.plots.ladder import Ladder, Rung
from analysis.figures.rows import checked, edges, extremes, for_each, in_words, span
from analysis.figures.sheet import EDGE, Heading, Key, Sheet, published, text_width, wrap
from analysis.text.readable import number
from analysis.text.receipt import Cited
from analysis.text.say import Said, listed, say

COLUMNS = ("label", "value", "low", "high", "group", "kind")
BAND_COLUMNS = ("name", "low", "high", "source")
CLAIMS = ("claim", "opponent")
INTERVALS = {
    "wording": style.BAR,
    "counts": style.THIN,
    "days": style.THIN,
    "between": style.BETWEEN_LINE,
    "noise": style.NOISE_LINE,
}
"""What low and high of a row can be, and how it is drawn."""
LINES = {
    "days": "line: least and most of single days",
    "between": "dashes: between-day interval",
    "noise": "dots: counting-noise yardstick, as if both figures were chance counts",
    "counts": "line: other counts of the same losses",
}
"""The words of the key for all but the wording interval."""
BRACKET = 0.09
"""Inches for the line under the name of a band, above the rows."""
AXIS = 0.47
"""Inches for tick labels and the words under them."""


def forest(
    rows: pd.DataFrame,
    bands: pd.DataFrame,
    *,
    title: str,
    source: str,
    terms: Sequence[str] = ("killed", "wounded"),
) -> Figure:
    """Set claimed ratios beside reference rows and shaded reference bands.

    Groups with a claim come first, then the others in their order; ordered categories are taken
    as they come. Inside a group the greatest value stands on top, whichever side it is about.

    Parameters
    ----------
    rows : DataFrame
        One row a ratio: ``label`` (names the speaker or the war), ``value`` (NaN: the words give
        no point; infinite: denominator zero), ``low``, ``high`` (NaN: open; equal to `value`
        where nothing else is stated), ``group`` (text, or ordered categories), ``kind`` (a key
        of `style.KINDS`); optional ``n``, the days or figures behind it (NaN: not counted), and
        ``interval``, what low and high are: "wording" (claims, if it is not given), "counts"
        (everything else), "days" (least and most of single days), "between" (between-day
        interval) or "noise" (counting-noise yardstick).
    bands : DataFrame
        ``name``, ``low``, ``high``, ``source``; may be empty. The widest is drawn lightest.
    title, source : str
    terms : sequence of str
        What is divided by what; and, if one of that is called otherwise, what it is called.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = ordered(with_intervals(checked(rows, COLUMNS, "forest")))
    bands = checked_bands(bands)
    subtitle = f"{for_each(terms).capitalize()}, on a logarithmic scale"
    heading = Heading(title, subtitle, source)
    return published(
        lambda width: _draw(rows, bands, heading, terms, width),
        heading,
        alt=forest_alt(rows, bands, terms),
        caption=_caption(rows, bands),
        table=table_of(rows),
        rows=rows,
    )


def forest_alt(rows: pd.DataFrame, bands: pd.DataFrame, terms: Sequence[str]) -> str:
    """Describe the chart: its claims, where they lie to the outermost band, and the extremes."""
    claims, ranges = rows[_is_claimed(rows)], rows.iloc[:0]
    if len(claims) > 3 and (ends := extremes(claims)) is not None:
        claims, ranges = pd.DataFrame(ends), claims[claims["value"].isna()]
    stated = listed([_beside(row, bands) for _, row in claims.iterrows()]) if len(claims) else ""
    if stated and len(bands):
        stated = f"beside the band {band_words(bands.iloc[0])}, {stated}"
    parts = [stated] if stated else []
    if len(ranges):
        spread = span(math.nan, ranges["low"].min(skipna=False), ranges["high"].max(skipna=False))
        noun = "1 claim gives" if len(ranges) == 1 else f"{len(ranges)} claims give"
        parts.append(f"{noun} a range alone, {spread}")
    others = rows[~_is_claimed(rows)]
    if (ends := extremes(others)) is not None:
        low, high = (f"{number(row['value'])} ({row['label']})" for row in ends)
        noun = "reference row runs" if len(others) == 1 else f"{len(others)} reference rows run"
        parts.append(f"{noun} from {low} to {high}")
    what = f"Dot-and-interval chart of {terms[0]} per {terms[-1]} on a log scale"
    return f"{what} where {'; '.join(parts)}."


def with_intervals(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of each row what its low and high are, if it is not said."""
    by_kind = rows["kind"].isin(CLAIMS).map({True: "wording", False: "counts"})
    given = rows.get("interval", by_kind)
    return rows.assign(interval=given.fillna(by_kind))


def _is_claimed(rows: pd.DataFrame) -> pd.Series:
    """Tell the claims that the chart is about from parties' claims in reference rows."""
    return rows["kind"].isin(CLAIMS) & (rows["interval"] != "counts")


def checked_bands(bands: pd.DataFrame | None) -> pd.DataFrame:
    """Return the bands, the widest first; refuse one without a name or a source."""
    if bands is None or bands.empty:
        return pd.DataFrame(columns=list(BAND_COLUMNS))
    bands = checked(bands, BAND_COLUMNS, "bands")
    low, high = bands["low"].astype(float), bands["high"].astype(float)
    if not ((low > 0) & (low < high)).all():
        raise AnalysisError("a reference band runs from a positive low to a greater high")
    if (bands[["name", "source"]].fillna("").astype(str) == "").any(axis=None):
        raise AnalysisError("a reference band is shown with its name and its source")
    return bands.iloc[np.argsort(-(high / low).to_numpy(), kind="stable")].reset_index(drop=True)


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort rows: groups with a claim first, then the order of groups; greatest value on top."""
    groups = rows["group"]
    names = list(groups.cat.categories if hasattr(groups, "cat") else groups.unique())
    is_ordered = hasattr(groups, "cat") and groups.cat.ordered
    claimed = set() if is_ordered else set(groups[rows["kind"].isin(CLAIMS)])
    place = {name: (name not in claimed, index) for index, name in enumerate(names)}
    size = rows["value"].astype(float).fillna(rows["low"].astype(float)).fillna(0.0)
    keys = [(*place[group], -value) for group, value in zip(groups, size, strict=True)]
    order = sorted(range(len(rows)), key=keys.__getitem__)
    return rows.iloc[order].reset_index(drop=True)


def shade(axes: Axes, bands: pd.DataFrame, *, upright: bool = False) -> None:
    """Shade the bands, the widest lightest, under everything else."""
    draw = axes.axhspan if upright else axes.axvspan
    for tint, (_, band) in zip(style.tints(len(bands)), bands.iterrows(), strict=True):
        draw(band["low"], band["high"], facecolor=tint, edgecolor="none", zorder=0.5, label="_band")


def band_words(band: pd.Series) -> str:
    """Name a band with its ends."""
    return f"{number(band['low'])}–{number(band['high'])} ({band['name']})"


def band_sources(bands: pd.DataFrame) -> list[Said]:
    """Name each band with its source."""
    return [
        say("{name}, {source}", name=band["name"], source=Cited(band["source"]))
        for _, band in bands.iterrows()
    ]


def _draw(
    rows: pd.DataFrame, bands: pd.DataFrame, heading: Heading, terms: Sequence[str], width: float
) -> Drawing:
    ladder = Ladder(_rungs(rows), width)
    names = [wrap(band_words(band), width - 2 * EDGE) for _, band in bands.iterrows()]
    brackets = sum(len(name) * style.LINE + BRACKET for name in names)
    sheet = Sheet(heading, width, brackets + ladder.height + AXIS, keys_of(rows))
    top = sheet.top + brackets
    axes = ladder.axes(sheet, top)
    limit = style.reach(
        [*rows["value"], *rows["low"], *rows["high"], *bands["low"], *bands["high"]]
    )
    style.log_ratio_axis(axes, "x", limit)
    shade(axes, bands)
    ladder.clear(axes)
    for lanes, (_, row) in zip(ladder.lanes, rows.iterrows(), strict=True):
        lane, bar = Lane(axes, 1 / limit, limit), INTERVALS[row["interval"]]
        draw_span(lane, lanes[0], row, style.KINDS[row["kind"]], bar=bar)
    ladder.write(sheet, top)
    _write_brackets(sheet, ladder, bands, names, limit)
    write_ends(sheet, ladder, terms, top + ladder.height + 0.25)
    return sheet.drawing


def _rungs(rows: pd.DataFrame) -> list[Rung]:
    counts = rows["n"] if "n" in rows.columns else [math.nan] * len(rows)
    first = ~rows["group"].duplicated()
    return [
        Rung(
            row.label if pd.isna(n) else f"{row.label} (n = {number(n)})",
            span(row.value, row.low, row.high),
            heading=str(row.group) if begins else "",
        )
        for row, n, begins in zip(rows.itertuples(), counts, first, strict=True)
    ]


def keys_of(rows: pd.DataFrame) -> list[Key]:
    """Return the key of the kinds and intervals that occur."""
    low, high = rows["low"].astype(float), rows["high"].astype(float)
    wide = rows.loc[(low < high) & np.isfinite(high), "interval"]
    keys = [key_of(kind) for kind in style.KINDS if (rows["kind"] == kind).any()]
    if (wide == "wording").any():
        keys.append(bar_key())
    for interval, words in LINES.items():
        if (wide == interval).any():
            line = {**INTERVALS[interval], "color": style.INK}
            keys.append(Key(f"{words}, {style.NOT_CONFIDENCE}", (line,)))
    if runs_on(rows, log=True):
        keys.append(open_key())
    return keys


def _write_brackets(
    sheet: Sheet, ladder: Ladder, bands: pd.DataFrame, names: list[list[str]], limit: int
) -> None:
    """Write each band's name over it, with a line as wide as the band."""
    y = sheet.top
    for (_, band), name in zip(bands.iterrows(), names, strict=True):
        shares = [(math.log(band[end], limit) + 1) / 2 for end in ("low", "high")]
        left, right = (ladder.left + ladder.across * share for share in shares)
        fits = right - max(map(text_width, name)) >= EDGE
        place = {"ha": "right"} if fits else {"ha": "left"}
        sheet.text(right if fits else EDGE, y, name, color=style.SOFT_INK, **place)
        y += len(name) * style.LINE
        sheet.line([left, right], [y + 0.03] * 2, color=style.RULE, linewidth=1.6)
        y += BRACKET


def write_ends(sheet: Sheet, ladder: Ladder, terms: Sequence[str], y: float) -> None:
    """Write below an axis which way each term grows."""
    left, right = ladder.left, ladder.left + ladder.across
    sheet.text(left, y, f"← more {terms[1]}", color=style.SOFT_INK)
    sheet.text(right, y, f"more {terms[0]} →", color=style.SOFT_INK, ha="right")


def _beside(row: pd.Series, bands: pd.DataFrame) -> str:
    words = f"{row['label']} ({span(row['value'], row['low'], row['high'])})"
    value = float(row["value"])
    if bands.empty or math.isnan(value):
        return words
    band = bands.iloc[0]
    if band["low"] <= value <= band["high"]:
        return f"{words} lies inside it"
    return f"{words} lies {'above' if value > band['high'] else 'below'} it"


def _caption(rows: pd.DataFrame, bands: pd.DataFrame) -> Said:
    said = say("A half and a double stand equally far from one.")
    if not bands.empty:
        said += say(
            "Bands: {sources}. They come from other wars with other definitions and are given for "
            "orientation.",
            sources=band_sources(bands),
        )
    return said + say("What is drawn as an interval is {what}.", what=style.NOT_CONFIDENCE)


def table_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the values as drawn."""
    columns = {
        "group": rows["group"].astype(str),
        "row": rows["label"],
        "kind": [style.KINDS[kind].words for kind in rows["kind"]],
        "value": in_words(rows["value"], "no point"),
        "low": in_words(rows["low"], "open"),
        "high": in_words(rows["high"], "open"),
    }
    if "n" in rows.columns:
        columns["n"] = in_words(rows["n"], "not counted")
    return pd.DataFrame(columns)


REVIEWED = "Other wars, as a review found"
BAND = {**style.THICK, "color": style.RULE}
"""The row of a band: a bar in the grey of rules, for it is no figure of this war."""


def lead(
    rows: pd.DataFrame,
    bands: pd.DataFrame,
    *,
    title: str,
    source: str,
    chosen: str = "",
    terms: Sequence[str] = ("killed", "wounded"),
) -> Figure:
    """Set a ratio beside what is usual elsewhere, in a handful of rows.

    The claims come first, then the widest band as a row of its own, then the wars; each in its
    order. The band is shaded under all of them.

    Parameters
    ----------
    rows : DataFrame
        As for `forest`; groups are not drawn.
    bands : DataFrame
        As for `forest`; the widest is drawn. Without any there is no row of it.
    title, source : str
    chosen : str
        By which rule the wars were chosen; printed with the caption.
    terms : sequence of str
        What is divided by what; and, if one of that is called otherwise, what it is called.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = with_intervals(checked(rows, COLUMNS, "lead figure"))
    claims, wars = rows[rows["interval"] != "counts"], rows[rows["interval"] == "counts"]
    rows, bands = pd.concat([claims, wars], ignore_index=True), checked_bands(bands).iloc[:1]
    heading = Heading(title, f"{for_each(terms).capitalize()}, log scale", source)
    return published(
        lambda width: _draw_lead(rows, len(claims), bands, heading, terms, width),
        heading,
        alt=forest_alt(rows, bands, terms),
        caption=_caption_of_lead(rows, bands, chosen),
        table=table_of(rows),
        rows=rows,
    )


def _draw_lead(
    rows: pd.DataFrame,
    claimed: int,
    bands: pd.DataFrame,
    heading: Heading,
    terms: Sequence[str],
    width: float,
) -> Drawing:
    rungs = [Rung(row.label, span(row.value, row.low, row.high)) for row in rows.itertuples()]
    reviewed = [Rung(REVIEWED, span(math.nan, *ends)) for ends in edges(bands)]
    ladder = Ladder([*rungs[:claimed], *reviewed, *rungs[claimed:]], width)
    sheet = Sheet(heading, width, ladder.height + AXIS, keys_of(rows))
    axes = ladder.axes(sheet, sheet.top)
    limit = style.reach([*rows["value"], *rows["low"], *rows["high"], *sum(edges(bands), ())])
    style.log_ratio_axis(axes, "x", limit)
    shade(axes, bands)
    ladder.clear(axes)
    lane, lanes = Lane(axes, 1 / limit, limit), [first for first, *_ in ladder.lanes]
    for ends, at in zip(edges(bands), lanes[claimed:], strict=False):
        lane.plot(ends, at, zorder=3, label="_band", **BAND)
    places = [*lanes[:claimed], *lanes[claimed + len(bands) :]]
    for at, (_, row) in zip(places, rows.iterrows(), strict=True):
        draw_span(lane, at, row, style.KINDS[row["kind"]], bar=INTERVALS[row["interval"]])
    ladder.write(sheet, sheet.top)
    write_ends(sheet, ladder, terms, sheet.top + ladder.height + 0.25)
    return sheet.drawing


def _caption_of_lead(rows: pd.DataFrame, bands: pd.DataFrame, chosen: str) -> Said:
    said = say("{rule}", rule=Cited(chosen)) if chosen else say("")
    if len(bands):
        name, source = (Cited(bands[column].iloc[0]) for column in ("name", "source"))
        said += say("The review ({name}): {source}.", name=name, source=source)
    if (rows["interval"] == "days").any():
        said += say("The line beside the median of other days goes from the least to the most.")
    return said + say("What is drawn as a line is {what}.", what=style.NOT_CONFIDENCE)

"""Claimed ratios: beside reviewed wars and their bands, and several of one day.

`forest` sets ratios beside other wars, `lead` one at a glance beside a review and two wars, and
`multiples` draws unlike ratios, each in a panel with an axis of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import INTERVAL, Lane, Record
from analysis.figures.sheet import EDGE, Heading, Key, Ladder, Paper, Ruler, Rung, Sheet, published
from analysis.figures.sketch import SketchAxes
from analysis.figures.style import text_width, wrap
from analysis.text import Citation, Passage, listed, number, say, several, within

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
    "counts": "line: other counts of the same losses, or the range that a source gives",
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
    terms : sequence of str
        What is divided by what; and, if one of that is called otherwise, what it is called.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = ordered(with_intervals(marks.checked(rows, COLUMNS, "forest")))
    told, bands = marks.records(rows), checked_bands(bands)
    said = say("A half and a double stand equally far from one.")
    if bands:
        said += say(
            "Bands: {sources}. They come from other wars with other definitions and are given for "
            "orientation.",
            sources=_sources(bands),
        )
    return published(
        lambda paper: _draw(told, bands, terms, paper),
        Heading(title, f"{marks.for_each(terms).capitalize()}, on a logarithmic scale", source),
        alt=forest_alt(told, bands, terms),
        caption=said + say("What is drawn as an interval is {what}.", what=style.NOT_CONFIDENCE),
        table=_table(rows),
        rows=rows,
    )


def forest_alt(rows: list[Record], bands: list[Record], terms: Sequence[str]) -> str:
    """Describe the chart: its claims, where they lie to the outermost band, and the extremes."""
    claims, ranges = [row for row in rows if _is_claimed(row)], []
    if len(claims) > 3 and (ends := marks.extremes(claims)) is not None:
        ranges = [row for row in claims if math.isnan(row.value)]
        claims = list(ends)
    parts = [listed([_beside(row, bands) for row in claims])] if claims else []
    if parts and bands:
        parts = [f"beside the band {band_words(bands[0])}, {parts[0]}"]
    parts += _ranges_in_words(ranges, "claim")
    others = [row for row in rows if not _is_claimed(row)]
    ranges = [row for row in others if math.isnan(row.value)]
    if (ends := marks.extremes(others)) is not None:
        low, high = (f"{number(row.value)} ({row.label})" for row in ends)
        points = len(others) - len(ranges)
        noun = "reference row runs" if points == 1 else f"{points} reference rows run"
        parts.append(f"{noun} from {low} to {high}")
    parts += _ranges_in_words(ranges, "reference row")
    what = f"Dot-and-interval chart of {terms[0]} per {terms[-1]} on a log scale"
    return f"{what} where {'; '.join(parts)}."


def with_intervals(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of each row what its low and high are, if it is not said."""
    by_kind = rows["kind"].isin(CLAIMS).map({True: "wording", False: "counts"})
    given = rows.get("interval", by_kind)
    return rows.assign(interval=given.fillna(by_kind))


def _ranges_in_words(ranges: list[Record], noun: str) -> list[str]:
    """Count the rows without a point, with the range of all of them; nothing if there is none."""
    if not ranges:
        return []
    # One open end leaves that of all open; least and greatest pass a missing number on.
    spread = marks.span(
        math.nan, np.min(marks.numbers(ranges, "low")), np.max(marks.numbers(ranges, "high"))
    )
    many = f"1 {noun} gives" if len(ranges) == 1 else f"{len(ranges)} {noun}s give"
    return [f"{many} a range alone, {spread}"]


def _is_claimed(row: Record) -> bool:
    """Tell the claims that the chart is about from parties' claims in reference rows."""
    return row.kind in CLAIMS and row.interval != "counts"


def checked_bands(bands: pd.DataFrame | None) -> list[Record]:
    """Return the bands, the widest first and lightest; refuse one without a name or a source."""
    if bands is None or bands.empty:
        return []
    found = marks.records(marks.checked(bands, BAND_COLUMNS, "bands"))
    if not all(0 < band.low < band.high for band in found):
        raise AnalysisError("a reference band runs from a positive low to a greater high")
    words = [word for band in found for word in (band.name, band.source)]
    if any(pd.isna(word) or str(word) == "" for word in words):
        raise AnalysisError("a reference band is shown with its name and its source")
    found = sorted(found, key=lambda band: -(band.high / band.low))
    tints = [*style.BANDS[: len(found)], *[style.BANDS[-1]] * (len(found) - len(style.BANDS))]
    return [Record(band, tint=tint) for band, tint in zip(found, tints, strict=True)]


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


def shade(axes: SketchAxes, bands: list[Record], *, upright: bool = False) -> None:
    """Shade the bands, the widest lightest, under everything else."""
    draw = axes.axhspan if upright else axes.axvspan
    for band in bands:
        draw(band.low, band.high, facecolor=band.tint, edgecolor="none", zorder=0.5, label="_band")


def band_words(band: Record) -> str:
    """Name a band with its ends."""
    return f"{number(band.low)}–{number(band.high)} ({band.name})"


def bands_in_words(bands: list[Record]) -> Passage:
    """Name each band with its source, in the caption of a figure."""
    return say("Bands: {sources}; other wars, other definitions.", sources=_sources(bands))


def band_keys(bands: list[Record], ends: tuple[float, float] | None = None) -> list[Key]:
    """Return an entry for each band, which says if it goes on beyond the ends of an axis."""
    keys = []
    for band in bands:
        beyond = ends is not None and (band.low < ends[0] or band.high > ends[1])
        words = f"reviewed wars {band_words(band)}" + ", goes on beyond the axis" * beyond
        keys.append(Key(words, ({**style.STRIP, "color": band.tint},)))
    return keys


def nearest_edges(bands: list[Record]) -> list[float]:
    """Return of each band the edge nearest to 1, which an axis has to reach."""
    return [min(band.low, band.high, key=lambda end: abs(math.log(end))) for band in bands]


def _sources(bands: list[Record]) -> list[Passage]:
    return [say("{name}, {source}", name=b.name, source=Citation(b.source)) for b in bands]


def _draw(rows: list[Record], bands: list[Record], terms: Sequence[str], paper: Paper) -> Sheet:
    ladder = Ladder(_rungs(rows), paper.width)
    names = [wrap(band_words(band), paper.width - 2 * EDGE) for band in bands]
    brackets = sum(len(name) * style.LINE + BRACKET for name in names)
    sheet = Sheet(paper, brackets + ladder.height + AXIS, _keys(rows))
    top = sheet.top + brackets
    lane = _ratio_lane(ladder, sheet, top, rows, bands)
    _draw_ratios(lane, ladder.lanes, rows)
    ladder.write(sheet, top)
    _write_brackets(sheet, ladder, bands, names, lane.high)
    _write_ends(sheet, ladder, terms, top)
    return sheet


def _ratio_lane(
    ladder: Ladder, sheet: Sheet, top: float, rows: list[Record], bands: list[Record]
) -> Lane:
    """Return where ratios are drawn, over bands and about 1."""
    limit = style.reach([*marks.numbers(rows, *INTERVAL), *marks.numbers(bands, "low", "high")])

    def set_out(axes: SketchAxes) -> tuple[float, float]:
        style.log_ratio_axis(axes, "x", limit)
        shade(axes, bands)
        return 1 / limit, limit

    return marks.ladder_lane(ladder, sheet, top, set_out)


def _draw_ratios(lane: Lane, lanes: list[list[float]], rows: list[Record]) -> None:
    for (at,), row in zip(lanes, rows, strict=True):
        marks.draw_span(lane, at, row, style.look_of(row), bar=INTERVALS[row.interval])


def _rungs(rows: list[Record]) -> list[Rung]:
    rungs, begun = [], set()
    for row in rows:
        counted = row.get("n", math.nan)
        label = row.label if pd.isna(counted) else f"{row.label} (n = {number(counted)})"
        heading = "" if row.group in begun else str(row.group)
        begun.add(row.group)
        rungs.append(Rung(label, marks.span_of(row), heading=heading))
    return rungs


def _keys(rows: list[Record]) -> list[Key]:
    """Return the key of the kinds and intervals that occur."""
    wide = {row.interval for row in rows if row.low < row.high < math.inf}
    keys = marks.keys_of_kinds(rows, log=True)
    if "wording" in wide:
        keys.append(marks.bar_key(row for row in rows if row.interval == "wording"))
    for interval, words in LINES.items():
        if interval in wide:
            line = {**INTERVALS[interval], "color": style.INK}
            keys.append(Key(f"{words}, {style.NOT_CONFIDENCE}", (line,)))
    return keys + ([marks.open_key(rows)] if marks.runs_on(rows, log=True) else [])


def _write_brackets(
    sheet: Sheet, ladder: Ladder, bands: list[Record], names: list[list[str]], limit: float
) -> None:
    """Write each band's name over it, with a line as wide as the band."""
    y = sheet.top
    for band, name in zip(bands, names, strict=True):
        shares = [(math.log(end, limit) + 1) / 2 for end in (band.low, band.high)]
        left, right = (ladder.left + ladder.across * share for share in shares)
        fits = right - max(map(text_width, name)) >= EDGE
        x, side = (right, "right") if fits else (EDGE, "left")
        sheet.text(x, y, name, color=style.SOFT_INK, ha=side)
        y += len(name) * style.LINE
        sheet.line([left, right], [y + 0.03] * 2, color=style.RULE, linewidth=1.6)
        y += BRACKET


def _write_ends(sheet: Sheet, ladder: Ladder, terms: Sequence[str], top: float) -> None:
    """Write below an axis which way each term grows."""
    y, right = top + ladder.height + 0.25, ladder.left + ladder.across
    sheet.text(ladder.left, y, f"← more {terms[1]}", color=style.SOFT_INK)
    sheet.text(right, y, f"more {terms[0]} →", color=style.SOFT_INK, ha="right")


def _beside(row: Record, bands: list[Record]) -> str:
    words, value = f"{row.label} ({marks.span_of(row)})", float(row.value)
    if not bands or math.isnan(value):
        return words
    if bands[0].low <= value <= bands[0].high:
        return f"{words} lies inside it"
    return f"{words} lies {'above' if value > bands[0].high else 'below'} it"


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the values as drawn."""
    columns = {
        "group": rows["group"].astype(str),
        "row": rows["label"],
        "kind": marks.kinds_in_words(rows),
        **marks.range_columns(rows),
    }
    counted = {"n": marks.in_words(rows["n"], "not counted")} if "n" in rows else {}
    return pd.DataFrame(columns | counted)


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
    chosen : str
        By which rule the wars were chosen; printed with the caption.
    terms : sequence of str
        What is divided by what; and, if one of that is called otherwise, what it is called.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = with_intervals(marks.checked(rows, COLUMNS, "lead figure"))
    is_war = rows["interval"] == "counts"
    rows = rows.iloc[np.argsort(is_war.to_numpy(), kind="stable")].reset_index(drop=True)
    told, bands = marks.records(rows), checked_bands(bands)[:1]
    said = say("{rule}", rule=Citation(chosen)) if chosen else say("")
    for band in bands:
        name, review = Citation(band.name), Citation(band.source)
        said += say("The review ({name}): {source}.", name=name, source=review)
    if (rows["interval"] == "days").any():
        said += say("The line beside the median of other days goes from the least to the most.")
    return published(
        lambda paper: _draw_lead(told, int((~is_war).sum()), bands, terms, paper),
        Heading(title, f"{marks.for_each(terms).capitalize()}, log scale", source),
        alt=forest_alt(told, bands, terms),
        caption=said + say("What is drawn as a line is {what}.", what=style.NOT_CONFIDENCE),
        table=_table(rows),
        rows=rows,
    )


def _draw_lead(
    rows: list[Record], claimed: int, bands: list[Record], terms: Sequence[str], paper: Paper
) -> Sheet:
    """Draw the claims, the band, if there is one, and the other wars."""
    rungs = [Rung(row.label, marks.span_of(row)) for row in rows]
    rungs[claimed:claimed] = [Rung(REVIEWED, marks.span(math.nan, b.low, b.high)) for b in bands]
    ladder = Ladder(rungs, paper.width)
    sheet = Sheet(paper, ladder.height + AXIS, _keys(rows))
    lanes = [*ladder.lanes[:claimed], *ladder.lanes[claimed + len(bands) :]]
    lane = _ratio_lane(ladder, sheet, sheet.top, rows, bands)
    for band, (at,) in zip(bands, ladder.lanes[claimed:], strict=False):
        lane.plot((band.low, band.high), at, zorder=3, label="_band", **BAND)
    _draw_ratios(lane, lanes, rows)
    ladder.write(sheet, sheet.top)
    _write_ends(sheet, ladder, terms, sheet.top)
    return sheet


PANEL_COLUMNS = ("ratio", "numerator", "denominator", "value", "low", "high")
PANEL_AXES = ("ratio", "share", "points")
GAP = 0.3
"""Inches between panels."""
LANE = 0.26
VALUE = style.FIGURE_SIZE * 1.35 / 72
"""Inches for the ratio in large type."""
INSET = 0.16
"""Inches on either side of an axis for half of its outermost labels."""
TICKS_TALL = 0.3


def multiples(rows: pd.DataFrame, *, title: str, source: str) -> Figure:
    """Draw each ratio in a panel of its own, with the raw figures that it divides.

    Unlike ratios never share an axis. A ratio without a point is drawn as its interval alone.

    Parameters
    ----------
    rows : DataFrame
        One row a ratio, in the order to be shown: ``ratio`` (its name with its unit),
        ``numerator``, ``denominator`` (texts with the raw figures, "4 airstrikes"), ``value``
        (NaN: no point), ``low``, ``high`` (NaN: open); optional ``band_low``, ``band_high`` (NaN:
        no band) and ``axis`` ("ratio": logarithmic about 1, the default; "share": 0 to 1;
        "points": 0 to 100).

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, there is no row, or an axis is unknown.
    """
    rows = marks.checked(rows, PANEL_COLUMNS, "small multiples")
    defaults = {"band_low": math.nan, "band_high": math.nan, "axis": "ratio"}
    panels = [Record(defaults | row) for row in marks.records(rows)]
    if strange := sorted({row.axis for row in panels} - set(PANEL_AXES)):
        raise AnalysisError(f"an axis is {listed(list(PANEL_AXES))}, not {', '.join(strange)}")
    columns = {"what": rows["ratio"], "numerator": rows["numerator"]}
    columns |= {"denominator": rows["denominator"], **marks.range_columns(rows)}
    said = [f"{row.ratio} is {marks.span_of(row)} ({_raw(row)})" for row in panels]
    return published(
        lambda paper: _draw_panels(panels, paper),
        Heading(title, "Each ratio has an axis of its own", source),
        alt=f"Small multiples of {several(len(said), 'ratio')} where {marks.said_first(said)}.",
        caption=f"The raw figures stand under each ratio. {style.BARS_SAID}",
        table=pd.DataFrame(columns),
        rows=rows,
    )


def _draw_panels(rows: list[Record], paper: Paper) -> Sheet:
    """Draw panels in lines, their axes level within each."""
    across = 2 if paper.is_narrow else 3
    room = (paper.width - 2 * EDGE - (across - 1) * GAP) / across
    panels = [(row, wrap(row.ratio, room, bold=True), wrap(_raw(row), room)) for row in rows]
    lines = [panels[place : place + across] for place in range(0, len(panels), across)]
    words = [
        max(len(name) + len(raw) for _, name, raw in line) * style.LINE + VALUE + 0.06
        for line in lines
    ]
    tall = [above + LANE + TICKS_TALL + 0.1 for above in words]
    claimed = style.KINDS["claim"].coloured(rows[0])
    pointed = any(marks.is_marked(row, log=row.axis == "ratio") for row in rows)
    banded = not all(math.isnan(row.band_low) for row in rows)
    band = {**style.STRIP, "color": style.BANDS[1]}
    keys = marks.keys_where({claimed.words: (pointed, claimed.line())})
    keys += marks.keys_of_ranges(rows, log=True)
    keys += marks.keys_where({"band: reviewed wars": (banded, band)})
    sheet = Sheet(paper, sum(tall), keys)
    top = sheet.top
    for line, above, height in zip(lines, words, tall, strict=True):
        for place, (row, name, raw) in enumerate(line):
            x = EDGE + place * (room + GAP)
            _write_panel(sheet, (x, top), row, (name, raw), room)
            _draw_ruler(sheet, (x + INSET, top + above), row, room - 2 * INSET)
        top += height
    return sheet


def _write_panel(
    sheet: Sheet,
    corner: tuple[float, float],
    row: Record,
    words: tuple[list[str], list[str]],
    room: float,
) -> None:
    (x, y), (name, raw), figure = corner, words, marks.span_of(row)
    sheet.text(x, y, name, fontweight="bold")
    y += len(name) * style.LINE
    fits = text_width(figure, style.FIGURE_SIZE) <= room
    sheet.text(x, y, figure, fontsize=style.FIGURE_SIZE if fits else style.SIZE)
    sheet.text(x, y + VALUE, raw, color=style.SOFT_INK)


def _draw_ruler(sheet: Sheet, corner: tuple[float, float], row: Record, across: float) -> None:
    if row.axis == "ratio":
        limit = style.reach(marks.numbers([row], *INTERVAL, "band_low", "band_high"))
        ticks = {tick: style.fraction(tick) for tick in (1 / limit, 1, limit)}
    else:
        end = 1 if row.axis == "share" else 100
        ticks = {tick: number(tick) for tick in (0, end / 2, end)}
    ruler = Ruler(sheet, corner, (across, LANE), ticks, log=row.axis == "ratio")
    ruler.draw()
    if pd.notna(row.band_low):
        ruler.shade(row.band_low, row.band_high, style.BANDS[1])
    if ruler.log:
        ruler.plot((1, 1), (0, 1), color=style.RULE, linewidth=0.9, zorder=1.5, label="_one")
    marks.draw_span(
        Lane(ruler, ruler.low, ruler.high), 0.5, row, style.KINDS["claim"].coloured(row)
    )


def _raw(row: Record) -> str:
    over, under = within(row.numerator), within(row.denominator)
    return f"{over} {'less' if row.axis == 'points' else '/'} {under}"

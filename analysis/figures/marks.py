"""Rows of a frame as marks of a drawing: checked, told in words, drawn and labelled.

A mark is a point with what its wording allows; an end that is open or beyond the axis is an arrow.
Each artist has a label that begins with an underscore ("_point", "_bar", "_open", "_edge",
"_cross"), by which a test tells what it stands for.

>>> span(0.9698, 0.9698, 0.9698), span(NAN, 5, 24.75), span(NAN, 1.2, NAN)
('0.97', '5–24.8', '1.2 or more')

Days on an axis are whole numbers, labelled in English on every machine.

>>> ticks(pd.Timestamp("2023-03-06"), pd.Timestamp("2023-03-20"), 2.0)
[(19422, '6 Mar'), (19429, '13 Mar'), (19436, '20 Mar')]

Words beside marks are moved until they cover nothing. Boxes are (left, top, right, bottom) in
inches, downwards.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.sheet import EDGE, Key, Ladder, Ruler, Sheet, add_spot
from analysis.figures.sketch import Box, SketchAxes, Spot
from analysis.figures.style import text_width, wrap
from analysis.terms import Side
from analysis.text import MONTHS, MOST_ROWS, day, listed, number

NAN = math.nan
INTERVAL = ("value", "low", "high")
SLACK = 1e-3
"""Published ratios are rounded to four digits, so an end may miss its value by that much."""


class Record(dict):
    """One row: its values by the names of the columns, which are its attributes too.

    >>> [row] = records(pd.DataFrame({"label": ["killed"], "value": [193]}))
    >>> row.label, row["value"]
    ('killed', 193)
    """

    __getattr__ = dict.__getitem__


def records(rows: pd.DataFrame) -> list[Record]:
    """Return the rows of a frame, ready to be drawn at any width.

    Only as many lead to a receipt as the page lists values of a figure.
    """
    columns = [rows[name].tolist() for name in rows.columns]
    found = [Record(zip(rows.columns, row, strict=True)) for row in zip(*columns, strict=True)]
    for row in found[MOST_ROWS:]:
        row.pop("receipt", None)
    return found


def checked(rows: pd.DataFrame, columns: Sequence[str], figure: str) -> pd.DataFrame:
    """Return the rows with a fresh index, or refuse them in words.

    Parameters
    ----------
    rows : DataFrame
        Not changed.
    columns : sequence of str
        All must be there; their order does not matter.
    figure : str
        Name of the figure, for the message.

    Raises
    ------
    AnalysisError
        If a column is missing, there is no row, a kind is unknown, a row has no figure at all,
        or a value lies outside its own interval.

    Examples
    --------
    >>> checked(pd.DataFrame(columns=["value"]), ["value"], "forest")
    Traceback (most recent call last):
    analysis.errors.AnalysisError: nothing to draw in the forest: print "not reported" instead
    """
    absent = [name for name in columns if name not in rows.columns]
    if absent:
        raise AnalysisError(f"the rows of the {figure} lack {', '.join(absent)}")
    if rows.empty:
        raise AnalysisError(f'nothing to draw in the {figure}: print "not reported" instead')
    strange = sorted(set(rows["kind"].astype(str)) - set(style.KINDS)) if "kind" in columns else []
    if strange:
        known = listed(list(style.KINDS))
        raise AnalysisError(f"the {figure} cannot draw {', '.join(strange)}; kinds are {known}")
    if set(INTERVAL) <= set(columns):
        check_intervals(rows, INTERVAL, figure)
        empty = rows[[*INTERVAL]].astype(float).isna().all(axis=1).to_numpy()
        if empty.any():
            place = int(np.argmax(empty))
            raise AnalysisError(f'row {place} of the {figure} has no figure: print "not reported"')
    return rows.reset_index(drop=True)


def check_intervals(rows: pd.DataFrame, names: Sequence[str], figure: str) -> None:
    """Refuse a value outside its interval, a reversed interval, and a negative figure."""
    value, low, high = (rows[name].astype(float).to_numpy() for name in names)
    slack = 1 + SLACK
    wrong = (low > high * slack) | (value * slack < low) | (value > high * slack)
    wrong |= np.fmin(value, np.fmin(low, high)) < 0
    if wrong.any():
        place = int(np.argmax(wrong))
        found = f"value {value[place]:g}, low {low[place]:g}, high {high[place]:g}"
        raise AnalysisError(f"row {place} of the {figure} is no interval: {found}")


def for_each(terms: Sequence[str]) -> str:
    """Say what is divided by what: two names, or three if one of the second is called otherwise.

    >>> for_each(("killed", "wounded")), for_each(("killed", "clashes", "clash"))
    ('killed for each wounded', 'killed for each clash')
    """
    return f"{terms[0]} for each {terms[-1]}"


def span(value: float, low: float, high: float) -> str:
    """Say a figure with what its wording allows; a missing low or high end is open.

    >>> span(0.309, 0.156, 0.309), span(math.inf, 2.2, math.inf), span(NAN, NAN, 40)
    ('0.309 (0.156–0.309)', 'infinite', '40 or less')
    """
    if math.isinf(value):
        return "infinite"
    opened = math.isnan(high) or math.isinf(high)
    if math.isnan(low):
        bounds = "" if opened else f"{number(high)} or less"
    elif opened:
        bounds = f"{number(low)} or more"
    else:
        bounds = number(low) if low == high else f"{number(low)}–{number(high)}"
    if math.isnan(value):
        return bounds or "no figure"
    return f"{number(value)} ({bounds})" if bounds and not low == high == value else number(value)


def span_of(row: Mapping[str, Any]) -> str:
    """Say the figure of a row."""
    return span(*(float(row[name]) for name in INTERVAL))


def numbers(rows: Iterable[Record], *names: str) -> list[float]:
    """Return all numbers of some columns, missing ones too.

    >>> numbers([Record(low=1, high=2), Record(low=3, high=4)], "low", "high")
    [1.0, 3.0, 2.0, 4.0]
    """
    rows = list(rows)
    return [float(row[name]) for name in names for row in rows]


def said_first(said: Sequence[str], most: int = 8) -> str:
    """List the first of many things in the words of an alt text, and count the others."""
    more = [f"{len(said) - most} more are in the table"] if len(said) > most else []
    return listed([*said[:most], *more])


def in_words(ends: Iterable[float], missing: str) -> list[object]:
    """Return a table column in which a missing number is said in words."""
    return [missing if pd.isna(end) else end for end in ends]


def range_columns(rows: pd.DataFrame, no_value: str = "no point") -> dict[str, list[object]]:
    """Return the columns of a table with the value of each row, and what its words allow."""
    empty = rows[[*INTERVAL]].isna().all(axis=1)
    ends = {
        end: in_words(rows[end].astype(object).mask(empty, no_value), "open")
        for end in ("low", "high")
    }
    return {"value": in_words(rows["value"], no_value), **ends}


def kinds_in_words(rows: pd.DataFrame) -> list[str]:
    """Return the column of a table with the kind of each row."""
    return [style.KINDS[kind].words for kind in rows["kind"]]


def extremes(rows: Iterable[Record]) -> tuple[Record, Record] | None:
    """Return the rows with the least and the greatest value; None if no row has a point."""
    points = [row for row in rows if not math.isnan(row.value)]
    by_value = itemgetter("value")
    return (min(points, key=by_value), max(points, key=by_value)) if points else None


def have_intervals(rows: Iterable[Record]) -> bool:
    """Whether the words of any row allow more than one number."""
    return any(row.low < row.high for row in rows)


LABEL = 0.56
"""Inches that a day's label takes with the space around it."""


def ordinal(moment: pd.Timestamp) -> int:
    """Count days since 1970, the position of a day on an axis."""
    return (moment.normalize() - pd.Timestamp(0)).days


def short(moment: pd.Timestamp) -> str:
    """Write a day without its year: '18 Mar'."""
    return f"{moment.day} {MONTHS[moment.month - 1][:3]}"


def ticks(first: pd.Timestamp, last: pd.Timestamp, inches: float) -> list[tuple[int, str]]:
    """Return (position, label) of evenly spaced days or months that fit the axis.

    Whole months come with the year on the first label and on each January.
    """
    room = max(2, int(inches / LABEL))
    for freq, step in (("D", 1), ("D", 2), ("W-MON", 1), ("W-MON", 2)):
        days = pd.date_range(first, last, freq=freq)[::step]
        if 0 < len(days) <= room:
            return [(ordinal(moment), short(moment)) for moment in days]
    months = pd.date_range(first, last, freq="MS")
    for step in (1, 2, 3, 6, 12):
        chosen = months[(months.month - 1) % step == 0]
        if len(chosen) <= room:
            break
    named = []
    for moment in chosen:
        year = f"\n{moment.year}" if moment.month == 1 or not named else ""
        named.append((ordinal(moment), MONTHS[moment.month - 1][:3] + year))
    return named


def day_panel(
    sheet: Sheet, tall: float, left: float, moments: Sequence[pd.Timestamp], right: float = 0.0
) -> SketchAxes:
    """Return axes at the top of a sheet whose horizontal one has all days from first to last.

    There is a little room at its ends.

    Parameters
    ----------
    tall, left, right : float
        Inches from the foot to the top, and of room for words on either side.
    """
    across, (first, last) = sheet.width - 2 * EDGE - left - right, (min(moments), max(moments))
    begin, end = ordinal(first), ordinal(last)
    margin = max(0.7, (end - begin) * 0.12 / across)
    axes = sheet.axes(EDGE + left, sheet.top, across, tall)
    axes.set_xlim(begin - margin, end + margin)
    places = dict(ticks(first, last, across))
    axes.set_xticks(list(places), list(places.values()))
    return axes


MARK = 0.075
"""Half of the room that a mark takes."""
ROOM = 1.7
"""Inches after which the words of a label go on in the next line."""
LED = 10
"""How much worse it is that a thin line crosses a label than that labels touch as much."""
STEPS = (0.1, 0.17, 0.26, 0.4, 0.55, 0.75, 1.0, 1.3)
"""How far from its mark a label may stand, nearest first."""


@dataclass(frozen=True)
class LabelWish:
    """A label that wants to stand beside the point (x, y)."""

    x: float
    y: float
    words: str
    ring: float = 0.0
    """Inches that a ring around the mark keeps the words further away."""


@dataclass(frozen=True)
class Place:
    """Where a label stands, in lines of words."""

    box: Box
    lines: tuple[str, ...]
    far: bool
    """The label needs a thin line to its mark."""

    def leader(self, wish: LabelWish) -> tuple[list[float], list[float]]:
        """Return xs and ys of a line from the mark to the nearest point of the label."""
        left, top, right, bottom = self.box
        ends = (min(max(wish.x, left - 0.02), right + 0.02), min(max(wish.y, top), bottom))
        return [wish.x, ends[0]], [wish.y, ends[1]]


@dataclass(frozen=True)
class Plane:
    """Where the values of some axes lie on the sheet."""

    axes: SketchAxes
    """With their scales and limits set."""

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of a value, in inches from the left and from the top."""
        drawing = self.axes.figure
        across, up = self.axes.transData.transform((x, y)) / drawing.dpi
        return across, drawing.get_figheight() - up

    def along(self, values: Sequence[tuple[float, float]]) -> list[Box]:
        """Return small boxes that cover a line through values."""
        return along([self.at(x, y) for x, y in values])


def along(places: Sequence[tuple[float, float]]) -> list[Box]:
    """Return small boxes that cover a line through places on the sheet."""
    boxes = []
    for (x, y), (to_x, to_y) in pairwise(places):
        count = max(1, int(math.hypot(to_x - x, to_y - y) / 0.08))
        steps = [step / count for step in range(count + 1)]
        boxes += [around(x + t * (to_x - x), y + t * (to_y - y), 0.03) for t in steps]
    return boxes


def settle(wishes: Sequence[LabelWish], taken: Sequence[Box], bounds: Box) -> list[Place]:
    """Place labels one after the other where they cover neither marks nor one another.

    The thin line of a label that stands far from its mark leads through no other label.

    Parameters
    ----------
    taken : sequence of Box
        Marks, bars and lines to keep clear of.
    bounds : Box
        No label leaves it.

    Returns
    -------
    list of Place
        In the order of the wishes. Where nothing is free, the least bad place.

    Examples
    --------
    >>> place = settle([LabelWish(1, 1, "70 %")], [], (0, 0, 3, 2))[0]
    >>> place.lines, place.far
    (('70 %',), False)
    """
    crowd = [*taken, *(around(wish.x, wish.y) for wish in wishes)]
    places: list[Place] = []
    for wish in wishes:
        labels, seen = [other.box for other in places], []
        for place in _candidates(wish):
            cost = _cost(place.box, crowd, bounds)
            cost += LED * sum(_overlap(*pair) for pair in product(_led(place, wish), labels))
            seen.append((cost, place))
            if cost == 0:
                break
        place = min(seen, key=itemgetter(0))[1]
        crowd += [place.box, *_led(place, wish)]
        places.append(place)
    return places


def write_labels(
    sheet: Sheet, wishes: Sequence[LabelWish], taken: Sequence[Box], bounds: Box
) -> None:
    """Write labels where `settle` puts them, with a thin line from each that stands far."""
    for wish, place in zip(wishes, settle(wishes, taken, bounds), strict=True):
        sheet.text(*place.box[:2], place.lines)
        if place.far:
            sheet.line(*place.leader(wish), color=style.RULE, linewidth=0.7)


def _led(place: Place, wish: LabelWish) -> list[Box]:
    """Return what the line from a label to its mark covers."""
    return along(list(zip(*place.leader(wish), strict=True))) if place.far else []


def _candidates(wish: LabelWish) -> Iterator[Place]:
    """Right, left, above, below, then the corners; near before far, in few lines before many."""
    wraps = [tuple(wrap(wish.words, ROOM * share)) for share in (1.0, 0.6)]
    steps = [step + wish.ring for step in STEPS]
    for step, lines in product(steps, dict.fromkeys(wraps)):
        wide, tall = max(map(text_width, lines)), len(lines) * style.LINE
        right, left, centre = wish.x + step, wish.x - step - wide, wish.x - wide / 2
        level, above, below = wish.y - tall / 2, wish.y - tall - step * 0.7, wish.y + step * 0.7
        beside = [(right, level), (left, level), (centre, above), (centre, below)]
        for x, y in (*beside, (right, above), (left, above), (right, below), (left, below)):
            yield Place((x, y, x + wide, y + tall), lines, far=step > 0.2 + wish.ring)


def _cost(box: Box, crowd: Sequence[Box], bounds: Box) -> float:
    outside = max(
        0.0, bounds[0] - box[0], bounds[1] - box[1], box[2] - bounds[2], box[3] - bounds[3]
    )
    left, top, right, bottom = box
    # Most of a crowd lies elsewhere, which comparing tells in a fifth of the time of measuring.
    met = [
        other
        for other in crowd
        if other[0] < right and other[1] < bottom and left < other[2] and top < other[3]
    ]
    return 100 * outside + sum(_overlap(box, other) for other in met)


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return wide * tall if wide > 0 and tall > 0 else 0.0


def around(x: float, y: float, half: float = MARK) -> Box:
    """Return the box of a mark.

    >>> around(1.0, 1.0, 0.5)
    (0.5, 0.5, 1.5, 1.5)
    """
    return (x - half, y - half, x + half, y + half)


REACH = 0.125
"""Inches around a mark that a finger can touch: half of 24 pixels of a screen (WCAG 2.2)."""
NAMES = ("label", "ratio", "alternative", "reported")
"""Columns that may say what a row is, the first that is there."""


@dataclass(frozen=True)
class Lane:
    """Where along an axis a figure may be drawn."""

    axes: SketchAxes | Ruler
    low: float
    high: float
    """Ends of the axis; what lies beyond is drawn as an arrow at the edge."""
    upright: bool = False
    """Values run up the page rather than across it."""

    def plot(self, along: Iterable[float], at: float, **look: Any) -> None:
        """Draw through the values `along` at one place on the other axis."""
        values = list(along)
        places = [at] * len(values)
        xy = (places, values) if self.upright else (values, places)
        self.axes.plot(*xy, **look)

    def spot(self, low: float, high: float, at: float, words: str, receipt: str) -> None:
        """Let the place of a mark from `low` to `high` tell its value, and lead to a receipt.

        A finger may touch it around an upright mark, or anywhere in a lane across.
        """
        if isinstance(self.axes, Ruler):
            (left, top), (wide, tall) = self.axes.corner, self.axes.size
            spot = Spot((left, top, left + wide, top + tall), words, receipt)
            add_spot(self.axes.sheet.drawing, spot)
            return
        plane = Plane(self.axes)
        if self.upright:
            ends = (min(max(end, self.low), self.high) for end in (low, high))
            (left, bottom), (_, top) = (plane.at(at, end) for end in ends)
            box = (left - REACH, top - REACH, left + REACH, bottom + REACH)
        else:
            (left, y), (right, _) = plane.at(self.low, at), plane.at(self.high, at)
            box = (left, y - REACH, right, y + REACH)
        add_spot(self.axes.figure, Spot(box, words, receipt))

    def arrow(self, end: int, at: float, colour: str, label: str) -> None:
        """Point beyond the low (0) or the high (1) edge."""
        marker = ("v^" if self.upright else "<>")[end]
        look = {**style.ARROW, "marker": marker, "markerfacecolor": colour, "label": label}
        self.plot([(self.low, self.high)[end]], at, clip_on=False, zorder=4, **look)


def ladder_lane(
    ladder: Ladder,
    sheet: Sheet,
    top: float,
    set_out: Callable[[SketchAxes], tuple[float, float]],
) -> Lane:
    """Give a ladder its axis, which `set_out` sets and returns the ends of, and a lane over it."""
    axes = ladder.axes(sheet, top)
    ends = set_out(axes)
    ladder.clear(axes)
    return Lane(axes, *ends)


def draw_span(
    lane: Lane, at: float, row: Record, look: style.Mark, *, bar: Mapping[str, Any] = style.BAR
) -> None:
    """Draw one figure: bar for what the wording allows, marker for its point.

    Parameters
    ----------
    at : float
        Place on the other axis.
    row : Record
        ``value`` (NaN: the words give no point), ``low`` and ``high`` (NaN: open).
    bar : mapping
        How the interval is drawn; thin if it is not one of wording.
    """
    value = float(row["value"])
    if not (math.isinf(value) and math.isnan(row["low"])):
        draw_ends(lane, at, row, look, bar=bar)
    if math.isnan(value) and bar is style.THIN:
        inside = [end for end in (row["low"], row["high"]) if lane.low <= end <= lane.high]
        lane.plot(inside, at, label="_ends", zorder=3, color=look.edge, **style.END)
    if lane.low <= value <= lane.high:
        lane.plot([value], at, label="_point", zorder=5, clip_on=False, **look.line())
    elif not math.isnan(value):
        lane.arrow(int(value > lane.high), at, look.edge, "_edge")
    if made := row.get("receipt"):
        ends = [float(row[name]) for name in ("value", "low", "high")]
        known = [end for end in ends if not math.isnan(end)]
        name = next((str(row[name]) for name in NAMES if name in row), "")
        name = name or (day(row["day"]) if "day" in row else "")
        lane.spot(min(known), max(known), at, f"{name}: {span(*ends)}", made.key)


def draw_ends(
    lane: Lane, at: float, row: Record, look: style.Mark, *, bar: Mapping[str, Any] = style.BAR
) -> None:
    """Draw ``low`` to ``high`` of a row; an arrow where an end is open or beyond the axis."""
    low, high = float(row["low"]), float(row["high"])
    beyond = (not low >= lane.low, not high <= lane.high)
    shown = (lane.low if beyond[0] else low, lane.high if beyond[1] else high)
    opened = not (math.isfinite(low) and math.isfinite(high))
    if shown[0] < shown[1]:
        thickness = style.THIN if opened else bar
        label = "_open" if opened else "_bar"
        lane.plot(shown, at, color=look.edge, label=label, zorder=3, **thickness)
    for end in (0, 1):
        if beyond[end]:
            lane.arrow(end, at, look.edge, "_open")
        elif opened:
            cap = {"marker": "_" if lane.upright else "|", "markersize": 8, "markeredgewidth": 1.5}
            lane.plot([(low, high)[end]], at, color=look.edge, label="_open", zorder=3, **cap)


def shared_edge(rows: Iterable[Record]) -> str:
    """Return the colour in which a key shows what several rows have: theirs, or ink for several."""
    found = {style.edge_of(row) for row in rows}
    return found.pop() if len(found) == 1 else style.INK


def colour_of(rows: pd.DataFrame) -> str:
    """Return the colour of the one speaker whose rows a frame holds."""
    return shared_edge(records(rows.head(1)))


def keys_of_speaker(rows: pd.DataFrame) -> list[Key]:
    """Return an entry for the colour of the one speaker whose rows a frame holds."""
    return keys_of_sides(records(rows.head(1)))


def is_marked(row: Mapping[str, Any], *, log: bool = False) -> bool:
    """Whether a figure is drawn as a mark: neither a range alone nor an arrow at an edge."""
    return 0 < row["value"] < math.inf or (row["value"] == 0 and not log)


def keys_of_kinds(rows: Iterable[Record], *, log: bool = False) -> list[Key]:
    """Return the key entries of the kinds of which a mark is drawn, and of the sides."""
    rows = list(rows)
    keys = []
    for kind in style.KINDS:
        if found := [row for row in rows if row.kind == kind and is_marked(row, log=log)]:
            looks = {style.look_of(row) for row in found}
            look = looks.pop() if len(looks) == 1 else replace(looks.pop(), edge=style.INK)
            keys.append(Key(look.words, (look.line(),)))
    return keys + keys_of_sides(rows)


def keys_where(found: Mapping[str, tuple[bool, Mapping[str, Any]]]) -> list[Key]:
    """Return an entry for each look that is there, by its words."""
    return [Key(words, (look,)) for words, (is_there, look) in found.items() if is_there]


def keys_of_sides(rows: Iterable[Record]) -> list[Key]:
    """Return an entry for each side that has a colour of its own, of those in rows."""
    found = {side for row in rows if isinstance(side := row.get("side"), Side)}
    coloured = (side for side in found if side.place < len(style.HUES))
    ordered = sorted(coloured, key=lambda side: side.place)
    return [Key(side.name, ({**style.STRIP, "color": style.hue(side)},)) for side in ordered]


def bar_key(rows: Iterable[Record], bar: Mapping[str, Any] = style.BAR) -> Key:
    """Return the key entry of the wording interval of rows, which says what it is not."""
    words = f"bar: what the wording allows, {style.NOT_CONFIDENCE}"
    return Key(words, ({**bar, "color": shared_edge(rows)},))


def keys_of_ranges(rows: Iterable[Record], *, log: bool = False) -> list[Key]:
    """Return the key entries of bars and of arrows, as far as rows are drawn with any."""
    rows = list(rows)
    keys = [bar_key(rows)] if have_intervals(rows) else []
    return keys + ([open_key(rows)] if runs_on(rows, log=log) else [])


def runs_on(rows: Iterable[Record], *, log: bool = False) -> bool:
    """Whether any figure needs an arrow: an open end, infinity, or zero on a logarithmic axis."""
    rows = list(rows)
    ends, values = numbers(rows, "low", "high"), numbers(rows, "value")
    if any(map(math.isnan, ends)) or any(map(math.isinf, [*ends, *values])):
        return True
    return log and 0 in (*ends, *values)


def open_key(rows: Iterable[Record], words: str = "arrow: goes on beyond the axis") -> Key:
    """Return the key entry of the arrows of rows."""
    colour = shared_edge(rows)
    head = {**style.ARROW, "marker": ">", "markerfacecolor": colour}
    return Key(words, ({**style.THIN, "color": colour}, head))

"""What the figures of a briefing cost, beside matplotlib drawing the same marks once as SVG.

    python -m benchmarks.drawing [ROUNDS]

Ours is all of a figure, from its frame: laid out and written twice, for pages and for telephones,
with its words. matplotlib's is one drawing: the marks of the wide form, whose places are known
already, as its artists, and `savefig`. Prints JSON: CPU seconds of one process, the median of the
rounds, in turns: ``ours``, ``matplotlib``.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import matplotlib as mpl

from analysis import brief, load_collection, plots, read_bands, read_references
from analysis.collection.labels import source_line
from analysis.figures.sketch import Area, Line, Signs, Sketch, Words
from analysis.reports import briefing, pairs, series

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from analysis.figures.figure import Figure

DAY = {"stated_on": "2023-03-18", "scope": "bakhmut_direction", "speaker": "serhii_cherevatyi"}
ROUNDS = 15
LIGHT = {"svg.fonttype": "none", "path.simplify": False}
"""Words as text, as we write them: outlines would take matplotlib longer."""


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    draw = figures()
    sketches = [vars(one())["wide"] for one in draw]
    drawn = {True: [], False: []}
    for _ in range(rounds + 1):
        for is_ours, work in ((True, lambda: ours(draw)), (False, lambda: theirs(sketches))):
            began = time.process_time()
            work()
            drawn[is_ours].append(time.process_time() - began)
    # The first round loads what the others find.
    told = {name: statistics.median(drawn[key][1:]) for name, key in NAMES.items()}
    print(json.dumps(told))


NAMES = {"ours": True, "matplotlib": False}


def figures() -> list[Callable[[], Figure]]:
    """Return what draws each chart of a briefing, its frame made already."""
    day = brief(load_collection("bakhmut-2023"), **DAY)
    words = {"title": "Who said so", "source": source_line(day.collection)}
    bands, (first, rule) = read_bands(), briefing.lead_rows(day, read_references())
    wars = briefing.wars_rows(day, read_references())
    raw = briefing.counts_rows(day.claims, day.collection)
    ratios = briefing.ratios_rows(day.own_ratios, day.collection)
    days = series.timeline_rows(day.history, day.collection, day.keys[0])
    summary, apart = day.series, day.ratio("control_gap_points")
    shares = pairs.gap_rows(apart, day.collection)
    return [
        lambda: plots.lead(first, bands, chosen=rule, **words),
        lambda: plots.forest(wars, bands, **words),
        lambda: plots.counts(raw, **words),
        lambda: plots.multiples(ratios, **words),
        lambda: plots.timeline(days, summary, bands=bands, **words),
        lambda: plots.gap(shares, apart, **words),
    ]


def ours(draw: list[Callable[[], Figure]]) -> None:
    """Draw all charts, and write both forms of each."""
    for one in draw:
        figure = one()
        assert figure.svg() != figure.svg(narrow=True)


def theirs(sketches: list[Sketch]) -> None:
    """Have matplotlib draw the marks of each chart, and write them."""
    with mpl.rc_context(LIGHT):
        for sketch in sketches:
            drawing_of(sketch).savefig(io.BytesIO(), format="svg")


def drawing_of(sketch: Sketch) -> Drawing:
    """Make artists of the marks of a sketch."""
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(sketch.width / 72, sketch.height / 72))
    for mark in sketch.marks():
        add_to(drawing, mark, sketch)
    return drawing


def add_to(drawing: Drawing, mark: object, sketch: Sketch) -> None:
    """Add one mark; a spot, which nobody sees, is left out."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    def at(place: tuple[float, float]) -> tuple[float, float]:
        return place[0] / sketch.width, 1 - place[1] / sketch.height

    if isinstance(mark, Line):
        look = dict(part.split(":") for part in mark.rule.split(";"))
        color, width = look["stroke"], float(look.get("stroke-width", 1))
        xs, ys = zip(*map(at, mark.places), strict=True)
        drawing.add_artist(Line2D(xs, ys, color=color, linewidth=width))
    elif isinstance(mark, Signs):
        xs, ys = zip(*map(at, mark.places), strict=True)
        drawing.add_artist(Line2D(xs, ys, **{"linestyle": "none", **mark.look}))
    elif isinstance(mark, Area):
        (x, y), (to_x, to_y) = map(at, mark.corners)
        drawing.add_artist(Rectangle((x, y), to_x - x, to_y - y, facecolor=mark.colour))
    elif isinstance(mark, Words):
        words = {"fontsize": mark.size, "fontweight": mark.weight, "color": mark.colour}
        drawing.text(*at(mark.place), mark.text, ha=mark.ha, va="baseline", **words)


if __name__ == "__main__":
    main()

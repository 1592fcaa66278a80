"""The explorer: a first view, shown with widgets or without, and the panel that goes on from it.

The panel has controls on the left, and one tab for each way to look at the answer. Only the tab
that is looked at is made, so a change costs one view. All text that others wrote is escaped before
it reaches a widget. Whatever goes wrong, what stood there before is replaced by words: an old
figure beside new choices would be a wrong one.

Claims and refused pairs are rows that a reader searches, sorts and leafs through; only links of
ours are markup in them. How the explorer looks in JupyterLab, light and dark, and where its links
lead, is settled here too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import ipywidgets as w
import pandas as pd
from itables.widget import ITable

from analysis.collection.collection import Collection, check_keys, collection_names
from analysis.collection.comparison import series_found
from analysis.collection.labels import allowed, labelled
from analysis.collection.overview import most_first
from analysis.collection.specification import WORDS
from analysis.data.names import label_of, nearest, or_rather
from analysis.errors import AnalysisError, Offering, ParameterError
from analysis.explorer.answer import Answer, code_of, command_of, left_out, make_report
from analysis.explorer.question import (
    MANY,
    Choosable,
    Question,
    Switches,
    drawing,
    not_offered,
)
from analysis.figures.figure import Figure
from analysis.paths import ROOT
from analysis.publish.page.markup import web_address
from analysis.publish.page.receipts import one_receipt
from analysis.ratios.gate import entry, read_catalogue
from analysis.reports.pairs import ratio_rows, shares_figure, sides_figure
from analysis.settings import SERIES_MIN_DAYS
from analysis.terms import LEAD
from analysis.text import KIND, Passage, Table, marked, say
from analysis.text import day as day_words

WIDE = {"width": "auto"}
LABELS = {"description_width": "5.2em"}
COUNTED = "Bare numbers in brackets count ratios of single days that can be drawn, not claims."
EACH = "none is all; in brackets: ratios of single days that can be drawn, not claims"
ONE = ("scope", "first", "last", "ratio", "series", "beside")
"""Choices of one key."""


class Controls:
    """The widgets that hold collection, question and reading.

    Parameters
    ----------
    changed : callable
        Called after every change by a reader, and not while options are being filled in.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self.changed = changed
        self.filling = False
        self.collection = _one("collection", "a folder")
        self.parties = _many("parties", 3)
        self.speakers = _many("speakers", 6)
        self.scope = _one("area", "where the figures hold")
        self.measures = _many("measures", 4)
        self.first = _one("from", "first day, included")
        self.last = _one("to", "last day, included")
        self.ratio = _one("ratio", "what is divided by what")
        self.series = _one("series", "drawn in full")
        self.beside = _one("beside", "a second series")
        self.inferred_days = w.Checkbox(True, description="inferred days too", indent=False)
        self.words = _one("words", "wording rule")
        self.words.options = [(words, key) for key, words in WORDS.alternatives.items()]
        noise = "counting-noise yardstick"
        self.counting_noise = w.Checkbox(False, description=noise, indent=False)
        self.all = [widget for widget in vars(self).values() if isinstance(widget, w.DOMWidget)]
        """The widgets, in the order in which choices are made."""
        self.note = w.HTML()
        """What their numbers count."""
        for widget in self.all:
            widget.observe(lambda _: self.filling or self.changed(), names="value")

    @contextmanager
    def being_filled(self) -> Iterator[None]:
        """Call nobody for what changes inside the block."""
        before, self.filling = self.filling, True
        try:
            yield
        finally:
            self.filling = before

    def question(self) -> Question:
        """Read the question off the widgets."""
        chosen = {name: getattr(self, name).value for name in (*MANY, *ONE)}
        many = {name: tuple(chosen[name]) for name in MANY}
        return Question(**many, **{name: chosen[name] or "" for name in ONE})

    def reading(self) -> Switches:
        """Read the switches off the widgets."""
        return Switches(self.inferred_days.value, self.words.value, self.counting_noise.value)

    def show(self, answer: Answer) -> None:
        """Fill every widget with what exists for an answer, and with what it was asked."""
        with self.being_filled():
            self.look_again(answer.name)
            for name in ("inferred_days", "words", "counting_noise"):
                getattr(self, name).value = getattr(answer.reading, name)
            self._show_question(answer.offer, answer.asked)
            self.note.value = f"<p>{COUNTED} {escape(not_offered(answer.held))}</p>"

    def look_again(self, chosen: str) -> None:
        """Fill in the collections that stand in `data/raw` now."""
        with self.being_filled():
            self.collection.options = collection_names()
            self.collection.value = chosen if chosen in self.collection.options else None

    def _show_question(self, offer: Choosable, asked: Question) -> None:
        days = {day: f"{day_words(pd.Timestamp(day))} ({n})" for day, n in offer.days.items()}
        firsts = {day: words for day, words in days.items() if not asked.last or day <= asked.last}
        lasts = {day: words for day, words in days.items() if day >= asked.first}
        for name in MANY:
            _fill(getattr(self, name), getattr(offer, name), getattr(asked, name))
        _fill(self.scope, {"": "all areas"} | offer.scopes, asked.scope)
        _fill(self.ratio, offer.ratios, asked.ratio or None)
        _fill(self.series, offer.series, asked.series or None)
        _fill(self.beside, {"": "nothing"} | offer.beside, asked.beside)
        _fill(self.first, {"": "the first day"} | firsts, asked.first)
        _fill(self.last, {"": "the last day"} | lasts, asked.last)


def _many(name: str, rows: int) -> w.SelectMultiple:
    return w.SelectMultiple(description=name, rows=rows, layout=WIDE, style=LABELS, tooltip=EACH)


def _one(name: str, hint: str) -> w.Dropdown:
    return w.Dropdown(description=name, layout=WIDE, style=LABELS, tooltip=hint)


def _fill(widget: Any, there: Mapping[str, str], chosen: Any) -> None:
    """Give a widget its options and its value, and nothing it has already."""
    options = tuple((words, key) for key, words in there.items())
    if tuple(widget.options) != options:
        widget.options = options
    if widget.value != chosen:
        widget.value = chosen


CLAIMS = {
    "stated_on": "day",
    "speaker": "speaker",
    "reported": "as reported",
    "value": "number named",
    "measure": "measure",
    "subject": "about",
    "scope": "area",
    "allowed": "words allow",
    "wording": "wording",
    "page": "page",
    "note": "note",
    "low": "the least that the words allow",
}
REFUSED = {
    "stated_on": "day",
    "first": "first",
    "second": "second",
    "reason": "why not",
    "ratio": "ratio",
    "speaker": "speaker",
    "status_words": "status",
}
"""Columns, and what each is called; what a narrow panel shows without scrolling comes first."""
OPTIONS = {
    "allow_html": True,
    "pageLength": 25,
    "lengthMenu": [10, 25, 100],
    "maxBytes": 0,
    "showIndex": False,
    "scrollX": True,
    "text_in_header_can_be_selected": False,
    "classes": "display compact",
    "style": "width:100%",
}
"""How the table widget shows either: all rows, of which every cell is escaped here.

A whole heading sorts; where its words can be selected, only the small arrows beside them do.
"""
NUMERALS = ("value", "low")
_PLACES = list(CLAIMS)
MORE = {
    "Claims": {
        "columnDefs": [
            {"targets": _PLACES.index("value"), "orderSequence": ["desc", "asc"]},
            {"targets": _PLACES.index("allowed"), "orderData": _PLACES.index("low")},
            {"targets": _PLACES.index("low"), "visible": False, "searchable": False},
        ]
    },
    "Refusals": {
        "columnDefs": [{"targets": list(REFUSED).index("reason"), "className": "reason"}],
    },
}
"""How claims are sorted: numbers from the largest, for a claim that names none stands below them;
what the words allow by the least of it, which stands in a column that is not seen. Reasons get
room: without it a row is many lines high."""


def claim_rows(claims: pd.DataFrame, held: Collection) -> pd.DataFrame:
    """Lay claims out, each with a link to the page that it was read on.

    Parameters
    ----------
    claims : pandas.DataFrame
        Rows of the collection's claims.
    held : Collection

    Returns
    -------
    pandas.DataFrame
        The columns of `CLAIMS` under their names; days as YYYY-MM-DD, numbers as numerals and
        empty where the words name none, texts escaped.
    """
    pages = held.sources.reindex(claims["source_id"])
    rows = labelled(claims, held).assign(
        allowed=list(map(allowed, claims["low"], claims["high"])),
        # As plain numerals, which the widget sorts as numbers; from floats it would make functions
        # that JupyterLab cannot save.
        **{name: [f"{n:.12g}" if pd.notna(n) else "" for n in claims[name]] for name in NUMERALS},
        wording=claims["wording"].str.replace("_", " "),
        page=list(map(_link, pages["url"], pages["publisher"])),
    )
    return _shown(rows, CLAIMS)


def refused_rows(ratios: pd.DataFrame, held: Collection) -> pd.DataFrame:
    """Lay pairs out that are not divided, in the same way, with the columns of `REFUSED`."""
    rows = ratio_rows(ratios, held)
    return _shown(rows.assign(ratio=ratios["ratio"].str.replace("_", " ").to_list()), REFUSED)


def _shown(rows: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    shown = rows[list(columns)].copy()
    shown["stated_on"] = shown["stated_on"].dt.strftime("%Y-%m-%d").fillna("")
    for name in columns:
        if name != "page" and not pd.api.types.is_numeric_dtype(shown[name]):
            shown[name] = [escape(str(text)) for text in shown[name].fillna("")]
    return shown.set_axis(list(columns.values()), axis=1).reset_index(drop=True)


def _link(url: object, publisher: object) -> str:
    words = escape(str(publisher)) if isinstance(publisher, str) else ""
    address = web_address(url) if isinstance(url, str) else ""
    if not address:
        return words
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{words}</a>'


ROOT_ADDRESS = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/")
"""Where the server that runs this notebook stands; a hub serves each reader under a prefix."""

STYLE = Path(__file__).with_name("panel.css").read_text(encoding="utf-8")
COPY = " ".join(Path(__file__).with_name("copy.js").read_text(encoding="utf-8").split())
"""Puts the lines on the clipboard; where a browser keeps that from pages, selects and copies."""


def copied(code: str) -> str:
    """Show lines of code with a button that copies them.

    >>> "Copy as code" in copied("1 < 2") and "1 &lt; 2" in copied("1 < 2")
    True
    """
    return (
        f'<div class="code-box"><button type="button" onclick="{escape(COPY)}">Copy as code'
        f'</button> <span class="told" role="status"></span><pre>{escape(code)}</pre></div>'
    )


FIGURES = {
    "Ratio": Answer.ratio_figure,
    "Days": Answer.timeline_figure,
    "What matters": Answer.tornado_figure,
}
"""The figure of each tab that has one."""
TABS = ("Ratio", "Days", "Claims", "Refusals", "What matters", "Take away")

BESIDE = {"min_width": "16em"}
ROW = {"width": "auto", "flex_flow": "row wrap"}
"""Controls stand beside the view, and above it where there is no room."""


class Panel:
    """A live explorer.

    Parameters
    ----------
    answer : Answer
        To begin with, and to come back to.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = self.beginning = answer
        self.controls = Controls(self._asked)
        self.said, self.receipt, self.made = w.HTML(), w.HTML(), w.HTML()
        self.views = {name: w.HTML() for name in TABS}
        self.marks = w.Select(description="receipt of", rows=7, layout=WIDE)
        self.tables: dict[str, ITable] = {}
        self.boxes = {name: w.VBox([]) for name in MORE}
        inside = {name: [view] for name, view in self.views.items()}
        inside["Ratio"] += [self.marks, self.receipt]
        make = _button("Make this a report", self._report)
        inside["Take away"] = [make, self.made, self.views["Take away"]]
        for name, box in self.boxes.items():
            inside[name].append(box)
        self.tabs = w.Tab([w.VBox(inside[name]) for name in TABS], titles=TABS)
        self.tabs.observe(lambda change: self._refresh(), names="selected_index")
        self.marks.observe(lambda change: self._marked(), names="value")
        again = [_button("Reset", self._reset), _button("Look again", self._look_again)]
        asked = [w.VBox([*self.controls.all, self.controls.note]), w.HBox(again, layout=ROW)]
        left = w.VBox(asked, layout=BESIDE | {"flex": "1 1 17em"})
        left.add_class("reportedly-controls")
        right = w.VBox([self.said, self.tabs], layout=BESIDE | {"flex": "4 1 26em"})
        style = w.HTML(f"<style>\n{STYLE}</style>\n")
        self.box = w.VBox([style, w.HBox([left, right], layout=ROW)], layout=WIDE)
        self.box.add_class("reportedly-explorer")
        self.show(answer)

    def show(self, answer: Answer) -> None:
        """Show an answer: fill in the controls and make the tab that is looked at."""
        self.answer = answer
        with self.controls.being_filled():
            self.controls.show(answer)
            _fill(self.marks, answer.marks, answer.mark or None)
        self.made.value = ""
        self._refresh()

    def _asked(self) -> None:
        """Answer what the controls now ask; say in words what is wrong with it."""
        name = self.controls.collection.value or self.answer.name
        before = self.answer.question
        question = replace(self.controls.question(), mark=before.mark, subject=before.subject)
        self.said.value = ""
        try:
            answer = Answer(name, question, self.controls.reading())
            kept = Question() if name != self.answer.name else question
            answer = replace(answer, question=drawing(answer.held, kept, before))
            answer.claims, answer.marks, answer.found  # noqa: B018  what can be refused
            self.show(answer)
        except Exception as fault:
            # What stood there would be the answer to another question.
            self.said.value = refused(fault)
            for view in (*self.views.values(), self.receipt, self.made):
                view.value = ""
            for box in self.boxes.values():
                box.children = ()

    def _refresh(self) -> None:
        name, answer = TABS[self.tabs.selected_index or 0], self.answer
        view = self.views[name]
        try:
            if name == "Claims":
                self._list(name, claim_rows(answer.claims, answer.held))
            elif name == "Refusals":
                self._list(name, refused_rows(answer.refused, answer.held))
            elif name == "Take away":
                view.value = copied(code_of(answer))
            else:
                answers = [answer, *filter(None, [answer.beside])]
                halves = [
                    f'<div class="half">{_drawn(FIGURES[name], one)}</div>' for one in answers
                ]
                view.value = f'<div class="halves">{"".join(halves)}</div>'
            if name == "Ratio":
                made = answer.receipt
                self.receipt.value = one_receipt(made, answer.held) if made else ""
        except Exception as fault:
            view.value = refused(fault)
            if name in self.boxes:
                self.boxes[name].children = ()

    def _list(self, name: str, rows: pd.DataFrame) -> None:
        """Show rows in the table widget of a tab, made when it is first looked at."""
        self.views[name].value = f"<p>{len(rows)} row{'' if len(rows) == 1 else 's'}</p>"
        options = OPTIONS | MORE[name]
        if name in self.tables:
            self.tables[name].update(rows, **options)
        else:
            self.tables[name] = ITable(rows, **options)
        self.boxes[name].children = (self.tables[name],)

    def _marked(self) -> None:
        if not self.controls.filling and self.marks.value:
            question = replace(self.answer.question, mark=self.marks.value)
            self.answer = replace(self.answer, question=question)
            self._refresh()

    def _report(self, button: w.Button) -> None:
        self.made.value = "<p>The report is running; it takes some seconds.</p>"
        try:
            written = make_report(self.answer)
            without = left_out(self.answer)
            more = f"<p>Left out: {escape(without)}.</p>" if without else ""
            line = f"<p><code>{escape(command_of(self.answer))}</code></p>"
            self.made.value = _links(written) + line + more
        except Exception as fault:
            self.made.value = refused(fault)

    def _reset(self, button: w.Button) -> None:
        self.said.value = ""
        self.show(self.beginning)

    def _look_again(self, button: w.Button) -> None:
        """Read `data/raw` again: new collections are offered, changed tables are read."""
        self.controls.look_again(self.answer.name)
        self._asked()


def _button(name: str, act: Callable[[w.Button], None]) -> w.Button:
    button = w.Button(description=name, layout={"width": "auto"})
    button.on_click(act)
    return button


def _drawn(draw: Callable[[Answer], Figure], answer: Answer) -> str:
    try:
        return draw(answer).html(by_room=True)
    except AnalysisError as reason:
        return f"<p>Nothing to draw: {escape(str(reason))}.</p>"


def refused(fault: Exception) -> str:
    """Say in words what went wrong; a fault that is none of ours is called so."""
    known = isinstance(fault, AnalysisError)
    words = str(fault) if known else f"{type(fault).__name__}: {fault}"
    lines = "".join(f"<li>{escape(line)}</li>" for line in words.splitlines())
    head = "Not done:" if known else "Not done, for a fault of the program:"
    return f'<div class="refused" role="alert"><p>{head}</p><ul>{lines}</ul></div>'


def _links(written: list[Path]) -> str:
    """Link to the files as JupyterLab serves them: notebooks opened, pages as they are."""
    shown = []
    for path in written:
        place = path.relative_to(ROOT).as_posix()
        view = "files" if path.suffix == ".html" else "lab/tree"
        address = f"{ROOT_ADDRESS}{view}/{quote(place)}"
        shown.append(f'<li><a href="{escape(address)}" target="_blank">{escape(place)}</a></li>')
    return f"<p>Made:</p><ul>{''.join(shown)}</ul>"


ANSWERED = 4
"""Questions in a gallery: what a page holds."""
NOT_ENOUGH = (
    "No speaker gave a ratio on enough days for a series, and no figures of several sides stand "
    "beside each other; a single day stands in its briefing."
)
SESSION = "JPY_SESSION_NAME"
"""Set by a Jupyter server for kernels of its notebooks: then somebody will move the switches."""


@dataclass(frozen=True)
class CellHeading:
    """A heading among what a cell shows."""

    words: str

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/html": f"<h3>{marked(self.words)}</h3>", "text/plain": self.words}


@dataclass(frozen=True)
class Shown(Offering):
    """Figures, sentences and tables that one cell shows below each other."""

    parts: Sequence[Any]

    def html(self) -> str:
        """Return them as HTML."""
        return "".join(part._repr_mimebundle_()["text/html"] for part in self.parts)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.parts))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        parts = [part._repr_mimebundle_() for part in self.parts]
        receipts = {key: told for part in parts for key, told in part.get(KIND, {}).items()}
        return {"text/html": self.html(), "text/plain": repr(self), KIND: receipts}


class Explorer(Offering):
    """A first view and, where widgets are shown, the panel that goes on from it.

    Parameters
    ----------
    answer : Answer
        The first view.
    """

    def __init__(self, answer: Answer) -> None:
        self._first = answer

    @cached_property
    def panel(self) -> Panel:
        """The widgets; made when they are first shown."""
        first = self._first
        # Cleaned under every switch, so that the first move of one is as fast as any.
        for inferred_days in (True, False) if SESSION in os.environ else ():
            for words in ("drawn", "wide"):
                switches = replace(first.reading, inferred_days=inferred_days, words=words)
                switches.collection(first.name).ratios  # noqa: B018  computed and kept
        return Panel(first)

    @property
    def answer(self) -> Answer:
        """What is shown now."""
        return self.panel.answer if "panel" in self.__dict__ else self._first

    def code(self) -> str:
        """Return the lines that make the timeline that is shown now."""
        return code_of(self.answer)

    def gallery(self) -> Shown:
        """Answer questions of several kinds, without widgets.

        First the ratio with the most days of each side's speakers; then what both sides stated
        for the same days, and which share of an area each claimed; then further ratios, each of
        other measures, with the most days first. Whatever the collection does not hold is passed.
        """
        held = self._first.held
        series = series_found(held.ratios)
        series = series[series["days_paired"] >= SERIES_MIN_DAYS]
        series = series.assign(party=series["speaker"].map(held.speakers["party"]))
        order = ["days_paired", "ratio", "speaker", "scope", "subject"]
        series = series.sort_values(order, ascending=[name != order[0] for name in order])
        side_of = series["party"].map(lambda party: held.words.side_of.get(party, party))
        firsts = series[~side_of.duplicated()]
        measures = pd.Series(map(_measures_of, series["ratio"]), series.index, dtype=object)
        others = ~measures.duplicated() & ~measures.isin([*measures[firsts.index]])
        pairs = self._answered(firsts) + _between_sides(held)
        pairs += self._answered(series[others].head(max(0, ANSWERED - len(pairs))))
        parts = [part for pair in pairs[:ANSWERED] for part in pair]
        return Shown(parts or [say(NOT_ENOUGH)])

    def _answered(self, series: pd.DataFrame) -> list[tuple[CellHeading, Figure]]:
        """Give a question about each series of a ratio, with its figure."""
        held, answered = self._first.held, []
        for row in series.itertuples():
            key = {"scope": row.scope, "subject": row.subject, "ratio": row.ratio}
            answer = replace(self._first, question=Question(speakers=(row.speaker,), **key))
            if answer.marks:
                who = held.words.spoken[row.speaker]
                whom = label_of(row.subject, held.words.forces["label"])
                where = label_of(row.scope, held.scopes["label"])
                what = answer.label[:1].upper() + answer.label[1:]
                asked = CellHeading(f"{what}: what did {who} state about {whom}, for {where}?")
                answered.append((asked, answer.timeline_figure()))
        return answered

    def __repr__(self) -> str:
        return repr(Shown(self._shown))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        static = Shown(self._shown)._repr_mimebundle_()
        # What is static comes first, and stands where both have something.
        return static | self.panel.box._repr_mimebundle_() | static

    def html(self) -> str:
        """Return the first view as static figures and the refusals as a table."""
        return Shown(self._shown).html()

    @cached_property
    def _shown(self) -> list[Figure | Passage | Table]:
        """Return the figures of the first view, or the reason why there are none."""
        first = self._first
        if (wanted := first.question.ratio) and wanted != first.asked.ratio:
            return [say("No {ratio} was located.", ratio=entry(wanted).label)]
        try:
            drawn = [first.ratio_figure(), first.timeline_figure()]
        except AnalysisError as reason:
            drawn = [say("Nothing to draw: {reason}.", reason=reason)]
        return [*drawn, first.refusals()]


def _between_sides(held: Collection) -> list[tuple[CellHeading, Figure]]:
    """Answer what speakers of several sides stated about one thing, where they did."""
    asked = [("What did both sides state about the other for the same days?", sides_figure(held))]
    shares = held.points.loc[held.points["measure"] == "control_share", "scope"]
    for scope in most_first(shares.value_counts()).index:
        where = held.scopes.at[scope, "label"]
        words = f"Which share of {where} did who say was held?"
        asked.append((words, shares_figure(held, scope)))
        if isinstance(asked[-1][1], Figure):
            break
    return [(CellHeading(words), drawn) for words, drawn in asked if isinstance(drawn, Figure)]


def _measures_of(ratio: str) -> frozenset[str]:
    """Return what a ratio divides, whichever way round."""
    declared = entry(ratio)
    return frozenset((*declared.numerator, *declared.denominator))


def explore(
    collection: str,
    *,
    speaker: str = "",
    scope: str = "",
    subject: str = "",
    ratio: str = LEAD,
    as_of: str = "",
) -> Explorer:
    """Explore a collection with widgets, beginning with one speaker, area and ratio.

    Parameters
    ----------
    collection : str
        A folder of `data/raw`.
    speaker, scope, subject : str
        Keys; empty for all, of subjects for the one of which most days are known.
    ratio : str
        A pairing of the catalogue; the first view says so where the collection has no such pair.
    as_of : str
        YYYY-MM-DD: leave out what was not known by that day; empty = leave out nothing.

    Returns
    -------
    Explorer
        Show it as the last line of a cell.

    Raises
    ------
    ParameterError
        If there is no such choice, with the nearest.
    RawDataError
        With every fault of the collection.

    Examples
    --------
    >>> view = explore("bakhmut-2023", speaker="serhii_cherevatyi", scope="bakhmut_direction")
    >>> len(view.answer.marks), view.answer.label
    (36, 'killed per wounded')
    """
    speakers = (speaker,) if speaker else ()
    question = Question(speakers=speakers, scope=scope, subject=subject, ratio=ratio)
    answer = Answer(collection, question, Switches(as_of=as_of))
    check_keys(answer.held, ratio=ratio, speaker=speaker, scope=scope, subject=subject)
    pairings = [entry.name for entry in read_catalogue().values() if entry.is_pairing]
    asked = {"speaker": (speaker, answer.offer.speakers), "scope": (scope, answer.offer.scopes)}
    faults = [
        f"{name} {key!r} is not in {collection} with the rest of the choice; "
        + or_rather(nearest(key, there), there)
        for name, (key, there) in (asked | {"ratio": (ratio, pairings)}).items()
        if key and key not in there
    ]
    if faults:
        raise ParameterError("\n".join(faults))
    return Explorer(answer)

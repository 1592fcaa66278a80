"""The panel: controls on the left, and one tab for each way to look at the answer.

Only the tab that is looked at is made, so a change costs one view. All text that others wrote is
escaped before it reaches a widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from urllib.parse import quote

import ipywidgets as w

from analysis.errors import AnalysisError
from analysis.explorer.answer import Answer
from analysis.explorer.claim_table import SORTED_BY, Leaf, counted, leafed, pages_of, sifted
from analysis.explorer.code import code_of
from analysis.explorer.controls import WIDE, Controls
from analysis.explorer.page import ROOT_ADDRESS, STYLE
from analysis.explorer.question import Question
from analysis.explorer.report import command_of, make_report
from analysis.figures.figure import Figure
from analysis.figures.sheet import at_one_width
from analysis.paths import ROOT
from analysis.publish.page.receipts import one_receipt

TABS = ("Ratio", "Days", "Claims", "Refusals", "What matters", "Take away")

BESIDE = {"min_width": "16em"}
ROW = {"width": "auto", "flex_flow": "row wrap"}
"""Controls stand beside the view, and above it where there is no room."""


class Panel:
    """A live explorer.

    Parameters
    ----------
    answer : Answer
        To begin with.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.controls = Controls(self._asked)
        self._filling = False
        self._make_parts()
        left = w.VBox([self.controls.box, self.again_button], layout=BESIDE | {"flex": "1 1 18em"})
        right = w.VBox([self.said, self.tabs], layout=BESIDE | {"flex": "4 1 26em"})
        self.box = w.VBox([w.HTML(STYLE), w.HBox([left, right], layout=ROW)], layout=WIDE)
        self.box.add_class("reportedly-explorer")
        self.show(answer)

    def _make_parts(self) -> None:
        self.said = w.HTML()
        self.views = {name: w.HTML() for name in TABS}
        self.marks = w.Select(description="receipt of", rows=7, layout=WIDE)
        self.receipt = w.HTML()
        self.search = w.Text(description="search", continuous_update=False, layout=WIDE)
        self.wording = w.Dropdown(description="wording", layout=WIDE)
        self.by = w.Dropdown(description="sort by", layout=WIDE)
        self.by.options = [(words, key) for key, words in SORTED_BY.items()]
        self.by.value = Leaf().by
        self.falling = w.Checkbox(False, description="last or largest first", indent=False)
        self.page = w.BoundedIntText(1, min=1, max=1, description="page", layout={"width": "12em"})
        self.code = w.Textarea(rows=16, layout=WIDE, disabled=False)
        self.made = w.HTML()
        self.report_button = _button("Make this a report", self._report)
        self.code_button = _button("Copy as code", self._copy)
        self.again_button = _button("Look again", self._look_again)
        self.tabs = w.Tab([self._tab(name) for name in TABS], titles=TABS)
        self.tabs.observe(lambda change: self._refresh(), names="selected_index")
        self.marks.observe(lambda change: self._marked(), names="value")
        for widget in (self.search, self.wording, self.by, self.falling, self.page):
            widget.observe(lambda change: self._leafed(), names="value")

    def _tab(self, name: str) -> w.VBox:
        view = self.views[name]
        more = {
            "Ratio": [view, self.marks, self.receipt],
            "Claims": [
                w.HBox([self.search, self.wording], layout=ROW),
                w.HBox([self.by, self.falling, self.page], layout=ROW),
                view,
            ],
            "Take away": [
                w.HBox([self.report_button, self.code_button]),
                self.made,
                self.code,
            ],
        }
        return w.VBox(more.get(name, [view]))

    def show(self, answer: Answer) -> None:
        """Show an answer: fill in the controls and make the tab that is looked at."""
        self.answer = answer
        self._filling = True
        try:
            self.controls.show(answer)
            self._offer_marks()
            self._offer_wordings()
        finally:
            self._filling = False
        self.made.value = self.code.value = ""
        self._refresh()

    def _asked(self) -> None:
        """Answer what the controls now ask; say in words what is wrong with a collection."""
        name = self.controls.collection.value or self.answer.name
        question = replace(self.controls.question(), mark=self.answer.question.mark)
        if name != self.answer.name:
            question = Question()
        try:
            answer = Answer(name, question, self.controls.reading())
            answer.claims, answer.marks, answer.found  # noqa: B018  what can be refused
        except AnalysisError as fault:
            self.said.value = _refused(fault)
            self.controls.show(self.answer)
            return
        self.said.value = ""
        self.show(answer)

    def _refresh(self) -> None:
        name = TABS[self.tabs.selected_index or 0]
        makers: dict[str, Callable[[], str]] = {
            "Ratio": lambda: _drawn(self.answer.ratio_figure),
            "Days": lambda: _drawn(self.answer.timeline_figure),
            "Refusals": lambda: self.answer.refusals().html(),
            "What matters": lambda: _drawn(self.answer.tornado_figure),
        }
        if name == "Claims":
            self._leafed()
        elif name in makers:
            try:
                self.views[name].value = makers[name]()
            except AnalysisError as reason:
                self.views[name].value = f"<p>Nothing to draw: {escape(str(reason))}.</p>"
        if name == "Ratio":
            self._show_receipt()

    def _offer_marks(self) -> None:
        options = [(words, day) for day, words in self.answer.marks.items()]
        if list(self.marks.options) != options:
            self.marks.options = options
        self.marks.value = self.answer.mark or None

    def _offer_wordings(self) -> None:
        kinds = sorted({kind.replace("_", " ") for kind in self.answer.claims["wording"]})
        chosen = self.wording.value if self.wording.value in kinds else ""
        self.wording.options = [("every kind", ""), *((kind, kind) for kind in kinds)]
        self.wording.value = chosen

    def _marked(self) -> None:
        if self._filling or not self.marks.value:
            return
        self.answer = self.answer.at(self.marks.value)
        self._refresh()

    def _show_receipt(self) -> None:
        made = self.answer.receipt
        self.receipt.value = one_receipt(made, self.answer.held) if made else ""

    def _leafed(self) -> None:
        if self._filling:
            return
        held = self.answer.held
        leaf = Leaf(self.search.value, self.wording.value or "", self.by.value, self.falling.value)
        rows = sifted(self.answer.claims, held, leaf)
        self._filling = True
        try:
            self.page.max = pages_of(rows)
        finally:
            self._filling = False
        leaf = Leaf(leaf.search, leaf.wording, leaf.by, leaf.falling, self.page.value)
        text = counted(rows, leaf).markup
        self.views["Claims"].value = f"<p>{text}</p>{leafed(rows, leaf).html()}"

    def _copy(self, button: w.Button) -> None:
        self.code.value = code_of(self.answer)

    def _report(self, button: w.Button) -> None:
        self.made.value = "<p>The briefing is running; it takes some seconds.</p>"
        try:
            written = make_report(self.answer)
            self.made.value = (
                _links(written) + f"<p><code>{escape(command_of(self.answer))}</code></p>"
            )
        except AnalysisError as fault:
            self.made.value = _refused(fault)

    def _look_again(self, button: w.Button) -> None:
        """Read `data/raw` again: new collections are offered, changed tables are read."""
        self.controls.look_again(self.answer.name)
        self._asked()


def _button(name: str, act: Callable[[w.Button], None]) -> w.Button:
    button = w.Button(description=name, layout={"width": "auto"})
    button.on_click(act)
    return button


def _drawn(draw: Callable[[], Figure]) -> str:
    with at_one_width():
        return draw().html()


def _refused(fault: AnalysisError) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in str(fault).splitlines())
    return f'<div class="refused" role="alert"><p>Not done:</p><ul>{lines}</ul></div>'


def _links(written: list[Path]) -> str:
    """Link to the files as JupyterLab serves them: notebooks opened, pages as they are."""
    shown = []
    for path in written:
        place = path.relative_to(ROOT).as_posix()
        view = "files" if path.suffix == ".html" else "lab/tree"
        address = f"{ROOT_ADDRESS}{view}/{quote(place)}"
        shown.append(f'<li><a href="{escape(address)}" target="_blank">{escape(place)}</a></li>')
    return f"<p>Made:</p><ul>{''.join(shown)}</ul>"

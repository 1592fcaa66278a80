"""The widgets of a question: each offers what exists, and says at once what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as w
import pandas as pd

from analysis.collection.collection import collection_names
from analysis.collection.specification import WORDS
from analysis.explorer.answer import Answer
from analysis.explorer.question import Offer, Question, Reading
from analysis.text.readable import day as day_words

WIDE = {"width": "auto"}
LABELS = {"description_width": "5.2em"}
ALL = "all"
NONE = "nothing"


def _many(name: str, rows: int, hint: str) -> w.SelectMultiple:
    return w.SelectMultiple(description=name, rows=rows, layout=WIDE, style=LABELS, tooltip=hint)


def _one(name: str, hint: str) -> w.Dropdown:
    return w.Dropdown(description=name, layout=WIDE, style=LABELS, tooltip=hint)


@dataclass
class Controls:
    """The widgets that hold collection, question and reading.

    Parameters
    ----------
    changed : callable
        Called after every change by a reader, and not while options are being filled in.
    """

    changed: Callable[[], None]
    collection: w.Dropdown = field(default_factory=lambda: _one("collection", "a folder"))
    parties: w.SelectMultiple = field(default_factory=lambda: _many("parties", 3, "none is all"))
    speakers: w.SelectMultiple = field(default_factory=lambda: _many("speakers", 6, "none is all"))
    scope: w.Dropdown = field(default_factory=lambda: _one("area", "where the figures hold"))
    measures: w.SelectMultiple = field(default_factory=lambda: _many("measures", 4, "none is all"))
    first: w.Dropdown = field(default_factory=lambda: _one("from", "first day, included"))
    last: w.Dropdown = field(default_factory=lambda: _one("to", "last day, included"))
    ratio: w.Dropdown = field(default_factory=lambda: _one("ratio", "what is divided by what"))
    series: w.Dropdown = field(default_factory=lambda: _one("series", "drawn in full"))
    beside: w.Dropdown = field(default_factory=lambda: _one("beside", "a second series"))
    inferred_days: w.Checkbox = field(
        default_factory=lambda: w.Checkbox(True, description="inferred days too", indent=False)
    )
    words: w.Dropdown = field(default_factory=lambda: _one("words", "wording rule"))
    counting_noise: w.Checkbox = field(
        default_factory=lambda: w.Checkbox(
            False, description="counting-noise yardstick", indent=False
        )
    )
    _filling: bool = False

    def __post_init__(self) -> None:
        self.words.options = [(words, key) for key, words in WORDS.alternatives.items()]
        for widget in self.all:
            widget.observe(self._told, names="value")

    @property
    def all(self) -> list[Any]:
        """The widgets, in the order in which choices are made."""
        return [
            *(self.collection, self.parties, self.speakers, self.scope, self.measures),
            *(self.first, self.last, self.ratio, self.series, self.beside),
            *(self.inferred_days, self.words, self.counting_noise),
        ]

    @property
    def box(self) -> w.VBox:
        """All of them, one below the other."""
        return w.VBox(self.all)

    def question(self) -> Question:
        """Read the question off the widgets."""
        return Question(
            parties=tuple(self.parties.value),
            speakers=tuple(self.speakers.value),
            scope=self.scope.value or "",
            measures=tuple(self.measures.value),
            first=self.first.value or "",
            last=self.last.value or "",
            ratio=self.ratio.value or "",
            series=self.series.value or "",
            beside=self.beside.value or "",
        )

    def reading(self) -> Reading:
        """Read the switches off the widgets."""
        return Reading(self.inferred_days.value, self.words.value, self.counting_noise.value)

    def show(self, answer: Answer) -> None:
        """Fill every widget with what exists for an answer, and with what it was asked."""
        self._filling = True
        try:
            self.look_again(answer.name)
            self._show_reading(answer.reading)
            self._show_question(answer.offer, answer.asked)
        finally:
            self._filling = False

    def look_again(self, chosen: str) -> None:
        """Fill in the collections that stand in `data/raw` now."""
        before, self._filling = self._filling, True
        try:
            self.collection.options = collection_names()
            self.collection.value = chosen if chosen in self.collection.options else None
        finally:
            self._filling = before

    def _show_reading(self, reading: Reading) -> None:
        self.inferred_days.value = reading.inferred_days
        self.words.value = reading.words
        self.counting_noise.value = reading.counting_noise

    def _show_question(self, offer: Offer, asked: Question) -> None:
        for name in ("parties", "speakers", "measures"):
            _fill(getattr(self, name), getattr(offer, name), getattr(asked, name))
        _fill(self.scope, {"": f"{ALL} areas"} | offer.scopes, asked.scope)
        _fill(self.ratio, offer.ratios, asked.ratio or None)
        _fill(self.series, offer.series, asked.series or None)
        _fill(self.beside, {"": NONE} | offer.beside, asked.beside)
        days = {day: f"{day_words(pd.Timestamp(day))} ({n})" for day, n in offer.days.items()}
        firsts = {day: words for day, words in days.items() if not asked.last or day <= asked.last}
        lasts = {day: words for day, words in days.items() if day >= asked.first}
        _fill(self.first, {"": "the first day"} | firsts, asked.first)
        _fill(self.last, {"": "the last day"} | lasts, asked.last)

    def _told(self, change: Mapping[str, Any]) -> None:
        if not self._filling:
            self.changed()


def _fill(widget: Any, there: Mapping[str, str], chosen: Any) -> None:
    """Give a widget its options and its value, and nothing it has already."""
    options = tuple((words, key) for key, words in there.items())
    if tuple(widget.options) != options:
        widget.options = options
    if widget.value != chosen:
        widget.value = chosen

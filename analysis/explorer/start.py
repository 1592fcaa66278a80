"""Where an exploration begins: a first question, shown with widgets or without."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.collection.collection import Collection, check_keys
from analysis.collection.comparison import series_found
from analysis.collection.overview import most_first
from analysis.data.names import label_of, nearest
from analysis.errors import AnalysisError, Offering, ParameterError
from analysis.explorer.answer import Answer, code_of
from analysis.explorer.question import Question, Switches
from analysis.figures.figure import Figure
from analysis.ratios.catalogue import entry, read_catalogue
from analysis.reports import control, sides
from analysis.settings import SERIES_MIN_DAYS
from analysis.terms import LEAD
from analysis.text import KIND, Passage, Table, marked, say

if TYPE_CHECKING:
    from analysis.explorer.panel import Panel


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
        from analysis.explorer.panel import Panel

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
        series = list(series.itertuples())
        firsts = {held.words.side_of.get(row.party, row.party): row for row in reversed(series)}
        told = {_measures_of(row) for row in firsts.values()}
        pairs = self._answered(row for row in series if row in firsts.values())
        pairs += _between_sides(held)
        others = {_measures_of(row): row for row in reversed(series)}
        rest = [row for row in series if row in others.values() and _measures_of(row) not in told]
        pairs += self._answered(rest[: max(0, ANSWERED - len(pairs))])
        parts = [part for pair in pairs[:ANSWERED] for part in pair]
        return Shown(parts or [say(NOT_ENOUGH)])

    def _answered(self, series: Iterable[Any]) -> list[tuple[CellHeading, Figure]]:
        """Give a question about each series of a ratio, with its figure."""
        held, answered = self._first.held, []
        for row in series:
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
        return static | self.panel.box._repr_mimebundle_() | static

    def html(self) -> str:
        """Return the first view as static figures and the refusals as a table."""
        return Shown(self._shown).html()

    @cached_property
    def _shown(self) -> list[Figure | Passage | Table]:
        """Return the figures of the first view, or the reason why there are none."""
        wanted = self._first.question.ratio
        if wanted and wanted != self._first.asked.ratio:
            return [say("No {ratio} was located.", ratio=entry(wanted).label)]
        return [*self._figures(), self._first.refusals()]

    def _figures(self) -> list[Figure | Passage]:
        try:
            return [self._first.ratio_figure(), self._first.timeline_figure()]
        except AnalysisError as reason:
            return [say("Nothing to draw: {reason}.", reason=reason)]


def _between_sides(held: Collection) -> list[tuple[CellHeading, Figure]]:
    """Answer what speakers of several sides stated about one thing, where they did."""
    asked = [("What did both sides state about the other for the same days?", sides.figure(held))]
    shares = held.points.loc[held.points["measure"] == "control_share", "scope"]
    for scope in most_first(shares.value_counts()).index:
        where = held.scopes.at[scope, "label"]
        words = f"Which share of {where} did who say was held?"
        asked.append((words, control.figure(held, scope)))
        if isinstance(asked[-1][1], Figure):
            break
    return [(CellHeading(words), drawn) for words, drawn in asked if isinstance(drawn, Figure)]


def _measures_of(series: Any) -> frozenset[str]:
    """Return what a series divides, whichever way round."""
    declared = entry(series.ratio)
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
    asked = {"speaker": speaker, "scope": scope, "ratio": ratio}
    pairings = [entry.name for entry in read_catalogue().values() if entry.is_pairing]
    there = {"speaker": answer.offer.speakers, "scope": answer.offer.scopes, "ratio": pairings}
    faults = [
        f"{name} {key!r} is not in {collection} with the rest of the choice; the nearest: "
        + ", ".join(nearest(key, there[name]) or list(there[name])[:6])
        for name, key in asked.items()
        if key and key not in there[name]
    ]
    if faults:
        raise ParameterError("\n".join(faults))
    return Explorer(answer)

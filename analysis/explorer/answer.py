"""What the collection says to a question: claims, one ratio in full, refusals, and what matters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path

import pandas as pd

from analysis import plots, reports
from analysis.collection.collection import Collection
from analysis.collection.comparison import summarise
from analysis.collection.labels import source_line
from analysis.collection.specification import WORDS, cap_of, combinations
from analysis.errors import AnalysisError
from analysis.execute.parameters import command, find_notebook, name_of
from analysis.explorer.question import (
    SEPARATOR,
    Choosable,
    Question,
    Switches,
    claims_asked_for,
    offered,
    ratios_asked_for,
)
from analysis.figures.figure import Figure
from analysis.figures.marks import for_each
from analysis.paths import MINE, ROOT
from analysis.publish.report import prepare, run_report
from analysis.ratios.gate import entry
from analysis.ratios.noise import yardstick
from analysis.ratios.references import has_both
from analysis.ratios.series import SeriesRatio
from analysis.reports import receipts
from analysis.reports.pairs import ratio_rows
from analysis.reports.receipts import drawn_point
from analysis.store.files import plainly, write_text
from analysis.terms import DIVIDED
from analysis.text import Receipt, Table, table, within
from analysis.text import day as day_words

REFUSALS_SHOWN = 40


@dataclass(frozen=True, eq=False)
class Answer:
    """All views of one question, each computed when it is looked at.

    Parameters
    ----------
    name : str
        Of the collection.
    question : Question
        As asked; `asked` is what of it exists.
    reading : Switches
    is_beside : bool
        Of a second series, which is asked as it stands: in the days of the first.
    """

    name: str
    question: Question
    reading: Switches
    is_beside: bool = False

    @cached_property
    def held(self) -> Collection:
        """The collection, cleaned as the reading asks for."""
        return self.reading.collection(self.name)

    @cached_property
    def _offered(self) -> tuple[Choosable, Question]:
        return offered(self.held, self.question)

    @property
    def offer(self) -> Choosable:
        """What may be chosen."""
        return self._offered[0]

    @property
    def asked(self) -> Question:
        """The question without what does not exist, with ratio and series filled in."""
        return self.question if self.is_beside else self._offered[1]

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claims of the question."""
        return claims_asked_for(self.held, self.asked)

    @cached_property
    def days(self) -> pd.DataFrame:
        """The days of the series; empty if the question has none."""
        if not self.asked.series:
            return self.held.ratios.iloc[:0]
        return reports.series.series_days(
            self.held,
            self.asked.ratio,
            span=self.asked.span,
            words=self.reading.words,
            **self.asked.key,
        )

    @cached_property
    def found(self) -> SeriesRatio | None:
        """The days together; None if there are none, or the ratio is not joined over days."""
        if self.days.empty:
            return None
        return summarise(self.days, reports.series.period(self.held, self.asked.span))

    @cached_property
    def marks(self) -> dict[str, str]:
        """The days that a receipt can be opened for, with their ratio in words."""
        drawn = has_both(self.days) & (self.days["status"] != "undefined_zero_zero")
        rows = ratio_rows(self.days[drawn], self.held)
        return {
            f"{row.stated_on:%Y-%m-%d}": f"{day_words(row.stated_on)}: {within(row.first)} / "
            f"{within(row.second)}"
            for row in rows.itertuples()
        }

    @property
    def mark(self) -> str:
        """The day of the chosen mark; the last one if none is chosen; empty if there is none."""
        chosen = self.asked.mark
        return chosen if chosen in self.marks else next(reversed(self.marks), "")

    @cached_property
    def marked(self) -> pd.Series | None:
        """The row of the chosen mark."""
        if not self.mark:
            return None
        return self.days[self.days["stated_on"] == pd.Timestamp(self.mark)].iloc[0]

    @cached_property
    def beside(self) -> Answer | None:
        """The answer about the second series; None if none is chosen."""
        if not self.asked.beside:
            return None
        speaker, subject, scope = self.asked.beside.split(SEPARATOR)
        span = {"first": self.asked.first, "last": self.asked.last}
        series = {"ratio": self.asked.ratio, "series": self.asked.beside}
        asked = Question(speakers=(speaker,), subject=subject, scope=scope, **span, **series)
        return Answer(self.name, asked, self.reading, is_beside=True)

    @cached_property
    def refused(self) -> pd.DataFrame:
        """Every pair of the question that is not divided, of whatever ratio."""
        rows = ratios_asked_for(self.held, self.asked)
        return rows[~rows["status"].isin([*DIVIDED, "missing"])].reset_index(drop=True)

    @property
    def receipt(self) -> Receipt | None:
        """What stands behind the chosen mark; None if there is none."""
        return None if self.marked is None else receipts.of_ratio(self.marked)

    def ratio_figure(self) -> Figure:
        """Draw the chosen day and the days together beside the bands.

        Raises
        ------
        AnalysisError
            If the question has no ratio to draw.
        """
        if self.marked is None or self.found is None:
            raise AnalysisError(self.why_nothing())
        ratio, key = self.asked.ratio, self.asked.key
        drawn = plots.forest(
            pd.concat(self._rows(), ignore_index=True),
            reports.wars.bands_beside(self.held, key["subject"], ratio),
            title=reports.series.explored_title(self.held, self.found, ratio, **key),
            source=source_line(self.held),
            terms=reports.series.terms_of(ratio),
        )
        return drawn.called("forest", ratio, *key.values())

    def timeline_figure(self) -> Figure:
        """Draw the days, the chosen one ringed.

        Raises
        ------
        AnalysisError
            As `ratio_figure`.
        """
        if self.found is None or not self.marks:
            raise AnalysisError(self.why_nothing())
        if reports.series.timeline_rows(self.days, self.held).empty:
            raise AnalysisError("every day of this choice is nought over nought, which is no ratio")
        return reports.series.explored_figure(
            self.held,
            self.days,
            self.found,
            self.asked.ratio,
            mark=self.mark,
            **self.asked.key,
        )

    def tornado_figure(self) -> Figure:
        """Draw how much each choice matters for the whole series.

        Raises
        ------
        AnalysisError
            If there is no series, or its days are never joined.
        """
        if self.found is None:
            raise AnalysisError(self.why_nothing())
        ratio, key = self.asked.ratio, self.asked.key
        made = reports.sensitivity.sweep_receipt(self.held, ratio, **key)
        combined = combinations(self.name, ratio, as_of=self.reading.as_of, **key)
        drawn = plots.tornado(
            reports.sensitivity.tornado_rows(combined, made, self._drawn["side"]),
            title=reports.sensitivity.single_title(combined, self.held, ratio, **key),
            source=source_line(self.held),
            what=for_each(reports.series.terms_of(ratio)),
        )
        return drawn.called("tornado", ratio, *key.values())

    def refusals(self) -> Table:
        """List the pairs of the question that are not divided, each with its reason."""
        rows = ratios_asked_for(self.held, self.asked)
        rows = rows[(rows["ratio"] == self.asked.ratio) & ~rows["status"].isin(DIVIDED)]
        return table(
            ratio_rows(rows, self.held),
            {
                "stated_on": "day",
                "speaker": "speaker",
                "first": "first",
                "second": "second",
                "status_words": "status",
                "reason": "why not",
            },
            caption=f"Pairs of {self.label} that are not divided",
            most=REFUSALS_SHOWN,
            receipts=receipts.of_ratios(rows),
            figures=("first", "second"),
        ).or_say("No pair of this ratio was refused.")

    @property
    def label(self) -> str:
        """The ratio in words."""
        return entry(self.asked.ratio).label if self.asked.ratio else "any ratio"

    def why_nothing(self) -> str:
        """Say in words why there is no figure."""
        if not self.asked.ratio:
            return "no two figures of this choice belong to a ratio of the catalogue"
        return f"no day of this choice has both figures of {self.label}; see the refusals"

    def _rows(self) -> Iterator[pd.DataFrame]:
        """Lay out the day, the days together, and how far chance counts would move the day."""
        row, found, made = self.marked, self.found, receipts.of_ratio(self.marked)
        who = self.held.speakers.at[self.asked.key["speaker"], "label"]
        day = f"{who}, {day_words(row['stated_on'])}"
        lay_out = partial(reports.wars.claim_row, drawn=self._drawn)
        point = drawn_point(self.days.loc[[row.name]]).iloc[0]
        yield lay_out(day, (point, row["low"], row["high"]), receipt=made)
        spans = [("least and most day", found.daily_range, "days")]
        spans += [("between days", found.between_day, "between")]
        for words, span, interval in spans:
            if found.value is None or found.days_paired < 2 or span is None:
                continue
            yield lay_out(
                f"{who}, all days together, {words}",
                (found.value, span.low, span.high),
                n=found.days_paired,
                interval=interval,
                receipt=receipts.of_series(self.days, found),
            )
        limits = yardstick(row) if self.reading.counting_noise else None
        if limits is not None and entry(row["ratio"]).form in ("ratio", "part", "share"):
            ends = (row["value"], limits.low, limits.high)
            yield lay_out(f"{day}, yardstick", ends, interval="noise", receipt=made)

    @property
    def _drawn(self) -> dict[str, object]:
        return reports.wars.drawn_as(self.held, self.marked)


IMPORTS = """\
from analysis import load_collection, reports, summarise
"""
HELP = {
    "collection": "folder in data/raw that holds the claims",
    "ratio": "a pairing of the catalogue",
    "speaker": "whose figures are divided",
    "scope": "for which area",
    "subject": "about whom, a key of forces.csv",
    "words": f"how words are read: {', '.join(WORDS.alternatives)}",
    "first": "first day, YYYY-MM-DD; empty for the first there is",
    "last": "last day, YYYY-MM-DD; empty for the last there is",
    "mark": "the day that is ringed, YYYY-MM-DD; empty for none",
    "inferred_days": "whether days that are inferred or not known stay in",
    "as_of": "leave out what was not known by this day, YYYY-MM-DD; empty leaves out nothing",
}
"""What the values of a view mean, in the order in which they are written."""
SERIES = [
    "days = reports.series.series_days(held, ratio, span=span, words=words, **key)",
    "found = summarise(days, reports.series.period(held, span))",
]
FIGURE = ["reports.series.explored_figure(held, days, found, ratio, mark=mark, **key)"]


def values_of(answer: Answer) -> dict[str, str | bool]:
    """Return the values of a view by their names in `HELP`."""
    asked, reading = answer.asked, answer.reading
    values: dict[str, str | bool] = {"collection": answer.name}
    if asked.series:
        values |= {"ratio": asked.ratio, **asked.key, "words": reading.words}
        values |= {"first": asked.first, "last": asked.last, "mark": answer.mark}
    values |= {"inferred_days": reading.inferred_days, "as_of": reading.as_of}
    return {name: values[name] for name in HELP if name in values}


def _loading(answer: Answer) -> list[str]:
    """Write the lines that load the collection and name the series."""
    cap = cap_of(answer.reading.words)
    options = f"cap={cap!r}, inferred_days=inferred_days, as_of=as_of"
    lines = [f"held = load_collection(collection, {options})"]
    if answer.asked.series:
        lines.append('key = {"speaker": speaker, "scope": scope, "subject": subject}')
        lines.append("span = (first, last)")
    return lines


def code_of(answer: Answer) -> str:
    """Write the lines that load what an answer rests on and draw its timeline.

    Parameters
    ----------
    answer : Answer
        With a series; without one the lines stop at the claims.

    Returns
    -------
    str
        Python, ready for a cell; with a second series those of that one follow.
    """
    given = [f"{name} = {value!r}" for name, value in values_of(answer).items()]
    shown = [*SERIES, *FIGURE] if answer.asked.series else _claims(answer.asked)
    lines = "\n".join([IMPORTS, *given, *_loading(answer), *shown]) + "\n"
    return lines if answer.beside is None else f"{lines}\n{code_of(answer.beside)}"


def _claims(asked: Question) -> list[str]:
    columns = {"party": asked.parties, "speaker": asked.speakers, "measure": asked.measures}
    columns |= {"scope": asked.areas}
    kept = [f"{name!r}].isin({list(keys)!r})" for name, keys in columns.items() if keys]
    kept += [f"'stated_on'] >= {asked.first!r}"] if asked.first else []
    kept += [f"'stated_on'] <= {asked.last!r}"] if asked.last else []
    filtered = [f"claims = claims[claims[{which}]" for which in kept]
    return ["claims = held.claims", *filtered, "claims"]


OWN_IMPORTS = "from analysis import speakers, table"
SENTENCE = ["reports.series.ratio_of_sums(held, days, found)"]
LISTED = [
    'who = speakers(held)["label"].get(speaker, speaker)',
    'shown = {"stated_on": "day", "value": "ratio", "low": "least", "high": "greatest"}',
    'table(days, shown, caption=f"Days of {who}, with what the words allow")',
]
LEFT_OUT = "the counting-noise yardstick, which is for exploring alone: nothing was sampled"


def left_out(answer: Answer) -> str:
    """Say what of a view its report does not hold; empty if it holds all."""
    return LEFT_OUT if answer.reading.counting_noise else ""


def notebook_of(answer: Answer) -> dict:
    """Write a view as a notebook whose parameters are its question.

    Raises
    ------
    AnalysisError
        If the view has no day to report on.
    """
    if not answer.mark:
        raise AnalysisError(answer.why_nothing())
    values = values_of(answer)
    declared = [f"{n}: {type(v).__name__} = {v!r}  # {HELP[n]}" for n, v in values.items()]
    heading = f"# What do the figures give for {answer.label}?"
    cells = [_prose(heading, INTRODUCTION), _code("parameters", declared)]
    cells += [_code("hide", [IMPORTS.strip(), OWN_IMPORTS]), *_cells_of(answer)]
    if answer.beside is not None:
        again = [f"{name} = {value!r}" for name, value in values_of(answer.beside).items()]
        cells += [_prose("## Beside it", BESIDE), _code("hide", again), *_cells_of(answer.beside)]
    for number, cell in enumerate(cells):
        cell["id"] = f"explored-{number:02d}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


INTRODUCTION = (
    "This report was written by the explorer; its parameters hold the whole question.\n"
    "It cannot show what happened: the figures are those of the speakers."
)
BESIDE = "Another series of the same ratio; the two are never added or averaged."


def make_report(answer: Answer, folder: Path = MINE, pages: Path = ROOT / "reports") -> list[Path]:
    """Write a view as a report of one's own, and run it.

    Parameters
    ----------
    answer : Answer
    folder : Path
        Where the notebook goes, named by its question; one that is there is run as it stands.
    pages : Path
        Where what it makes goes.

    Returns
    -------
    list of Path
        The notebook, the same with its outputs, and the page.

    Raises
    ------
    AnalysisError
        If there is nothing to report, or it fails; what stood before stands, and nothing new.
    """
    source = _place(answer, folder)
    is_new = not source.exists()
    if is_new:
        with plainly(f"{folder} was not made"):
            folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(notebook_of(answer), indent=1, ensure_ascii=False) + "\n"
        write_text(source, text)
    try:
        report = prepare(find_notebook(str(source)), {})
        written, _ = run_report(report, pages / source.name, html=True, keep_failed=not is_new)
    except AnalysisError:
        if is_new:
            source.unlink()
        raise
    return [source, *written]


def command_of(answer: Answer, folder: Path = MINE) -> str:
    """Return the command that makes the same report."""
    return command("run", name_of(_place(answer, folder)), "--html", values={})


def _place(answer: Answer, folder: Path) -> Path:
    digest = sha256(json.dumps(notebook_of(answer)).encode()).hexdigest()[:6]
    return folder / f"explored_{answer.asked.ratio}_{digest}.ipynb"


def _cells_of(answer: Answer) -> list[dict]:
    shown = [_code("hide-input", lines) for lines in (SENTENCE, FIGURE, LISTED)]
    return [_code("hide", [*_loading(answer), *SERIES]), *shown]


def _code(tag: str, lines: list[str]) -> dict:
    cell = {"cell_type": "code", "execution_count": None, "metadata": {"tags": [tag]}}
    return {**cell, "outputs": [], "source": "\n".join(lines)}


def _prose(heading: str, words: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": f"{heading}\n\n{words}"}

"""Figures that somebody or something else proposes: taken only where the text says the same.

A proposal is a row of `quote` (words of the text), `occurrence` (which one, from 1), `wording` and
`measure`. Whoever made it supplies no number: it counts only if the quote stands in the text, our
own reader finds the same wording inside it, that is no trap, and the measure is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.reading.amount import Amount
from analysis.reading.amounts import Finder
from analysis.reading.context import Context
from analysis.reading.drafts import Reading, Refusal
from analysis.reading.grounds import Ground
from analysis.reading.known import Known
from analysis.reading.meaning import NO_ACTION, NO_NOUN, Meaning
from analysis.reading.pieces import Text
from analysis.reading.run import Run

NOT_THERE = "proposed: the quote does not stand in the text"
NO_NUMBER = "proposed: the quote holds no number"
NO_MEASURE = "proposed: no measure is called"
OPEN = frozenset({NO_NOUN, NO_ACTION})
"""Refusals that a proposal may answer; any other reason stands."""


def add_proposals(run: Run, proposals: Iterable[Mapping[str, object]]) -> None:
    """Add what is grounded in the text to a reading, marked as proposed; refuse the rest."""
    reading, text, known = run.reading, run.text, run.names
    finder = Finder(text)
    found = [(k, finder.find(sentence)) for k, sentence in enumerate(text.sentences)]
    context = Context(text, known, run.day)
    for row in proposals:
        start, end = _place(text.raw, row)
        hit = None if start < 0 else _inside(text, found, start, end, str(row.get("wording", "")))
        why = _why_not(text, known, row, start, hit, reading)
        if why or hit is None:
            place = (max(start, 0), max(end, 0))
            reading.refused.append(Refusal(*place, str(row.get("quote", ""))[:200], why))
            continue
        k, amounts, n = hit
        spot = (text.starts[amounts[n].first], text.ends[amounts[n].last - 1])
        known_figure = [f for f in reading.figures if (f.start, f.end) == spot]
        if known_figure:
            continue
        meaning = Meaning(str(row["measure"]), "", "", basis="proposed")
        figure = run.figure(context, k, amounts, n, meaning)
        figure.proposed = True
        figure.fields["measure"] = Ground(meaning.measure, "rule:proposed", unsure=True)
        reading.figures.append(figure)
        reading.refused = [r for r in reading.refused if (r.start, r.end) != spot]
    reading.figures.sort(key=lambda figure: figure.start)
    reading.refused.sort()


def _place(raw: str, row: Mapping[str, object]) -> tuple[int, int]:
    """The characters of a quote; (-1, -1) if it does not stand in the text that often."""
    quote, at = str(row.get("quote") or ""), -1
    for _ in range(int(row.get("occurrence") or 1)):
        at = raw.find(quote, at + 1) if quote else -1
        if at < 0:
            return -1, -1
    return at, at + len(quote)


def _inside(text: Text, found: list, start: int, end: int, wording: str) -> tuple | None:
    """The amount inside a quote that reads like the proposal, or the first one there is."""
    first = None
    for k, amounts in found:
        for _n, amount in enumerate(amounts):
            if start <= text.starts[amount.first] and text.ends[amount.last - 1] <= end:
                if not amount.refused and _same(amount, wording):
                    return (
                        k,
                        [a for a in amounts if not a.refused or a is amount],
                        [a for a in amounts if not a.refused or a is amount].index(amount),
                    )
                first = first or (k, [amount], 0)
    return first


def _same(amount: Amount, wording: str) -> bool:
    """Whether an amount and a proposed wording allow the same values."""
    from analysis.wording.reading import read_wording

    if amount.wording == wording:
        return True
    unit = "percent" if amount.unit in ("percent", "points") else ""
    mine, theirs = read_wording(amount.wording, unit), read_wording(wording, unit)
    return mine.strict is not None and mine.strict == theirs.strict


def _why_not(
    text: Text,
    known: Known,
    row: Mapping[str, object],
    start: int,
    hit: tuple | None,
    reading: Reading,
) -> str:
    if start < 0:
        return NOT_THERE
    if hit is None:
        return NO_NUMBER
    amount = hit[1][hit[2]]
    if amount.refused:
        return f"proposed: {amount.refused}"
    if not _same(amount, str(row.get("wording", ""))):
        return f"proposed: the quote says “{amount.wording}”"
    if str(row.get("measure", "")) not in known.units:
        return f"{NO_MEASURE} {row.get('measure')!r}"
    spot = text.starts[amount.first]
    reasons = [r.reason for r in reading.refused if r.start == spot]
    if reasons and reasons[0] not in OPEN:
        return f"proposed: {reasons[0]}"
    return ""

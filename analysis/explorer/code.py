"""A view as the lines of `analysis` that make it again, and the values that they are run with."""

from __future__ import annotations

from analysis.collection.alternatives import WORDS, cap_of
from analysis.explorer.answer import Answer
from analysis.explorer.question import key_of_series

IMPORTS = """\
from analysis import load_collection, reports, summarise
"""
MEANINGS = {
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
    """Return the values of a view by their names in `MEANINGS`."""
    asked, reading = answer.asked, answer.reading
    values: dict[str, str | bool] = {"collection": answer.name}
    if asked.series:
        values |= {"ratio": asked.ratio, **key_of_series(asked), "words": reading.words}
        values |= {"first": asked.first, "last": asked.last, "mark": answer.mark}
    values |= {"inferred_days": reading.inferred_days, "as_of": reading.as_of}
    return {name: values[name] for name in MEANINGS if name in values}


def loading(answer: Answer) -> list[str]:
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
    shown = [*SERIES, *FIGURE] if answer.asked.series else _claims(answer)
    lines = "\n".join([IMPORTS, *given, *loading(answer), *shown]) + "\n"
    return lines if answer.beside is None else f"{lines}\n{code_of(answer.beside)}"


def _claims(answer: Answer) -> list[str]:
    asked = answer.asked
    columns = {"party": asked.parties, "speaker": asked.speakers, "measure": asked.measures}
    columns |= {"scope": (asked.scope,) if asked.scope else ()}
    lines = ["claims = held.claims"]
    lines += [
        f"claims = claims[claims[{column!r}].isin({list(keys)!r})]"
        for column, keys in columns.items()
        if keys
    ]
    if asked.first:
        lines.append(f"claims = claims[claims['stated_on'] >= {asked.first!r}]")
    if asked.last:
        lines.append(f"claims = claims[claims['stated_on'] <= {asked.last!r}]")
    return [*lines, "claims"]

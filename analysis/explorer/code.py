"""A view as the lines of `analysis` that make it again."""

from __future__ import annotations

from analysis.collection.alternatives import cap_of
from analysis.explorer.answer import Answer
from analysis.explorer.question import key_of_series

IMPORTS = """\
from analysis import load_collection, reports, summarise
"""


def code_of(answer: Answer) -> str:
    """Write the lines that load what an answer rests on and draw its timeline.

    Parameters
    ----------
    answer : Answer
        With a series; without one the lines stop at the claims.

    Returns
    -------
    str
        Python, ready for a cell.
    """
    asked, reading = answer.asked, answer.reading
    lines = [IMPORTS]
    lines += [
        f"held = load_collection({answer.name!r}, cap={cap_of(reading.words)!r}, "
        f"inferred_days={reading.inferred_days!r}, as_of={reading.as_of!r})"
    ]
    if not asked.series:
        return "\n".join([*lines, *_claims(answer)])
    key = key_of_series(asked)
    lines += [
        f"ratio, words = {asked.ratio!r}, {reading.words!r}",
        f"key = {key!r}",
        f"span = {asked.span!r}",
        "days = reports.series.series_days(held, ratio, span=span, words=words, **key)",
        "found = summarise(days, reports.series.period(held, span))",
        f"reports.series.explored_figure(held, days, found, ratio, mark={answer.mark!r}, **key)",
    ]
    return "\n".join(lines) + "\n"


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
    return [*lines, "claims", ""]

"""What the foot of a page says: from which data, by which rules, with which values.

Nothing of it comes from the machine or the clock, so the same report has the same foot.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.execute.parameters import Parameter, Value
from analysis.settings import RULES_VERSION


@dataclass(frozen=True)
class Colophon:
    """How a page was made.

    Parameters
    ----------
    parameters : str
        The values in a sentence.
    command : str
        What makes the page again.
    data_version : str
        Of the collection; empty if the report names none.
    rules_version : str
    """

    parameters: str
    command: str
    data_version: str = ""
    rules_version: str = RULES_VERSION


def colophon_of(
    report: str,
    declared: Iterable[Parameter],
    values: Mapping[str, Value],
    *,
    data_version: str = "",
) -> Colophon:
    """Set down how one report is made.

    >>> colophon_of("03_reference", [], {}).command
    'reportedly run 03_reference'
    """
    return Colophon(sentence(declared, values), command("run", report, values=values), data_version)


def sentence(declared: Iterable[Parameter], values: Mapping[str, Value]) -> str:
    """Say with which values a page was made, each with its help.

    >>> sentence([Parameter("days", int, 30, "length of the series")], {"days": 7})
    'Made with days 7 (length of the series).'
    """
    told = [f"{p.name} {spell(values[p.name]) or 'empty'} ({p.help})" for p in declared]
    return f"Made with {'; '.join(told)}." if told else "Made without parameters."


def command(*words: str, values: Mapping[str, Value]) -> str:
    """Return a command of ours, quoted for a shell.

    >>> command("run", "briefing", values={"stated_on": "2023-03-12", "speaker": "Eastern Group"})
    "reportedly run briefing -p stated_on=2023-03-12 -p 'speaker=Eastern Group'"
    """
    given = [word for name, value in values.items() for word in ("-p", f"{name}={spell(value)}")]
    return shlex.join(["reportedly", *words, *given])


def spell(value: Value) -> str:
    """Write a value as it is typed on a command line.

    >>> spell(True), spell(0.5), spell("007")
    ('true', '0.5', '007')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)

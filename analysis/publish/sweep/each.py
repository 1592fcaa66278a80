"""What is typed after `--each`: lists of values, ranges, and `all`.

>>> parse_each(["stated_on=2023-03-10..2023-03-12"])
{'stated_on': ['2023-03-10..2023-03-12']}
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from analysis.collection.meanings import CHOICES, MEANINGS, MEANT
from analysis.errors import ParameterError
from analysis.execute.parameters import Parameter, Value, check_values

ALL = "all"
RANGE = re.compile(r"(.+)\.\.(.+)")
MOST = 20_000
"""Combinations of one sweep, and values of one range; at some seconds each, more than a day."""
FIXED = "collection"
"""A site is of one collection, so that parameter is never swept."""


def parse_each(assignments: Iterable[str]) -> dict[str, list[str]]:
    """Split `name=value,value` as typed; a value with a comma in it stands in double quotes.

    Raises
    ------
    ParameterError
        With every fault: no name, one given twice, no value, a sign that cannot be shown.

    Examples
    --------
    >>> parse_each(["stated_on=2023-03-10,2023-03-11", 'speaker="Smith, J.",isw'])
    {'stated_on': ['2023-03-10', '2023-03-11'], 'speaker': ['Smith, J.', 'isw']}
    """
    given: dict[str, list[str]] = {}
    faults = []
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals or not name.isidentifier():
            faults.append(f"{assignment[:60]!r} is not of the form name=value,value")
        elif name in given:
            faults.append(f"{name} is given twice")
        elif not text.isprintable():
            faults.append(f"{name}: a character in {text[:60]!r} cannot be shown")
        else:
            given[name] = _split(text)
            if not all(given[name]) or not given[name]:
                faults.append(f"{name}: an empty value in {text[:60]!r}")
            if ALL in given[name] and len(given[name]) > 1:
                faults.append(f"{name}: {ALL!r} stands alone or not at all")
    if faults:
        raise ParameterError("\n".join(faults))
    return given


def _split(text: str) -> list[str]:
    try:
        return [value.strip() for value in next(csv.reader([text], strict=True), [])]
    except csv.Error as fault:
        raise ParameterError(f"{text[:60]!r} is no list of values: {fault}") from fault


def values_of(
    parameter: Parameter, items: Sequence[str], given: Mapping[str, object]
) -> list[Value] | None:
    """Return the values typed for one parameter.

    Parameters
    ----------
    parameter : Parameter
    items : sequence of str
        From `parse_each`.
    given : mapping
        Values that are the same in all reports; a parameter is not given twice.

    Returns
    -------
    list or None
        Of the parameter's type; None for all that the collection holds.

    Raises
    ------
    ParameterError
        If a value is of another type, a range is empty or beyond `MOST`, or nobody knows all.
    """
    from analysis.collection.choices import check_fixed

    name = parameter.name
    if name == FIXED:
        raise ParameterError(f"{name} is not swept: a site is of one collection")
    if name in given:
        raise ParameterError(f"{name} is given both by -p and by --each")
    if items == [ALL]:
        return None if name in MEANT else _all_of(parameter)
    values = [value for item in items for value in _of_item(parameter, item)]
    for value in values:
        check_fixed({name: value})
    return values


def _all_of(parameter: Parameter) -> list[Value]:
    if parameter.kind is bool:
        return [False, True]
    meaning = MEANINGS.get(parameter.name)
    if meaning and meaning.every == CHOICES:
        return list(meaning.choices())
    raise ParameterError(f"{parameter.name}: no collection tells all its values; name them")


def _of_item(parameter: Parameter, item: str) -> list[Value]:
    """Return what one item of a list stands for: a value, or those of a range."""
    ends = RANGE.fullmatch(item)
    is_day = parameter.name == "stated_on"
    if not ends or not (is_day or parameter.kind is int):
        return [check_values([parameter], {parameter.name: item})[parameter.name]]
    first, last = (_number_of(parameter, end) for end in ends.groups())
    if last < first:
        raise ParameterError(f"{parameter.name}: {item!r} ends before it begins")
    if last - first >= MOST:
        raise ParameterError(f"{parameter.name}: {item!r} has more than {MOST:,} values")
    numbers = range(first, last + 1)
    return [date.fromordinal(n).isoformat() for n in numbers] if is_day else list(numbers)


def _number_of(parameter: Parameter, end: str) -> int:
    if parameter.kind is int:
        return int(check_values([parameter], {parameter.name: end})[parameter.name])
    try:
        return date.fromisoformat(end).toordinal() if len(end) == len("2023-03-18") else int("")
    except ValueError:
        raise ParameterError(f"{parameter.name}: {end!r} is not a day as in 2023-03-18") from None

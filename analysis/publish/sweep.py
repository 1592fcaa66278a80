"""One report for many values: which are asked for, and which of them a collection has."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.collection.choices import (
    SERIES,
    check_fixed,
    default_values,
    existing,
    spelled,
)
from analysis.collection.collection import collection_of
from analysis.errors import ParameterError
from analysis.execute.parameters import (
    Parameter,
    Report,
    Value,
    check_values,
    following,
    read_parameters,
)
from analysis.store.reads import remembered
from analysis.terms import AT_ONCE, MEANINGS, MEANT, meaning_of

if TYPE_CHECKING:
    from analysis.collection.collection import Collection

ALL = "all"
RANGE = re.compile(r"(.+)\.\.(.+)")
MOST = 20_000
"""Combinations of one sweep, and values of one range; at some seconds each, more than a day."""


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
    name = parameter.name
    if meaning_of(name).kind == "collection":
        raise ParameterError(f"{name} is not swept: a site is of one collection")
    if name in given:
        raise ParameterError(f"{name} is given both by -p and by --each")
    if items == [ALL] and name in MEANT:
        return None
    if items == [ALL]:
        all_of_them = [False, True] if parameter.kind is bool else meaning_of(name).choices
        if not all_of_them:
            raise ParameterError(f"{name}: no collection tells all its values; name them")
        return list(all_of_them)
    values = [value for item in items for value in _of_item(parameter, item)]
    for value in values:
        check_fixed({name: value})
    return values


def _of_item(parameter: Parameter, item: str) -> list[Value]:
    """Return what one item of a list stands for: a value, or those of a range."""
    ends = RANGE.fullmatch(item)
    is_day = meaning_of(parameter.name).kind == "day"
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


@dataclass(frozen=True)
class Sweep:
    """The reports of one sweep.

    Parameters
    ----------
    source : Path
        The notebook.
    names : tuple of str
        The swept parameters, in the order declared.
    reports : tuple of Report
        One for each combination that exists.
    absent : tuple of dict
        Combinations that were asked for and do not exist: of the values typed, where `all` was
        found to hold nothing.
    """

    source: Path
    names: tuple[str, ...]
    reports: tuple[Report, ...]
    absent: tuple[dict[str, Value], ...] = ()

    def swept(self, report: Report) -> dict[str, Value]:
        """Return the values that tell a report from the others of the sweep."""
        return {name: report.values[name] for name in self.names}


def sweep_of(source: Path, given: Mapping[str, object], each: Mapping[str, list[str]]) -> Sweep:
    """Find the reports of a sweep.

    Parameters
    ----------
    source : Path
        A notebook.
    given : mapping
        Values that are the same in all reports.
    each : mapping
        From `parse_each`; names that the notebook does not declare are passed over.

    Raises
    ------
    ParameterError
        With every fault: a value of another type, a spelling that is not known, `all` of what no
        collection tells, a parameter that is both fixed and swept, more than `MOST` combinations.
    RawDataError
        If the collection is refused.
    """
    declared = tuple(read_parameters(source))
    swept = [parameter for parameter in declared if parameter.name in each]
    wanted, faults = {}, []
    for parameter in swept:
        try:
            wanted[parameter.name] = values_of(parameter, each[parameter.name], given)
        except ParameterError as fault:
            faults.append(str(fault))
    if faults:
        raise ParameterError("\n".join(faults))
    free = {name: values for name, values in wanted.items() if name not in MEANT}
    reports: dict[tuple, Report] = {}
    absent: dict[tuple, dict[str, Value]] = {}
    for values in _combined(free):
        base = check_values(declared, following(declared, {**given, **values}))
        found, missing = _in_collection(source, declared, base, wanted)
        reports |= {tuple(report.values.items()): report for report in found}
        absent |= {tuple(one.items()): one for one in ({**values, **one} for one in missing)}
    _refuse_too_many(len(reports))
    names = tuple(parameter.name for parameter in swept)
    return Sweep(source, names, tuple(reports.values()), tuple(absent.values()))


def _combined(wanted: Mapping[str, Sequence[Value]]) -> Iterator[dict[str, Value]]:
    _refuse_too_many(prod(map(len, wanted.values())))
    for chosen in product(*wanted.values()):
        yield dict(zip(wanted, chosen, strict=True))


def _refuse_too_many(number: int) -> None:
    if number > MOST:
        raise ParameterError(f"{number:,} combinations are more than {MOST:,}; name fewer values")


def _in_collection(
    source: Path,
    declared: tuple[Parameter, ...],
    base: Mapping[str, Value],
    wanted: Mapping[str, list[Value] | None],
) -> tuple[list[Report], list[dict[str, Value]]]:
    """Return the reports of the combinations that a collection has claims for, and the others."""
    check_fixed(base)
    held = collection_of(base)
    typed = {name: wanted.get(name, [base[name]]) for name in base if name in MEANT}
    typed = {name: values for name, values in typed.items() if values != [""]}
    if held is None:
        if unknown := [name for name, values in typed.items() if values is None]:
            raise ParameterError(f"{unknown[0]}: {source.name} names no collection to take all of")
        return [Report(source, declared, {**base, **one}) for one in _combined(typed)], []
    base = {**base, **_one_series(held, base, typed)}
    typed |= {name: [base[name]] for name in SERIES if base.get(name) and name not in typed}
    keys = _keys(held, typed)
    reports, absent = [], []
    for one in _combined(keys):
        found = list(_completed(held, tuple(typed), one))
        values = [default_values(held, {**base, **rest}) for rest in found]
        reports += [Report(source, declared, chosen, held.data_version) for chosen in values]
        absent += [] if found else [{name: one[name] for name in one if name in wanted}]
    return reports, absent


def _one_series(
    held: Collection, base: Mapping[str, Value], typed: Mapping[str, list[Value] | None]
) -> dict[str, object]:
    """Choose whose days are swept, and for which area, where neither is said."""
    days = [name for name in typed if MEANINGS[name].kind == "day"]
    if all(typed[name] == [base[name]] for name in days):
        return {}
    names = [name for name in SERIES if name in base and name not in typed]
    known = {name: base[name] for name in AT_ONCE if name not in days and base.get(name)}
    return default_values(held, {**known, **dict.fromkeys(names, "")}) if names else {}


def _keys(held: Collection, typed: Mapping[str, list[Value] | None]) -> dict[str, list[Value]]:
    """Return the days and keys that values mean, each once; without the names of which all count.

    Raises
    ------
    ParameterError
        With every value that means nothing.
    """
    keys: dict[str, list[Value]] = {}
    faults = []
    for name, values in typed.items():
        meant = {}
        for value in values or []:
            try:
                meant[spelled(held, name, str(value))] = True
            except ParameterError as fault:
                faults.append(str(fault))
        if values is not None:
            keys[name] = list(meant)
    if faults:
        raise ParameterError("\n".join(dict.fromkeys(faults)))
    return keys


def _completed(
    held: Collection, names: tuple[str, ...], chosen: Mapping[str, Value]
) -> Iterator[dict[str, Value]]:
    """Give the combinations that exist and have what is chosen."""
    together = tuple(name for name in names if name in AT_ONCE)
    groups = [together, *((name,) for name in names if name not in AT_ONCE)]
    options = [
        _by_choice(held, group, tuple(name for name in group if name in chosen)).get(
            tuple(chosen[name] for name in group if name in chosen), []
        )
        for group in filter(None, groups)
    ]
    for parts in product(*options):
        yield {name: value for part in parts for name, value in part.items()}


@remembered(64)
def _by_choice(
    held: Collection, names: tuple[str, ...], chosen: tuple[str, ...]
) -> dict[tuple, list[dict[str, Value]]]:
    """Return the combinations of values that exist, by those of them that are chosen."""
    found: dict[tuple, list[dict[str, Value]]] = {}
    for values in existing(held, names):
        row = dict(zip(names, values, strict=True))
        found.setdefault(tuple(row[name] for name in chosen), []).append(row)
    return found

"""Tables that whoever is handed one can read, and cannot change.

>>> table = guarded(pd.DataFrame({"value": [193.0]}))
>>> table["value"] *= 10
Traceback (most recent call last):
...
analysis.errors.AnalysisError: this table is the collection's, and is not changed; take .copy() ...
>>> mine = table.copy()
>>> mine["value"] *= 10
>>> table["value"].tolist(), mine["value"].tolist()
([193.0], [1930.0])
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import pandas as pd

from analysis.errors import AnalysisError

WRITING = ("__setitem__", "__delitem__", "insert", "isetitem", "pop", "update", "_update_inplace")
"""Ways to change a table in place; every other comes down to one of these."""
INDEXERS = ("loc", "iloc", "at", "iat")


class Guarded(pd.DataFrame):
    """A table of a collection; what is made of it is a plain table of whoever made it."""

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return _table

    @property
    def _constructor_sliced(self) -> Callable[..., pd.Series]:
        return _column

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("_"):
            _refuse()
        super().__setattr__(name, value)


def guarded(table: pd.DataFrame) -> Guarded:
    """Guard a table, without copying it."""
    kept = Guarded(table, copy=False)
    # While another table shares its columns, pandas copies before it writes, however it is asked.
    object.__setattr__(kept, "_sharing", table)
    return kept


def guarding(made: Callable[[Any], pd.DataFrame]) -> Callable[[Any], Guarded]:
    """Guard the table that a method makes."""

    @wraps(made)
    def handed_out(whose: Any) -> Guarded:
        return guarded(made(whose))

    return handed_out


def _table(made: Any = None, *how: Any, **more: Any) -> pd.DataFrame:
    # pandas hands over what it has made, which is not made a second time.
    plain = type(made) is pd.DataFrame and not how and not more
    return made if plain else pd.DataFrame(made, *how, **more)


def _column(made: Any = None, *how: Any, **more: Any) -> pd.Series:
    plain = type(made) is pd.Series and not how and not more
    return made if plain else pd.Series(made, *how, **more)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise AnalysisError(
        "this table is the collection's, and is not changed; take .copy() of it first: "
        "what is computed of a copy is your own"
    )


def _reading(name: str) -> property:
    """Return the indexer of that name, which reads and does not write."""
    plain = type(getattr(pd.DataFrame(), name))
    kind = type(plain.__name__, (plain,), {"__setitem__": _refuse})
    return property(lambda table: kind(name, table))


for _name in INDEXERS:
    setattr(Guarded, _name, _reading(_name))
for _name in WRITING:
    setattr(Guarded, _name, _refuse)

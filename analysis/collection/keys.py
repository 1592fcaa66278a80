"""Keys that a caller names: each must be one of the collection's, or is refused with the nearest.

>>> from analysis import load_collection
>>> check_keys(load_collection("bakhmut-2023"), speaker="serhii_cherevaty")
Traceback (most recent call last):
...
analysis.errors.ParameterError: speaker 'serhii_cherevaty' is not known; the nearest: ...

What the parameters of reports mean, whichever report declares them: each name said once.

Type, default and help stand in the `parameters` cell of a notebook (`execute.parameters`). What a
value chooses from, who knows its keys and spellings, whether it belongs to one collection, and
what `all` stands for, stand here. A name that is not here has no meaning beyond its report.

>>> MEANINGS["area"].column, MEANINGS["area"].table
('scope', 'scopes')
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.data.dates import iso_day
from analysis.data.names import nearest
from analysis.errors import ParameterError
from analysis.ratios.catalogue import read_catalogue
from analysis.store.reads import quietly

if TYPE_CHECKING:
    from analysis.collection.collection import Collection as Held

CLAIMS, CHOICES = "claims", "choices"
"""What `all` may stand for."""


@dataclass(frozen=True)
class Meaning:
    """What a parameter of some name means.

    Parameters
    ----------
    name : str
    column : str
        Of the claims, from which it chooses; empty if it chooses no claims.
    table : str
        Of the vocabulary, which knows its keys and their spellings; empty if none does.
    follows : bool
        Whether its value belongs to one collection: for another its default is left empty, and
        the collection chooses (`own_choice`).
    every : str
        What `all` stands for: CLAIMS, the values that claims have, CHOICES, each of the choices, or
        empty if it stands for nothing; of a truth it stands for both.
    choices : callable, optional
        Returns every value there is, where no collection decides.
    """

    name: str
    column: str = ""
    table: str = ""
    follows: bool = False
    every: str = ""
    choices: Callable[[], list[str]] | None = None


# Imported when asked for: a command that has nothing to do loads no tables.
def _grades() -> list[str]:
    from analysis.ratios.references import RELIABILITIES

    return list(RELIABILITIES)


def _pairings() -> list[str]:
    from analysis.ratios.catalogue import read_catalogue

    return [entry.name for entry in read_catalogue().values() if entry.is_pairing]


MEANINGS: dict[str, Meaning] = {
    meaning.name: meaning
    for meaning in (
        Meaning("stated_on", "stated_on", follows=True, every=CLAIMS),
        Meaning("scope", "scope", "scopes", follows=True, every=CLAIMS),
        Meaning("area", "scope", "scopes", follows=True, every=CLAIMS),
        Meaning("speaker", "speaker", "speakers", follows=True, every=CLAIMS),
        Meaning("subject", "subject", "forces", every=CLAIMS),
        Meaning("measure", "measure", "measures", follows=True),
        Meaning("ratio", choices=_pairings),
        Meaning("min_reliability", every=CHOICES, choices=_grades),
        # A folder of data/raw; a site is of one, so it is never swept.
        Meaning("collection"),
        # A day by which everything was known, and whether days that are inferred stay in.
        Meaning("as_of"),
        Meaning("inferred_days"),
        Meaning("counting_noise"),
        # Of a text: the file, the day it came out, and the collection its drafts go to.
        Meaning("text"),
        Meaning("published"),
        Meaning("into"),
    )
}
"""By the name of the parameter."""
MEANT = tuple(name for name, meaning in MEANINGS.items() if meaning.every == CLAIMS)
"""Parameters of which a collection tells every value that its claims have."""


DAYS = ("stated_on", "first", "last", "day")
KNOWN = (*(name for name, of in MEANINGS.items() if of.table), *DAYS, "ratio", "span")
MOST_LISTED = 12

Answer = TypeVar("Answer")


def check_keys(held: Held, /, **named: Any) -> None:
    """Refuse a key that nothing in a collection can have.

    Parameters
    ----------
    held : Collection
    **named
        By what each names: `speaker`, `scope`, `area`, `subject`, `measure`, `ratio`; a day by
        `stated_on`, `first`, `last` or `day`, and two by `span`. What is empty names nothing, and
        any other name passes.

    Raises
    ------
    ParameterError
        With every fault, and the nearest keys to each.
    """
    keys = {name: named[name] for name in KNOWN if name in named}
    faults = [fault for name, key in keys.items() if key and (fault := _fault(held, name, key))]
    if faults:
        raise ParameterError("\n".join(faults))


def keyed(asked: Callable[..., Answer]) -> Callable[..., Answer]:
    """Let a function check the keys that it is given by name or place, as `check_keys` does.

    One of its arguments is the collection, or has it as `collection`.
    """
    places = list(signature(asked).parameters)

    @wraps(asked)
    def checked(*rest: Any, **named: Any) -> Answer:
        given = dict(zip(places, rest, strict=False)) | named
        held = [getattr(value, "collection", value) for value in given.values()]
        held = [value for value in held if hasattr(value, "words")]
        if not held:
            raise ParameterError(f"{asked.__name__} asks a collection, as load_collection gives it")
        check_keys(held[0], **given)
        return asked(*rest, **named)

    return checked


def _fault(held: Held, name: str, key: Any) -> str:
    if name == "ratio":
        known = read_catalogue()
        return "" if key in known else unknown(name, key, known)
    if name in DAYS and isinstance(key, str):
        iso_day(key, name)
    elif name == "span":
        check_keys(held, first=key[0], last=key[1])
    elif (meaning := MEANINGS.get(name)) and meaning.table:
        known = getattr(held.words, meaning.table).index
        if key not in known and key not in _of_ratios(held, meaning.column):
            return unknown(name, key, known)
    return ""


def _of_ratios(held: Held, column: str) -> Container[str]:
    """Return what ratios add to the vocabulary, such as an area less one that lies in it."""
    with quietly():
        return held.standing("ratios", column) if column in held.ratios else ()


def unknown(name: str, key: object, known: Iterable[str]) -> str:
    """Say that a key is not known, and what comes nearest; without anything near, what there is."""
    choices = list(dict.fromkeys(known))
    hint = ", ".join(nearest(str(key), choices) or choices[:MOST_LISTED])
    return f"{name} {key!r} is not known; the nearest: {hint or 'none at all'}"

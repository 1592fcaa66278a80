"""Defaults that follow a collection: a day, speaker or area of another one would say nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.collection.meanings import MEANINGS
from analysis.execute.parameters import Parameter


def following(declared: Iterable[Parameter], given: Mapping[str, object]) -> dict[str, object]:
    """Leave empty what is not given if another collection is; `own_choice` then chooses.

    >>> collection = Parameter("collection", str, "bakhmut-2023", "folder")
    >>> speaker = Parameter("speaker", str, "serhii_cherevatyi", "who")
    >>> following([collection, speaker], {"collection": "desk"})
    {'speaker': '', 'collection': 'desk'}
    """
    defaults = {parameter.name: parameter.default for parameter in declared}
    if given.get("collection", defaults.get("collection")) == defaults.get("collection"):
        return dict(given)
    others = [name for name in defaults if name in MEANINGS and MEANINGS[name].follows]
    return dict.fromkeys(others, "") | dict(given)

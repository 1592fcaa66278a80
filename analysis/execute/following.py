"""Defaults that follow a collection: a day, speaker or area of another one would say nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.execute.parameters import Parameter

OF_ONE_COLLECTION = ("stated_on", "speaker", "scope", "area", "measure")
"""Parameters whose defaults are those of the default collection."""


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
    return {name: "" for name in OF_ONE_COLLECTION if name in defaults} | dict(given)

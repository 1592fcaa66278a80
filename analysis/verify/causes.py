"""What two run records differ in: why a published number may have moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CLAIM_KINDS = ("new claim", "correction of a claim", "claim gone")
"""Causes that lie in single claims; a figure that names its claims can be held against them."""
GROUPS = {
    "data": (*CLAIM_KINDS, "table", "collection"),
    "rules": ("rules version",),
    "code": ("code", "page template"),
    "notebook": ("notebook",),
    "environment": ("environment",),
    "parameters": ("parameters",),
}
SHOWN = 6
"""Names of one cause that fit a line."""


@dataclass(frozen=True)
class Cause:
    """One kind of difference.

    Parameters
    ----------
    kind : str
        As listed in `GROUPS`.
    names : tuple of str
        The claims, files, libraries or parameters it lies in.
    """

    kind: str
    names: tuple[str, ...]

    @property
    def group(self) -> str:
        """Data, rules, code, notebook, environment or parameters."""
        return next(group for group, kinds in GROUPS.items() if self.kind in kinds)

    @property
    def words(self) -> str:
        """The kind, its group if that says more, and the first few names."""
        group = f"{self.group}: " if self.group == "data" else ""
        more = len(self.names) - SHOWN
        rest = f" and {more} more" if more > 0 else ""
        return f"{group}{self.kind} ({', '.join(self.names[:SHOWN])}{rest})"


def causes_between(old: Mapping, new: Mapping) -> list[Cause]:
    """Compare what two pages were made of and with.

    Parameters
    ----------
    old, new : mapping
        Records, or states (`record.state_of`).

    Returns
    -------
    list of Cause
        In the order of `GROUPS`; empty if nothing differs.

    Examples
    --------
    >>> of = {"parameters": {}, "data": {"collection": "c"}, "rules_version": "1"}
    >>> [cause.words for cause in causes_between(of, of | {"rules_version": "2"})]
    ['rules version (1 → 2)']
    """
    environments = (side.get("environment", {}) for side in (old, new))
    parameters = (side.get("parameters", {}) for side in (old, new))
    rules = ({"": side.get("rules_version", "")} for side in (old, new))
    found = [
        *_of_data(old.get("data", {}), new.get("data", {})),
        Cause("rules version", _became(*rules)),
        Cause("code", _of_code(_files(old, "code"), _files(new, "code"))),
        Cause("page template", _differing(_files(old, "templates"), _files(new, "templates"))),
        Cause("notebook", _of_notebook(old.get("notebook", {}), new.get("notebook", {}))),
        Cause("environment", _became(*environments)),
        Cause("parameters", _became(*parameters)),
    ]
    return [cause for cause in found if cause.names]


def why(claims: Iterable[str], causes: Iterable[Cause]) -> list[Cause]:
    """Return the causes that can have moved a figure.

    Parameters
    ----------
    claims : iterable of str
        Ids of the claims behind it, then and now; empty if the page does not say.
    causes : iterable of Cause
        All between the two pages.

    Returns
    -------
    list of Cause
        Those of its own claims, if any of them moved. Else all: a figure may rest on more than
        it names, such as the other days that it is ranked among.
    """
    behind, causes = set(claims), list(causes)
    own = [
        Cause(cause.kind, tuple(name for name in cause.names if name in behind))
        for cause in causes
        if cause.kind in CLAIM_KINDS
    ]
    return [cause for cause in own if cause.names] or causes


def _of_data(old: Mapping, new: Mapping) -> list[Cause]:
    was, now = old.get("collection", ""), new.get("collection", "")
    if was != now:
        return [Cause("collection", (f"{was or 'none'} → {now or 'none'}",))]
    before, after = old.get("claims", {}), new.get("claims", {})
    both = [claim_id for claim_id in after if claim_id in before]
    claims = [
        Cause("new claim", tuple(sorted(set(after) - set(before)))),
        Cause(
            "correction of a claim",
            tuple(claim_id for claim_id in both if before[claim_id] != after[claim_id]),
        ),
        Cause("claim gone", tuple(sorted(set(before) - set(after)))),
    ]
    tables = _differing(old.get("tables", {}), new.get("tables", {}))
    # A claim's own row and readings are told by the claim, and a checksum follows its table.
    told = (f"{now}/claims.", f"{now}/readings.") if any(cause.names for cause in claims) else ()
    return [*claims, Cause("table", tuple(name for name in tables if not name.startswith(told)))]


def _of_notebook(old: Mapping, new: Mapping) -> tuple[str, ...]:
    return (str(new.get("name", "none")),) if dict(old) != dict(new) else ()


def _of_code(old: Mapping, new: Mapping) -> tuple[str, ...]:
    """Name the modules that differ; those that only print and publish come last."""
    names = [name.removeprefix("analysis/") for name in _differing(old, new)]
    last = ("publish/", "execute/", "cli")
    return tuple(sorted(names, key=lambda name: (name.startswith(last), name)))


def _files(record: Mapping, kind: str) -> Mapping:
    return record.get(kind, {}).get("files", {})


def _differing(old: Mapping, new: Mapping) -> tuple[str, ...]:
    return tuple(name for name in sorted({*old, *new}) if old.get(name) != new.get(name))


def _became(old: Mapping, new: Mapping) -> tuple[str, ...]:
    return tuple(
        f"{name} {_short(old.get(name))} → {_short(new.get(name))}".strip()
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    )


def _short(value: object) -> str:
    text = "none" if value is None else str(value)
    return text if len(text) <= 40 else text[:12] + "…"

"""What making a page again showed, and how it is told.

What two run records differ in: why a published number may have moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from analysis.publish.reader import Move, together, whole
from analysis.text.say import several

CLAIM_KINDS = ("new claim", "correction of a claim", "claim gone")
"""Causes that lie in single claims; a figure that names its claims can be held against them."""
READ_OTHERWISE = "claim read otherwise"
"""Its words are the same and what they allow is not: an effect of rules, code or mapping."""
GROUPS = {
    "data": (*CLAIM_KINDS, "table", "collection"),
    "rules": ("rules version", READ_OTHERWISE),
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
    became : tuple of str
        What became of each of them; empty if that is not known.
    """

    kind: str
    names: tuple[str, ...]
    became: tuple[str, ...] = ()

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
        pairs = zip_longest(self.names[:SHOWN], self.became[:SHOWN], fillvalue="")
        told = ", ".join(" ".join(filter(None, pair)) for pair in pairs)
        return f"{group}{self.kind} ({told}{rest})"

    def among(self, names: Iterable[str]) -> Cause:
        """Keep of it what lies in some names alone."""
        kept = [n for n, name in enumerate(self.names) if name in names]
        of = (tuple(told[n] for n in kept) if told else () for told in (self.names, self.became))
        return Cause(self.kind, *of)


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
        Cause("code", _of_code(_made_with(old, "code"), _made_with(new, "code"))),
        Cause(
            "page template", _differing(_made_with(old, "templates"), _made_with(new, "templates"))
        ),
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
    own = [cause.among(behind) for cause in causes if cause.kind in CLAIM_KINDS]
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


def _made_with(record: Mapping, kind: str) -> Mapping:
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


WORDS_SHOWN = 3
WHOLE = "elements, attributes, styles and text, or by its values"
NOT_MADE = "So this is not what the record makes."
NOTHING = "nothing recorded changed"
UNCHANGED = "data, rules, code, notebook and environment are those of the record"


@dataclass(frozen=True)
class Verdict:
    """What making one page again showed.

    Parameters
    ----------
    name : str
        Of the page.
    figures, same : int
        Figures that the page and the new run print, together; those that agree.
    moved : tuple of Move
        From what the page says to what the run gave.
    edits : frozenset
        Keys of the figures that are not those the record holds: changed in the page.
    words : tuple of (str, str)
        Text without figures that differs: in the page, and made again.
    causes : tuple of Cause
        What has changed in the project since.
    edited : bool
        Whether the page is not the one that was published.
    differing : tuple of str
        What else differs: markup of the page, files beside it, fields of the record.
    files : int
        Files that agree byte by byte, the page among them.
    by_content : tuple of str
        Files that other versions wrote, and that hold the same.
    absent : tuple of str
        Files that are not here and were not compared.
    base_url : str
        Address on the web that the record says the page was made for.
    is_page : bool
        Whether it is on a page, and not on what stands around the pages of a site.
    refusal : str
        Why the page could not be made again; empty if it could.
    """

    name: str
    figures: int
    same: int = 0
    moved: tuple[Move, ...] = ()
    edits: frozenset[tuple[str, str, str]] = frozenset()
    words: tuple[tuple[str, str], ...] = ()
    causes: tuple[Cause, ...] = ()
    edited: bool = False
    differing: tuple[str, ...] = ()
    files: int = 0
    by_content: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    base_url: str = ""
    is_page: bool = True
    refusal: str = ""

    @property
    def reproduced(self) -> bool:
        """Whether the page is what the project makes, and nobody changed it."""
        return not (self.moved or self.words or self.edited or self.differing or self.refusal)

    def lines(self, most: int | None = None) -> list[str]:
        """Tell it, at most so many figures one by one.

        Returns
        -------
        list of str
            A line for the page; below it what differs, and what changed since.
        """
        told = f"{self.same} of {self.figures} figures"
        told_files = f"each byte of {several(self.files, 'file')}"
        if self.refusal:
            head = f"{self.name}: differs: it could not be made again\n    {self.refusal}"
        elif self.reproduced:
            parts = [
                *([told] if self.is_page else []),
                *([told_files] if self.files and not self.by_content else []),
            ]
            head = f"{self.name}: reproduced: {', and '.join(parts) or 'what its files hold'}"
        elif not self.is_page:
            head = f"{self.name}: differs: {several(self.files, 'file')} reproduced"
        else:
            head = f"{self.name}: differs: {told} reproduced"
        told_of = [*self._figures(most), *self._words(), *self._others(most)]
        return [head, *told_of, *self._not_compared(), *self._since()]

    def _figures(self, most: int | None) -> list[str]:
        told = [
            f"  {group[0].words if len(group) == 1 else whole(group)}"
            f"{' (edited in the page)' if self.edits & {move.key for move in group} else ''}"
            for group in together(self.moved)
        ]
        more = len(told[most:]) if most else 0
        lines = "line" if more == 1 else "lines"
        return told[:most] + ([f"  and {more} {lines} more; --all shows them"] if more else [])

    def _words(self) -> list[str]:
        told = [
            f"  words: {was[:80] or 'none'!r} → {now[:80] or 'none'!r}"
            for was, now in self.words[:WORDS_SHOWN]
        ]
        more = len(self.words) - len(told)
        return told + ([f"  and {more} more places where the words differ"] if more else [])

    def _others(self, most: int | None) -> list[str]:
        more = len(self.differing[most:]) if most else 0
        told = [f"  {part}" for part in self.differing[:most]]
        return told + ([f"  and {more} parts more; --all shows them"] if more else [])

    def _not_compared(self) -> list[str]:
        told = []
        if self.absent:
            why = f", for the folder {_folder(self.absent)} is not here" if self.is_page else ""
            told.append(f"  Not compared{why}: {', '.join(self.absent)}.")
        if self.by_content:
            names = ", ".join(self.by_content)
            told.append(f"  Compared by {WHOLE}, and not by its bytes: {names}.")
        if self.base_url:
            told.append(f"  Made for the address {self.base_url}, which nothing here proves.")
        return told

    def _since(self) -> list[str]:
        told = []
        if self.edited:
            hands = (
                f"{len(self.edits)} of its figures"
                if self.edits
                else "not its figures, but its file"
            )
            told = [f"  The page was edited after it was published: {hands}."]
        effect = ", without effect on this page" if self.reproduced else ""
        if self.causes:
            causes = "; ".join(cause.words for cause in self.causes)
            return [*told, f"  Changed since{effect}: {causes}."]
        if self.reproduced:
            return told
        return [*told, f"  Nothing changed since: {UNCHANGED}.", f"  {NOT_MADE}"]


def _folder(names: Sequence[str]) -> str:
    return names[0].rpartition("/")[0]


def summary(verdicts: Sequence[Verdict]) -> str:
    """Say in a line how many figures were reproduced, and if not all what changed."""
    same, figures = (sum(getattr(v, name) for v in verdicts) for name in ("same", "figures"))
    off = [verdict for verdict in verdicts if not verdict.reproduced]
    pages = [verdict for verdict in verdicts if verdict.is_page]
    if not off:
        return f"reproduced: {same} of {figures} figures on {several(len(pages), 'page')}"
    groups = dict.fromkeys(cause.group for verdict in off for cause in verdict.causes)
    told = [f"{', '.join(groups)} changed"] if groups else []
    told += ["edited by hand"] if any(verdict.edited for verdict in off) else []
    told += [] if told else [NOTHING]
    differing = f"{sum(verdict.is_page for verdict in off)} of {len(pages)} pages"
    around = " and what stands around them" if not all(verdict.is_page for verdict in off) else ""
    return (
        f"differs: {same} of {figures} figures reproduced; {differing}{around} differ: "
        f"{'; '.join(told)}"
    )

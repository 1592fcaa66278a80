"""What making a page again showed, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.publish.record.printed import Move, together, whole
from analysis.verify.causes import Cause

WORDS_SHOWN = 3
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
    refusal: str = ""

    @property
    def reproduced(self) -> bool:
        """Whether the page is what the project makes, and nobody changed it."""
        return not (self.moved or self.words or self.edited or self.refusal)

    def lines(self, most: int | None = None) -> list[str]:
        """Tell it, at most so many figures one by one.

        Returns
        -------
        list of str
            A line for the page; below it what differs, and what changed since.
        """
        told = f"{self.same} of {self.figures} figures"
        if self.refusal:
            head = f"{self.name}: differs: it could not be made again\n    {self.refusal}"
        elif self.reproduced:
            head = f"{self.name}: reproduced: {told}"
        else:
            head = f"{self.name}: differs: {told} reproduced"
        return [head, *self._figures(most), *self._words(), *self._since()]

    def _figures(self, most: int | None) -> list[str]:
        told = [
            f"  {group[0].words if len(group) == 1 else whole(group)}"
            f"{' (edited in the page)' if self.edits & {move.key for move in group} else ''}"
            for group in together(self.moved)
        ]
        more = len(told[most:]) if most else 0
        return told[:most] + ([f"  and {more} lines more; --all shows them"] if more else [])

    def _words(self) -> list[str]:
        told = [
            f"  words: {was[:80] or 'none'!r} → {now[:80] or 'none'!r}"
            for was, now in self.words[:WORDS_SHOWN]
        ]
        more = len(self.words) - len(told)
        return told + ([f"  and {more} more places where the words differ"] if more else [])

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
        return told if self.reproduced else [*told, f"  Nothing changed since: {UNCHANGED}."]


def summary(verdicts: Sequence[Verdict]) -> str:
    """Say in a line how many figures were reproduced, and if not all what changed."""
    same, figures = (sum(getattr(v, name) for v in verdicts) for name in ("same", "figures"))
    off = [verdict for verdict in verdicts if not verdict.reproduced]
    if not off:
        pages = "page" if len(verdicts) == 1 else "pages"
        return f"reproduced: {same} of {figures} figures on {len(verdicts)} {pages}"
    groups = dict.fromkeys(cause.group for verdict in off for cause in verdict.causes)
    told = [f"{', '.join(groups)} changed"] if groups else []
    told += ["edited by hand"] if any(verdict.edited for verdict in off) else []
    pages = f"{len(off)} of {len(verdicts)} pages"
    why = "; ".join(told) or "nothing recorded changed"
    return f"differs: {same} of {figures} figures reproduced; {pages} differ: {why}"

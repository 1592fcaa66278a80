"""The words that belong to one amount, and the verbs of a text."""

from __future__ import annotations

from bisect import bisect_left

from analysis.reading.amount import Amount
from analysis.reading.pieces import SKIPPED, Sentence, Text


class Actions:
    """The verbs of a text, with "killed and wounded" as one."""

    def __init__(self, text: Text) -> None:
        found: list[tuple[int, int, str]] = []
        inner = {x for i, j, _ in text.cues.get("noun", ()) for x in range(i + 1, j)}
        self._pairs: set[int] = set()
        for first, last, key in text.cues.get("action", ()):
            if first in inner:
                continue
            if found and {found[-1][2], key} in ({"kill", "wound"}, {"casualties", "wound"}):
                between = range(found[-1][1], first)
                joints = [k for k in between if k in text.at.get("and", ()) or text.low[k] == "/"]
                fillers = text.at.get("filler", {})
                if joints and all(
                    k in joints or k in fillers or text.low[k] in SKIPPED for k in between
                ):
                    self._pairs.update(joints)
                    found[-1] = (found[-1][0], last, "casualties")
                    continue
            found.append((first, last, key))
        self.all = found
        self._starts = [action[0] for action in found]

    def between(self, first: int, last: int) -> list[tuple[int, int, str]]:
        return self.all[bisect_left(self._starts, first) : bisect_left(self._starts, last)]

    def is_pair(self, joint: int) -> bool:
        return joint in self._pairs


class Stretch:
    """The tokens of one amount: from the amount before it to the one after it."""

    def __init__(
        self, text: Text, sentence: Sentence, amounts: list[Amount], k: int, actions: Actions
    ) -> None:
        self.text, self.sentence, self.actions = text, sentence, actions
        self.amount = amounts[k]
        self.previous = amounts[k - 1] if k else None
        self.next = amounts[k + 1] if k + 1 < len(amounts) else None
        self.begin = self.previous.last if self.previous else sentence.first
        self.stop = self.next.first if self.next else sentence.last
        self.end = self._cut()

    def _cut(self) -> int:
        """Leave the verb of the next amount to it: "killed 31 and wounded [40]"."""
        text, stop = self.text, self.stop
        for k in range(self.amount.last, stop):
            if (
                text.low[k] in (";", ":")
                or k in text.at.get("including", ())
                or k in text.at.get("while", ())
            ):
                return k
        if self.next is None:
            return stop
        for k in range(stop - 1, max(self.amount.last, stop - 8) - 1, -1):
            joint = (
                text.low[k] == ","
                or k in text.at.get("and", ())
                or (text.low[k] == "-" and not text.touches(k))
            )
            if joint:
                return (
                    k if self.actions.between(k + 1, stop) and not self.actions.is_pair(k) else stop
                )
        return stop

    def is_part(self) -> bool:
        """Among them 3; 3 of them: not the whole of which more is told behind a comma."""
        text, amount = self.text, self.amount
        apart = text.low[amount.last : amount.last + 1] in ([","], ["("], ["-"])
        stop = amount.last if apart else min(amount.last + 2, self.sentence.last)
        return text.has("including", max(self.begin, amount.first - 4), stop)

    def closing(self) -> int:
        """Where the brackets end that the amount stands in."""
        low, inside = self.text.low, False
        for k in range(self.sentence.first, self.amount.first):
            inside = low[k] == "(" or (inside and low[k] != ")")
        if inside:
            for k in range(self.amount.last, self.stop):
                if low[k] == ")":
                    return k
        return self.stop

    def actions_before(self) -> list[tuple[int, int, str]]:
        return self.actions.between(self.begin, self.amount.first)[::-1]

    def comma(self) -> int:
        """The first comma after the amount, outside brackets."""
        for k in range(self.amount.last, self.end):
            if self.text.low[k] == ",":
                return k
        return self.end

"""Who says the figures of a text."""

from __future__ import annotations

from analysis.reading.grounds import UNKNOWN, Ground, Mention
from analysis.reading.known import NOBODY, Known
from analysis.reading.pieces import Sentence, Text

QUOTES = frozenset('"“”„«»')


class Speakers:
    """The speakers of a text, sentence by sentence.

    Parameters
    ----------
    text : Text
    known : Known

    Attributes
    ----------
    own : list of Mention or None
        Whom each sentence names itself.
    said : list of (Mention, str, bool) or None
        Who says each sentence, the characters that tell, and whether that is unsure.
    names : list of Mention
        People whom no table knows.
    """

    def __init__(self, text: Text, known: Known) -> None:
        self.text, self.known = text, known
        self.sentences = text.sentences
        self.names: list[Mention] = []
        self.own = [self._attribution(k) for k in range(len(self.sentences))]
        self.said = self._speakers()

    def _says(self, m: Mention, *, unsure: bool = False) -> tuple[Mention, str, bool]:
        return m, self.text.span(m.first, m.last), unsure

    def key(self, k: int) -> str | None:
        """The key of who says a sentence; None where nobody does."""
        found = self.said[k]
        return found[0].key if found else None

    def speaker(self, k: int) -> tuple[Ground, str]:
        """Who says the figures of a sentence, and for which party."""
        found = self.said[k]
        if found is None:
            return Ground(NOBODY, "rule:nobody_named", unsure=True), ""
        mention, span, unsure = found
        return Ground(
            mention.key,
            span,
            mention.words if mention.key == UNKNOWN else "",
            unsure or mention.key == UNKNOWN,
        ), mention.party

    def _attribution(self, k: int) -> Mention | None:
        """Who a sentence itself says is speaking."""
        text, s = self.text, self.sentences[k]
        says = text.between("say", s.first, s.last)
        given = text.between("according", s.first, s.last)
        cues = [(i, j) for i, j, _ in says + given]
        found = self._mentions(s, bool(cues))
        if not found:
            return None
        if cues:
            best = min(found, key=lambda m: self._gap(m, cues, given))
            best = self._of_body(best, found, cues)
            if self._is_pronoun(s, cues, best) and self._gap(best, cues, given) > 4:
                return None
            return best
        opens, closes = found[0], found[-1]
        after = text.low[opens.last] if opens.last < s.last else ""
        if after == ":" or (k == 0 and not opens.body):
            return opens
        before = text.low[closes.first - 1] if closes.first > s.first else ""
        tail = s.last - closes.last
        if before == "-" and tail <= 2:
            return closes
        return None

    def _of_body(self, best: Mention, found: list[Mention], cues: list[tuple[int, int]]) -> Mention:
        """N., spokesman of the army, said: the person, not the body that N. speaks for."""
        if not best.body:
            return best
        people = [
            m
            for m in found
            if not m.body
            and m.last <= best.first <= m.last + 14
            and not any(m.last <= i < best.first for i, _ in cues)
            and "," in self.text.low[m.last : best.first]
        ]
        return people[-1] if people else best

    def _gap(self, m: Mention, cues: list[tuple[int, int]], given: list) -> float:
        def far(i: int, j: int) -> int:
            return m.first - j if m.first >= j else i - m.last if m.last <= i else 0

        near = min(abs(far(i, j)) for i, j in cues)
        led = any(0 <= m.first - j <= 6 for _, j, _ in given)
        return near + 5 * m.body + 2 * (m.key == UNKNOWN) - 6 * led

    def _is_pronoun(self, s: Sentence, cues: list[tuple[int, int]], best: Mention) -> bool:
        """Whether "he" or "the ministry" stands beside a word of saying, outside the name."""
        low = self.text.low
        return any(
            min(abs(i - b), abs(a - j)) <= 2 and "," not in low[min(j, b) : max(i, a)]
            for i, j, _ in self.text.between("he", s.first, s.last)
            for a, b in cues
            if not (i < best.last and best.first < j) and not self._is_title(j, s)
        )

    def _is_title(self, after: int, s: Sentence) -> bool:
        """The commander Syrskyi: a title before a name is no pronoun."""
        return after < s.last and self.text.is_capital(after)

    def _mentions(self, s: Sentence, says: bool) -> list[Mention]:
        """Names of speakers in a sentence: those of the tables, bodies, and unknown people."""
        text = self.text
        found = [
            Mention(
                i, j, key, text.words(i, j), self.known.party(key), not self.known.is_person(key)
            )
            for i, j, key in text.between("speaker", s.first, s.last)
        ]
        taken = {x for m in found for x in range(m.first, m.last)}
        if says:
            for i, j, party in text.between("office", s.first, s.last):
                if i not in taken:
                    last = self.body_end(i, j, s)
                    found.append(Mention(i, last, UNKNOWN, text.words(i, last), party, True))
            taken |= {x for m in found for x in range(m.first, m.last)}
            found += [m for m in self._people(s) if m.first not in taken]
        return sorted(found, key=lambda m: m.first)

    def body_end(self, i: int, j: int, s: Sentence) -> int:
        """Where the name of a body ends: with the capitals that belong to it."""
        text, last = self.text, j
        for k in range(j, min(j + 6, s.last)):
            at = text.at
            if text.kinds[k] != "word" or any(
                k in at.get(kind, ()) for kind in ("say", "weekday", "month", "day", "period")
            ):
                break
            if text.is_capital(k):
                last = k + 1
        return last

    def _people(self, s: Sentence) -> list[Mention]:
        """Capitalised names that no table knows: two to four words in a row."""
        text, at = self.text, self.text.at
        found, k = [], s.first
        passed_on = {x for i, j, _ in text.between("relay", s.first, s.last) for x in range(i, j)}
        while k < s.last:
            if not text.is_capital(k) or k in passed_on:
                k += 1
                continue
            end = k
            while end < s.last and text.is_capital(end) and end - k < 4 and end not in passed_on:
                end += 1
            known = [
                any(
                    x in at.get(kind, ())
                    for kind in (
                        "place",
                        "month",
                        "weekday",
                        "side",
                        "office",
                        "noun",
                        "modifier",
                        "speaker",
                        "say",
                        "place_noun",
                        "filler",
                        "he",
                        "according",
                        "until",
                        "day",
                        "place_before",
                    )
                )
                for x in range(k, end)
            ]
            while known and known[0]:
                known.pop(0)
                k += 1
            while known and known[-1]:
                known.pop()
                end -= 1
            if len(known) >= 2 and not any(known):
                mention = Mention(k, end, UNKNOWN, text.words(k, end))
                found.append(mention)
                self.names.append(mention)
            elif len(known) == 1 and (earlier := self._same_name(k)):
                found.append(Mention(k, k + 1, UNKNOWN, earlier.words))
            k = max(end, k) + 1
        return found

    def _same_name(self, k: int) -> Mention | None:
        """A surname alone: the full name that stood before."""
        stem = self.text.low[k][:5]
        if len(stem) < 4:
            return None
        return next(
            (m for m in reversed(self.names) if self.text.low[m.last - 1].startswith(stem)), None
        )

    def _speakers(self) -> list[tuple[Mention, str, bool] | None]:
        """Give each sentence a speaker: its own, the one after it, or the one before."""
        text, n = self.text, len(self.sentences)
        said: list[tuple[Mention, str, bool] | None] = [None] * n
        current: Mention | None = None
        inside = self._inside_quotes()
        for k, s in enumerate(self.sentences):
            own = self.own[k]
            if own and current and self._is_bare_body(own, current):
                said[k] = self._says(current)
                continue
            if own:
                current = own
                said[k] = self._says(current)
                continue
            after = next((j for j in range(k + 1, min(n, k + 5)) if self.own[j]), None)
            quoted = any(text.low[x] in QUOTES for x in range(s.first, s.last))
            pronoun = (
                current and text.has("he", s.first, s.last) and text.has("say", s.first, s.last)
            )
            same = after is not None and self.sentences[after].paragraph == s.paragraph
            near = same or after == k + 1 or current is None
            if (same and (inside[after] or quoted) and not pronoun) or (
                after is not None and near and self._points_back(after)
            ):
                named = self.own[after]
                named = current if current and self._is_bare_body(named, current) else named
                said[k] = self._says(named)
            elif current:
                said[k] = self._says(current)
            elif (later := next((j for j in range(k + 1, n) if self.own[j]), None)) is not None:
                said[k] = self._says(self.own[later], unsure=later - k > 2)
        if not any(said):
            first = self.text.cues.get("speaker", ())[:1]
            for i, j, key in first:
                mention = Mention(i, j, key, text.words(i, j), self.known.party(key))
                said = [self._says(mention, unsure=True)] * n
        return said

    def _is_bare_body(self, m: Mention, before: Mention) -> bool:
        """The ministry, the army: words that mean the body named before."""
        alone = m.last - m.first == 1 or before.words.lower().startswith(m.words.lower())
        return m.body and m.key == UNKNOWN and alone

    def _points_back(self, k: int) -> bool:
        """Whether a sentence says who said what stands before it: "this was reported by"."""
        first = self.sentences[k].first
        return self.text.has("back", first, first + 3)

    def _inside_quotes(self) -> list[bool]:
        depth, inside = 0, []
        for s in self.sentences:
            inside.append(bool(depth))
            for x in range(s.first, s.last):
                sign = self.text.low[x]
                if sign in QUOTES:
                    depth = {"“": 1, "„": 1, "«": 1, "”": 0, "»": 0}.get(sign, 1 - depth)
        return inside

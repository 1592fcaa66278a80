"""A text cut into tokens, sentences and paragraphs, with every word of the tables found once.

Names in it, and answers with the characters that they rest on, are told by its tokens.
Offsets count the characters of the text as given, whatever its apostrophes, dashes and spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from analysis.wording.languages import ELIDED, GAP, LONGEST_GAP, NOTHING, Lexicon, fits, marks

NUMBER = (
    r"\d{1,3}(?:[ \u2009']\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?"
    r"|\d{1,3}(?:[.,]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
    r"|\d+(?:[.,]\d+)?"
)
"""Digits with the separators of any language."""
TOKEN = re.compile(
    rf"""
    (?P<url>https?://\S+|www\.\S+|[@\#]\w+)
  | (?P<date>\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}(?!\d))
  | (?P<clock>\d{{1,2}}:\d\d(?::\d\d)?(?![\d:]))
  | (?P<phone>\+\d(?:[ ()-]?\d){{9,14}}(?!\d))
  | (?P<num>{NUMBER})
  | (?P<elided>(?i:{ELIDED})'(?=[^\W\d_]{{2}}))
  | (?P<word>[^\W\d_]+(?:['-][^\W\d_]+)*)
  | (?P<line>\n)
  | (?P<sign>[^\w\s]|_)
    """,
    re.VERBOSE,
)
SAME = str.maketrans(
    dict.fromkeys("’ʼ`´‘ʹ", "'")
    | dict.fromkeys("–—−‒‑―‐", "-")
    | dict.fromkeys("\xa0\u202f\t", " ")
    | dict.fromkeys("\r\u2028\u2029\x0b\x0c\x85", "\n")
    | {"ё": "е", "Ё": "Е"}
)
CYRILLIC_OF = str.maketrans("aceiopxyABCEHIKMOPTX", "асеіорхуАВСЕНІКМОРТХ")
LATIN_OF = {cyrillic: latin for latin, cyrillic in CYRILLIC_OF.items()}
SKIPPED = frozenset("-\"'“”„«»()[]")
"""Signs that may stand between the words of one form."""
LONGEST = 600
"""Tokens after which a sentence is cut at the next comma: no speaker says that many."""
PARTS = frozenset(",;:")
STOPS = frozenset(".!?…")
CLOSERS = frozenset("\"'”»“)]")
LED = frozenset({"word", "num", "sign"})
"""Kinds of tokens that forms may begin with."""
TELLING = ("say", "according", "deny")
"""Kinds of words by which somebody is said to tell something."""
WRAPPED = re.compile(r"(?<=[^\n]{60})(?<=[^\W_])\n(?=(.))")
"""The end of a full line that no stop closes, and what the next line begins with."""
LONGEST_LINK = 3
"""Letters of a word that ends no sentence: "in the", "у", "der"."""
SHORTEST = 3
"""Tokens of a clause that stands before another speaker's."""
SOON = 6
"""Tokens after the beginning of a clause in which its speaker is named."""
MIXED = re.compile(r"(?=.*[A-Za-z])(?=.*[Ѐ-ӿ])")


UNKNOWN = "?"


class Cue(NamedTuple):
    """A form of the tables in a text: its first token, the token after it, and its key."""

    first: int
    last: int
    key: str


class Ground(NamedTuple):
    """An answer and what it rests on: the characters of the text, or the name of a rule."""

    key: str
    basis: str = ""
    words: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: tokens [first, last), its key and its words."""

    first: int
    last: int
    key: str
    words: str
    party: str = ""
    body: bool = False
    weak: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens [first, last) of a text, and the paragraph (a line) that they stand in."""

    first: int
    last: int
    paragraph: int


@dataclass(slots=True)
class Text:
    """A text in tokens.

    Parameters
    ----------
    raw : str
        As given.
    low : list of str
        The tokens in lower case, with plain apostrophes and dashes.
    kinds : list of str
        What each is: word, num, sign, line, date, clock, phone, url.
    starts, ends : list of int
        Their characters in `raw`.
    sentences : list of Sentence
    cues : dict
        Per kind of word, what was found: (first token, token after, key), in order.
    at : dict
        The same by first token: (token after, key).
    """

    raw: str
    language: str
    lexicon: Lexicon
    low: list[str]
    kinds: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[Sentence] = field(default_factory=list)
    cues: dict[str, list[Cue]] = field(default_factory=lambda: defaultdict(list))
    at: dict[str, dict[int, tuple[int, str]]] = field(default_factory=lambda: defaultdict(dict))
    _starts: dict[str, list[int]] = field(default_factory=dict)

    def between(self, kind: str, first: int, last: int) -> list[Cue]:
        """Return the cues of a kind that begin in [first, last), in order."""
        cues = self.cues.get(kind)
        if not cues or first >= last:
            return []
        starts = self._starts.get(kind)
        if starts is None:
            starts = self._starts[kind] = [cue[0] for cue in cues]
        return cues[bisect_left(starts, first) : bisect_left(starts, last)]

    def has(self, kind: str, first: int, last: int) -> bool:
        """Whether a cue of a kind begins in [first, last)."""
        return bool(self.between(kind, first, last))

    def keys(self, kind: str, first: int, last: int) -> list[str]:
        """The keys of the cues of a kind that begin in [first, last), in order."""
        return [key for _, _, key in self.between(kind, first, last)]

    def key(self, kind: str, token: int) -> str | None:
        """The key of the cue of a kind that begins at a token; None if none does."""
        found = self.at[kind].get(token)
        return found[1] if found else None

    def begins(self, kinds: Iterable[str], token: int) -> bool:
        """Whether a cue of one of these kinds begins at a token."""
        return any(token in self.at[kind] for kind in kinds)

    def ends_at(self, kind: str, token: int, reach: int) -> bool:
        """Whether a cue of a kind ends before a token and begins within so many before it."""
        return any(last == token for _, last, _ in self.between(kind, token - reach, token))

    def sign(self, signs: str, first: int, last: int) -> int:
        """The first token of [first, last) that is one of these signs; `last` if none is."""
        return next((k for k in range(first, last) if self.low[k] in signs), last)

    def sentence_of(self, token: int) -> int:
        """The number of the sentence that a token stands in."""
        return bisect_right(self.sentences, token, key=lambda sentence: sentence.first) - 1

    def words(self, first: int, last: int) -> str:
        """The characters of the tokens [first, last), as given."""
        return self.raw[self.starts[first] : self.ends[last - 1]] if first < last else ""

    def span(self, first: int, last: int) -> str:
        """The characters of the tokens [first, last), as `start-end`."""
        return f"{self.starts[first]}-{self.ends[last - 1]}"

    def touches(self, token: int) -> bool:
        """Whether a token stands right after the one before, with no space."""
        return 0 < token < len(self.low) and self.starts[token] == self.ends[token - 1]

    def is_capital(self, token: int) -> bool:
        return self.kinds[token] == "word" and self.raw[self.starts[token]].isupper()


def cut(text: str, lexicons: dict[str, Lexicon]) -> Text:
    """Cut a text into tokens and find the words of its language in it.

    Parameters
    ----------
    text : str
        Any text.
    lexicons : mapping
        From language to its words; asked for the one language that the text is in.
    """
    plain = WRAPPED.sub(_end_of_line, text.translate(SAME))
    low, kinds, starts, ends = [], [], [], []
    for match in TOKEN.finditer(plain):
        kind = match.lastgroup or "sign"
        kind = "word" if kind == "elided" else kind
        word = match.group()
        if kind == "word":
            word = _unmixed(word).lower() if MIXED.match(word) else word.lower()
        low.append(word)
        kinds.append(kind)
        starts.append(match.start())
        ends.append(match.end())
    language = tell_language(low, lexicons)
    found = Text(text, language, lexicons[language], low, kinds, starts, ends)
    _find(found)
    found.sentences = [part for s in _sentences(found) for part in _clauses(found, s)]
    return found


def _end_of_line(found: re.Match) -> str:
    """A space where the page ends a line inside of a phrase: before small letters, after "the"."""
    last = found.string[: found.start()].rpartition(" ")[2]
    open_end = last.isalpha() and last.islower() and len(last) <= LONGEST_LINK
    return " " if found[1].islower() or (open_end and found[1].isalnum()) else "\n"


def _unmixed(word: str) -> str:
    """Letters of one script in a word of the other are look-alikes.

    >>> _unmixed("обстрiл") == "обстріл"
    True
    """
    cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in word)
    return word.translate(CYRILLIC_OF if 2 * cyrillic >= len(word) else LATIN_OF)


def tell_language(low: list[str], lexicons: dict[str, Lexicon]) -> str:
    """Say which language words are in: by its frequent words and its own letters.

    >>> tell_language("the enemy and his losses".split(), {"en": None, "de": None})
    'en'
    """
    known = marks()
    joined, counts = "".join(low), Counter(low)
    scores = {}
    for name in lexicons:
        words, letters = known.get(name, (frozenset(), ""))
        scores[name] = sum(counts[word] for word in words if word in counts)
        scores[name] += 0.5 * sum(map(joined.count, letters))
    best = max(scores, key=lambda name: scores[name])
    if scores[best] == 0:
        return max(lexicons, key=lambda name: sum(bool(lexicons[name].of(word)) for word in low))
    return best


def _find(text: Text) -> None:
    """Find the forms of the tables, the longest at each place within its kind."""
    covered: dict[str, int] = defaultdict(int)
    of, kinds = text.lexicon.of, text.kinds
    for i, word in enumerate(text.low):
        done = set()
        for form in of(word) if kinds[i] in LED else ():
            kind = form.kind
            if kind in done or covered[kind] > i:
                continue
            end = _follow(text, form.rest, i + 1) if form.rest else i + 1
            if end:
                done.add(kind)
                covered[kind] = end
                if form.key != NOTHING:
                    text.cues[kind].append(Cue(i, end, form.key))
                    text.at[kind][i] = (end, form.key)


def _follow(text: Text, rest: tuple[str, ...], i: int) -> int:
    """The token after the words of a form that follow its first; 0 if they do not stand there."""
    low, kinds, n = text.low, text.kinds, len(text.low)
    if not rest:
        return i
    if rest[0] == GAP:
        for _ in range(LONGEST_GAP + 1):
            if end := _follow(text, rest[1:], i):
                return end
            while i < n and low[i] in SKIPPED:
                i += 1
            if i >= n or kinds[i] not in ("word", "num"):
                return 0
            i += 1
        return 0
    while i < n and low[i] != rest[0]:
        if low[i] not in SKIPPED and (low[i] != "." or len(low[i - 1]) >= 4):
            break
        i += 1
    return _follow(text, rest[1:], i + 1) if i < n and fits(rest[0], low[i]) else 0


def _sentences(text: Text) -> list[Sentence]:
    """Cut at line ends and at stops that an abbreviation does not explain."""
    found: list[Sentence] = []
    first = paragraph = i = 0
    n = len(text.low)
    while i < n:
        sign = text.low[i]
        if text.kinds[i] == "line":
            if first < i:
                found.append(Sentence(first, i, paragraph))
            paragraph += bool(found) and found[-1].paragraph == paragraph
            first = i + 1
        ends = text.kinds[i] == "sign" and sign in STOPS and _ends_sentence(text, i)
        if ends or (i - first > LONGEST and sign in PARTS):
            i = _behind_closers(text, i + 1) - 1 if ends else i
            found.append(Sentence(first, i + 1, paragraph))
            first = i + 1
        i += 1
    if first < n:
        found.append(Sentence(first, n, paragraph))
    return found


def _behind_closers(text: Text, token: int) -> int:
    """The first token from here on that is no closing quote or bracket written to the stop."""
    while token < len(text.low) and text.low[token] in CLOSERS and text.touches(token):
        token += 1
    return token


def _ends_sentence(text: Text, stop: int) -> bool:
    """Whether a stop ends a sentence, and not an abbreviation, a day or a first name."""
    after = _behind_closers(text, stop + 1)
    if after >= len(text.low) or text.kinds[after] == "line":
        return True
    before = stop - 1
    if text.low[stop] == ".":
        if stop and text.kinds[before] == "num" and after in text.at["month"]:
            return False
        unit = before in text.at["unit"] or text.ends_at("unit", stop, 4)
        if unit and text.is_capital(after):
            return True
        initial = len(text.low[before]) == 1 and text.is_capital(before)
        if stop and (before in text.at["abbreviation"] or initial):
            return False
    if not text.touches(after):
        return text.raw[text.starts[after]].isupper() or text.kinds[after] != "word"
    plain = text.kinds[before] == "word" and not text.is_capital(before)
    return text.is_capital(after) and plain


def _clauses(text: Text, s: Sentence) -> list[Sentence]:
    """Kyiv said ..., while Moscow said ...: a clause with a speaker of its own stands alone."""
    if not any(text.has(kind, s.first, s.last) for kind in TELLING):
        return [s]
    low, quoted, joints = text.low, False, []
    opens = text.has("while", s.first, s.first + 1)
    for k in range(s.first + 1, s.last):
        quoted = (quoted or low[k - 1] in "“„«") and low[k - 1] not in "”»"
        comma = low[k - 1] == "," and (opens or k in text.at["and"])
        if not quoted and (comma or low[k] == ";" or k in text.at["while"]):
            joints.append(k)
    starts = [s.first]
    for joint, end in pairwise([*joints, s.last]):
        if joint - starts[-1] > SHORTEST and _has_voice(text, joint, end):
            starts.append(joint)
    return [Sentence(i, j, s.paragraph) for i, j in pairwise([*starts, s.last])]


def _has_voice(text: Text, first: int, last: int) -> bool:
    """Whether a clause opens with a name and a word of saying, or with "according to" and one."""
    names = [
        i for kind in ("speaker", "office", "side") for i, *_ in text.between(kind, first, last)
    ]
    names += [k for k in range(first, last - 1) if text.is_capital(k) and text.is_capital(k + 1)]
    name = min(names, default=last)
    if name - first > SOON or not names:
        return False
    comma = next((k for k in range(name, last) if text.low[k] == ","), last)
    return any(text.has(kind, first, comma) for kind in TELLING)

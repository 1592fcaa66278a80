"""Names: the one key that spellings of each stand for, and how one stands in a sentence.

>>> keys = {fold("Serhiy Cherevaty"): "serhii_cherevatyi"}
>>> keys[fold("SERHIY  CHEREVATY")]
'serhii_cherevatyi'

A name in Arabic or Hebrew, written from right to left, draws the digits after it to its other side.
Between two isolates, signs without width that end what they open, it is read by itself; a page
writes them as `bdi`.

>>> isolated("Ministry"), isolated("وزارة") == "\\u2068وزارة\\u2069"
('Ministry', True)
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def fold(name: str) -> str:
    """Fold a name to the form under which spellings are compared.

    Case, accents, underscores, dots and runs of space do not tell names apart.

    >>> fold("Čerevatyj"), fold("bakhmut_direction")
    ('cerevatyj', 'bakhmut direction')
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(plain.casefold().replace("_", " ").replace(".", " ").split())


UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that show nothing, so that two keys with and without them look the same."""


def key_from(name: str) -> str:
    """Make a key of a name: its letters and digits as written, small, joined by underscores.

    >>> key_from("Gen. Ana Ruiz"), key_from("Лєна Йовіч"), key_from("وزارة الدفاع"), key_from("–")
    ('gen_ana_ruiz', 'лєна_йовіч', 'وزارة_الدفاع', '')
    >>> key_from("Στρατός της Θράκης"), key_from("İzmir"), key_from("Straßburg"), key_from("हिन्दी")
    ('στρατός_της_θράκης', 'izmir', 'straßburg', 'हिन्दी')
    """
    # The dot that a small letter has anyway is left over of a Turkish capital.
    small = unicodedata.normalize("NFKC", name).lower().replace("i\u0307", "i")
    seen = UNSEEN.sub("", unicodedata.normalize("NFC", small))
    signs = [sign if _is_of_word(sign) else " " for sign in seen]
    return "_".join("".join(signs).split())


def is_key(text: str) -> bool:
    """Say whether a text is a key: letters with their marks, digits, underscores and hyphens.

    >>> is_key("हिन्दी"), is_key("north-army_2"), is_key("the north"), is_key("")
    (True, True, False, False)
    >>> is_key("north\\u034f"), key_from("North\\u034f")
    (False, 'north')
    """
    return text != "" and all(sign in "_-" or _is_of_word(sign) for sign in text)


def _is_of_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN" and not UNSEEN.match(sign)


def nearest(name: object, choices: Iterable[str], most: int = 3) -> list[str]:
    """Return the choices spelt most like a name, the closest first; none if none is close.

    >>> nearest("kiled", ["wounded", "killed", "clashes"]), nearest(None, ["wounded"])
    (['killed'], [])
    """
    spelt = {fold(str(choice)): str(choice) for choice in choices}
    close = difflib.get_close_matches(fold(str(name)), list(spelt), n=most, cutoff=0.6)
    return [spelt[match] for match in close]


MOST_LISTED = 12
"""Names that are listed where none is near."""


def or_rather(close: Iterable[str], known: Iterable[str]) -> str:
    """Name what comes nearest; where nothing is near, what there is, at most `MOST_LISTED` of it.

    >>> or_rather(["killed"], ["killed", "wounded"]), or_rather([], ["killed", "wounded"])
    ('the nearest: killed', 'none is near; there are killed, wounded')
    >>> or_rather([], "abcdefghijklmn")
    'none is near; there are, among others, a, b, c, d, e, f, g, h, i, j, k, l'
    """
    if near := ", ".join(close):
        return f"the nearest: {near}"
    choices = list(dict.fromkeys(known))
    if not choices:
        return "there are none at all"
    verb = "is" if len(choices) == 1 else "are"
    others = ", among others," if len(choices) > MOST_LISTED else ""
    return f"none is near; there {verb}{others} {', '.join(choices[:MOST_LISTED])}"


def unknown(name: str, key: object, known: Iterable[str]) -> str:
    """Say that a key is not known, and what comes nearest; without anything near, what there is."""
    choices = list(known)
    return f"{name} {key!r} is not known; {or_rather(nearest(key, choices), choices)}"


BODIES = frozenset(
    (
        *("agency", "alliance", "army", "association", "authority", "authorities"),
        *("battalion", "brigade", "bureau", "center", "centre", "channel", "command"),
        *("commission", "committee", "committees", "corps", "council", "delegation"),
        *("department", "directorate", "division", "force", "forces", "foundation"),
        *("front", "fund", "government", "group", "guard", "headquarters", "institute"),
        *("lab", "mayor", "militia", "ministry", "mission", "monitor", "movement"),
        *("nations", "network", "observatory", "office", "organisation", "organization"),
        *("police", "regiment", "service", "society", "staff", "times", "union"),
    )
)
"""Words that make a name one of a body, which takes "the" in a sentence."""


def in_sentence(label: str) -> str:
    """Write a name as it stands in a sentence: a body with its article, a person without.

    A label that has an article, or begins with a whose, stays as it is.

    >>> in_sentence("General Staff of Ukraine"), in_sentence("Hanna Maliar"), in_sentence("RT")
    ('the General Staff of Ukraine', 'Hanna Maliar', 'RT')
    >>> in_sentence("Rapid Support Forces"), in_sentence("Russian forces")
    ('the Rapid Support Forces', 'Russian forces')
    >>> in_sentence("Sudan's army"), in_sentence("the White House"), in_sentence("a NATO official")
    ("Sudan's army", 'the White House', 'a NATO official')
    """
    words = label.split()
    begun = words and (words[0] in ("the", "The", "a", "an") or words[0].endswith(("'s", "’s")))
    # What follows "of", "in" and the like tells which body it is, and is none itself.
    head = re.split(r" (?:of|for|in|on|by|from) ", label)[0].split()
    head = [word.casefold() for word in head if word not in ("forces", "authorities", "police")]
    return f"the {label}" if not begun and BODIES & set(head) else label


LESS = " less "
"""What stands between the keys of an area and of one in it that is taken off."""


def label_of(key: str, labels: Mapping[str, str] | pd.Series) -> str:
    """Label a key, also of an area less one that lies in it; a key without a label is its own.

    >>> label_of("front less a_city", {"front": "the whole front"})
    'the whole front less a city'
    """
    return LESS.join(labels.get(part, part.replace("_", " ")) for part in key.split(LESS))


def belonging(name: str, what: str) -> str:
    """Write whose something is; a name that says already whose it is takes "of".

    >>> belonging("Hanna Maliar", "figures"), belonging("Western officials", "words")
    ("Hanna Maliar's figures", "Western officials' words")
    >>> belonging("Sudan's army", "figures")
    "the figures of Sudan's army"
    """
    if re.search(r"['’]s |s['’] ", name):
        return f"the {what} of {name}"
    return f"{name}'{'' if name.endswith('s') else 's'} {what}"


def resolve(written: pd.Series, aliases: dict[str, str]) -> pd.Series:
    """Map names as written to keys, each distinct spelling once.

    Parameters
    ----------
    written : pandas.Series of str
    aliases : dict
        From folded spelling to key.

    Returns
    -------
    pandas.Series of str
        Same index; missing where no alias is known.

    Examples
    --------
    >>> import pandas as pd
    >>> resolve(pd.Series(["ISW", "nobody"]), {"isw": "isw"}).tolist()
    ['isw', nan]
    """
    distinct = {name: aliases.get(fold(name)) for name in written.unique()}
    return written.map(distinct)


FIRST_STRONG, POP = "\u2068", "\u2069"
RIGHT_TO_LEFT = frozenset({"R", "AL"})


def isolated(text: str) -> str:
    """Set a text apart if any of it runs from right to left; what is set apart stays as it is."""
    if text.isascii() or FIRST_STRONG in text:
        return text
    runs_back = any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in text)
    return f"{FIRST_STRONG}{text}{POP}" if runs_back else text


def without_isolates(text: str) -> str:
    """Take the signs out again, to measure or to compare."""
    return text if text.isascii() else text.replace(FIRST_STRONG, "").replace(POP, "")


def isolated_lines(lines: Sequence[str]) -> list[str]:
    """Set apart in each line what was set apart in the text that was broken into them.

    >>> isolated_lines(["said \\u2068ab", "cd\\u2069, 5"])
    ['said \\u2068ab\\u2069', '\\u2068cd\\u2069, 5']
    """
    opened, found = 0, []
    for line in lines:
        whole = FIRST_STRONG * opened + line
        opened = whole.count(FIRST_STRONG) - whole.count(POP)
        found.append(whole + POP * opened)
    return found

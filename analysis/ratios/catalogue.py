"""The catalogue of ratios: which two figures may meet, what must agree, and a table's columns.

Its entries are data; the head of `catalogue.toml` explains each field.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.data.names import nearest
from analysis.errors import RatioError

if TYPE_CHECKING:
    import pandas as pd

PATH = Path(__file__).with_name("catalogue.toml")

PAIR_FORMS = ("ratio", "part", "share", "odds", "gap", "change", "days")
READ_OFF_FORMS = ("multiple", "implied", "rank", "coverage")
LIKE_FORMS = ("part", "share", "odds", "gap", "change")
"""Forms whose two figures are of one unit."""
MUST_AGREE = {
    ("speaker", "same"): "speaker",
    ("speaker", "different"): "another speaker",
    ("subject", "same"): "subject",
    ("subject", "not_actor"): "the counted side must not be the acting one",
    ("actor", "same"): "actor",
    ("scope", "same"): "scope",
    ("scope", "within"): "the first scope within the second",
}
"""The demands of an entry in words, by its field; what is `any` demands nothing."""

READINGS = ("", "strict_", "rounded_", "versions_")
"""Prefixes of the four pairs of ends that a claim carries: bounded, strict, rounded, versions."""
ENDS = [f"{reading}{end}" for reading in READINGS for end in ("low", "high")]
"""The ends of a ratio under each reading of the two wordings."""
COLUMNS = ["ratio", "variant", "status", "reason", "flags", "stated_on", "date_basis", "speaker"]
COLUMNS += ["party", "denominator_speaker", "subject", "scope", "denominator_scope", "period"]
COLUMNS += ["period_kind", "as_of", "numerator", "numerator_low", "numerator_high", "denominator"]
COLUMNS += ["denominator_low", "denominator_high", "value", *ENDS, "unit", "numerator_claims"]
COLUMNS += ["denominator_claims", "rule_version"]
"""Of a table of ratios."""
DAYS = dict.fromkeys(("stated_on", "as_of"), "datetime64[s]")
NUMBERS = [f"{side}{end}" for side in ("numerator", "denominator") for end in ("", "_low", "_high")]
NUMBERS += ["value", *ENDS]
TEXTS = [name for name in COLUMNS if name not in DAYS and name not in NUMBERS]
CLAIMS = ("numerator_claims", "denominator_claims")
"""Columns of texts of which each may be its own."""


@dataclass(frozen=True)
class Entry:
    """One ratio of the catalogue, or one pairing that is refused on purpose.

    Parameters
    ----------
    name : str
        `<numerator>_per_<denominator>`, or what the reading is called.
    form : str
        How the two figures become one: one of `PAIR_FORMS` or `READ_OFF_FORMS`.
    read_as, unit : str
        In words.
    called : str
        What readers call it, where that is not its name.
    number : int
        Place in the catalogue; 0 for a pairing that is refused on purpose.
    numerator, denominator : tuple of str
        Measures, added up under the same conditions.
    numerator_less, denominator_less : str
        Measure of a nested area to take off; empty for none.
    speaker, subject, actor, scope : str
        What must agree: see the head of `catalogue.toml`.
    part, whole : str
        Levels of the two areas of a share: city, direction, ...
    numerator_stance, denominator_stance : str
        Stance demanded; empty for a claim or an assessment.
    numerator_side, denominator_side : str
        own or other: whether the speaker's party is the subject's; empty for either.
    assumption : str
        What has to be assumed; empty if nothing.
    aggregate : str
        ratio_of_sums or none.
    band : bool
        Whether reference bands exist for it.
    noise : str
        Empty if the counting-noise yardstick may be shown, else why not.
    """

    name: str
    form: str
    read_as: str
    unit: str
    number: int = 0
    called: str = ""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    numerator_less: str = ""
    denominator_less: str = ""
    speaker: str = "same"
    subject: str = "any"
    actor: str = "any"
    scope: str = "same"
    part: str = ""
    whole: str = ""
    numerator_stance: str = ""
    denominator_stance: str = ""
    numerator_side: str = ""
    denominator_side: str = ""
    assumption: str = ""
    aggregate: str = "ratio_of_sums"
    band: bool = False
    noise: str = ""

    @property
    def is_pairing(self) -> bool:
        """Whether it joins two claims, rather than being read off a ratio."""
        return self.form in PAIR_FORMS

    @property
    def label(self) -> str:
        """What readers call it: "killed per wounded"."""
        return self.called or self.name.replace("_", " ")

    @property
    def across_days(self) -> bool:
        """Whether a figure meets the last one stated before it, not one of its own day."""
        return self.form == "change" or bool(self.denominator_stance)

    @property
    def must_agree(self) -> list[str]:
        """What two figures must have in common, in words; nothing if it joins no two."""
        if not self.is_pairing:
            return []
        words = [said for (name, asked), said in MUST_AGREE.items() if getattr(self, name) == asked]
        unit = ["unit"] if self.form in LIKE_FORMS else []
        return [*words, "kind of period" if self.across_days else "period", *unit]


@cache
def read_catalogue(path: Path = PATH) -> dict[str, Entry]:
    """Read all entries, by name, in catalogue order; pairings refused on purpose come last.

    Raises
    ------
    RatioError
        If a form is unknown or a name stands twice.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    entries: dict[str, Entry] = {}
    for table in [*content["entry"], *content["tempting"]]:
        lists = {key: tuple(table[key]) for key in ("numerator", "denominator") if key in table}
        read = Entry(**{**table, **lists})
        if read.form not in (*PAIR_FORMS, *READ_OFF_FORMS) or read.name in entries:
            raise RatioError(f"{path.name}: entry {read.name!r}, form {read.form!r}")
        entries[read.name] = read
    return entries


def entry(name: str) -> Entry:
    """Return one entry.

    Raises
    ------
    RatioError
        If the catalogue has no such ratio, naming the nearest.
    """
    entries = read_catalogue()
    if name not in entries:
        close = ", ".join(nearest(name, entries)) or ", ".join(entries)
        raise RatioError(f"the catalogue has no ratio {name!r}; nearest: {close}")
    return entries[name]


@dataclass(frozen=True)
class RatioSide:
    """What may stand on one side of a ratio.

    Parameters
    ----------
    measures : tuple of str
        Added up.
    less : str
        Measure of a nested area to take off; empty for none.
    stance : str
        claim or assessment; empty for both.
    of_subject : str
        own or other: whether the speaker's party is the subject's; empty for either.
    """

    measures: tuple[str, ...]
    less: str = ""
    stance: str = ""
    of_subject: str = ""

    @property
    def label(self) -> str:
        """The measures in words: "killed and wounded"."""
        return " and ".join(measure.replace("_", " ") for measure in self.measures)


def sides_of(entry: Entry) -> tuple[RatioSide, RatioSide]:
    """Return what may stand on the two sides of an entry."""
    of = vars(entry)
    over, under = (
        RatioSide(of[side], of[f"{side}_less"], of[f"{side}_stance"], of[f"{side}_side"])
        for side in ("numerator", "denominator")
    )
    return over, under


def with_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """Hold days as days, texts as texts and numbers, counts too, as numbers with a point.

    Texts as an object for each would take ten times the memory.

    Columns of codes stay as they are, and not all of `COLUMNS` need be there.
    """
    texts = [name for name in rows if name in TEXTS and rows[name].dtype != "category"]
    days = {name: kind for name, kind in DAYS.items() if name in rows}
    numbers = [name for name in NUMBERS if name in rows]
    return rows.astype(dict.fromkeys(texts, "str") | dict.fromkeys(numbers, float) | days)

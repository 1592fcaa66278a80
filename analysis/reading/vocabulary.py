"""What the vocabulary knows, in plain tables: speakers, parties, forces, units, names as written.

The shared vocabulary is read from `data/raw` with nothing but the standard library, so that a
text can be read before pandas is loaded; a collection's own is taken from its `Vocabulary`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from analysis.paths import RAW

if TYPE_CHECKING:
    from analysis.data.vocabulary import Vocabulary

CIVILIANS = "civilians"
NONE = "none"
NOBODY = "unattributed"
"""The speaker of a text that names none."""
TABLES = {
    "speakers": "speaker",
    "parties": "party",
    "forces": "force",
    "measures": "measure",
    "scopes": "scope",
}
"""The tables of a vocabulary, and the column that is their key."""


@dataclass(frozen=True)
class Known:
    """The tables, by key.

    Parameters
    ----------
    speakers : dict
        Label, role, party.
    parties : dict
        Opponent (a force) and whether it is interested.
    forces : dict
        Party.
    units : dict
        Unit and further units of a measure.
    roles : dict
        What a measure says of a side.
    scopes : dict
        Level and parent.
    names : tuple of (kind, key, form)
        Names as written, as forms of the tables of words.
    """

    speakers: dict[str, tuple[str, str, str]]
    parties: dict[str, tuple[str, bool]]
    forces: dict[str, str]
    units: dict[str, tuple[str, tuple[str, ...]]]
    roles: dict[str, str]
    scopes: dict[str, tuple[str, str]]
    names: tuple[tuple[str, str, str], ...]

    def party(self, speaker: str) -> str:
        """The party of a speaker; empty if not known."""
        return self.speakers.get(speaker, ("", "", ""))[2]

    @cached_property
    def force_of(self) -> dict[str, str]:
        """The first force of each party."""
        own: dict[str, str] = {}
        for force, party in self.forces.items():
            if party:
                own.setdefault(party, force)
        return own

    def opponent(self, party: str) -> str:
        return self.parties.get(party, ("", False))[0]

    def war_of(self, party: str) -> set[str]:
        """The parties of the war that a party fights in, itself among them."""
        both = {party, self.forces.get(self.opponent(party), "")} - {""}
        foes = {other: self.forces.get(foe, "") for other, (foe, _) in self.parties.items() if foe}
        return both | {other for other, foe in foes.items() if foe in both}

    def body_of(self, party: str, force: str = "") -> str:
        """The speaker that stands for a party, if but one body does, or one has its force's name.

        Empty otherwise.
        """
        bodies = [
            key for key, row in self.speakers.items() if row[2] == party and not self.is_person(key)
        ]
        named = [key for key in bodies if force and key.startswith(force)]
        found = bodies if len(bodies) == 1 else named
        return found[0] if len(found) == 1 else ""

    def is_interested(self, party: str) -> bool:
        return self.parties.get(party, ("", True))[1]

    def is_wide(self, scope: str) -> bool:
        """Whether a place is a country or a region: named in passing more often than meant."""
        return self.scopes.get(scope, ("", ""))[0] == "country" or scope.endswith("region")

    def is_line(self, scope: str) -> bool:
        """Whether a place is itself a direction or a part of a front."""
        return self.scopes.get(scope, ("", ""))[0] in ("direction", "segment")

    def around(self, scope: str) -> set[str]:
        """The places that a place lies in."""
        found: set[str] = set()
        parent = self.scopes.get(scope, ("", ""))[1]
        while parent and parent not in found:
            found.add(parent)
            parent = self.scopes.get(parent, ("", ""))[1]
        return found

    def city_in(self, scope: str) -> str:
        """The first city that is a place or lies in it; empty if none is known."""
        cities = (
            key
            for key, (level, _) in self.scopes.items()
            if level == "city" and (key == scope or scope in self.around(key))
        )
        return next(cities, "")

    def is_person(self, speaker: str) -> bool:
        """Whether a speaker is named by first name and surname."""
        words = self.speakers.get(speaker, ("", "", ""))[0].split()
        return len(words) == 2 and all(word.istitle() for word in words)


@lru_cache(maxsize=1)
def shared() -> Known:
    """The project's own tables."""
    tables = {}
    for name in (*TABLES, "aliases"):
        with (RAW / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            tables[name] = list(csv.DictReader(lines))
    return _known(tables)


def of(words: Vocabulary | None) -> Known:
    """The tables of a collection; of None the shared ones."""
    if words is None:
        return shared()
    tables = {
        name: getattr(words, name).rename_axis(key).reset_index().to_dict("records")
        for name, key in TABLES.items()
    }
    return _known(tables | {"aliases": words.aliases.to_dict("records")})


def _known(tables: dict[str, list[dict[str, str]]]) -> Known:
    speakers = {
        row["speaker"]: (row["label"], row.get("role", ""), row["party"])
        for row in tables["speakers"]
    }
    names = [
        (row["kind"].replace("scope", "place"), row["key"], _form(row["written"]))
        for row in tables["aliases"]
    ]
    names += [("speaker", key, _form(label)) for key, (label, _, _) in speakers.items()]
    return Known(
        speakers,
        {row["party"]: (row["opponent"], row["interested"] == "yes") for row in tables["parties"]},
        {row["force"]: row["party"] for row in tables["forces"]},
        {
            row["measure"]: (row["unit"], tuple(filter(None, row["also_in"].split(";"))))
            for row in tables["measures"]
        },
        {row["measure"]: row["role"] for row in tables["measures"]},
        {row["scope"]: (row["level"], row["parent"]) for row in tables["scopes"]},
        tuple(name for name in names if name[2] and name[1] != NOBODY),
    )


def _form(written: str) -> str:
    """A name as a form: lower case, no brackets, no signs."""
    words = written.lower().replace("ё", "е").replace("’", "'").split("(")[0]
    return " ".join(
        word.strip(',.«»"') for word in words.replace("/", " ").replace("*", " ").split()
    )

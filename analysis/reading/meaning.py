"""What an amount of a text counts, as an answer: a measure, or the reason for none."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.wording.forms import frames

PERSONS = frozenset({"soldier", "people", "civilian", "prisoner", "person"})
EVENTS = frozenset(
    {
        "clash", "attack", "shelling", "strike", "airstrike", "missile_strike", "artillery_strike",
        "mlrs_strike", "drone_strike", "sortie", "fire_mission", "times",
    }
)  # fmt: skip
EQUIPMENT = frozenset(
    {
        "tank", "afv", "gun", "mlrs", "air_defence", "aircraft", "drone", "missile", "vehicle",
        "ship", "depot", "ew", "equipment", "command_post", "bomb", "shell",
    }
)  # fmt: skip
STRIKES = {
    "air": "airstrikes",
    "missile": "missile_strikes",
    "artillery": "artillery_strikes",
    "mlrs": "mlrs_strikes",
    "drone": "drone_strikes",
}
"""Kinds of strike by the word that says what struck."""
KINDS_OF_STRIKE = frozenset(
    {"strike", "airstrike", "missile_strike", "artillery_strike", "mlrs_strike", "drone_strike"}
)
LAUNCHED = {"drone": "drones_launched", "missile": "missiles_launched"}
LOST = frozenset({"lose", "loss", "destroy", "kill", "shoot_down", "hit"})
"""Actions that a list of equipment in the next sentence goes on with."""
BODILY = frozenset({"kill", "wound", "casualties", "surrender", "miss", "capture"})
"""Actions done to people: they need no noun."""
NO_NOUN = "nothing says what it counts"
NO_ACTION = "nothing says what became of them"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an amount counts.

    Parameters
    ----------
    measure : str
        A key of measures.csv; `?` where the text counts what no measure fits; empty if refused.
    noun, action : str
        Keys of the tables.
    span : tuple of int
        First and last token of the words that say so; empty if the list before does.
    refused : str
        Why not.
    basis : str
        How it was found: noun, shared, table, before, action, extent, list.
    is_part : bool
        Whether its own words say that it is a part of the figure before: "16 of them".
    """

    measure: str = ""
    noun: str = ""
    action: str = ""
    span: tuple[int, int] | None = None
    refused: str = ""
    basis: str = ""
    period: str = ""
    is_part: bool = False


NONE = Meaning(refused=NO_NOUN)


@dataclass(slots=True)
class Head:
    """The counted noun after an amount."""

    noun: str = ""
    first: int = -1
    last: int = -1
    open: bool = True
    participle: tuple[int, int, str] | None = None
    modifiers: tuple[str, ...] = ()


def measure_of(noun: str, action: str) -> str:
    """The measure that a noun and an action stand for; empty if none.

    >>> measure_of("drone", "launch"), measure_of("soldier", "kill"), measure_of("clash", "")
    ('drones_launched', 'killed', 'clashes')
    """
    table = frames()
    own = table.get((noun, action))
    if own is None and noun in PERSONS:
        own = table.get(("person", action))
    return own or table.get((noun, "*"), "")

"""What the parameters of reports mean, whichever report declares them: each name said once.

Type, default and help stand in the `parameters` cell of a notebook (`execute.parameters`). What a
value chooses from, who knows its keys and spellings, whether it belongs to one collection, and
what `all` stands for, stand here. A name that is not here has no meaning beyond its report.

>>> MEANINGS["area"].column, MEANINGS["area"].table
('scope', 'scopes')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analysis.terms import RELIABILITIES

CLAIMS, CHOICES = "claims", "choices"
"""What `all` may stand for."""


@dataclass(frozen=True)
class Meaning:
    """What a parameter of some name means.

    Parameters
    ----------
    name : str
    column : str
        Of the claims, from which it chooses; empty if it chooses no claims.
    table : str
        Of the vocabulary, which knows its keys and their spellings; empty if none does.
    follows : bool
        Whether its value belongs to one collection: for another its default is left empty, and
        the collection chooses (`default_values`).
    every : str
        What `all` stands for: CLAIMS, the values that claims have, CHOICES, each of the choices, or
        empty if it stands for nothing; of a truth it stands for both.
    choices : callable, optional
        Returns every value there is, where no collection decides.
    """

    name: str
    column: str = ""
    table: str = ""
    follows: bool = False
    every: str = ""
    choices: Callable[[], list[str]] | None = None


def _pairings() -> list[str]:
    # Imported when asked for: a command that has nothing to do loads no tables.
    from analysis.ratios.catalogue import read_catalogue

    return [entry.name for entry in read_catalogue().values() if entry.is_pairing]


MEANINGS: dict[str, Meaning] = {
    meaning.name: meaning
    for meaning in (
        Meaning("stated_on", "stated_on", follows=True, every=CLAIMS),
        Meaning("scope", "scope", "scopes", follows=True, every=CLAIMS),
        Meaning("area", "scope", "scopes", follows=True, every=CLAIMS),
        Meaning("speaker", "speaker", "speakers", follows=True, every=CLAIMS),
        Meaning("subject", "subject", "forces", every=CLAIMS),
        Meaning("measure", "measure", "measures", follows=True),
        Meaning("ratio", choices=_pairings),
        Meaning("min_reliability", every=CHOICES, choices=lambda: list(RELIABILITIES)),
        # A folder of data/raw; a site is of one, so it is never swept.
        Meaning("collection"),
        # A day by which everything was known, and whether days that are inferred stay in.
        Meaning("as_of"),
        Meaning("inferred_days"),
        Meaning("counting_noise"),
        # Of a text: the file, the day it came out, and the collection its drafts go to.
        Meaning("text"),
        Meaning("published"),
        Meaning("into"),
    )
}
"""By the name of the parameter."""
MEANT = tuple(name for name, meaning in MEANINGS.items() if meaning.every == CLAIMS)
"""Parameters of which a collection tells every value that its claims have."""

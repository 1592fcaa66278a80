"""Names as written, and the one key each stands for.

>>> keys = {fold("Serhiy Cherevaty"): "serhii_cherevatyi"}
>>> keys[fold("SERHIY  CHEREVATY")]
'serhii_cherevatyi'
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
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


def nearest(name: str, choices: Iterable[str], most: int = 3) -> list[str]:
    """Return the choices spelt most like a name, the closest first; none if none is close.

    >>> nearest("kiled", ["wounded", "killed", "clashes"])
    ['killed']
    """
    spelt = {fold(str(choice)): str(choice) for choice in choices}
    close = difflib.get_close_matches(fold(name), list(spelt), n=most, cutoff=0.6)
    return [spelt[match] for match in close]


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

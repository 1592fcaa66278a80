"""The site as a data package: `datapackage.json` after the Frictionless specification.

Every published CSV is a resource with its schema, sources and licence. Nothing of it comes from
the clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd

from analysis.collection.codebook import kind_of, read_codebook
from analysis.collection.collection import Collection
from analysis.data.sources import Origin, read_origin
from analysis.errors import AnalysisError
from analysis.paths import RAW
from analysis.store.files import write_text

LICENCES = {
    "CC BY 4.0": {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    },
    "CC0": {
        "name": "CC0-1.0",
        "title": "Creative Commons Zero 1.0",
        "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    },
}
"""By the words of an origin sidecar; another licence is given by its words alone."""
KEYS = {
    "claims": "claim_id",
    "set_aside": "claim_id",
    "sources": "source_id",
    "reference": "reference_id",
}
"""The column that names a row, by table."""
IN_NAMES = {ord("_"): "-", ord("~"): "/"}
"""What signs of a file's place become in the name of its resource, which allows few."""
OTHER_WARS = RAW / "reference" / "reference_ratios.csv"
DESCRIPTION = (
    "Figures are claims by the speakers named; not independently verified. An empty cell is not "
    "known, never zero; INF is a ratio over zero. A text cell that a spreadsheet would take for a "
    "formula has an apostrophe before it; the Parquet files have the text as it was."
)


@dataclass(frozen=True, eq=False)
class Published:
    """A table that lies in the site as CSV.

    Parameters
    ----------
    path : Path
    table : str
        Its name in the codebook.
    rows : pandas.DataFrame
        What was written.
    """

    path: Path
    table: str
    rows: pd.DataFrame


def write_package(
    site: Path,
    collection: Collection,
    published: Sequence[Published],
    described: Sequence[Mapping[str, object]] = (),
) -> Path:
    """Describe the tables of a site.

    Parameters
    ----------
    site : Path
        The folder that holds them.
    collection : Collection
    published : sequence of Published
    described : sequence of mapping
        Further resources, as `resource_of` describes them.

    Returns
    -------
    Path
        Of `datapackage.json`.

    Raises
    ------
    AnalysisError
        If the codebook does not know a column.
    """
    codebook = read_codebook()
    origins = [collection.origin, *([read_origin(OTHER_WARS)] if OTHER_WARS.is_file() else [])]
    package = {
        "profile": "tabular-data-package",
        "name": collection.name.lower(),
        "title": collection.title,
        "description": DESCRIPTION,
        "version": collection.data_version,
        "licenses": _licences(origins),
        "sources": [_source(origin) for origin in origins],
        "resources": [*(resource_of(table, site, codebook) for table in published), *described],
    }
    path = site / "datapackage.json"
    write_text(path, json.dumps(package, ensure_ascii=False, indent=2) + "\n")
    return path


def _licences(origins: list[Origin]) -> list[dict[str, str]]:
    names = dict.fromkeys(origin.licence for origin in origins if origin.licence)
    return [LICENCES.get(name, {"name": name.replace(" ", "-"), "title": name}) for name in names]


def _source(origin: Origin) -> dict[str, str]:
    title = f"{origin.producer}: {origin.title}"
    return {"title": title, **({"path": origin.url} if origin.url else {})}


def resource_of(
    published: Published, site: Path, codebook: dict[str, dict[str, str]]
) -> dict[str, object]:
    """Describe one table of a site.

    Raises
    ------
    AnalysisError
        If the codebook does not know a column.
    """
    content = published.path.read_bytes()
    place = published.path.relative_to(site)
    return {
        "name": "-".join(place.with_suffix("").parts).lower().translate(IN_NAMES),
        "path": place.as_posix(),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": _schema(published, codebook),
    }


def _schema(published: Published, codebook: dict[str, dict[str, str]]) -> dict[str, object]:
    table, rows = published.table, published.rows
    told = codebook.get(table, {})
    if unknown := ", ".join(sorted(set(rows.columns) - set(told))):
        raise AnalysisError(f"{table}.csv: the codebook does not say what {unknown} means")
    fields = [_field(rows[name], meaning=told[name]) for name in rows.columns]
    key = {"primaryKey": [KEYS[table]]} if table in KEYS else {}
    return {"fields": fields, "missingValues": [""], **key}


def _field(column: pd.Series, meaning: str) -> dict[str, object]:
    kind = kind_of(column)
    words = {"trueValues": ["True"], "falseValues": ["False"]} if kind == "boolean" else {}
    return {"name": str(column.name), "type": kind, **words, "description": meaning}

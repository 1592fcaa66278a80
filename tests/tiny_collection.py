"""A whole collection of a few claims, written to a folder, to be loaded or broken."""

import shutil
from pathlib import Path

from tiny_claims import claim, raw, readings

from analysis.data.raw import ORIGIN_FIELDS
from analysis.paths import RAW

DECLARATION = 'title = "Three claims"\nfirst_day = 2023-03-01\nlast_day = 2023-03-31\n'
SOURCES = "source_id,url,publisher,title,published,language\npage_1,,UAWire,,2023-03-19,en\n"


def write_collection(folder: Path) -> Path:
    """Write the vocabulary and the collection `tiny`; return the collection's folder."""
    home = folder / "tiny"
    home.mkdir(parents=True)
    for table in RAW.glob("*.csv"):
        shutil.copy(table, folder)
    origin = "".join(f"{field}: ''\n" for field in ORIGIN_FIELDS)
    (home / "claims.origin.yml").write_text(origin, encoding="utf-8")
    (home / "collection.toml").write_text(DECLARATION, encoding="utf-8")
    (home / "sources.csv").write_text(SOURCES, encoding="utf-8")
    readings().to_csv(home / "readings.csv", index=False)
    rows = raw(
        claim("killed", "about 190", date_basis="inferred"),
        claim("wounded", "199"),
        claim("missing", "no figure"),
    )
    rows.to_csv(home / "claims.csv", index=False)
    return home


def change(path: Path, old: str, new: str) -> None:
    """Change the first place where a text stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

"""The run record of a page: what it was made of and with, and every figure that it prints.

It stands beside the page as `<page>.run.json`. Nothing in it comes from the machine, the clock
or a user, so the same page has the same record.

A site has a record too, beside its index, and a list of the digests of all its files. The record
holds what was asked for, so that the site can be made again. The list of digests is what
`sha256sum --check` reads, and what whoever signs a site signs.
"""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import file_digest, sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from analysis.data.intake.tables import files_of, is_mapped
from analysis.data.places import collection_homes
from analysis.errors import ParameterError
from analysis.execute.parameters import Report, read_notebook
from analysis.paths import PACKAGE, RAW, SHIPPED
from analysis.publish.reader import as_rows, read_page
from analysis.settings import RULES_VERSION
from analysis.store.files import write_text

FORMAT = "reportedly run record, 1"
ENDING = ".run.json"
CODE = ("*.py", "*.toml")
TEMPLATES = ("*.j2", "*.css", "*.json")
"""How a page looks and what stands around its text; no figure comes from there."""
RAW_ENDINGS = {".csv", ".toml", ".yml"}
NOT_READ = "test-vectors"
LIBRARIES = (
    *("numpy", "pandas", "pyarrow", "scipy", "matplotlib", "seaborn", "pandera"),
    *("ipykernel", "nbclient", "nbconvert", "papermill", "jinja2", "nh3"),
)
"""Those that a figure, a drawing or the text around it passes through."""
SHORT = 12
"""Signs of a digest that only tells two of the same name apart."""
NAMED_SO = re.compile(r"[\w.+!-]{0,80}", re.ASCII)
"""What a version looks like, and the name of what has one; a sentence is neither."""
VALUES = (str, int, float, bool)
"""What a parameter may be."""
TEXTS = (str, {})
"""Shape of a mapping from texts to texts."""
FILES = {"sha256": str, "files": TEXTS}
SHAPE: Mapping[str, object] = {
    "report": str,
    "page_sha256": str,
    "parameters": (VALUES, {}),
    "rules_version": str,
    "data": {"collection": str, "version": str, "tables": TEXTS, "claims": TEXTS},
    "code": FILES,
    "templates": FILES,
    "notebook": {"name": str, "sha256": str},
    "environment": TEXTS,
    "figures": list,
    "page": str,
    "command": str,
}
"""The kind of each field: a type, the fields of a mapping, or the kinds of any mapping's values."""
FORM = {"address": str, "base_url": str, "pdf": bool, "tables": bool}
"""How a page stands in its site; older records do not say it."""
LARGEST = 256 * 2**20
"""Bytes of a record that is read; one of ten thousand figures has some three million."""


def record_of(
    report: Report,
    html: str,
    page: str = "",
    state: Mapping[str, object] | None = None,
    form: Mapping[str, object] | None = None,
) -> dict:
    """Set down how a page was made and what it prints.

    Parameters
    ----------
    page : str
        Name of its file, if it is not that of the report.
    state : mapping, optional
        From `state_of`, where that was asked before.
    form : mapping, optional
        How the page stands in its site: its address there, that of the site on the web, whether
        pages are printed to PDF, and whether the site offers whole tables.

    Returns
    -------
    dict
        Of what JSON can hold; in a fixed order.
    """
    return {
        "format": FORMAT,
        "report": report.source.stem,
        "command": report.colophon.command,
        "page": page or f"{report.source.stem}.html",
        "page_sha256": _digest(html.encode("utf-8")),
        **({"form": dict(form)} if form else {}),
        **(state or state_of(report)),
        "figures": as_rows(read_page(html).figures),
    }


def state_of(report: Report) -> dict:
    """Return what a report depends on, as it stands now.

    Returns
    -------
    dict
        Parameters and rules version; digests of the raw files, of each claim with its readings,
        of each module, the templates and the notebook's cells; Python and its libraries.
    """
    return state_with(report.source, report.values, report.data_version)


def states_of(reports: Iterable[Report]) -> dict[str, dict]:
    """Return the states of reports by their notebooks' names; what they share is read once."""
    shared = cache(_shared)
    return {
        report.source.stem: _state(
            report.source,
            report.values,
            shared(_collection_of(report.values, RAW), report.data_version, RAW),
        )
        for report in reports
    }


def state_with(
    source: Path, values: Mapping[str, object], data_version: str = "", raw: Path = RAW
) -> dict:
    """Return the state of a report, also of one whose values are refused by now.

    Parameters
    ----------
    values : mapping
        By parameter; `collection` among them if the report names one.
    """
    return _state(source, values, _shared(_collection_of(values, raw), data_version, raw))


def _collection_of(values: Mapping[str, object], raw: Path) -> str:
    """Return the collection that values name; empty if there is none of that name."""
    named = str(values.get("collection", ""))
    return named if named in collection_homes(raw) else ""


def _shared(collection: str, data_version: str, raw: Path) -> dict:
    """Return what all reports of a collection depend on."""
    return {
        "rules_version": RULES_VERSION,
        "data": {
            "collection": collection,
            "version": data_version,
            # A file of a collection that stands elsewhere is named as if it stood here.
            "tables": {
                path.relative_to(raw).as_posix()
                if path.is_relative_to(raw)
                else f"{collection}/{path.name}": _digest(path.read_bytes())
                for path in raw_files(collection, raw)
            },
            "claims": claim_digests(collection_homes(raw)[collection]) if collection else {},
        },
        "code": _tree(PACKAGE, CODE),
        "templates": _tree(PACKAGE, TEMPLATES),
        "environment": environment(),
    }


def _state(source: Path, values: Mapping[str, object], shared: Mapping[str, object]) -> dict:
    return {
        "parameters": dict(values),
        **{name: shared[name] for name in ("rules_version", "data", "code", "templates")},
        "notebook": {"name": source.name, "sha256": notebook_digest(source)},
        "environment": shared["environment"],
    }


def write_record(
    page: Path,
    report: Report,
    state: Mapping[str, object] | None = None,
    form: Mapping[str, object] | None = None,
) -> None:
    """Write the record of a page beside it.

    Parameters
    ----------
    page : Path
        In its last form.
    report, state, form
        As for `record_of`.
    """
    html = page.read_text(encoding="utf-8")
    text = record_text(record_of(report, html, page.name, state, form))
    write_text(page.with_name(f"{page.stem}{ENDING}"), text)


def record_text(record: Mapping[str, object]) -> str:
    """Write a record as it stands in its file."""
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def read_record(path: Path) -> dict:
    """Read a record that somebody may have changed.

    Raises
    ------
    ParameterError
        If it is not there, or not a record of this format.
    """
    if not path.is_file():
        raise ParameterError(f"no run record {path.name} in {path.parent}; there is none to go by")
    record = _read(path, "run record", FORMAT, LARGEST)
    wrong = list(_wrong(record, SHAPE))
    wrong += _wrong(record, {"form": FORM}) if "form" in record else []
    if not wrong:
        versions = {**record["environment"], "rules_version": record["rules_version"]}
        wrong = [name for each in versions.items() for name in each if not NAMED_SO.fullmatch(name)]
    if not wrong and not all(map(_is_row, record["figures"])):
        wrong = ["figures"]
    if wrong:
        raise ParameterError(f"{path}: {', '.join(wrong)} missing or of another kind")
    return record


def _wrong(value: Mapping, shape: Mapping[str, object], where: str = "") -> Iterator[str]:
    """Name the fields that are missing or of another kind."""
    for name, kind in shape.items():
        held, place = value.get(name), f"{where}{name}"
        if isinstance(kind, type):
            # A truth is a number to Python, and none to us.
            if not isinstance(held, kind) or (isinstance(held, bool) and kind is not bool):
                yield place
        elif not isinstance(held, dict):
            yield place
        elif isinstance(kind, tuple):
            kinds = kind[0]
            yield from (f"{place}.{key}" for key in held if not isinstance(held[key], kinds))
        else:
            yield from _wrong(held, kind, f"{place}.")


def raw_files(collection: str, raw: Path = RAW) -> list[Path]:
    """List the raw files that a report of a collection may read, with their sidecars.

    Its own tables, the vocabulary, and the tables of no collection, such as other wars.
    """
    homes = collection_homes(raw)
    shared = [folder for folder in raw.glob("*/") if folder.name != NOT_READ]
    folders = [raw, *(folder for folder in shared if folder not in homes.values())]
    folders += [homes[collection]] if collection else []
    found = {path for folder in folders for path in folder.glob("*") if path.is_file()}
    found = {path for path in found if path.suffix in RAW_ENDINGS}
    mapped = files_of(homes[collection]) if collection and is_mapped(homes[collection]) else []
    return sorted({*found, *mapped})


def claim_digests(folder: Path) -> dict[str, str]:
    """Return a digest of each claim as collected, its readings included, by its id.

    Empty cells do not count, so that a new, empty column changes none. There are no digests if
    the folder has no table of claims.
    """
    from analysis.data.raw import read_raw

    rows: dict[str, list[str]] = {}
    for table in ("claims.csv", "readings.csv"):
        if not (folder / table).is_file():
            continue
        read = read_raw(folder / table, ("claim_id",))
        read = read[sorted(read.columns)]
        for claim_id, row in zip(read["claim_id"], read.itertuples(index=False), strict=True):
            cells = zip(read.columns, row, strict=True)
            rows.setdefault(claim_id, []).append(repr([cell for cell in cells if cell[1]]))
    return {
        claim_id: _digest("\n".join(rows[claim_id]).encode())[:SHORT] for claim_id in sorted(rows)
    }


def notebook_digest(source: Path) -> str:
    """Return a digest of a notebook's cells and their tags; stored outputs do not count."""
    cells = [
        [cell.get("cell_type"), "".join(cell.get("source", "")), cell["metadata"].get("tags", [])]
        for cell in read_notebook(source)["cells"]
    ]
    return _digest(json.dumps(cells).encode())


def environment() -> dict[str, str]:
    """Return the versions of Python and of what the figures pass through, and of the lock."""
    lock = SHIPPED / "requirements.lock"
    found = {"python": platform.python_version()}
    found["requirements.lock"] = _digest(lock.read_bytes()) if lock.is_file() else ""
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def _is_row(row: object) -> bool:
    """Say whether a row of figures is as `as_rows` writes it; each value is text."""
    if not isinstance(row, dict) or not isinstance(row.get("values"), dict):
        return False
    claims = row.get("claims", {})
    if not isinstance(claims, dict):
        return False
    texts = [row.get("place"), row.get("label"), *row["values"].values(), *claims.values()]
    return all(isinstance(text, str) for text in texts)


def _tree(folder: Path, patterns: Sequence[str]) -> dict[str, object]:
    """Return one digest of all files of some kinds in a folder, and a short one of each."""
    paths = sorted(path for pattern in patterns for path in folder.rglob(pattern))
    home = folder.parent
    files = {path.relative_to(home).as_posix(): _digest(path.read_bytes()) for path in paths}
    return {
        "sha256": _digest(json.dumps(files).encode()),
        "files": {name: digest[:SHORT] for name, digest in files.items()},
    }


def _read(path: Path, kind: str, form: str, largest: int) -> dict:
    """Read a record that somebody may have changed, of which no field is checked yet."""
    try:
        if path.stat().st_size > largest:
            raise ValueError(f"it has more than {largest:,} bytes")
        told = json.loads(path.read_bytes().decode("utf-8"))
        json.dumps(told, ensure_ascii=False).encode("utf-8")
    except (OSError, ValueError, RecursionError) as fault:
        raise ParameterError(f"{path} cannot be read as a {kind}: {fault}") from fault
    if not isinstance(told, dict) or told.get("format") != form:
        raise ParameterError(f"{path} is no {kind} of the format {form!r}")
    return told


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


NAME = "index.run.json"
SITE_FORMAT = "reportedly site record, 1"
SUMS = "SHA256SUMS"
SIGNATURES = (f"{SUMS}.sig", f"{SUMS}.minisig")
"""Files that others put beside the digests; no part of what is made."""
LARGEST_SITE_RECORD = 2**20
"""Bytes of a record that is read."""


def write_site_record(site: Path, told: Mapping[str, object]) -> None:
    """Write what a site was made from, and the digests of its files; the last to be written.

    Raises
    ------
    AnalysisError
        If a file cannot be written.
    """
    text = json.dumps({"format": SITE_FORMAT, **told}, ensure_ascii=False, indent=1) + "\n"
    write_text(site / NAME, text)
    write_text(site / SUMS, sums_of(site))


def sums_of(site: Path) -> str:
    """Return the SHA-256 of each file of a site, a line each, but for the list and signatures."""
    lines = []
    for name in sorted(path.relative_to(site).as_posix() for path in files_in(site)):
        if name not in (SUMS, *SIGNATURES):
            with (site / name).open("rb") as file:
                lines.append(f"{file_digest(file, 'sha256').hexdigest()}  {name}\n")
    return "".join(lines)


def files_in(site: Path) -> list[Path]:
    """List all that a site holds but its folders; of a link, the link."""
    return [path for path in sorted(site.rglob("*")) if path.is_symlink() or not path.is_dir()]


def read_site_record(path: Path) -> dict:
    """Read a site's record, which somebody may have changed.

    Returns
    -------
    dict
        `given`, texts, numbers and truths by parameter; `each`, lists of texts by parameter;
        `notebooks`, names of those to sweep; `base_url` and `pdf`.

    Raises
    ------
    ParameterError
        If it cannot be read, or is no record of this format.
    """
    told = _read(path, "site record", SITE_FORMAT, LARGEST_SITE_RECORD)
    sound = {
        "given": _is_map(told.get("given"), lambda value: isinstance(value, VALUES)),
        "each": _is_map(told.get("each"), _is_texts),
        "notebooks": _is_texts(told.get("notebooks")),
        "base_url": isinstance(told.get("base_url"), str),
        "pdf": isinstance(told.get("pdf"), bool),
    }
    if wrong := [name for name, fine in sound.items() if not fine]:
        raise ParameterError(f"{path}: {', '.join(wrong)} missing or of another kind")
    return told


def _is_map(held: object, fits: object) -> bool:
    return isinstance(held, dict) and all(map(fits, held.values()))


def _is_texts(held: object) -> bool:
    return isinstance(held, list) and all(isinstance(text, str) for text in held)


def last_of(target: Path) -> Path:
    """Return the folder in which the site before is kept."""
    return target.with_name(f"{target.name}.last")

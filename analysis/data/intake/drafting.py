"""A first mapping of a table, drafted without asking; what is a guess is marked as one.

What only its owner can know stands as `?`, which no check lets pass.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields

from analysis.data.intake.cells import Cells
from analysis.data.intake.declared import OPEN
from analysis.data.intake.form import Form
from analysis.data.intake.looking import Column, columns_of
from analysis.data.names import fold, nearest
from analysis.data.vocabulary import Vocabulary

UNSURE = "  # UNSURE"
SCHEMA_LINE = "#:schema ../../../analysis/intake/collection.schema.json\n"
HEADINGS = {
    "speaker": ("speaker", "source", "said by", "claimant", "who"),
    "measure": ("measure", "category", "item", "what", "type", "indicator"),
    "subject": ("subject", "about", "force", "side", "party", "whose"),
    "scope": ("scope", "area", "place", "location", "direction", "region"),
    "note": ("note", "notes", "remark", "remarks", "comment"),
}
"""Headings by which a field is guessed."""
ENDS = {
    "low": ("low", "min", "minimum", "least", "lower"),
    "best": ("best", "estimate", "point", "central"),
    "high": ("high", "max", "maximum", "most", "upper"),
}
OTHER_WORDS = {
    **dict.fromkeys(("tank", "tanks"), "tanks_destroyed"),
    **dict.fromkeys(("drone", "drones", "uav", "uavs"), "drones_destroyed"),
    **dict.fromkeys(("pow", "prisoners"), "captured"),
    **dict.fromkeys(("dead", "deaths", "fatalities"), "killed"),
    **dict.fromkeys(("injured", "injuries"), "wounded"),
    **dict.fromkeys(("personnel", "losses"), "lost_unspecified"),
}
"""Headings that name a measure in other words."""


def draft(
    file: str, cells: Cells, form: Form, words: Vocabulary, doubts: Mapping[str, str] | None = None
) -> str:
    """Draft the `collection.toml` of one table.

    Parameters
    ----------
    file : str
        Its name beside the mapping.
    cells : Cells
    form : Form
        Under which they were read.
    words : Vocabulary
    doubts : mapping, optional
        From a part of the form to why it may be another.

    Returns
    -------
    str
        TOML. A line that is a guess ends in `UNSURE` and what it was guessed from.
    """
    columns = columns_of(cells, form)
    day = next((column for column in columns if column.kind == "day"), None)
    figures = [column for column in columns if column.kind == "figures" and not _is_count(column)]
    parts = [
        SCHEMA_LINE + 'title = "?"' + _why("say what the collection is"),
        "\n".join(["[[table]]", f"file = {json.dumps(file)}"]),
        _form(form, day, doubts or {}),
        _fields(columns, figures, day, cells, words),
        _page(columns),
        *_figures(columns, figures, words),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _why(told: str) -> str:
    return f"{UNSURE}: {told}"


def _is_count(column: Column) -> bool:
    """Whether a column counts the rows rather than anything in them."""
    return fold(column.name) in ("day", "id", "no", "nr", "index", "row", "#")


def _form(form: Form, day: Column | None, doubts: Mapping[str, str]) -> str:
    plain = Form()
    lines = [
        f"{field.name} = {json.dumps(getattr(form, field.name), ensure_ascii=False)}"
        + (_why(doubts[field.name]) if field.name in doubts else "")
        for field in fields(Form)
        if field.name != "missing" and getattr(form, field.name) != getattr(plain, field.name)
    ]
    if day and day.days:
        other = _why(f"{day.also_days} fits as well") if day.also_days else ""
        lines.append(f'days = "{day.days}"{other}')
    return "\n".join(["[table.form]", *lines]) if lines else ""


def _fields(
    columns: list[Column],
    figures: list[Column],
    day: Column | None,
    cells: Cells,
    words: Vocabulary,
) -> str:
    lines = ["[table.fields]"]
    lines.append(f"stated_on = {_column(day.name)}" if day else _open("stated_on", "no days found"))
    rising = figures and all(column.rises for column in figures)
    why = "these figures never fall: since which day do they count?" if rising else "of what time?"
    lines.append(f'period = "{"since ?" if rising else "day"}"{_why(why)}')
    named = {field: _named(columns, names) for field, names in HEADINGS.items()}
    for field in ("speaker", "subject", "scope"):
        column = named[field]
        lines.append(
            f"{field} = {_valued(column, cells, field, words)}"
            if column
            else _open(field, "no column looks like it")
        )
    if named["measure"] and len(figures) <= len(ENDS):
        lines.append(f"measure = {_valued(named['measure'], cells, 'measure', words)}")
    if named["note"]:
        lines.append(f"note = {_column(named['note'].name)}")
    return "\n".join(lines)


def _open(field: str, why: str) -> str:
    return f'{field} = "{OPEN}"{_why(why)}'


def _column(name: str) -> str:
    return f"{{ column = {json.dumps(name, ensure_ascii=False)} }}"


def _named(columns: Iterable[Column], names: tuple[str, ...]) -> Column | None:
    return next((c for c in columns if c.kind == "words" and fold(c.name) in names), None)


def _valued(column: Column, cells: Cells, field: str, words: Vocabulary) -> str:
    """Write a column with what each of its values stands for, as far as that can be guessed."""
    texts = [text for text in cells.frame[column.name].unique() if text][:40]
    pairs = {text: _key(text, field, words) for text in texts}
    listed = ", ".join(f"{json.dumps(text)} = {json.dumps(key)}" for text, key in pairs.items())
    name = json.dumps(column.name, ensure_ascii=False)
    return f"{{ column = {name}, values = {{ {listed} }} }}{_why('by the spelling of the values')}"


def _key(text: str, field: str, words: Vocabulary) -> str:
    """Return the key or name that a value stands for; a measure only if it is spelt so."""
    if field == "speaker":
        spelt = words.speaker_aliases.get(fold(text))
        return text if spelt else (nearest(text, words.speakers["label"]) or [OPEN])[0]
    table = {"measure": words.measures, "subject": words.forces, "scope": words.scopes}[field]
    known = {fold(label): key for key, label in table["label"].items()} | {
        fold(key): key for key in table.index
    }
    if field == "measure":
        known |= OTHER_WORDS
    close = nearest(text, known) if field != "measure" else []
    return known.get(fold(text)) or (known.get(close[0], OPEN) if close else OPEN)


def _page(columns: list[Column]) -> str:
    address = next((column for column in columns if column.kind == "address"), None)
    lines = [f"url = {_column(address.name)}"] if address else []
    return "\n".join(["[table.page]", *lines, f'publisher = "{OPEN}"{_why("who published it?")}'])


def _figures(columns: list[Column], figures: list[Column], words: Vocabulary) -> list[str]:
    """Draft the columns of figures; low, best and high of one name are one claim."""
    is_long = _named(columns, HEADINGS["measure"]) is not None and len(figures) <= len(ENDS)
    grouped: dict[str, dict[str, str]] = {}
    for column in figures:
        stem, part = _stem(column.name)
        grouped.setdefault(stem, {})[part] = column.name
    return [_entry(stem, parts, is_long, words) for stem, parts in grouped.items()]


def _stem(name: str) -> tuple[str, str]:
    """Tell the end of an estimate from what it is an end of.

    >>> _stem("killed min"), _stem("killed / best"), _stem("tank")
    (('killed', 'low'), ('killed', 'best'), ('tank', 'column'))
    """
    parts = fold(name).replace("/", " ").split()
    for part, names in ENDS.items():
        if parts and parts[-1] in names:
            return " ".join(parts[:-1]), part
    return " ".join(parts), "column"


def _entry(stem: str, parts: dict[str, str], is_long: bool, words: Vocabulary) -> str:
    lines = ["[[table.figures]]"]
    lines += [f"{part} = {json.dumps(name, ensure_ascii=False)}" for part, name in parts.items()]
    if not is_long:
        key = _key(stem, "measure", words)
        why = "what does it count?" if key == OPEN else "by the heading"
        lines.append(f'measure = "{key}"{_why(why)}')
    return "\n".join(lines)

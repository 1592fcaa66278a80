"""What is wrong with a mapped table: each fault by file, line, column and value."""

from __future__ import annotations

from dataclasses import replace

from analysis.data.checks import MOST_VALUES, NO_DAY, Rule, claim_rules, hint
from analysis.data.intake.cells import Cells
from analysis.data.intake.declared import Lines
from analysis.data.intake.mapped import Mapped
from analysis.data.intake.mapping import Figures, TableMap, Taken
from analysis.data.names import nearest
from analysis.data.signs import MOST_NAMED, shown
from analysis.data.vocabulary import Vocabulary
from analysis.data.vocabulary_rules import OPEN
from analysis.wording.reading import read_wordings

NEEDED = ("stated_on", "period", "speaker", "measure", "scope")
"""Fields without a usual value."""


def column_faults(table: TableMap, cells: Cells, lines: Lines) -> list[str]:
    """Say which columns a mapping names that the table does not have, and which fields it lacks."""
    named = [(name, taken.path) for taken in _all_taken(table) for name in taken.named]
    named += [(rows.column, (*rows.path, "column")) for rows in (*table.only, *table.without)]
    for figures in table.figures:
        named += [(name, (*figures.path, part)) for part, name in figures.columns.items()]
    faults = [
        f"{lines.at(path)}: {name!r} is no column of {cells.file}; nearest: "
        + ", ".join(nearest(name, cells.columns) or cells.columns)
        for name, path in dict.fromkeys(named)
        if name not in cells.columns
    ]
    lacking = dict.fromkeys(
        name for figures in table.figures for name in NEEDED if name not in figures.taken
    )
    fields = lines.at((*table.path, "fields"))
    faults += [f"{fields}: {name} is missing: a constant or a column" for name in lacking]
    used = [fault for name in columns_named(table) for fault in cells.unsound.get(name, ())]
    return faults + used[:MOST_NAMED]


def columns_named(table: TableMap) -> list[str]:
    """Return the columns that a mapping names, each once."""
    names = [name for taken in _all_taken(table) for name in taken.named]
    names += [rows.column for rows in (*table.only, *table.without)]
    names += [name for figures in table.figures for name in figures.columns.values()]
    return list(dict.fromkeys(names))


def _all_taken(table: TableMap) -> list[Taken]:
    found = list(table.page.values())
    for figures in table.figures:
        found += [*figures.taken.values(), *([figures.qualifier] if figures.qualifier else [])]
    return found


def cell_faults(table: TableMap, mapped: Mapped, words: Vocabulary, lines: Lines) -> list[str]:
    """Hold mapped claims against the vocabulary: one fault for each distinct value at fault.

    Parameters
    ----------
    table : TableMap
    mapped : Mapped
    words : Vocabulary
    lines : Lines
        Of the mapping, where constants stand.
    """
    form = table.form.days or "YYYY-MM-DD"
    own = f"is not a day written {form}"
    rules = [
        replace(rule, says=own) if rule.says == NO_DAY else rule
        for rule in claim_rules(words)
        if rule.column != "reported"
    ]
    rules.append(Rule("claim_id", lambda ids: ids.str.fullmatch(r"\w+"), "is no word of letters"))
    found = [fault for rule in rules for fault in _faults_of(rule, mapped, lines)]
    found += [*_unit_faults(mapped, words, lines), *_too_many_versions(table, mapped)]
    return list(dict.fromkeys(found))


def _too_many_versions(table: TableMap, mapped: Mapped) -> list[str]:
    """Say where more rows of one key and day differ than versions of a statement do."""
    claims = mapped.claims[(mapped.claims["stated_on"] != "") & (not table.are_events)]
    key = ["stated_on", "speaker", "stance", "measure", "subject", "scope", "unit", "period"]
    distinct = claims.drop_duplicates([*key, "reported"])
    counted = distinct.groupby(key, sort=False)["reported"].transform("size")
    many = distinct[counted > table.versions].drop_duplicates(key)
    if many.empty:
        return []
    row, first = many.index[0], many.iloc[0]
    more = f" (likewise for {len(many) - 1:,} more)" if len(many) > 1 else ""
    return [
        f"{_cell(mapped, row, mapped.taken[row].label)}: {counted[row]:,} unequal figures for "
        f"{first['measure']} of {first['speaker']} on {first['stated_on']}{more}; if each row is "
        'an event of its own, say rows = "events" in its [[table]]; if many speakers stand under '
        f"one name, versions = {counted.max()}"
    ]


def _faults_of(rule: Rule, mapped: Mapped, lines: Lines) -> list[str]:
    cells = mapped.claims[rule.column]
    # A field that the mapping lacks is told as such, and what is filled in follows from others.
    given = any(rule.column in figures.taken for figures in mapped.taken)
    filled = cells if given or rule.column == "claim_id" else cells[cells != ""]
    filled = filled[~filled.isin([OPEN, f"since {OPEN}"])]
    distinct = filled.drop_duplicates()
    wrong = distinct[~rule.holds(distinct).astype(bool)]
    told = [
        f"{place_of(mapped, row, rule.column, lines)}: {shown(value)} {rule.says}"
        + (hint(value, rule) or _all_choices(rule, mapped.taken[row]))
        + _more(int((cells == value).sum()), mapped, row, rule.column)
        for row, value in wrong.head(MOST_VALUES).items()
    ]
    if len(wrong) > MOST_VALUES:
        rest = wrong.iloc[MOST_VALUES:]
        place = f"{mapped.cells.file}: {len(rest):,} more values of {rule.column}"
        told.append(f"{place} that each {rule.says}, as {shown(rest.iloc[0])}")
    return told


def _all_choices(rule: Rule, figures: Figures) -> str:
    """Name the choices where none is spelt like a value, those of the mapping first."""
    taken = figures.taken.get(rule.column)
    own = list(taken.values if taken else ())
    choices = [*own, *rule.choices]
    if len(choices) > MOST_NAMED:
        choices = [*own[:MOST_NAMED], "or a key of the vocabulary"] if own else []
    return f"; one of {', '.join(choices)}" if choices else ""


def _more(count: int, mapped: Mapped, row: int, field: str) -> str:
    taken = mapped.taken[row].taken.get(field)
    return f" ({count} figures)" if count > 1 and taken and taken.column else ""


def _unit_faults(mapped: Mapped, words: Vocabulary, lines: Lines) -> list[str]:
    pairs = mapped.claims[["measure", "unit"]].drop_duplicates()
    faults = []
    for row, measure, unit in pairs.itertuples(name=None):
        if measure not in words.measures.index:
            continue
        known = words.measures.loc[measure]
        allowed = [known["unit"], *filter(None, known["also_in"].split(";"))]
        if unit not in allowed:
            place = place_of(mapped, row, "unit", lines)
            units = ", ".join(allowed)
            faults.append(f"{place}: {unit!r} is not a unit of {measure}; nearest: {units}")
    return faults


def unread_cells(mapped: Mapped) -> list[str]:
    """Say which cells hold no figure that can be read, beside the other faults of a table."""
    cells = mapped.claims[["reported", "unit"]].drop_duplicates()
    read = read_wordings(cells["reported"], cells["unit"])
    found = read.index[read["set_aside_reason"] != ""]
    return [
        f"{_cell(mapped, row, mapped.taken[row].label)}: {cells.at[row, 'reported']!r} cannot be "
        f"read: {read.at[row, 'set_aside_reason']}"
        for row in found
    ]


def place_of(mapped: Mapped, row: int, field: str, lines: Lines) -> str:
    """Say where a field of a claim was taken from: a cell of the table, or the mapping."""
    figures = mapped.taken[row]
    taken = figures.taken.get(field)
    if field == "reported":
        return _cell(mapped, row, figures.label)
    if taken is None:
        return lines.at(figures.path)
    return _cell(mapped, row, taken.column) if taken.column else lines.at(taken.path)


def _cell(mapped: Mapped, row: int, column: str) -> str:
    place = mapped.places.loc[row]
    return f"{place['file']} {mapped.cells.noun} {place['number']}, column {column}"

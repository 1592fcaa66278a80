"""Three tables that have nothing in common, each with its mapping and five faults to plant.

A fault is what to change in which file, and what `reportedly check` then says of it.
"""

import gzip
import io
from dataclasses import dataclass

from openpyxl import Workbook


@dataclass(frozen=True)
class Unlike:
    """One table.

    Parameters
    ----------
    file : str
    mapping : str
    rows : tuple of tuple
        Of the sheet; texts joined by `sign` for a text file.
    sign : str
        Between cells; empty for a spreadsheet.
    merged : tuple of str
        Cells of the sheet that are merged.
    figures : int
        Claims that it holds.
    faults : tuple
        (old, new, what check says); old is a line of the mapping or the whole of a cell.
    """

    file: str
    mapping: str
    rows: tuple
    sign: str
    figures: int
    faults: tuple
    merged: tuple = ()

    def content(self, old: str = "", new: str = "") -> bytes:
        """Write the file, with one cell changed."""
        rows = [[new if old and cell == old else cell for cell in row] for row in self.rows]
        if not self.sign:
            return _sheet(rows, self.merged)
        text = "\n".join(self.sign.join(row) for row in rows) + "\n"
        return gzip.compress(text.encode()) if self.file.endswith(".gz") else text.encode("cp1251")


def _sheet(rows: list, merged: tuple) -> bytes:
    book = Workbook()
    book.active.title = "Week"
    book.create_sheet("Notes")
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    for cells in merged:
        book.active.merge_cells(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


WIDE = Unlike(
    file="monthly.tsv.gz",
    sign="\t",
    mapping="""\
title = "Equipment of two sides, counted by month"

[[table]]
file = "monthly.tsv.gz"
name = "month"

[table.form]
days = "%d %B %Y"
missing = ["no count"]

[table.fields]
stated_on = { column = "as of" }
period = "since 2022-02-24"
speaker = "ISW"
stance = "assessment"
subject = { column = "side", values = { RU = "russian_forces", UA = "ukrainian_forces" } }
scope = "ukraine"

[table.page]
url = { column = "link" }
publisher = "An institute"
language = "en"

[[table.figures]]
column = "MBT"
measure = "tanks_destroyed"

[[table.figures]]
column = "UAV"
measure = "drones_destroyed"
""",
    rows=(
        ("as of", "side", "MBT", "UAV", "link"),
        ("28 February 2023", "RU", "1,740", "162", "https://example.org/feb"),
        ("28 February 2023", "UA", "462", "no count", "https://example.org/feb"),
        ("31 March 2023", "RU", "1,880", "180", "https://example.org/mar"),
        ("31 March 2023", "UA", "491", "71", "https://example.org/mar"),
    ),
    figures=7,
    faults=(
        (
            "31 March 2023",
            "31 Marhc 2023",
            "monthly.tsv.gz line 4, column as of: '31 Marhc 2023' is not a day written %d %B %Y",
        ),
        ("UA", "UKR", "line 3, column side: 'UKR' is not a known subject; one of RU, UA, "),
        ("1,880", "1,88O", "line 4, column MBT: '1,88O' "),
        (
            'column = "UAV"',
            'column = "UAVs"',
            "collection.toml line 29, table.figures.column: 'UAVs' is no column of monthly.tsv.gz; "
            "nearest: UAV",
        ),
        (
            'measure = "tanks_destroyed"',
            'measure = "tank_destroyed"',
            "line 26, table.figures.measure: 'tank_destroyed' is not a known measure; nearest: "
            "tanks_destroyed",
        ),
    ),
)

ESTIMATES = Unlike(
    file="schaetzung.csv",
    sign=";",
    mapping="""\
title = "Three estimates a row"

[[table]]
file = "schaetzung.csv"
name = "desk"

[table.form]
encoding = "cp1251"
delimiter = ";"
skip_rows = 1
decimal = ","
thousands = "."
days = "%d.%m.%Y"
missing = ["k. A."]

[table.fields]
stated_on = { column = "День" }
period = { column = "Zeit", values = { Tag = "day", Woche = "week" } }
speaker = { column = "Wer" }
measure = { column = "Was", values = { Gefallene = "killed", Verwundete = "wounded" } }
subject = "russian_forces"
scope = "bakhmut_direction"
note = { column = "Anm." }

[[table.figures]]
low = "min"
best = "Schätzung".
high = "max"
""".replace('"Schätzung".', '"Best"'),
    rows=(
        ("Stand: April", "", "", "", "", "", "", ""),
        ("День", "Zeit", "Wer", "Was", "min", "Best", "max", "Anm."),
        ("18.03.2023", "Tag", "Serhii Cherevatyi", "Gefallene", "180,0", "193", "1.200", ""),
        ("18.03.2023", "Tag", "Serhii Cherevatyi", "Verwundete", "k. A.", "199", "k. A.", "rund"),
        ("19.03.2023", "Woche", "Hanna Maliar", "Gefallene", "1.000", "", "1.500", ""),
    ),
    figures=3,
    faults=(
        ("19.03.2023", "30.02.2023", "line 5, column День: '30.02.2023' is not a day written"),
        (
            "Hanna Maliar",
            "Hana Malyar",
            "line 5, column Wer: 'Hana Malyar' is no spelling of a known speaker; nearest: Hanna M",
        ),
        ("193", "1930", "line 3, column min; Best; max: '180,0; 1930; 1.200' "),
        ("Woche", "Wochen", "line 5, column Zeit: 'Wochen' is not a known period"),
        (
            'decimal = ","',
            'decimal = "comma"',
            "collection.toml line 11, table.form.decimal: 'comma' is not known; nearest: ., ,",
        ),
    ),
)

MERGED = Unlike(
    file="week.xlsx",
    sign="",
    mapping="""\
title = "A spreadsheet kept by a desk"

[[table]]
file = "week.xlsx"

[table.form]
sheet = "Week"
skip_rows = 1
header_rows = 2

[table.fields]
stated_on = { column = "Date" }
period = "day"
speaker = { column = "Spokesman" }
scope = "bakhmut_direction"

[[table.figures]]
column = "Losses stated / killed"
measure = "killed"
subject = "russian_forces"
qualifier = { column = "Losses stated / how", values = { c = "about", plus = "more than" } }

[[table.figures]]
column = "Losses stated / wounded"
measure = "wounded"
subject = "russian_forces"

[[table.figures]]
column = "Events / clashes"
measure = "clashes"
""",
    rows=(
        ("Eastern front, March", "", "", "", "", ""),
        ("Date", "Spokesman", "Losses stated", "", "", "Events"),
        ("", "", "how", "killed", "wounded", "clashes"),
        ("2023-03-17", "Serhii Cherevatyi", "c", 190, 200, 27),
        ("2023-03-18", "", "", 193, 199, 38),
        ("2023-03-19", "Hanna Maliar", "plus", 210, "", 41),
    ),
    merged=("A1:F1", "A2:A3", "B2:B3", "C2:E2", "B4:B5"),
    figures=8,
    faults=(
        ("2023-03-18", "18/3", "week.xlsx (sheet Week) row 5, column Date: '18/3' is not a day wr"),
        ("plus", "minus", "row 6, column Losses stated / killed: 'minus 210' "),
        (38, "thirty eigth", "row 5, column Events / clashes: 'thirty eigth' "),
        ('sheet = "Week"', 'sheet = "Weak"', "week.xlsx: no sheet 'Weak'; nearest: Week"),
        (
            '"Losses stated / wounded"',
            '"Losses stated / wounnded"',
            "'Losses stated / wounnded' is no column of week.xlsx (sheet Week); nearest: Losses st",
        ),
    ),
)

TABLES = {"wide": WIDE, "three estimates": ESTIMATES, "merged heading": MERGED}

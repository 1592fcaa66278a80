"""`reportedly new`: a first mapping, drafted without asking, that no check lets pass as it is."""

import json
import shutil
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import pandas as pd
import pytest
from feeds import records
from hypothesis import given, settings, strategies
from test_intake import workbook
from typer.testing import CliRunner

from analysis import cli
from analysis.collection.overview import check_up
from analysis.data import places
from analysis.data.intake.draft import joined_rows, newcomers, unknown_names
from analysis.data.intake.forms import look_at
from analysis.data.intake.headings import read_heading
from analysis.data.intake.new_collection import _csv, make_collection
from analysis.data.places import DECLARATION
from analysis.data.raw import read_origin
from analysis.data.vocabulary import read_vocabulary, sound_vocabulary
from analysis.errors import ParameterError, RawDataError
from analysis.paths import RAW

FEED = records(tank=[1, 2, 2, 4], ufos=[5, 6, 7, 9])


def drafted(tmp_path, name: str, content: str | bytes) -> str:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    make_collection("desk", [file], tmp_path / "homes")
    return (tmp_path / "homes" / "desk" / DECLARATION).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("months", "form"),
    [
        (["2047-01", "2047-02", "2047-03"], "%Y-%m"),
        (["01/2047", "02/2047", "3/2047"], "%m/%Y"),
        (["January 2047", "February 2047", "March 2047"], "%B %Y"),
        (["Jan 2047", "Feb 2047", "Mar 2047"], "%b %Y"),
    ],
)
def test_a_column_of_months_is_drafted_as_months_and_read(tmp_path, months, form):
    """Its form is named, and each figure is over its month."""
    rows = "".join(f"{month},10,2{n}\n" for n, month in enumerate(months))
    text = drafted(tmp_path, "months.csv", f"when,killed,wounded\n{rows}")

    assert f'days = "{form}"' in text
    assert 'stated_on = { column = "when" }\nperiod = "month"' in text
    assert "no days found" not in text


def test_columns_of_a_language_that_nobody_knows_are_named_by_their_owner(tmp_path):
    """Then nothing about them is a guess, and each name in them gets its row."""
    file = tmp_path / "siaran.csv"
    file.write_text("Tanggal;Juru;Pihak;Tewas;Luka\n03.05.2047;Ratna;Utara;14;sekitar 35\n")
    said = {"speaker": "Juru", "subject": "Pihak", "killed": "Tewas", "wounded": "Luka"}
    make_collection("bay", [file], tmp_path, columns=said)
    text = (tmp_path / "bay" / DECLARATION).read_text(encoding="utf-8")

    for line in (
        'speaker = { column = "Juru" }\nsubject = { column = "Pihak" }\n',
        '[[table.figures]]\ncolumn = "Tewas"\nmeasure = "killed"\n',
        '[[table.figures]]\ncolumn = "Luka"\nmeasure = "wounded"\n',
    ):
        assert line in text
    assert "Ratna" in (tmp_path / "bay" / "speakers.csv").read_text()
    assert "Utara" in (tmp_path / "bay" / "forces.csv").read_text()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"speker": "Juru"}, "'speker' is neither a measure nor one of .*nearest: speaker"),
        ({"speaker": "Jur"}, "no such heading; nearest: Juru"),
    ],
)
def test_what_no_column_holds_is_refused_with_the_nearest(tmp_path, said, words):
    """A field that is none, a heading that is none; then nothing is made."""
    file = tmp_path / "siaran.csv"
    file.write_text("Tanggal;Juru;Tewas\n03.05.2047;Ratna;14\n")
    with pytest.raises(ParameterError, match=words):
        make_collection("bay", [file], tmp_path, columns=said)

    assert not (tmp_path / "bay").exists()


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        (
            "feed.json",
            json.dumps([row | {"link": "https://a.b/"} for row in FEED]),
            [
                'stated_on = { column = "date" }',
                'period = "since ?"  # UNSURE',
                'url = { column = "link" }',
                'column = "tank"\nmeasure = "tanks_destroyed"  # UNSURE: by the heading',
                'column = "ufos"\nmeasure = "ufos"  # UNSURE: a new measure, or another word',
            ],
        ),
        (
            "long.csv",
            "a title\nTag;speaker;category;min;best;max\n18.3.2023;ISW;killed;1,5;2;3\n"
            "19.3.2023;ISW;Dead;1;2,5;3\n",
            [
                'delimiter = ";"\nskip_rows = 1\ndecimal = ","\ndays = "%d.%m.%Y"',
                'speaker = { column = "speaker" }  # UNSURE: by the heading',
                'measure = { column = "category", values = { "Dead" = "killed" } }  # UNSURE',
                'low = "min"\nbest = "best"\nhigh = "max"',
            ],
        ),
        (
            "sheet.xlsx",
            workbook(
                [["day", "killed", None], [None, "min", "max"], ["2023-03-18", 190, 200]], "B1:C1"
            ),
            ["header_rows = 2", 'low = "killed / min"\nhigh = "killed / max"\nmeasure = "killed"'],
        ),
        (
            "deep.json",
            '{"n": 2, "rows": [{"date": "2023-03-18", "killed": 3}]}',
            ['records = "rows"', 'measure = "killed"  # UNSURE'],
        ),
        (
            "us.csv",
            "date,killed\n03/04/2023,5\n04/03/2023,6\n",
            ['days = "%d/%m/%Y"  # UNSURE: %m/%d/%Y fits as well'],
        ),
        (
            "siaran.csv",
            "Tanggal;Juru bicara;Pihak;Tewas;Luka-luka\n03.05.2047;Ratna;Utara;14;sekitar 35\n"
            "04.05.2047;Ratna;Utara;1.031;sekitar 1.950\n",
            [
                "# Columns that nothing here takes: Juru bicara, Pihak, Luka-luka",
                'decimal = ","  # UNSURE: taken for thousands wherever a point stands, as in 1.031',
                'speaker = "?"  # UNSURE: a key, or a column, as { column = "Juru bicara" }',
            ],
        ),
    ],
    ids=["feed", "long", "merged heading", "deep", "two forms of days", "a language not known"],
)
def test_a_table_is_drafted_from_what_it_looks_like(tmp_path, name, content, lines):
    """What is found is written down, and what is guessed is marked."""
    text = drafted(tmp_path, name, content)

    assert [line for line in lines if line not in text] == []


def test_a_draft_is_refused_until_what_it_leaves_open_is_said(tmp_path):
    """Each open line is named, and the sidecar's, in one round."""
    text = drafted(tmp_path, "a.csv", "date,killed\n2023-03-18,5\n2023-03-19,6\n")
    home = tmp_path / "homes" / "desk"
    for table in RAW.glob("*.csv"):
        shutil.copy(table, tmp_path / "homes")
    found = check_up("desk", tmp_path / "homes").faults

    assert [fault.split(": ")[0] for fault in found] == [
        "collection.toml line 2, title",
        *(f"collection.toml line {n}, table.fields.{name}" for n, name in OPEN_FIELDS),
        "collection.toml line 15, table.page.publisher",
        *["a.origin.yml"] * 6,
    ]
    said = {"title": "x", "speaker": "ISW", "subject": "russian_forces", "scope": "front"}
    for name, value in {**said, "publisher": "y"}.items():
        text = text.replace(f'{name} = "?"', f'{name} = "{value}"')
    (home / DECLARATION).write_text(text, encoding="utf-8")
    assert read_origin(home / "a.csv").licence == "?"


OPEN_FIELDS = ((10, "speaker"), (11, "subject"), (12, "scope"))


def test_nothing_is_made_of_a_file_that_cannot_be_read_or_a_name_that_is_taken(tmp_path):
    """A folder that is there is not touched."""
    (tmp_path / "a.csv").write_text("no figures\nat all\n")
    (tmp_path / "desk").mkdir()

    with pytest.raises(RawDataError):
        make_collection("new", [tmp_path / "a.csv"], tmp_path)
    with pytest.raises(ParameterError, match="is there already"):
        make_collection("desk", [tmp_path / "a.csv"], tmp_path)
    with pytest.raises(ParameterError, match="is no name of a collection"):
        make_collection("../x", [tmp_path / "a.csv"], tmp_path)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("claims.csv", "copy the file to a name such as my-claims.csv first"),
        ("readings.csv", "is the name of a table of our own form"),
        ("a\u202eb.csv", "signs in this name mislead"),
        ("a\nb.csv", "signs in this name mislead"),
    ],
)
def test_a_copy_has_no_name_that_is_read_or_seen_otherwise(tmp_path, name, says):
    """A table called claims.csv was taken for one of our own form, and refused cell by cell."""
    (tmp_path / name).write_text("date,killed\n2023-03-18,5\n2023-03-19,6\n")
    with pytest.raises(ParameterError, match=says):
        make_collection("desk", [tmp_path / name], tmp_path / "homes")
    assert not (tmp_path / "homes").exists()


def test_the_command_says_what_it_wrote_and_what_comes_next(tmp_path, monkeypatch):
    """So that whoever typed it goes on with the check."""
    (tmp_path / "a.csv").write_text("date,killed\n2023-03-18,5\n2023-03-19,6\n")
    words = ["new", "desk", str(tmp_path / "a.csv"), "--to", str(tmp_path / "homes")]
    result = CliRunner().invoke(cli.app, words)
    monkeypatch.setenv(places.COLLECTIONS, str(tmp_path / "homes"))

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].endswith("then: reportedly check desk")
    assert CliRunner().invoke(cli.app, ["check", "desk"]).exit_code == 1


SIDES = """\
id,Date,Spokesman,north_killed_cum,south killed,wounded (min),wounded (max),Latitude,Year,period
r1,2031-03-01,Ana Ruiz,100,more than 40,5,9,1.5,2031,24
r2,2031-03-02,Ana Ruiz,120,dozens,6,9,1.5,2031,48
r3,2031-03-03,وزارة,140,about 30,7,9,1.5,2031,lately
"""


def test_a_draft_holds_what_nobody_knows_as_rows_with_open_cells(tmp_path):
    """Never a guess of who speaks; figures in words, totals, ends and sides are told apart."""
    text = drafted(tmp_path, "sides.csv", SIDES)
    home = tmp_path / "homes" / "desk"
    rows = {path.name: path.read_text().splitlines()[1:] for path in home.glob("*.csv")}

    assert rows["speakers.csv"] == ["ana_ruiz,Ana Ruiz,,?", "وزارة,وزارة,,?"]
    assert rows["forces.csv"] == ["north,north,?,?", "south,south,?,?"]
    assert rows["parties.csv"] == ["north,north,?,?", "south,south,?,?"]
    assert "speaker,وزارة,وزارة" in rows["aliases.csv"]
    expected = [
        "# Taken for no figures by their headings or their order: Latitude, Year",
        'claim_id = { column = "id" }',
        'values = { "24" = "24 hours", "48" = "48 hours", "lately" = "?" }',
        'column = "north_killed_cum"\nmeasure = "killed"  # UNSURE: by the heading\n'
        'subject = "north"',
        'column = "south killed"\nmeasure = "killed"',
        'low = "wounded (min)"\nhigh = "wounded (max)"\nmeasure = "wounded"',
        'period = "since ?"',
    ]
    assert [part for part in expected if part not in text] == []


HEADINGS = [
    ("Killed (total since start)", "killed", {"period": "since ?"}, ()),
    ("Killed (since 2022-02-24)", "killed", {"period": "since 2022-02-24"}, ()),
    ("Killed (24 h)", "killed", {"period": "day"}, ()),
    ("Injured in 24h", "wounded", {"period": "day"}, ()),
    ("Killed North last 24 hours", "killed", {}, ("North last 24 hours",)),
    ("Killed 2047", "killed", {}, ("2047",)),
    ("Killed (last 7 days)", "killed", {"period": "7 days"}, ()),
    ("Wounded (in thousands)", "wounded", {"factor": "1000"}, ()),
    ("Killed (Russian forces)", "killed", {"subject": "russian_forces"}, ()),
    ("Killed (according to the UN)", "killed", {"speaker": "the UN"}, ()),
    ("Killed (ISW, daily)", "killed", {"speaker": "isw"}, ()),
    ("Losses (killed)", "killed", {}, ()),
    ("Area gained (km²)", "area_gained", {}, ()),
    ("Killed (%)", "killed", {}, ("%",)),
    ("Killed (North, min)", "killed", {}, ("North",)),
    ("Killed (Ukraine)", "killed", {}, ("Ukraine",)),
    ("Muertos (desde el inicio de la guerra)", "killed", {"period": "since ?"}, ()),
    ("Muertos (últimas 24 horas)", "killed", {"period": "day"}, ()),
    ("Heridos (en miles)", "wounded", {"factor": "1000"}, ()),
    ("Heridos (Rusia)", "wounded", {"subject": "russian_forces"}, ()),
    ("Muertos (ejército)", "killed", {}, ("ejército",)),
    ("Загиблі (з початку вторгнення)", "killed", {"period": "since ?"}, ()),
    ("Поранені (тис. осіб)", "wounded", {"factor": "1000"}, ()),
    ("Загиблі (за даними ООН)", "killed", {"speaker": "ООН"}, ()),
    ("القتلى (خلال 24 ساعة)", "killed", {"period": "day"}, ()),
    ("عدد الجرحى (منذ بداية الحرب)", "wounded", {"period": "since ?"}, ()),
    ("القتلى (الجيش)", "killed", {}, ("الجيش",)),
    ("Tués (depuis le 24 février 2022)", "killed", {"period": "since ?"}, ()),
    ("Blessés (dernières 24 heures)", "wounded", {"period": "day"}, ()),
    ("Tués (camp sud)", "killed", {}, ("camp sud",)),
]
"""A heading, and its measure, what its bracket says by the words that are known, and what stays."""


@pytest.mark.parametrize(("heading", "measure", "told", "left"), HEADINGS)
def test_a_bracket_is_what_the_words_that_are_known_make_of_it(heading, measure, told, left):
    """Each was taken for a force; what no word settles, or two settle in two ways, stays open."""
    found = read_heading(heading, read_vocabulary())

    assert (found.measure, found.subject) == (measure, "")
    assert (found.told, found.open) == (told, left)


BRACKETS = """\
Day (UTC),Source (as told),Casualties of,Place,Killed (total since start),Wounded (k),Killed (Marsh)
2031-03-01,Ana Ruiz,North,the valley,100,1.5,1
2031-03-02,Ana Ruiz,South,the valley,120,2.5,4
2031-03-03,Ana Ruiz,North,the valley,150,0.5,2
"""


def test_what_brackets_say_is_drafted_and_what_they_leave_open_is_asked(tmp_path):
    """The party that suffered is named by a column of its own; no bracket becomes a force."""
    text = drafted(tmp_path, "brackets.csv", BRACKETS)
    rows = (tmp_path / "homes" / "desk" / "forces.csv").read_text().splitlines()[1:]

    assert rows == ["north,North,?,?", "south,South,?,?"]
    expected = [
        'speaker = { column = "Source (as told)" }',
        'subject = { column = "Casualties of" }  # UNSURE: by the heading',
        'column = "Killed (total since start)"\nmeasure = "killed"',
        'period = "since ?"',
        'column = "Wounded (k)"\nfactor = 1000  # UNSURE: by the heading\nmeasure = "wounded"',
        'column = "Killed (Marsh)"  # UNSURE: what is "Marsh": whom it counts, who says so, where',
    ]
    assert [part for part in expected if part not in text] == []
    tomllib.loads(text)


PLACES = """\
Day,Speaker,Party,Killed
2031-03-01,Ministry,Gaza,5
2031-03-01,Ministry,Israel,6
2031-03-01,Ministry,West Bank,7
"""


def test_sides_that_are_called_as_known_parties_are_of_those(tmp_path):
    """A second party of the same key was drafted, and the check refused it."""
    drafted(tmp_path, "places.csv", PLACES)
    home = tmp_path / "homes" / "desk"
    rows = {path.name: path.read_text().splitlines()[1:] for path in home.glob("*.csv")}

    assert rows["forces.csv"] == ["gaza,Gaza,?,?", "israel,Israel,?,?", "west_bank,West Bank,?,?"]
    assert rows["parties.csv"] == ["west_bank,West Bank,?,?"]
    assert faults_but_open(sound_vocabulary(RAW, own=home)[1]) == []


def faults_but_open(faults: list[str]) -> list[str]:
    return [fault for fault in faults if "'?' is still open" not in fault]


LETTERS = (
    "aZé İßﬁñø'’-–_.()&/²½ЇйґЁ ΑάςΣ وِزارة שָׁלוֹם हिन्दी ไทย 한국 がプ 中文 \u034f\u3164\ufe0f Gaza"
)
"""Of many scripts, with marks, signs and small words among them."""
NAMES = strategies.lists(
    strategies.one_of(
        strategies.text(strategies.sampled_from(LETTERS), min_size=1, max_size=6),
        strategies.sampled_from(["Gaza", "gaza", "GAZA!", "Israel", "Wagner", "front", "killed"]),
    ).map(str.strip),
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(NAMES, NAMES, NAMES, NAMES)
def test_no_name_that_is_drafted_is_refused_by_the_check(speakers, subjects, scopes, parties):
    """Each gets a key of its own, and the open cells are all that is left."""
    words = read_vocabulary()
    columns = {"speaker": speakers, "subject": subjects, "scope": scopes, "party": parties}
    claims = pd.DataFrame({name: pd.Series(held) for name, held in columns.items()}, dtype="str")
    unknown = unknown_names(claims.fillna("").assign(measure="killed"), words)
    coast = {"party": "côte", "label": "The Coast", "opponent": "", "interested": "no"}
    ready = {"parties": [coast]}
    rows = joined_rows(ready, newcomers(unknown, words, ready))
    with TemporaryDirectory() as folder:
        for table in rows:
            text = _csv(table, rows[table])
            (Path(folder) / f"{table}.csv").write_text(text, encoding="utf-8")
        found = sound_vocabulary(RAW, own=Path(folder))[1]

    assert faults_but_open(found) == []


def test_every_open_cell_of_a_draft_is_named_with_what_may_stand_there(tmp_path):
    """In one round, whatever the mapping leaves open as well."""
    drafted(tmp_path, "sides.csv", SIDES)
    for table in RAW.glob("*.csv"):
        shutil.copy(table, tmp_path / "homes")
    found = check_up("desk", tmp_path / "homes").faults

    assert "parties.csv line 2, column interested: '?' is still open; one of yes, no" in found
    [speaker] = [fault for fault in found if fault.startswith("speakers.csv line 3, column party")]
    assert speaker.endswith(
        "and the like; independent for a body of no side, unattributed if none is named"
    )
    assert any("collection.toml" in fault for fault in found)
    assert any("sides.origin.yml" in fault for fault in found)


def test_a_new_measure_keeps_the_letters_of_its_heading(tmp_path):
    """It was written without its accents, and with another sigma at its end."""
    text = drafted(tmp_path, "m.csv", "day,Τραυματίες\n2031-03-01,5\n2031-03-02,6\n")
    rows = (tmp_path / "homes" / "desk" / "measures.csv").read_text(encoding="utf-8")

    assert 'measure = "τραυματίες"  # UNSURE: a new measure' in text
    assert rows.splitlines()[1].startswith("τραυματίες,τραυματίες,")


def test_what_stands_for_nothing_is_listed_once(tmp_path):
    """A mark that is usual as well as a word of some language stood twice."""
    text = drafted(tmp_path, "m.csv", "day,killed\n2031-03-01,5\n2031-03-02,n/a\n2031-03-03,7\n")

    assert 'missing = ["n/a"]' in text


def test_year_and_month_in_two_columns_are_a_month(tmp_path):
    """The figure is then for that month."""
    text = drafted(tmp_path, "m.csv", "Year,Month,killed\n2031,March,5\n2031,April,7\n")

    assert 'stated_on = { columns = ["Year", "Month"] }\nperiod = "month"' in text
    assert 'days = "%Y %B"' in text


def test_new_collections_are_made_where_the_desk_says(tmp_path, monkeypatch):
    """And what is said of the form is not looked for."""
    (tmp_path / "a.csv").write_text("day,killed\n03/04/2031,5\n05/04/2031,6\n")
    monkeypatch.setenv(places.COLLECTIONS, str(tmp_path / "own"))
    words = ["new", "desk", str(tmp_path / "a.csv"), "--days", "%m/%d/%Y"]

    assert CliRunner().invoke(cli.app, words).exit_code == 0
    text = (tmp_path / "own" / "desk" / DECLARATION).read_text()
    assert 'days = "%m/%d/%Y"\n' in text


def test_a_table_of_addresses_and_remarks_is_told_soon(tmp_path):
    """What no language reads is looked at once a column: it took minutes, cell by cell."""
    rows = [
        f"2041-05-{1 + n % 28:02},Ostria,{n},https://example.org/{n},see page {n} of {n * 7}"
        for n in range(400)
    ]
    table = tmp_path / "losses.csv"
    table.write_text("\n".join(["Day,Speaker,Killed,Source,Remark", *rows]), encoding="utf-8")
    begun = process_time()
    look = look_at(table)

    assert process_time() - begun < 10
    assert look.form.language == ""


def test_one_word_that_two_languages_share_tells_neither(tmp_path):
    """Portuguese is not Spanish for "cerca de": most of what the column says stays unread."""
    table = tmp_path / "baixas.csv"
    worded = ["mais de 40", "cerca de 1.200", "dezenas", "entre 10 e 15", "21"]
    rows = [f"0{n}/05/2041;Brandão;{words}" for n, words in enumerate(worded, start=1)]
    table.write_text("\n".join(["Data;Porta-voz;Mortos", *rows]), encoding="utf-8")

    assert look_at(table).form.language == ""

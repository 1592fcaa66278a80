"""Tables whose headings, figures and months are in another language than ours."""

import tomllib
from collections import defaultdict

import pandas as pd
import pytest
from mapped_collection import ONE_COLUMN, write_mapped

from analysis.collection.collection import load_collection
from analysis.collection.overview import check_up
from analysis.data.intake.cells import Form
from analysis.data.intake.claims import days_as_written, wording
from analysis.data.intake.new_collection import make_collection
from analysis.data.names import fold
from analysis.data.places import DECLARATION
from analysis.wording.languages import languages, read_rows
from analysis.wording.reading import read_wording

TABLES = {
    "de": (
        "Datum;Sprecher;Partei;Ort;Gefallene;Verwundete\n"
        "3. März 2047;Sprecher der Nordarmee;Süden;Altbach;mehr als 40;zwischen 90 und 120\n"
        "4. März 2047;Sprecher der Nordarmee;Süden;Altbach;mindestens 12;1.200\n"
    ),
    "es": (
        "fecha;portavoz;bando;lugar;muertos;heridos\n"
        "3 de marzo de 2047;Norte;Sur;Puerto Gris;más de 40;entre 90 y 120\n"
        "4 de marzo de 2047;Norte;Sur;Puerto Gris;al menos 12;1.200\n"
    ),
    "fr": (
        "date;porte-parole;camp;lieu;tués;blessés\n"
        "3 mars 2047;Nord;Sud;Port-Gris;plus de 40;entre 90 et 120\n"
        "4 mars 2047;Nord;Sud;Port-Gris;au moins 12;1.200\n"
    ),
    "it": (
        "data;portavoce;fazione;luogo;uccisi;feriti\n"
        "3 marzo 2047;Nord;Sud;Porto Grigio;più di 40;tra 90 e 120\n"
        "4 marzo 2047;Nord;Sud;Porto Grigio;almeno 12;1.200\n"
    ),
    "pl": (
        "data;rzecznik;strona konfliktu;miejsce;zabici;ranni\n"
        "3 marca 2047;Północ;Południe;Szary Port;ponad 40;od 90 do 120\n"
        "4 marca 2047;Północ;Południe;Szary Port;co najmniej 12;1.200\n"
    ),
    "ru": (
        "дата;источник;сторона;место;убитые;раненые\n"
        "3 марта 2047;Север;Юг;Серый порт;более 40;от 90 до 120\n"
        "4 марта 2047;Север;Юг;Серый порт;не менее 12;1.200\n"
    ),
    "uk": (
        "дата;джерело;сторона;місце;убиті;поранені\n"
        "3 березня 2047;Північ;Південь;Сірий порт;понад 40;від 90 до 120\n"
        "4 березня 2047;Північ;Південь;Сірий порт;щонайменше 12;1.200\n"
    ),
}
"""An invented table of each language with a table of words, but ours."""


def test_every_language_with_a_table_of_words_has_one_here():
    assert set(TABLES) == set(languages()) - {"en"}


@pytest.fixture(scope="module", params=sorted(TABLES))
def begun(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    file = folder / "table.csv"
    file.write_text(TABLES[request.param], encoding="utf-8")
    make_collection("desk", [file], folder)
    text = (folder / "desk" / DECLARATION).read_text(encoding="utf-8")
    return request.param, text, folder / "desk"


def test_its_columns_language_and_days_are_drafted(begun):
    """Each is a guess but the days, and nothing of the table is left out."""
    language, text, home = begun
    [table] = tomllib.loads(text)["table"]

    assert table["form"]["language"] == language
    assert table["form"]["decimal"] == ","
    assert "%B" in table["form"]["days"]
    heads = TABLES[language].splitlines()[0].split(";")
    taken = [table["fields"][name]["column"] for name in ("stated_on", "speaker", "subject")]
    assert [*taken, table["fields"]["scope"]["column"]] == heads[:4]
    assert [figures["measure"] for figures in table["figures"]] == ["killed", "wounded"]
    assert f'language = "{language}"  # UNSURE: by its words, as in' in text
    assert "nothing here takes" not in text
    assert (home / "speakers.csv").exists() and (home / "scopes.csv").exists()


def test_its_figures_are_read_and_kept_as_they_were_written(begun):
    language, text, _ = begun
    form = Form.of(tomllib.loads(text)["table"][0]["form"])
    rows = [line.split(";") for line in TABLES[language].splitlines()[1:]]

    assert days_as_written(pd.Series([row[0] for row in rows]), form).tolist() == [
        "2047-03-03",
        "2047-03-04",
    ]
    read = [[wording(cell, form) for cell in row[4:]] for row in rows]
    assert read == [["more than 40", "90 to 120"], ["at least 12", "1200"]]


ROWS = (
    "day,n,before\n2023-03-17,más de 40,\n2023-03-18,90,hasta\n2023-03-19,193,\n"
    "2023-03-20,almost 30,\n2023-03-21,once,\n"
)


def mapping(language="es", figures=""):
    """The mapping of that table."""
    form = f'language = "{language}"'
    return ONE_COLUMN.format(table="", form=form, fields="", figures=figures)


def claims_of(folder, figures='qualifier = { column = "before" }', rows=ROWS):
    write_mapped(folder, mapping(figures=figures), a_csv=rows)
    return load_collection("desk", folder=folder).claims


def test_a_note_keeps_the_words_of_the_table(tmp_path):
    """Those put into English alone, with what a column before the figure says."""
    claims = claims_of(tmp_path)

    assert claims["reported"].tolist() == ["more than 40", "up to 90", "193", "almost 30", "11"]
    notes = claims["note"].tolist()
    assert notes == ["written “más de 40”", "written “hasta 90”", "", "", "written “once”"]
    assert claims["low"].tolist()[:4] == [41, 81, 193, 27]


def test_pages_of_a_table_are_in_its_language_unless_they_say_otherwise(tmp_path):
    """Nobody has to say it a second time."""
    write_mapped(tmp_path, mapping(), a_csv=ROWS)
    assert set(load_collection("desk", folder=tmp_path).sources["language"]) == {"es"}

    said = mapping().replace("[table.page]", '[table.page]\nlanguage = "uk"')
    said = said if said != mapping() else said + '\n[table.page]\nlanguage = "uk"\n'
    write_mapped(tmp_path / "more", said, a_csv=ROWS)
    assert set(load_collection("desk", folder=tmp_path / "more").sources["language"]) == {"uk"}


def test_a_factor_stands_after_the_words(tmp_path):
    """And the decimal mark of the table goes before that of its language."""
    rows = "day,n\n2023-03-17,más de 2.5\n"
    claims = claims_of(tmp_path, figures="factor = 1000", rows=rows)

    assert claims["reported"].tolist() == ["more than 2.5 thousand"]


def test_a_language_without_a_table_of_words_is_a_fault(tmp_path):
    """With those that have one."""
    write_mapped(tmp_path, mapping("id"), a_csv=ROWS)
    checked = check_up("desk", folder=tmp_path)

    assert any("'id' has no table of words; one of de, en, es" in f for f in checked.faults)


def test_no_language_is_told_by_a_word_that_two_of_them_have(tmp_path):
    """Nor is a cell read by a language that the mapping does not name: once is 11 in Spanish."""
    file = tmp_path / "table.csv"
    file.write_text("day,who,n\n2047-03-03,North,circa 40\n2047-03-04,North,once 3\n")
    make_collection("desk", [file], tmp_path)

    assert "language" not in (tmp_path / "desk" / DECLARATION).read_text()
    assert read_wording("once").reason == "The wording holds no number."


def test_no_heading_means_two_things():
    """Whatever the languages, but for words beside a name and columns that count nothing."""
    told = defaultdict(set)
    vague = ("beside", "no_figure", "no_figure_word", "page_day", "low", "high", "best", "total")
    vague += ("hours", "whose")
    for row in read_rows():
        if row.kind == "heading" and row.key not in (*vague, "year", "month"):
            told[fold(row.form)].add(row.key)

    assert {form: keys for form, keys in told.items() if len(keys) > 1} == {}


def test_headings_that_two_sides_share_and_cells_without_a_figure(tmp_path):
    """A side keeps its spelling, a column its measure, and what stands for nothing is told."""
    file = tmp_path / "table.csv"
    file.write_text(
        "Verluste;;;;\nStand: 20. Mai 2047;;;;\n"
        "Tag;Nordland Gefallene;Nordland Verwundete;Südland Gefallene;südland verwundete\n"
        "Montag, 3. Mai 2047;mehr als 1.200;k. A.;etwa 800;2.400\n"
        "Dienstag, 4. Mai 2047;1.250;rund 3.000;Dutzende;-\n"
        "Mittwoch, 5. Mai 2047;980;keine Angabe;710;2.100\n"
    )
    make_collection("desk", [file], tmp_path)
    [table] = tomllib.loads((tmp_path / "desk" / DECLARATION).read_text())["table"]

    assert table["form"]["days"] == "%A, %d. %B %Y"
    assert table["form"]["missing"] == ["-", "k. A.", "keine Angabe"]
    assert [figures["measure"] for figures in table["figures"]] == 2 * ["killed", "wounded"]
    forces = (tmp_path / "desk" / "forces.csv").read_text().splitlines()
    assert [line.split(",")[1] for line in forces[1:]] == ["Nordland", "Südland"]


def test_unknown_speakers_are_no_cells_without_a_figure(tmp_path):
    """What stands for nothing beside figures alone is told."""
    file = tmp_path / "table.csv"
    file.write_text("day,speaker,killed\n2047-03-03,unknown,4\n2047-03-04,North,6\n")
    make_collection("desk", [file], tmp_path)

    assert "missing" not in (tmp_path / "desk" / DECLARATION).read_text()
    assert "unknown" in (tmp_path / "desk" / "speakers.csv").read_text()


@pytest.mark.parametrize(
    ("head", "measure"),
    [("القتلى", "killed"), ("הרוגים", "killed"), ("yaralı", "wounded"), ("Mortos", "killed")],
)
def test_headings_of_languages_without_words_are_known(tmp_path, head, measure):
    file = tmp_path / "table.csv"
    file.write_text(f"date,{head}\n2047-03-03,4\n2047-03-04,6\n", encoding="utf-8")
    make_collection("desk", [file], tmp_path)

    assert f'measure = "{measure}"' in (tmp_path / "desk" / DECLARATION).read_text()


@pytest.mark.parametrize(
    ("language", "day", "cell"),
    [
        ("pl", "3 marca 2041 r.", "ponad 40"),
        ("uk", "12 травня 2041 року", "понад 40"),
        ("ru", "12 мая 2041 г.", "более 40"),
    ],
)
def test_a_word_after_the_year_belongs_to_the_day(tmp_path, language, day, cell):
    """Whether the mapping's form of days has it or not."""
    file = tmp_path / "table.csv"
    file.write_text(f"date;killed\n{day};{cell}\n{day};7\n", encoding="utf-8")
    make_collection("desk", [file], tmp_path)
    [table] = tomllib.loads((tmp_path / "desk" / DECLARATION).read_text())["table"]
    form = Form.of(table["form"])
    last = day.split()[-1]

    assert (form.language, form.days) == (language, "%d %B %Y")
    for days in (form.days, f"{form.days} {last}"):
        told = days_as_written(pd.Series([day]), Form(days=days, language=language))
        assert told.iloc[0].startswith("2041-0")


def test_a_column_of_addresses_is_no_speaker(tmp_path):
    """Whatever its heading; the next heading that fits is taken."""
    file = tmp_path / "table.csv"
    file.write_text(
        "Data;Źródło;Mówca;Strona;zabici\n"
        "3 marca 2041 r.;https://a.example/1;Północ;Południe;mniej niż 1.200\n"
        "4 marca 2041 r.;https://a.example/2;Północ;Południe;14\n",
        encoding="utf-8",
    )
    make_collection("desk", [file], tmp_path)
    [table] = tomllib.loads((tmp_path / "desk" / DECLARATION).read_text())["table"]

    assert table["fields"]["speaker"] == {"column": "Mówca"}
    assert table["fields"]["subject"] == {"column": "Strona"}
    assert table["page"]["url"] == {"column": "Źródło"}
    assert table["form"]["decimal"] == ","

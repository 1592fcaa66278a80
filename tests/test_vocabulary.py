"""The project's own tables: what lies in what, who stands for whom, and that they agree."""

import pytest

from analysis.data.names import fold
from analysis.data.vocabulary import read_places, read_vocabulary
from analysis.errors import RawDataError

TINY = {
    "scopes": "scope,label,level,parent\ncity,the city,city,front\nfront,the front,front,\n",
    "measures": "measure,label,unit,also_in,role\nkilled,killed,persons,,subject\n",
    "parties": "party,label,opponent,interested\nukraine,Ukraine,russian_forces,yes\n",
    "forces": "force,label,party\nrussian_forces,Russian forces,ukraine\n",
    "speakers": "speaker,label,party\nhanna_maliar,Hanna Maliar,ukraine\n",
    "aliases": "kind,written,key\nscope,Bakhmut,city\nspeaker,Maliar,hanna_maliar\n",
}


@pytest.fixture
def folder(tmp_path):
    """The tables in a few rows, to be broken."""
    for name, text in TINY.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def faults(folder):
    """Return the faults that reading the tables ends with."""
    with pytest.raises(RawDataError) as refusal:
        read_vocabulary(folder)
    return refusal.value.faults


def test_the_city_lies_in_its_surroundings_and_those_in_the_direction(words):
    """The nearest first, up to the whole front."""
    assert words.ancestors("bakhmut_city") == [
        "bakhmut_city_and_surroundings",
        "bakhmut_direction",
        "front",
    ]


@pytest.mark.parametrize(
    ("scope", "whole"),
    [
        ("bakhmut_direction", "donetsk_direction"),
        ("donetsk_direction", "bakhmut_direction"),
        ("bakhmut_city", "donetsk_direction"),
        ("bakhmut_tactical_direction", "bakhmut_direction"),
        ("bakhmut_tactical_direction", "donetsk_direction"),
        ("bakhmut_city", "bakhmut_tactical_direction"),
    ],
)
def test_directions_of_the_two_armies_are_not_nested(words, scope, whole):
    """Each army draws its own: neither side's direction is declared to lie in the other's."""
    assert whole not in words.ancestors(scope)
    assert (scope, whole) not in set(words.nested.itertuples(index=False, name=None))


def test_nesting_is_declared_and_nothing_else(words):
    """Every pair around the city, and no further one."""
    nested = words.nested
    found = nested[nested["scope"].str.startswith("bakhmut")].itertuples(index=False, name=None)

    assert set(found) == {
        ("bakhmut_city", "bakhmut_city_and_surroundings"),
        ("bakhmut_city", "bakhmut_direction"),
        ("bakhmut_city", "front"),
        ("bakhmut_city_and_surroundings", "bakhmut_direction"),
        ("bakhmut_city_and_surroundings", "front"),
        ("bakhmut_direction", "front"),
    }


def test_an_unknown_scope_is_refused_with_the_nearest(words):
    """A misspelt area lies nowhere."""
    with pytest.raises(RawDataError, match=r"no scope 'bakhmut_cty'; nearest: \['bakhmut_city'"):
        words.ancestors("bakhmut_cty")


def test_keys_and_labels_stand_for_themselves(words):
    """No alias has to repeat them."""
    assert words.speaker_aliases[fold("Yan Gagin")] == "yan_gagin"
    assert words.speaker_aliases[fold("yan_gagin")] == "yan_gagin"
    assert words.scope_aliases[fold("the Bakhmut direction")] == "bakhmut_direction"
    assert "yan gagin" not in words.scope_aliases


def test_tables_in_a_few_rows_are_a_vocabulary(folder):
    """The tables that the next tests break are whole."""
    tiny = read_vocabulary(folder)

    assert tiny.ancestors("city") == ["front"]
    assert tiny.speaker_aliases == {
        "hanna maliar": "hanna_maliar",
        "maliar": "hanna_maliar",
    }


@pytest.mark.parametrize(
    ("table", "row", "expected"),
    [
        ("scopes", "city,a city,city,front", "scopes.csv: scope 'city' stands twice"),
        ("scopes", "front,a front,front,", "scopes.csv: scope 'front' stands twice"),
        (
            "scopes",
            "soledar,Soledar,city,fornt",
            "scopes.csv: parent 'fornt' of 'soledar' is not a scope",
        ),
        (
            "scopes",
            "soledar,Soledar,city,soledar",
            "scopes.csv: 'soledar' lies in itself, by 'soledar'",
        ),
        (
            "speakers",
            "isw,ISW,independnt",
            "speakers.csv line 3, column party: 'independnt' is not known; nearest: ukraine",
        ),
        (
            "aliases",
            "speaker,Bakhmut,city",
            "aliases.csv: 'Bakhmut' stands for 'city', which is no speaker",
        ),
        (
            "aliases",
            "place,Bakhmut,city",
            "aliases.csv line 4, column kind: 'place' is not known; nearest: speaker, scope, "
            "force, measure",
        ),
        ("aliases", "scope,BAKHMUT,front", "aliases.csv: 'BAKHMUT' stands for two keys"),
        (
            "scopes",
            "soledar,Soledar,town,city",
            "scopes.csv line 4, column level: 'town' is not known; nearest: point, segment, city, "
            "city_and_surroundings, direction, front, country, unclear",
        ),
        (
            "measures",
            "tractors,tractors,itens,,subject",
            "measures.csv line 3, column unit: 'itens' is not known; nearest: items",
        ),
        (
            "measures",
            "tractors,tractors,items,,?",
            "measures.csv line 3, column role: '?' is still open; one of subject, opponent, own, "
            "both",
        ),
        (
            "parties",
            "north,the North,russian_force,yes",
            "parties.csv line 3, column opponent: 'russian_force' is not known; nearest: "
            "russian_forces",
        ),
        (
            "forces",
            "a b,Army,",
            "forces.csv line 3, column force: 'a b' is no key; use letters, "
            "digits, underscores and hyphens",
        ),
        ("speakers", "isw,,ukraine", "speakers.csv line 3, column label: is empty"),
    ],
    ids=[
        *("key twice", "parent twice", "no parent", "in itself", "no party"),
        *("alias of another kind", "no such kind", "alias of two", "no such level"),
        *("no such unit", "an open role", "no such opponent", "no key", "no name"),
    ],
)
def test_a_row_that_contradicts_the_tables_is_refused(folder, table, row, expected):
    """One contradiction, one sentence."""
    with (folder / f"{table}.csv").open("a", encoding="utf-8") as handle:
        handle.write(f"{row}\n")

    assert faults(folder) == [expected]


def test_two_areas_that_lie_in_each_other_are_refused(folder):
    """A circle has no whole; both are named."""
    text = "scope,label,level,parent\ncity,a,city,front\nfront,b,front,city\n"
    (folder / "scopes.csv").write_text(text, encoding="utf-8")

    assert faults(folder) == [
        "scopes.csv: 'city' lies in itself, by 'city'",
        "scopes.csv: 'front' lies in itself, by 'front'",
    ]


def test_all_tables_are_read_before_one_is_refused(folder):
    """A table that is gone, one cut off and one without a column, at once."""
    (folder / "parties.csv").unlink()
    (folder / "forces.csv").write_text("force,label,party\nwagner,", encoding="utf-8")
    (folder / "scopes.csv").write_text("scope,label,level\n", encoding="utf-8")

    assert faults(folder) == [
        "scopes.csv line 1: column parent is missing; the file has scope, label, level",
        f"parties.csv: there is no such file in {folder.name}/",
        "forces.csv line 2: the file stops in the middle of a line (cut off?)",
    ]


def test_towns_of_a_collection_stand_beside_ours_and_each_is_on_earth(tmp_path, words):
    """Areas that we place are areas of ours; a degree that is none is named with its town."""
    shared = read_places()
    table = tmp_path / "places.csv"
    table.write_text("scope,place,latitude,longitude\nx,Here,48.5,38\n", encoding="utf-8")

    assert set(shared["scope"]) - {""} <= set(words.scopes.index)
    assert read_places(tmp_path).iloc[-1].tolist() == ["x", "Here", 48.5, 38.0]
    table.write_text("scope,place,latitude,longitude\nx,Here,98.5,38\n", encoding="utf-8")
    with pytest.raises(RawDataError, match="'Here' is nowhere on earth"):
        read_places(tmp_path)


def test_people_are_fighters_civilians_or_both():
    """A force of no party may be one of fighters."""
    people = read_vocabulary().people

    kinds = [people[force] for force in ("wagner", "islamic_state", "palestinians", "civilians")]
    assert kinds == ["fighters", "fighters", "both", "civilians"]
    assert read_vocabulary().non_fighters == {"civilians", "palestinians", "lebanese"}

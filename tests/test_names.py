"""Names as written, and the one key each stands for."""

import math

import pandas as pd
import pytest

from analysis.data.names import fold, nearest, resolve

SPELLINGS = [
    *("Serhii Cherevatyi", "Serhiy Cherevatyi", "Serhiy Cherevaty", "Cherevaty", "Cherevatyi"),
    *("Chrevatyi", "Chervaty", "Cherfati", "Czerewaty", "Tscherewatyj", "Cserevatij"),
    *("Čerevatyj", "Cerevatyj", "Tsjerevatij", "Череватый", "Череватий", "Черевий", "Cherry"),
]


@pytest.mark.parametrize("written", SPELLINGS)
def test_every_spelling_of_one_spokesman_is_one_key(words, written):
    """Pages in a dozen languages, and a machine, spell him in eighteen ways."""
    found = resolve(pd.Series([written]), words.speaker_aliases)

    assert found.tolist() == ["serhii_cherevatyi"]


@pytest.mark.parametrize(
    "written", ["Bakhmut", "Bachmut", "Bajmut", "Bahmut", "Bakhmout", "Artemovsk", "Артёмовск"]
)
def test_every_spelling_of_the_city_is_one_key(words, written):
    """Neither side's renaming makes a second place."""
    assert words.scope_aliases[fold(written)] == "bakhmut_city"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("SERHIY  CHEREVATY", "serhiy cherevaty"),
        ("Čerevatyj", "cerevatyj"),
        ("bakhmut_direction", "bakhmut direction"),
        ("U.S. officials ", "u s officials"),
        ("Артёмовск", "артемовск"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_case_accents_dots_and_spaces_do_not_tell_names_apart(name, folded):
    """Two spellings are compared in one form."""
    assert fold(name) == folded


def test_the_nearest_names_come_first_and_keep_their_spelling():
    """A hint shows the valid name, not its folded form."""
    choices = ["Bakhmut_City", "bakhmut_direction", "bakhmut_tactical_direction", "soledar"]

    assert nearest("bakhmut_dirction", choices, most=2) == [
        "bakhmut_direction",
        "bakhmut_tactical_direction",
    ]
    assert nearest("bakhmut city", choices, most=1) == ["Bakhmut_City"]


def test_nothing_near_gives_no_hint():
    """A hint that is not close would mislead."""
    assert nearest("Kherson", ["killed", "wounded"]) == []


def test_a_name_without_an_alias_is_missing_and_never_guessed():
    """One letter off is another name: the checks refuse it, with the nearest beside it."""
    written = pd.Series(["ISW", "ISV", "isw"], index=[7, 3, 5])
    found = resolve(written, {"isw": "isw"})

    assert found.index.tolist() == [7, 3, 5]
    assert found.loc[[7, 5]].tolist() == ["isw", "isw"]
    assert math.isnan(found.loc[3])

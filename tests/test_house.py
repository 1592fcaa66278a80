"""What `benchmarks/house.py` counts of a package, shown on one small enough to count by hand."""

from pathlib import Path

import pytest

from benchmarks.house import House, table

MODULES = {
    "__init__.py": "",
    "errors.py": "",
    "pages/__init__.py": "",
    "pages/markup.py": (
        "import re\n\nfrom analysis import errors\n\n"
        "TAG = re.compile(r'<[^>]*>')\nNAME = re.compile(r'(?P<name>[a-z]+)')\n"
    ),
    "pages/site.py": (
        "def _once():\n    '''Say.'''\n    from .markup import TAG\n    return TAG\n"
        "\n\n"
        "def made():\n    return _once()\n"
    ),
    "pages/verify.py": "import re\n\nREAD = re.compile('<p>')\n",
}


@pytest.fixture
def house(tmp_path):
    """A package of six files."""
    for name, text in MODULES.items():
        file = tmp_path / "analysis" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return House(tmp_path)


def test_each_count_is_what_a_hand_counts(house):
    """Lines, files, the fullest folder, the longest function, helpers that are used once."""
    assert (house.lines(), house.modules()) == (17, 6)
    assert house.flat() == "4 (analysis/pages)"
    assert house.longest_function() == 2
    assert house.called_once() == "1 of 1"


def test_a_chain_passes_imports_within_functions(house):
    """Each module of it imports the next."""
    assert house.chain() == ["analysis.pages.site", "analysis.pages.markup", "analysis.errors"]


def test_a_tag_counts_and_a_name_of_a_group_does_not(house):
    """Nor what stands where finished pages are read."""
    assert house.patterns() == ["analysis/pages/markup.py:5"]


def test_what_knows_a_figure_or_a_language_is_counted(tmp_path):
    """By whom a figure's module is imported, in functions too; whose text is a language's code."""
    files = {
        "analysis/__init__.py": "",
        "analysis/figures/__init__.py": "",
        "analysis/figures/plots/__init__.py": "",
        "analysis/figures/plots/forest.py": "SHOWN = 'de'\n",
        "analysis/figures/plots/gap.py": "",
        "analysis/wars.py": "def drawn():\n    from analysis.figures.plots.forest import SHOWN\n",
        "analysis/days.py": "from analysis.figures.plots import forest, gap\nNAMED = 'ende'\n",
        "data/raw/reading/de.csv": "",
        "data/raw/reading/ukraine.csv": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    house = House(tmp_path)

    assert house.plot() == "2 (analysis.figures.plots.forest)"
    assert house.languages() == ["analysis/figures/plots/forest.py"]


def test_the_time_of_the_tests_is_taken_and_a_failure_is_told(house):
    """Setting up is no part of it."""
    makefile = house.root / "Makefile"
    makefile.write_text("check:\n\t@sleep 1\ntest:\n\t@true\n")
    assert house.seconds() == "0"
    makefile.write_text("check:\ntest:\n\t@false\n")
    assert house.seconds() == "failed after 0"


def test_two_checkouts_stand_side_by_side(house):
    """A column each."""
    lines = table({"before": house, "after": house}, way=False).splitlines()

    assert lines[0] == "|  | before | after |"
    assert lines[3] == "| modules | 6 | 6 |"


def test_no_chain_of_imports_is_longer_than_fourteen_modules():
    """Whoever follows a number from the command down passes fourteen at most."""
    chain = House(Path(__file__).parent.parent).chain()

    assert len(chain) <= 14, " → ".join(chain)

"""The modules stand in one order, and each imports only from modules above it."""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from analysis.paths import ROOT

PACKAGE = ROOT / "analysis"
LINE = re.compile(r"^    ([a-z_]+) +[a-zA-Z\d]", flags=re.MULTILINE)


def listed_modules(package: Path) -> list[str]:
    """Return the modules that the package's docstring lists, in order."""
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    return LINE.findall(ast.get_docstring(tree, clean=False) or "")


def files_of(package: Path) -> dict[str, Path]:
    """Return the files of the package by their dotted names within it; the root's is empty."""
    files = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return files


def imports_of(path: Path, module: str, package: str) -> set[str]:
    """Return what a file imports from its own package, wherever in the file it does so.

    Also inside functions, under TYPE_CHECKING, relatively, and by `import_module` with a name
    that is written out.
    """
    inside = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            here = [package, *filter(None, inside)]
            base = here[: len(here) - node.level + 1] if node.level else []
            home = ".".join([*base, *filter(None, [node.module])])
            found |= {f"{home}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and "import" in ast.unparse(node.func):
            found |= {a.value for a in node.args if isinstance(a, ast.Constant)}
    return {name.removeprefix(f"{package}.") for name in found if name.startswith(f"{package}.")}


def faults_of(package: Path) -> list[str]:
    """Say what is wrong with the order of a package; nothing, if it holds."""
    order, files = listed_modules(package), files_of(package)
    floors = {name.split(".")[0] for name in files} - {"", "__main__"}
    faults = [f"{name} is listed twice" for name in sorted(set(order)) if order.count(name) > 1]
    faults += [f"{name} is not listed" for name in sorted(floors - set(order))]
    faults += [f"{name} is listed and not there" for name in order if name not in floors]
    for name, path in files.items():
        floor = name.split(".")[0]
        above = order[: order.index(floor)] if floor in order else order
        taken = {found.split(".")[0] for found in imports_of(path, name, package.name)}
        allowed = set() if name == "" else {*above, floor}
        faults += [f"{name or '__init__'} imports {other}" for other in sorted(taken - allowed)]
    return faults + circles_of(files, package.name)


def circles_of(files: dict[str, Path], package: str) -> list[str]:
    """Name the modules that import each other in a circle, also within one floor."""
    graph = {
        name: {
            next(part for part in (found, found.rpartition(".")[0], "") if part in files)
            for found in imports_of(path, name, package)
        }
        - {name, ""}
        for name, path in files.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [f"a circle: {' -> '.join(error.args[1])}"]
    return []


@pytest.fixture
def package(tmp_path):
    """A package of two modules and a folder; the folder's second module uses its first."""
    home = tmp_path / "tiny"
    (home / "upper").mkdir(parents=True)
    listing = "\n\n    WORDS: import nothing of ours\n    low    what is known\n    upper  pages\n"
    files = {
        "__init__.py": f'"""Two floors.{listing}"""\n',
        "low.py": "import json\n",
        "upper/__init__.py": "from tiny.upper.page import show\n",
        "upper/page.py": "from tiny.low import known\nfrom tiny.upper import ink\n",
        "upper/ink.py": "from tiny import low\n",
    }
    for name, text in files.items():
        (home / name).write_text(text, encoding="utf-8")
    return home


def test_every_module_is_listed_once_and_imports_only_from_above():
    """The order of the package's docstring, read once and for all."""
    assert faults_of(PACKAGE) == []


def test_the_words_import_nothing_of_ours():
    """The ground floor stands alone."""
    ground = ("errors", "paths", "settings", "terms")

    assert listed_modules(PACKAGE)[:4] == list(ground)
    assert [imports_of(PACKAGE / f"{name}.py", name, "analysis") for name in ground] == [set()] * 4


def test_what_notebooks_use_is_loaded_only_when_it_is_asked_for():
    """The package itself imports none of its modules."""
    assert imports_of(PACKAGE / "__init__.py", "", "analysis") == set()


def test_a_package_in_order_has_no_faults(package):
    """The package that the next tests break holds."""
    assert faults_of(package) == []
    assert listed_modules(package) == ["low", "upper"]


@pytest.mark.parametrize(
    "text",
    [
        "import tiny.upper.page\n",
        "from tiny.upper import page\n",
        "from tiny import upper\n",
        "from . import upper\n",
        "from .upper.page import show\n",
        "def late():\n    from tiny.upper import page\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from tiny.upper import page\n",
        "import importlib\npage = importlib.import_module('tiny.upper.page')\n",
        "page = __import__('tiny.upper')\n",
        "try:\n    import tiny.upper as pages\nexcept ImportError:\n    pass\n",
    ],
    ids=[
        *("whole", "from", "from the package", "relative", "deeper relative"),
        *("in a function", "for types", "by name", "by builtin", "in a try"),
    ],
)
def test_an_import_from_below_goes_red(package, text):
    """However it is written."""
    (package / "low.py").write_text(text, encoding="utf-8")

    assert "low imports upper" in faults_of(package)


def test_an_eager_import_in_the_package_itself_goes_red(package):
    """It would load everything for a reader of one name."""
    path = package / "__init__.py"
    path.write_text(path.read_text(encoding="utf-8") + "from tiny.low import known\n")

    assert faults_of(package) == ["__init__ imports low"]


def test_a_module_that_is_not_listed_or_not_there_goes_red(package):
    """And one that is listed twice."""
    (package / "low.py").rename(package / "lower.py")
    path = package / "__init__.py"
    path.write_text(
        path.read_text(encoding="utf-8").replace("upper  pages\n", "upper  a\n    upper  b\n")
    )

    assert faults_of(package)[:3] == [
        "upper is listed twice",
        "lower is not listed",
        "low is listed and not there",
    ]


def test_a_circle_within_a_folder_goes_red(package):
    """The floor is one, but a reader cannot begin anywhere."""
    (package / "upper" / "ink.py").write_text("from tiny.upper.page import show\n")

    assert any(fault.startswith("a circle: ") for fault in faults_of(package))

"""How the package is built, counted: lines, modules, folders, imports, what a claim passes.

    python benchmarks/house.py [CHECKOUT ...] [--way] [--tests]

Prints a table with a column for each checkout (this one without any), so that two commits stand
side by side: `git worktree add ../before COMMIT` gives a folder of an older one. With `--way` each
checkout also makes the briefing from its raw tables, once up to its headline and once whole, and
the modules are counted in which a function ran; with `--tests` `make test` is timed in each.
Nothing but the standard library is used here; the rest needs the project's environment.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

PACKAGE = "analysis"
PLOTS = f"{PACKAGE}.figures.plots"
"""Under it stands a module for each figure."""
WORDS = "data/raw/reading"
"""There a language has a table, named by two letters."""
READERS = ("verify", "diff")
"""Where finished pages are read; a name of a file or folder that begins with one is left out."""
NAMED = re.compile(r"\(\?(?:P?<\w+>|<[=!])")
"""What looks like a tag in a regular expression and is none: a name, or a look behind."""
MARKUP = re.compile(r"<\\?[a-zA-Z/!\[(]|&\w*;|[a-z]+=\\?\"|>.*</")
"""What a regular expression over HTML has in it."""
PASSED = """
import os, sys, threading
seen = set()
def imported(frame):
    # What runs while a module of ours is imported runs whoever uses it.
    while frame is not None:
        code = frame.f_code
        if code.co_name == "<module>" and os.environ["HOUSE_OURS"] in code.co_filename:
            return not code.co_filename.endswith("__main__.py")
        frame = frame.f_back
    return False
def called(frame, event, _):
    file = frame.f_code.co_filename
    if event != "call" or file in seen or os.environ["HOUSE_OURS"] not in file:
        return
    if not imported(frame):
        seen.add(file)
        # At once, for a kernel may be ended before it could write when it ends itself.
        with open(os.path.join(os.environ["HOUSE_SEEN"], str(os.getpid())), "a") as written:
            written.write(file + "\\n")
sys.setprofile(called)
threading.setprofile(called)
"""
"""Put into every Python that the command starts, as its `sitecustomize`."""


class House:
    """The package of a checkout.

    Parameters
    ----------
    root : Path
        The folder that holds `analysis`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        files = sorted((self.root / PACKAGE).rglob("*.py"))
        self.texts = {path.relative_to(self.root): path.read_text("utf-8") for path in files}
        self.trees = {path: ast.parse(text) for path, text in self.texts.items()}

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """Each module by its dotted name, and the modules of ours that it imports anywhere."""
        names = {_dotted(path): path for path in self.trees}
        return {
            name: {_nearest(said, names) for said in _imported(self.trees[path], path)} - {name, ""}
            for name, path in names.items()
        }

    def lines(self) -> int:
        """Lines of all modules, empty ones and documentation included."""
        return sum(text.count("\n") for text in self.texts.values())

    def modules(self) -> int:
        """Files of Python."""
        return len(self.texts)

    def flat(self) -> str:
        """The most modules that lie in one folder, not in folders below it, and which."""
        [(folder, number)] = Counter(path.parent for path in self.texts).most_common(1)
        return f"{number} ({folder})"

    def chain(self) -> list[str]:
        """The longest chain of modules in which each imports the next."""
        known: dict[str, list[str]] = {}

        def from_(name: str, above: frozenset[str]) -> list[str]:
            if name not in known:
                below = [from_(n, above | {name}) for n in self.imports[name] - above]
                known[name] = [name, *max(below, key=len, default=[])]
            return known[name]

        return max((from_(name, frozenset()) for name in sorted(self.imports)), key=len)

    def patterns(self) -> list[str]:
        """Regular expressions over HTML, each as file and line; not where pages are read."""
        return [
            f"{path}:{call.lineno}"
            for path, tree in self.trees.items()
            if not any(part.startswith(READERS) for part in path.parts)
            for call in ast.walk(tree)
            if _is_pattern(call) and MARKUP.search(NAMED.sub("", _first_text(call)))
        ]

    def longest_function(self) -> int:
        """Lines of the longest function, its documentation not counted."""
        return max(map(_length, _functions(self.trees)), default=0)

    def called_once(self) -> str:
        """Private functions of modules, and how many of them are named once elsewhere."""
        once = total = 0
        for path, tree in self.trees.items():
            words = Counter(re.findall(r"\w+", self.texts[path]))
            private = [
                node.name
                for node in tree.body
                if isinstance(node, ast.FunctionDef) and node.name.startswith("_")
            ]
            total += len(private)
            once += sum(words[name] == 2 for name in private)
        return f"{once} of {total}"

    def plot(self) -> str:
        """The most modules that name the module of one figure, and which figure."""
        users = Counter(
            name for told in self.imports.values() for name in told if name.startswith(f"{PLOTS}.")
        )
        return "{1} ({0})".format(*max(users.items(), key=lambda one: one[1], default=("none", 0)))

    def languages(self) -> list[str]:
        """Modules in which the code of a language stands as a text, English apart."""
        codes = {table.stem for table in (self.root / WORDS).glob("??.csv")} - {"en"}
        texts = {
            path: {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
            for path, tree in self.trees.items()
        }
        return [str(path) for path, told in texts.items() if told & codes]

    def seconds(self) -> str:
        """Seconds that `make test` takes once it is set up, or how it ended."""
        # `check` sets up, in older commits as well, and the style is then looked at twice.
        subprocess.run(["make", "--silent", "check"], cwd=self.root, check=True)
        begun = time.monotonic()
        ended = subprocess.run(
            ["make", "--silent", "test"], cwd=self.root, stdout=subprocess.DEVNULL
        )
        took = f"{time.monotonic() - begun:.0f}"
        return took if ended.returncode == 0 else f"failed after {took}"

    @cached_property
    def way(self) -> list[str]:
        """Modules that run, from raw tables to a page that says one ratio, by command."""
        return passed(self.root)

    @cached_property
    def page(self) -> list[str]:
        """Modules that run for a whole page with all its drawings, by command."""
        return passed(self.root, whole=True)


ROWS: dict[str, Callable[[House], object]] = {
    "lines in `analysis/`": House.lines,
    "modules": House.modules,
    "modules lying flat in one folder, at most": House.flat,
    "import depth (longest chain)": lambda house: len(house.chain()),
    "regular expressions over HTML when making pages": lambda house: len(house.patterns()),
    "lines of the longest function": House.longest_function,
    "private functions named once elsewhere in their module": House.called_once,
    "modules that import the module of one figure, at most": House.plot,
    "modules that name a language, English apart": lambda house: len(house.languages()),
}

WAYS: dict[str, Callable[[House], object]] = {
    "modules one claim passes on its way to a ratio on a page": lambda house: len(house.way),
    "modules that a whole page passes, drawings and all": lambda house: len(house.page),
}

TESTS: dict[str, Callable[[House], object]] = {"seconds of `make test`": House.seconds}


def passed(root: Path, whole: bool = False) -> list[str]:
    """Return the modules in which a function ran while a page of the briefing was made.

    The kernel is one that Jupyter starts, for a forked one begins with what its server did.
    Nothing kept from before is used: it is made in a desk of its own, where nothing is kept.

    Parameters
    ----------
    root : Path
        A checkout.
    whole : bool
        Whether all cells run; else those up to the headline, which says the day's ratio.
    """
    with tempfile.TemporaryDirectory() as folder:
        desk, seen = Path(folder, "desk"), Path(folder, "seen")
        seen.mkdir()
        shutil.copytree(root / "data/raw", desk / "data/raw")
        shutil.copytree(root / "notebooks", desk / "notebooks")
        if not whole:
            _cut_after("briefing.headline(", desk / "notebooks/briefing.ipynb")
        Path(folder, "sitecustomize.py").write_text(PASSED)
        more = {"PYTHONPATH": f"{folder}:{root}", "HOUSE_SEEN": str(seen)}
        more["HOUSE_OURS"] = f"{root}/{PACKAGE}/"
        more |= {"REPORTEDLY_ENGINE": "stock", "REPORTEDLY_DESK": str(desk)}
        subprocess.run(
            [sys.executable, "-m", PACKAGE, "run", "briefing", "-o", f"{folder}/page.html"],
            cwd=root,
            env={**os.environ, **more},
            check=True,
            capture_output=True,
        )
        files = {line for file in seen.iterdir() for line in file.read_text().splitlines()}
    return sorted(name.removeprefix(f"{root}/") for name in files if name.endswith(".py"))


def _cut_after(words: str, notebook: Path) -> None:
    """Take away the cells behind the first that holds some words."""
    content = json.loads(notebook.read_text())
    cells = content["cells"]
    last = next(place for place, cell in enumerate(cells) if words in "".join(cell["source"]))
    notebook.write_text(json.dumps(content | {"cells": cells[: last + 1]}))


def _dotted(path: Path) -> str:
    """Return the name of a module.

    >>> _dotted(Path("analysis/data/__init__.py")), _dotted(Path("analysis/store/files.py"))
    ('analysis.data', 'analysis.store.files')
    """
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imported(tree: ast.Module, path: Path) -> Iterator[str]:
    """Name what a module imports, in functions and for types too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            home = path.parts[: -node.level] if node.level else ()
            module = ".".join([*home, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _nearest(said: str, names: dict[str, Path]) -> str:
    """Return the module of ours that an import leads to; empty if none of ours.

    The package itself, which every module stands in, counts for none.
    """
    while said and said not in names:
        said = said.rpartition(".")[0]
    return "" if said == PACKAGE else said


def _is_pattern(node: ast.AST) -> bool:
    """Tell whether something is a call of a function of `re`."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("re", "regex")
        and bool(node.args)
    )


def _first_text(call: ast.Call) -> str:
    """Return what is written out of a call's first argument."""
    parts = [part for part in ast.walk(call.args[0]) if isinstance(part, ast.Constant)]
    return "".join(part.value for part in parts if isinstance(part.value, str))


def _functions(trees: dict[Path, ast.Module]) -> Iterator[ast.FunctionDef]:
    for tree in trees.values():
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _length(function: ast.FunctionDef) -> int:
    body = function.body[bool(ast.get_docstring(function)) :]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def table(houses: dict[str, House], way: bool, tests: bool = False) -> str:
    """Return the table, a column for each checkout."""
    rows = ROWS | (WAYS if way else {}) | (TESTS if tests else {})
    lines = [["", *houses], ["---"] * (len(houses) + 1)]
    lines += [
        [name, *(str(count(house)) for house in houses.values())] for name, count in rows.items()
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Count and print."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("checkout", nargs="*", type=Path, default=[Path(__file__).parent.parent])
    asked.add_argument("--way", action="store_true", help="make a page, and count what ran")
    asked.add_argument("--tests", action="store_true", help="time `make test`")
    asked.add_argument("--list", action="store_true", help="name what was counted")
    given = asked.parse_args()
    houses = {path.resolve().name: House(path) for path in given.checkout}
    print(table(houses, given.way, given.tests))
    for name, house in houses.items() if given.list else ():
        print(f"\n{name}, the longest chain:\n  " + "\n  ".join(house.chain()))
        print(f"{name}, regular expressions over HTML:\n  " + "\n  ".join(house.patterns()))
        print(f"{name}, modules that name a language:\n  " + "\n  ".join(house.languages()))
        if given.way:
            print(f"{name}, the way of one claim:\n  " + "\n  ".join(house.way))


if __name__ == "__main__":
    main()

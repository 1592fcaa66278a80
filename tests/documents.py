"""How the tests read the documents: their tables, links, commands and steps."""

import json
import re
import shlex
import tomllib
from pathlib import Path

from typer.main import get_command

from analysis import cli
from analysis.execute.parameters import find_notebook, parse_assignments, suite
from analysis.paths import RAW, ROOT, SITE
from analysis.publish.console import shown
from analysis.publish.report import METHOD as METHOD_FILE
from analysis.publish.report import README as README_FILE
from analysis.publish.report import default_output, prepare, title_of

README = README_FILE.read_text(encoding="utf-8")
METHOD = METHOD_FILE.read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    RAW / "README.md",
]
NOT_STEPS = ("What is the answer?", "What can be objected?", "What are the limits?")
"""Headings of a notebook under which nothing is done."""


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def outside_markers(text: str) -> str:
    return re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)


def without_code(text: str) -> str:
    return re.sub(r"`[^`]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))


def rows_of(text: str) -> list[list[str]]:
    """Return the cells of all table rows, without heads and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    heads = {i for i, line in enumerate(lines) if set(lines[min(i + 1, len(lines) - 1)]) <= {*"|-"}}
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for i, line in enumerate(lines) if i not in heads]
    return [[cell.strip() for cell in row] for row in cells if set("".join(row)) - {"-"}]


def typed_numbers(text: str) -> list[str]:
    """Find digits in prose, other than versions of Python and of a licence."""
    prose = re.sub(r"\]\([^)]*\)", "]", without_code(outside_markers(text)))
    return [n for n in re.findall(r"\d[\d.,]*\d|\d", prose) if n not in ("3.11", "4.0")]


def lines_of_two_sentences(text: str) -> list[str]:
    """Find lines of prose with more than one sentence."""
    lines = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE).splitlines()
    prose = (re.sub(r"^(#+ )?(\d+\. )?", "", line) for line in lines if not line.startswith("|"))
    return [line for line in prose if re.search(r"[a-z0-9)`\]][.?!] [A-Z`\[]", line)]


def broken_links(text: str, folder: Path = ROOT) -> list[str]:
    """Find links to files that are not there."""
    targets = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    return [target for target in targets if not (folder / target.partition("#")[0]).exists()]


def absent_files(text: str) -> list[str]:
    """Find files that are named in code and are nowhere in the project; `.venv` is made."""
    spans = re.findall(r"(?<!`)`([\w.-]+(?:/[\w.-]*)+|[\w-]+\.(?:csv|toml|md|yml|py|cff))`", text)
    named = [name for name in spans if not name.startswith(".venv/")]
    return [name for name in named if not (ROOT / name).exists() and not [*RAW.rglob(name)]]


def commands_in(text: str) -> list[str]:
    """Return the commands that a page shows, in blocks and in the line."""
    typed = re.findall(r"^\$ (.+)$", text, flags=re.MULTILINE)
    inline = re.findall(r"(?<!`)`((?:make|reportedly|papermill) [^`]+)`", text)
    return [*typed, *(command for command in inline if "<" not in command)]


def cited_in_vain(text: str) -> list[str]:
    """Find citations of a step that the method page does not have, or of another such page."""
    last = sum(len(steps) for steps in steps_in_method(METHOD).values())
    cited = re.findall(r"(steps? (\d+)(?: (?:and|to) (\d+))? of\s+docs/method\.md)", text)
    absent = [words for words, *ends in cited if not all(1 <= int(n or 1) <= last for n in ends)]
    return [*absent, *re.findall(r"\bmethods,? (?:section )?\d[\d.]*", text)]


OF_OTHERS = ("sha256sum", "ssh-keygen")
"""Programs of the system that pages name; tests/test_signing.py runs what they say."""
INSTALL = f"python3 -m pip install reportedly-{project()['version']}-py3-none-any.whl"
"""Installs the wheel that tests/test_installed.py builds."""


def impossible_commands(text: str) -> list[str]:
    """Find commands that make, reportedly or papermill would not take."""
    return [command for command in commands_in(text) if not _is_taken(shlex.split(command))]


def _is_taken(words: list[str]) -> bool:
    program, *rest = words
    if program == "make":
        return rest[0] in make_goals()
    if program == "python3":
        return shlex.join(words) == INSTALL
    if program == "papermill":
        rest = rest[:-2] if rest[-2:] == ["--engine", "warm"] else rest
        given = dict(zip(rest[3::3], rest[4::3], strict=True))
        return bool(prepare(ROOT / rest[0], given)) and rest[2::3] == ["-p"] * len(given)
    if program != "reportedly" or rest == ["--help"]:
        return program in ("reportedly", ".", *OF_OTHERS)
    while rest[0] in ("--allow", "--limit"):
        rest = rest[2:]
    command = get_command(cli.app).commands.get(rest[0])
    if command is None:
        return False
    parsed = command.make_context(rest[0], rest[1:]).params
    if rest[0] == "run":
        prepare(find_notebook(parsed["notebook"]), parse_assignments(parsed["parameter"] or []))
    return True


def silent_releases(text: str) -> list[str]:
    """Find releases that do not say which numbers moved."""
    releases = re.split(r"^## \[(?=\d)", text, flags=re.MULTILINE)[1:]
    told = r"^### Numbers that moved\n\n+(?!#)\S"
    return [r.partition("]")[0] for r in releases if not re.search(told, r, flags=re.MULTILINE)]


def make_goals() -> list[str]:
    return re.search(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.MULTILINE)[1].split()


def last_line_of(command: str) -> str:
    """Return the line that a documented command ends with; run in the project's folder."""
    program, *rest = shlex.split(command)
    recipe = re.search(rf"^{rest[0]}:.*\n((?:\t.*\n)+)", MAKEFILE, flags=re.MULTILINE)
    if program == "make" and recipe:
        last = recipe[1].splitlines()[-1].strip()
        publishes = last == "@$(IN) analysis publish"
        return shown(SITE / "index.html") if publishes else last[len("@echo '") : -1]
    if "-o" in rest:
        return rest[rest.index("-o") + 1]
    report = prepare(find_notebook(rest[1]), parse_assignments(rest[3::2]))
    return shown(default_output(report, Path("reports")))


def steps_in_notebooks() -> dict[str, list[str]]:
    """Return the steps of each notebook, by its name and title."""
    return {f"{p.stem}: {title_of(p)}": _headings(p) for p in suite()}


def _headings(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    found = re.findall(r"^## (.+)$", prose, flags=re.MULTILINE)
    return [heading for heading in found if heading not in NOT_STEPS]


def steps_in_method(text: str) -> dict[str, list[str]]:
    """Return the numbered steps of the method page, by the section they stand in."""
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    steps = {
        section.splitlines()[0]: re.findall(r"^### (\d+\. .+)$", section, flags=re.MULTILINE)
        for section in sections
    }
    numbers = [int(step.split(".")[0]) for found in steps.values() for step in found]
    assert numbers == list(range(1, len(numbers) + 1))
    return {
        name: [step.partition(". ")[2] for step in found] for name, found in steps.items() if found
    }

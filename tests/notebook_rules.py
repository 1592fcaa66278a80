"""What a cell of a published notebook may hold: one function a rule, each returns the faults.

A notebook is its JSON; cells are numbered as a reader counts them, from 1.
"""

import ast
import json
import re
from collections.abc import Iterator

from analysis import settings
from analysis.errors import ParameterError
from analysis.execute.parameters import declared_in, is_tagged

MOST_LINES = 8
MOST_CODE_CELLS = 30
LONGEST_LAMBDA = 40
WORDS = (8, 120)
TAGS = ("parameters", "hide", "hide-input")
PROGRAMMED = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Try, ast.TryStar, ast.While),
    *(ast.For, ast.AsyncFor, ast.comprehension),
)
SKIPS = re.compile(r"NBVAL_|PYTEST_VALIDATE", re.IGNORECASE)
"""Comments by which a cell asks nbval not to be compared."""
ABSOLUTE = re.compile(r"(?<![\w:/.<])/(?:home|root|Users|tmp|usr|var|opt|work|mnt)/|[A-Z]:\\\\")
DATA_ADDRESS = re.compile(r"base64,[\w+/=]*")
NOT_COMPARED = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")
NO_NAMES = ("data", "df", "tmp", "new", "final", "result")


def source_of(cell: dict) -> str:
    return "".join(cell["source"])


def prose_of(notebook: dict) -> Iterator[tuple[int, str]]:
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "markdown":
            yield number, source_of(cell)


def code_of(notebook: dict) -> Iterator[tuple[int, dict]]:
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "code":
            yield number, cell


def parsed(notebook: dict) -> Iterator[tuple[int, ast.Module]]:
    """Give the code cells as Python; those with magics are left to `nothing_is_programmed`."""
    for number, cell in code_of(notebook):
        if not re.search(r"^\s*[!%]", source_of(cell), flags=re.MULTILINE):
            yield number, ast.parse(source_of(cell))


def outputs_of(notebook: dict) -> Iterator[tuple[int, dict]]:
    for number, cell in code_of(notebook):
        for output in cell["outputs"]:
            yield number, output


def cells_are_short(notebook: dict) -> list[str]:
    lines = ((n, len(source_of(cell).splitlines())) for n, cell in code_of(notebook))
    return [f"cell {n}: {count} lines" for n, count in lines if count > MOST_LINES]


def there_are_few_cells(notebook: dict) -> list[str]:
    count = len([*code_of(notebook)])
    return [f"{count} code cells"] if count > MOST_CODE_CELLS else []


def nothing_is_programmed(notebook: dict) -> list[str]:
    readable = dict(parsed(notebook))
    faults = [f"cell {n}: a magic" for n, _ in code_of(notebook) if n not in readable]
    for n, tree in readable.items():
        for node in ast.walk(tree):
            long = isinstance(node, ast.Lambda) and len(ast.unparse(node)) > LONGEST_LAMBDA
            if long or isinstance(node, PROGRAMMED):
                faults.append(f"cell {n}: {type(node).__name__}")
    return faults


def parameters_come_first(notebook: dict) -> list[str]:
    cells = [cell for _, cell in code_of(notebook)]
    if [is_tagged(cell, "parameters") for cell in cells] != [True] + [False] * (len(cells) - 1):
        return ["the first code cell, and no other, is tagged `parameters`"]
    try:
        declared = declared_in(source_of(cells[0]), "it")
    except ParameterError as fault:
        return [str(fault)]
    return [] if declared else ["the `parameters` cell declares nothing"]


def imports_come_second(notebook: dict) -> list[str]:
    """One cell, right after the parameters, from `analysis` alone."""
    cells = [n for n, _ in code_of(notebook)]
    faults, importing = [], []
    for n, tree in parsed(notebook):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                importing.append(n)
                module = getattr(node, "module", None) or node.names[0].name
                if module.split(".")[0] != "analysis" or node.names[0].name == "*":
                    faults.append(f"cell {n}: {ast.unparse(node)}")
    if set(importing) != set(cells[1:2]):
        faults.append(f"imports in cells {sorted(set(importing))}, not in {cells[1:2]}")
    return faults


def prose_has_length(notebook: dict) -> list[str]:
    """A cell of headings alone stands above something said by code, and has no length."""
    faults = []
    for n, prose in prose_of(notebook):
        body = [line for line in prose.splitlines() if not line.startswith("#")]
        words = len(" ".join(body).split())
        if words and not WORDS[0] <= words <= WORDS[1]:
            faults.append(f"cell {n}: {words} words")
    return faults


def prose_has_no_numerals(notebook: dict) -> list[str]:
    return [f"cell {n}: {d}" for n, prose in prose_of(notebook) for d in re.findall(r"\d+", prose)]


def the_title_is_a_question(notebook: dict) -> list[str]:
    titles = [
        (n, line) for n, prose in prose_of(notebook) for line in re.findall(r"(?m)^# .+$", prose)
    ]
    good = len(titles) == 1 and titles[0][0] == 1 and titles[0][1].endswith("?")
    return [] if good else [f"titles: {titles}"]


def headings_are_questions(notebook: dict) -> list[str]:
    """A fragment over a part of a page can be read in two ways; a question is a sentence."""
    found = [(n, h) for n, prose in prose_of(notebook) for h in re.findall(r"(?m)^#+ .+$", prose)]
    return [f"cell {n}: {heading}" for n, heading in found if not heading.endswith("?")]


def cells_ran_in_order(notebook: dict) -> list[str]:
    counts = [cell["execution_count"] for _, cell in code_of(notebook)]
    return [] if counts == [*range(1, len(counts) + 1)] else [f"execution counts {counts}"]


def outputs_are_stored(notebook: dict) -> list[str]:
    """A cell that ends in something to see shows it: cleared outputs compare with anything."""
    shown = [n for n, tree in parsed(notebook) if isinstance(tree.body[-1], ast.Expr)]
    stored = {n for n, _ in outputs_of(notebook)}
    return [f"cell {n}: no output" for n in shown if n not in stored]


def outputs_are_compared(notebook: dict) -> list[str]:
    """Neither pictures that nbval passes over nor addresses of objects."""
    faults = []
    for n, output in outputs_of(notebook):
        kinds = output.get("data", {})
        faults += [f"cell {n}: {kind}" for kind in NOT_COMPARED if kind in kinds]
        faults += [f"cell {n}: {a}" for a in re.findall(r"\bat 0x[0-9a-f]+", _text_of(output))]
    return faults


def nothing_went_wrong(notebook: dict) -> list[str]:
    bad = ("stderr", "error")
    kinds = ((n, o.get("name") or o["output_type"]) for n, o in outputs_of(notebook))
    return [f"cell {n}: {kind}" for n, kind in kinds if kind in bad]


def nothing_escapes_comparison(notebook: dict) -> list[str]:
    """No tag but ours, and no comment that tells nbval to look away."""
    tags = [
        (n, tag)
        for n, cell in enumerate(notebook["cells"], start=1)
        for tag in cell["metadata"].get("tags", [])
    ]
    faults = [f"cell {n}: tag {tag}" for n, tag in tags if tag not in TAGS]
    skipping = [n for n, cell in code_of(notebook) if SKIPS.search(source_of(cell))]
    return faults + [f"cell {n}: a comment for nbval" for n in skipping]


def no_path_is_typed(notebook: dict) -> list[str]:
    """Neither of a machine nor up from where the notebook happens to run."""
    faults = [
        f"cell {n}: {node.value}"
        for n, tree in parsed(notebook)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.match(r"[/~]|\.\./|[A-Za-z]:\\", node.value)
    ]
    shown = ((n, DATA_ADDRESS.sub("", _text_of(output))) for n, output in outputs_of(notebook))
    return faults + [f"cell {n}: {p}" for n, text in shown for p in ABSOLUTE.findall(text)]


def no_value_is_repeated(notebook: dict) -> list[str]:
    """What the parameters or the settings hold is used by name."""
    trees = dict(parsed(notebook))
    first = min(trees, default=0)
    known = {v for name, v in vars(settings).items() if name.isupper()}
    known |= {value for _, value in _constants({first: trees.pop(first, ast.Module([], []))})}
    return [f"cell {n}: {value!r}" for n, value in _constants(trees) if value in known]


def a_name_has_one_meaning(notebook: dict) -> list[str]:
    """Each name is given once, and says what it holds."""
    given = [
        (n, node.id)
        for n, tree in parsed(notebook)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    names = [name for _, name in given]
    return [
        f"cell {n}: {name}"
        for n, name in given
        if names.count(name) > 1 or name in NO_NAMES or name[-1].isdigit()
    ]


def _constants(trees: dict[int, ast.Module]) -> list[tuple[int, object]]:
    """List what is typed into cells: text and numbers; true, false and the digits 0 and 1 apart."""
    return [
        (n, node.value)
        for n, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str | int | float)
        and node.value not in (0, 1)
    ]


def _text_of(output: dict) -> str:
    data = output.get("data", {}).values()
    parts = [output.get("text", ""), *(json.dumps(d) if isinstance(d, dict) else d for d in data)]
    return "\n".join("".join(part) for part in parts if isinstance(part, str | list))


RULES = (
    cells_are_short,
    there_are_few_cells,
    nothing_is_programmed,
    parameters_come_first,
    imports_come_second,
    prose_has_length,
    prose_has_no_numerals,
    the_title_is_a_question,
    headings_are_questions,
    cells_ran_in_order,
    outputs_are_stored,
    outputs_are_compared,
    nothing_went_wrong,
    nothing_escapes_comparison,
    no_path_is_typed,
    no_value_is_repeated,
    a_name_has_one_meaning,
)

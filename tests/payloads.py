"""Texts that want to be more than text, and a project whose tables are full of them.

Each one that runs calls `fired`, which the browser's window then has; each one that reaches out
asks a host that does not exist. They are joined in groups, one group a cell, so that a few runs
bring every text through every field.
"""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import yaml

from analysis.paths import ROOT

AWAY = "http://hostile.invalid"
SCRIPTS = (
    "<script>fired('script')</script>",
    "<ScRiPt >fired('case')</sCrIpT>",
    f"<script src={AWAY}/a.js></script>",
    "<scr<script>ipt>fired('nested')</scr</script>ipt>",
    "</script><script>fired('closed')</script>",
    "</title><script>fired('title')</script>",
    "</style><script>fired('style')</script>",
    "]]><script>fired('cdata')</script>",
    "&lt;script&gt;fired('entity')&lt;/script&gt;",
    "\\u003cscript\\u003efired('escape')\\u003c/script\\u003e",
)
HANDLERS = (
    "<img src=x onerror=fired('img')>",
    "<body onload=fired('body')>",
    "<details open ontoggle=fired('toggle')><summary>x</summary></details>",
    "<input autofocus onfocus=fired('focus')>",
    "<video><source onerror=fired('video')></video>",
    "<p style='animation-name:a' onanimationstart=fired('animation')>x</p>",
    '" onmouseover="fired(\'quote\')" autofocus onfocus="fired(\'quote\')" x="',
    "' onfocus='fired(1)' tabindex='0",
    "<marquee onstart=fired('marquee')>x</marquee>",
    "<div popover id=text onbeforetoggle=fired('popover')>x</div>",
)
LINKS = (
    "javascript:fired('address')",
    "<a href=\"javascript:fired('link')\">x</a>",
    "<a href='java\tscript:fired(2)'>x</a>",
    '<a href="data:text/html,<script>fired(3)</script>">x</a>',
    f'<iframe src="{AWAY}/frame"></iframe>',
    "<iframe srcdoc=\"<script>parent.fired('frame')</script>\"></iframe>",
    f'<meta http-equiv=refresh content="0;url={AWAY}/refresh">',
    f'<base href="{AWAY}/">',
    f"<form action={AWAY}/form><button>x</button></form>",
    f'<object data="{AWAY}/object"></object>',
)
DRAWN = (
    "<svg onload=fired('svg')></svg>",
    "<svg><script>fired('svgscript')</script></svg>",
    f'<svg><image href="{AWAY}/image.png"/></svg>',
    "<svg><animate onbegin=fired('animate') attributeName=x dur=1s></svg>",
    "<math><mtext></p><style><img src=x onerror=fired('math')></style></math>",
    f'<img src="{AWAY}/pixel.gif" alt=x>',
    f"<img srcset={AWAY}/set.gif alt=x>",
)
MARKDOWN = (
    "[x](javascript:fired('markdown'))",
    f"![x]({AWAY}/markdown.gif)",
    "<javascript:fired('auto')>",
    "# Not a heading",
    "\n\n# Nor this\n\n| a | b |\n|---|---|\n",
    "`code` **bold** _slanted_ ~~gone~~ 3*4*5 a_b_c",
    "```\nfenced",
)
STYLES = (
    f"<style>@import '{AWAY}/x.css';body{{display:none}}</style>",
    f"<link rel=stylesheet href={AWAY}/y.css>",
    f'<p style="background:url({AWAY}/z.png);position:fixed;inset:0">x</p>',
    f"}} body {{ background: url({AWAY}/w.png) }}",
)
TEMPLATES = (
    "{{ 7 * 7 }}",
    "{% for x in range(9) %}{{ x }}{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "{0.__class__} {name} %s %(x)s",
    "$\\frac{7}{0$ $x^2$ \\input{/etc/passwd}",
)
FORMULAS = (
    '=HYPERLINK("http://hostile.invalid/f","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
)
SIGNS = (
    "\u200b\u200d\ufeff\u00ad",
    "Z\u0351\u0343\u036f\u0321a\u0334lgo",
    "\u2028\u2029",
    "\U0001f4a3 ﷽ कि",
)
UNSEEN = (
    "\u202e391 dellik\u202c",
    "\u2066x\u2069",
    "\x00",
    "\x01\x08\x0b",
    "\x1b[31mred",
    "\x7f\x85",
    "\ufffe\uffff",
    "\U000e0041",
)
"""Signs that are refused as soon as a table is read."""
PATHS = (
    "../../outside",
    "/tmp/outside-of-the-site",
    "..\\..\\outside",
    "%2e%2e%2foutside",
    "CON",
    "a" * 300,
)
OPEN_ENDED = (
    "<!-- ",
    "<plaintext>",
    "<textarea>",
    "<title>",
    "<img src=x onerror=fired('open') alt='",
    "<template><p>",
    "<noscript>",
    "<xmp>",
)
"""What swallows the text after it, and so stands last in a group."""

GROUPS = {
    "scripts": SCRIPTS,
    "handlers": HANDLERS,
    "links": LINKS,
    "drawn": DRAWN,
    "markdown": MARKDOWN,
    "styles and templates": (*STYLES, *TEMPLATES),
    "formulas and paths": (*FORMULAS, *PATHS),
    "signs": SIGNS,
}
TEXTS = {
    name: " ".join([*group, last])
    for (name, group), last in zip(GROUPS.items(), OPEN_ENDED, strict=True)
}
"""One cell's worth each: a group, and at its end what swallows what follows."""
SHORT = " ".join(
    [SCRIPTS[0], HANDLERS[0], LINKS[1], DRAWN[0], MARKDOWN[0], TEMPLATES[0], FORMULAS[0], PATHS[0]]
)
"""One of each kind, for a run that has little time."""
CORPUS = tuple(text for group in (*GROUPS.values(), OPEN_ENDED, UNSEEN) for text in group)

FREE = {
    "claims": ("speaker", "organisation", "scope_wording", "note"),
    "sources": ("url", "publisher", "title", "language", "quoted_from", "published"),
    "readings": ("reason",),
    "speakers": ("label", "role"),
    "scopes": ("label", "note"),
    "measures": ("label", "counts", "note"),
    "parties": ("label",),
    "forces": ("label", "people"),
    "aliases": ("written",),
    "bands": ("label", "source", "source_url", "definition"),
    "reference_ratios": (
        *("conflict", "force", "period", "definition", "source_title"),
        *("source_url", "year", "note"),
    ),
    "second_accounts": ("reason",),
    "grounds": ("force_in_words", "reason"),
}
"""The columns that may hold any words. The others are keys, numbers, days and choices."""

IDS = {
    "claims": ("claim_id", "source_id", "also_in", "claim_group"),
    "readings": ("claim_id",),
    "sources": ("source_id",),
}
"""Ids that nothing but the tables gives a form."""

CLAIMS = (Path("bakhmut-2023/claims.csv"),)


def project(folder: Path, notebooks: Iterable[str]) -> Path:
    """Copy package, tables and some notebooks: a project to be spoilt.

    Parameters
    ----------
    folder : Path
        An empty folder.
    notebooks : iterable of str
        Names without ending.
    """
    skip = shutil.ignore_patterns("__pycache__")
    for part in ("analysis", "data/raw", "docs"):
        shutil.copytree(ROOT / part, folder / part, ignore=skip)
    for part in [*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *ROOT.glob("*.lock")]:
        shutil.copy(part, folder)
    (folder / "data" / "processed").mkdir()
    shutil.copy(ROOT / "data" / "processed" / "README.md", folder / "data" / "processed")
    (folder / "notebooks").mkdir()
    for name in notebooks:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", folder / "notebooks")
    return folder


def rewrite(path: Path, change: Callable[[dict[str, str]], dict[str, str]]) -> int:
    """Change the rows of a raw table; return how many cells changed."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        rows = list(reader)
    changed = [change(row) for row in rows]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(changed)
    pairs = zip(rows, changed, strict=True)
    return sum(old[column] != new[column] for old, new in pairs for column in old)


def spoil(raw: Path, text: str) -> int:
    """Add a text to each cell of each table that may hold any words, and to the origin files.

    It follows the words that were there, so that what the package reads in them is still there.
    Spellings of speakers get it in the claims and in the aliases alike. Figures get it on some
    days only, for a figure that cannot be read is set aside.

    Parameters
    ----------
    raw : Path
        The folder `data/raw` of a copy.
    text : str

    Returns
    -------
    int
        Cells changed.
    """
    tables = [path for path in sorted(raw.rglob("*.csv")) if path.stem in FREE]
    changed = sum(rewrite(path, partial(_spoilt, FREE[path.stem], text)) for path in tables)
    changed += sum(rewrite(raw.joinpath(p), partial(_spoilt_figure, text)) for p in CLAIMS)
    title = raw / CLAIMS[0].parent / "collection.toml"
    declared = tomllib.loads(title.read_text(encoding="utf-8"))
    words = json.dumps(f"{declared['title']} {text}", ensure_ascii=False).replace("\x7f", "\\u007f")
    days = [f"{name} = {declared[name]}" for name in ("first_day", "last_day")]
    title.write_text("\n".join([f"title = {words}", *days, ""]), encoding="utf-8")
    return changed + 1 + sum(_spoil_origin(path, text) for path in raw.rglob("*.origin.yml"))


def spoil_ids(raw: Path, text: str) -> int:
    """Add a text to every id of a claim and a page, alike wherever it stands."""
    return sum(
        rewrite(path, partial(_spoilt_ids, IDS[path.stem], text))
        for path in sorted(raw.rglob("*.csv"))
        if path.stem in IDS
    )


def _spoilt(columns: tuple[str, ...], text: str, row: dict[str, str]) -> dict[str, str]:
    return row | {column: f"{row[column]} {text}" for column in columns}


def _spoilt_ids(columns: tuple[str, ...], text: str, row: dict[str, str]) -> dict[str, str]:
    filled = [column for column in columns if row[column]]
    return row | {
        column: ";".join(name + text for name in row[column].split(";")) for column in filled
    }


def _spoilt_figure(text: str, row: dict[str, str]) -> dict[str, str]:
    return _spoilt(("reported",), text, row) if row["stated_on"] < "2023-02-01" else row


def _spoil_origin(path: Path, text: str) -> int:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = ("producer", "title", "citation", "licence", "note")
    entries |= {field: f"{entries[field]} {text}" for field in words}
    path.write_text(yaml.safe_dump(entries), encoding="utf-8")
    return len(words)

"""From a notebook that has run to one HTML page, complete in itself.

An exporter of nbconvert's: the option `--to analysis.publish.page.exporter.ReportExporter` of
`jupyter nbconvert` makes the same page. It keeps nothing of the stock templates: those load
scripts from elsewhere, print what they are given, and invent alt texts.

Templates of pages are compiled once in a process and in whatever it forks.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import escape as escaped
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from markupsafe import Markup, escape
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbformat import NotebookNode
from traitlets import Any as AnyTrait
from traitlets import default

from analysis.collection.collection import Collection, recall
from analysis.collection.labels import gives, latest_day
from analysis.errors import AnalysisError
from analysis.execute.execution import ANSI
from analysis.execute.parameters import Colophon, is_tagged
from analysis.publish.page.body import (
    Body,
    arrange,
    box_tables,
    drawing_of,
    lead_away,
    name_figures,
)
from analysis.publish.page.drawing import Glance, glance_of
from analysis.publish.page.markup import check_images, clean, set_apart, tree_of, words_of
from analysis.publish.page.receipts import behind, cite_names, link_numbers, mark_bare
from analysis.text import KIND, Receipt, read_receipts
from analysis.text import day as day_words

if TYPE_CHECKING:
    from jinja2 import Environment

    from analysis.collection.collection import Collection

_code: dict[str, bytes] = {}


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory; jinja2 itself sees to it that they fit their source."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if it is known."""
        if bucket.key in _code:
            bucket.bytecode_from_string(_code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        _code[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = Path(__file__).parent / "templates"
PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
BEST_FIRST = ("text/html", "text/markdown", *PICTURES, "text/plain")
BARE_OBJECT = re.compile(r"[\[(]*<.*>[\])]*", re.DOTALL)
"""The way Python prints a thing that has no words of its own, such as `<Axes: >`."""
PRINTED = ("title", "contents", "opening", "rest", "behind", "looks")
"""What the template prints of a page's text."""
NOTED = 8
"""Numbers without a receipt that are named to whoever publishes."""
DESCRIPTION_LENGTH = 300
"""Characters of a description, the sentence with the answer; a preview shows what it can of it."""


@dataclass(frozen=True)
class Page:
    """A report as published."""

    html: str
    text: Body

    @property
    def notes(self) -> list[str]:
        """What whoever publishes it should know."""
        bare = self.text.bare
        more = f" and {len(bare) - NOTED} more" if len(bare) > NOTED else ""
        noun = "number has" if len(bare) == 1 else "numbers have"
        shown = ", ".join(bare[:NOTED])
        return [f"{len(bare)} {noun} no receipt: {shown}{more}"] if bare else []

    def glance(self, address: str) -> Glance:
        """Return its first screen, for another page of its folder; `address` is its own."""
        looks = {str(one.node.id): dict(one.looks) for one in self.text.drawings}
        return glance_of(self.text.opening, looks, address)

    def headline(self, address: str) -> Markup:
        """Return the first sentence with a number that code said, for another page of the site.

        Parameters
        ----------
        address : str
            Of the page: each number leads to its receipt there.

        Returns
        -------
        Markup
            The first sentence as plain text if code said nothing.
        """
        sentence = self.text.sentence
        return sentence.html(address) if sentence else escape(self.text.first_sentence)


@dataclass(frozen=True)
class Standing:
    """How a page stands in its site.

    Parameters
    ----------
    up : str
        What leads from the page to the top of its site.
    has_lists : bool
        Whether the site has lists of a collection's claims.
    offer : callable, optional
        Called with the page's text before it is printed; writes its downloads, puts links to
        them where they belong, and returns the list of them and the page's preview.
    """

    up: str = ""
    has_lists: bool = False
    offer: Callable[[Body], tuple[Markup, Preview]] | None = None


SITE_NAME = "Reportedly"


@dataclass(frozen=True)
class Preview:
    """How a page is shown where somebody links to it, and what its head holds beside.

    Parameters
    ----------
    address : str
        Of the page within the site.
    base_url : str
        From `checked_base`. Without it addresses are relative, which people's browsers follow and
        most preview programs do not.
    image, image_alt : str
        Address of a PNG within the site, and its words; empty if the page has no figure.
    css : str
        Rules that this page has beside those of every page.
    """

    address: str
    base_url: str = ""
    image: str = ""
    image_alt: str = ""
    css: str = ""

    @property
    def url(self) -> str:
        """Where the page will stand on the web; empty if that is not known."""
        return f"{self.base_url}{self.address}" if self.base_url else ""

    def lines(self, title: str, description: str) -> Markup:
        """Return the lines of the head for a page of some title and description.

        Examples
        --------
        >>> Preview("a.html").lines("Who?", "Two.")[:56]
        Markup('<meta property="og:site_name" content="Reportedly">\\n<met')
        """
        base = self.base_url
        told = {
            "og:site_name": SITE_NAME,
            "og:type": "website" if self.address == "index.html" else "article",
            "og:title": title,
            "og:description": description,
            "og:url": self.url,
            "og:image": f"{base}{self.image}" if self.image else "",
            "og:image:type": "image/png" if self.image else "",
            "og:image:alt": self.image_alt if self.image else "",
        }
        line = Markup('<meta property="{}" content="{}">')
        lines = [line.format(name, words) for name, words in told.items() if words]
        card = "summary_large_image" if self.image else "summary"
        lines.append(Markup('<meta name="twitter:card" content="{}">').format(card))
        feed = Markup('<link rel="alternate" type="application/atom+xml" href="{}feed.xml">')
        lines.append(feed.format("../" * self.address.count("/")))
        if base:
            lines.append(Markup('<link rel="canonical" href="{}">').format(base + self.address))
        if self.css:
            lines.append(Markup(f"<style>\n{self.css}</style>"))
        return Markup("\n").join(lines)


TEX = re.compile(r"[\\{}&%$#_~^]")
WORDED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True)
class Citation:
    """One page, cited.

    Parameters
    ----------
    url : str
        Empty if it is not known where the page will stand.
    address : str
        Of the page within its site.
    figures : tuple of (str, str)
        Ids of the figures that lie beside the page as SVG, under those names, and what each shows.
    dated : datetime.date or None
        The latest day that its data know of.
    """

    title: str
    colophon: Colophon
    url: str = ""
    address: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    dated: date | None = None

    @property
    def line(self) -> str:
        """The words for a list of sources."""
        end = f", {self.url}" if self.url else ""
        return f"{SITE_NAME}: “{self.title}”, {self._version}{self._data_to}{end}."

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX.

        >>> print(Citation("50 % & more", Colophon("", "reportedly run a", "1", "2")).bibtex)
        @misc{reportedly-a-5ed27b58-1,
          author = {{Reportedly}},
          title = {{50 \\% \\& more}},
          note = {data version 1, rules 2; made by: reportedly run a}
        }
        """
        fields = {"author": f"{{{SITE_NAME}}}", "title": f"{{{_tex(self.title)}}}"}
        fields |= {"year": str(self.dated.year)} if self.dated else {}
        fields |= {"url": self.url} if self.url else {}
        fields["note"] = _tex(f"{self._version}{self._data_to}; made by: {self.colophon.command}")
        told = ",\n".join(f"  {name} = {{{words}}}" for name, words in fields.items())
        return f"@misc{{{self._key},\n{told}\n}}"

    @property
    def csl(self) -> str:
        """An item of CSL-JSON."""
        item = {"id": self._key, "type": "webpage", "title": self.title}
        item |= {"author": [{"literal": SITE_NAME}], "version": self._version}
        if self.dated:
            item["issued"] = {"date-parts": [[self.dated.year, self.dated.month, self.dated.day]]}
        item |= {"URL": self.url} if self.url else {}
        item["note"] = f"made by: {self.colophon.command}{self._data_to}"
        return json.dumps([item], ensure_ascii=False, indent=1)

    @property
    def embeds(self) -> tuple[str, ...]:
        """For each figure the lines that show it on a page elsewhere, without script.

        Where the site will stand is not always known; then addresses are those within the site.

        >>> drawn = (("figure-counts", "Dots"),)
        >>> cited = Citation("Who?", Colophon("", "", "1", "2"), "", "a.html", drawn)
        >>> print(cited.embeds[0])
        <figure><a href="a.html#figure-counts"><img style=max-width:100%
        src="a/figure-counts.svg" alt="Dots"></a>
        <figcaption>Reportedly: “Who?”, data version 1, rules 2.</figcaption></figure>
        """
        page, words = self.url or self.address, escaped(self.title)
        return tuple(
            f'<figure><a href="{page}#{name}"><img style=max-width:100%\n'
            f'src="{page.removesuffix(".html")}/{name}.svg" alt="{escaped(shows)}"></a>\n'
            f"<figcaption>{SITE_NAME}: “{words}”, {self._version}.</figcaption></figure>"
            for name, shows in self.figures
        )

    @staticmethod
    def written(lines: str) -> Markup:
        """Escape lines to copy as text, where quotation marks may stand as they are.

        >>> Citation.written('<a href="b">')
        Markup('&lt;a href="b"&gt;')
        """
        return Markup(escaped(lines, quote=False))

    @property
    def _data_to(self) -> str:
        return (
            f", dated by the latest day in its data, {day_words(self.dated)}" if self.dated else ""
        )

    @property
    def _version(self) -> str:
        data = f"data version {self.colophon.data_version}, " if self.colophon.data_version else ""
        return f"{data}rules {self.colophon.rules_version}"

    @property
    def _key(self) -> str:
        """Name the page by its report, a digest of the command that makes it, and the data."""
        command = self.colophon.command
        report = PurePosixPath((command.split()[2:3] or ["page"])[0]).stem
        parts = [report, sha256(command.encode()).hexdigest()[:8], self.colophon.data_version]
        return "-".join(["reportedly", *filter(None, parts)])


def _tex(words: str) -> str:
    return TEX.sub(lambda sign: WORDED.get(sign[0], f"\\{sign[0]}"), words)


class ReportExporter(HTMLExporter):
    """Turn a notebook into a page that needs no other file, no script and no network.

    Code is shown once, folded, at the end of the page. A cell tagged `hide` is left out whole;
    of one tagged `hide-input` only the output is shown. What a cell wrote to standard error was
    meant for whoever ran it and is not printed.

    Parameters
    ----------
    colophon : Colophon, optional
        What the foot of the page says.
    standing : Standing, optional
        How the page stands in its site; without it the page stands alone.
    collection : Collection, optional
        That the claims behind its numbers stand in.

    Attributes
    ----------
    text : Body
        Of the page that was made last.
    """

    colophon = AnyTrait(None, allow_none=True)
    collection = AnyTrait(None, allow_none=True)
    standing = AnyTrait(None, allow_none=True)
    text = AnyTrait(None, allow_none=True)

    _template_name_default = default("template_name")(lambda self: "report")
    # Not the working directory, which is nbconvert's choice.
    _template_basedirs = default("extra_template_basedirs")(lambda self: [str(TEMPLATES)])
    _no_preprocessors = default("default_preprocessors")(lambda self: [])
    _no_anchor_links = default("exclude_anchor_links")(lambda self: True)

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.autoescape = True
        environment.bytecode_cache = CompiledTemplates()
        return environment

    def from_notebook_node(
        self, nb: NotebookNode, resources: Mapping[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook.

        Raises
        ------
        AnalysisError
            If a cell failed, or shows a picture without alt text.
        """
        resources = self._init_resources(dict(resources or {}))
        standing = self.standing or Standing()
        receipts = receipts_of(nb.cells)
        self.text = text = body_of(self.html_of(nb.cells), receipts, self.collection, standing.up)
        if not text.title:
            raise AnalysisError("the notebook has no heading to take the page's title from")
        told = (text.sentence.words if text.sentence else text.lead) or text.title
        whole = len(told) <= DESCRIPTION_LENGTH
        shortened = told if whole else told[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0] + " …"
        downloads, preview = standing.offer(text) if standing.offer else (Markup(""), None)
        resources |= {
            "description": shortened,
            "code": _code_of(nb.cells),
            "colophon": self.colophon,
            "in_site": self.standing is not None,
            "up": standing.up,
            "has_lists": standing.has_lists,
            "citation": self.colophon and self._citation(text, preview),
            "downloads": downloads,
            "preview": preview,
            # nbconvert copies what it is handed, which a tree cannot be.
            "text": {name: getattr(text, name) for name in PRINTED},
        }
        # Past nbconvert's own HTML pass, which writes alt texts nobody has thought of.
        # The template prints the text made here; the cells would only be copied.
        bare = NotebookNode(nb, cells=[])
        html, resources = TemplateExporter.from_notebook_node(self, bare, resources, **kw)
        return set_apart(html), resources

    def _citation(self, text: Body, preview: Preview | None) -> Citation:
        dated = self.collection and latest_day(self.collection)
        if preview is None:
            return Citation(text.title, self.colophon, dated=dated)
        figures = tuple((str(one.node.id), one.alt) for one in text.drawings if one.svg)
        return Citation(text.title, self.colophon, preview.url, preview.address, figures, dated)

    def html_of(self, cells: Sequence[NotebookNode]) -> str:
        """Return what the cells say, cleaned."""
        own = [cell for cell in cells if not is_tagged(cell, "injected-parameters")]
        pieces = []
        for where, cell in ((f"cell {number}", cell) for number, cell in enumerate(own, start=1)):
            if is_tagged(cell, "hide"):
                continue
            if cell.cell_type == "markdown":
                pieces.append(check_images(self._from_markdown(cell.source, cell), where))
            shown = (self._shown(output, where) for output in cell.get("outputs", ()))
            pieces += [check_images(piece, where) for piece in shown if piece]
        return "\n".join(pieces)

    def _shown(self, output: NotebookNode, where: str) -> str:
        """Return one output as cleaned HTML; empty if there is nothing for a reader in it."""
        if output.output_type == "error":
            raise AnalysisError(f"{where} failed; a page is made of a run that ended well")
        if output.output_type == "stream":
            return _printed(output.text, "printed") if output.name == "stdout" else ""
        kind = next((kind for kind in BEST_FIRST if kind in output.data), None)
        if kind is None:
            return ""
        content = output.data[kind]
        if kind == "text/html":
            return clean(content)
        if kind == "text/markdown":
            return self._from_markdown(content, {})
        if kind in PICTURES:
            # Its alt text stands in the output's metadata or is missing.
            given = output.metadata
            words = given.get("alt") or given.get(kind, {}).get("alt") or ""
            is_drawn = kind == "image/svg+xml"
            code = b64encode(content.encode()).decode() if is_drawn else content.strip()
            image = Markup('<figure><img src="data:{};base64,{}" alt="{}"></figure>')
            return clean(str(image.format(kind, code, words)))
        return "" if BARE_OBJECT.fullmatch(content.strip()) else _printed(content, "result")

    def _from_markdown(self, source: str, cell: Mapping) -> str:
        return clean(self.markdown2html({"cell": cell}, source))


def export_page(
    notebook: NotebookNode,
    colophon: Colophon | None = None,
    *,
    standing: Standing | None = None,
    collection: Collection | None = None,
    source: str = "",
) -> Page:
    """Make a page of a notebook that has run.

    Parameters
    ----------
    notebook : NotebookNode
        Settled by `execution.run_notebook`.
    colophon : Colophon, optional
        What the foot says; without it there is no foot.
    standing : Standing, optional
        How it stands in its site; without it the page stands alone.
    collection : Collection, optional
        That the page's numbers come from; needed if any of them has a receipt in it.
    source : str
        The file's name, for what is said of a fault.

    Raises
    ------
    AnalysisError
        If a cell failed, a picture lacks alt text, or there is no title.
    """
    exporter = ReportExporter(colophon=colophon, standing=standing, collection=collection)
    try:
        html, _ = exporter.from_notebook_node(notebook)
    except AnalysisError as fault:
        raise AnalysisError(f"{source}, {fault}" if source else str(fault)) from fault
    return Page(html, exporter.text)


def get_ready() -> None:
    """Do once what every page needs: read the kept collections, and make a page.

    The page is one of next to nothing.
    """
    from nbformat import v4

    recall()
    cells = [v4.new_markdown_cell("# Title\n\n| a |\n| - |\n| 1 |"), v4.new_code_cell("1")]
    export_page(v4.new_notebook(cells=cells))


def receipts_of(cells: Sequence[NotebookNode]) -> dict[str, Receipt]:
    """Return the receipts that the outputs of cells carry, by their keys.

    Raises
    ------
    AnalysisError
        If they cannot be read, or two of one key tell different things.
    """
    found: dict[str, Receipt] = {}
    for cell in cells:
        for output in cell.get("outputs", ()):
            for key, receipt in read_receipts(output.get("data", {}).get(KIND, {})).items():
                if found.setdefault(key, receipt) != receipt:
                    raise AnalysisError(f"two receipts of {key} tell different things")
    return found


def _code_of(cells: Sequence[NotebookNode]) -> str:
    hidden = ("hide", "hide-input", "injected-parameters")
    coded = (cell for cell in cells if cell.cell_type == "code")
    shown = (c.source.strip() for c in coded if not any(is_tagged(c, tag) for tag in hidden))
    return "\n\n".join(filter(None, shown))


def _printed(text: str, kind: str) -> str:
    words = escape(ANSI.sub("", text).rstrip())
    return str(Markup('<pre class="{}" tabindex="0">{}</pre>').format(kind, words)) if words else ""


NAMES = {
    "speakers": ("label", "role"),
    "forces": ("label", "people"),
    "scopes": ("label",),
    "parties": ("label",),
    "measures": ("label",),
}
"""Columns of the vocabulary that stand in sentences."""


def _names_with_numerals(collection: Collection | None) -> list[str]:
    if collection is None:
        return []
    words = collection.words
    tables = ((getattr(words, table), columns) for table, columns in NAMES.items())
    named = (table[column] for table, columns in tables for column in columns if column in table)
    own = (collection.name, collection.title, collection.origin.title, collection.origin.producer)
    names = {*own, *(name for column in named for name in column)}
    return [name for name in names if re.search(r"\d", name) and re.search(r"[^\W\d_]", name)]


def body_of(
    html: str,
    receipts: Mapping[str, Receipt] | None = None,
    collection: Collection | None = None,
    up: str = "",
) -> Body:
    """Arrange the text of a page.

    The first heading is the title, whatever its level. Any other is at least of level 2, never
    more than one deeper than the last, and gets an id, made as JupyterLab makes it so that one
    link serves there and here.

    Parameters
    ----------
    html : str
        From `markup.clean`, in which `<data class="n" data-receipt=…>` marks the numbers.
    receipts : mapping, optional
        What stands behind them, by the keys that the marks name.
    collection : Collection or None
        That the claims of receipts stand in.
    up : str
        What leads from the page to the top of its site.

    Raises
    ------
    AnalysisError
        If a number names a receipt that is not there, or the text cannot be parsed.

    Examples
    --------
    >>> body_of("<h1>Who said?</h1><p>Two did. Or one.</p><h4>So it is</h4>").html
    '<p>Two did. Or one.</p><h2 id="So-it-is">So it is</h2>'
    """
    tree = tree_of(html)
    name_figures(tree)
    box_tables(tree)
    title, contents = arrange(tree)
    paragraph = tree.css_first("p")
    lead = words_of(paragraph) if paragraph is not None else ""
    known = receipts or {}
    cite_names(tree, _names_with_numerals(collection))

    def is_given(key: str, words: str) -> bool:
        return key not in known or gives(collection, known[key], words)

    bare = mark_bare(tree, is_given)
    places = link_numbers(tree)
    figures = tree.css("figure.report-figure")
    drawings = tuple(drawing_of(tree, node, places, is_given) for node in figures)
    lead_away(tree, up)
    drawn = (words.rpartition(": ")[2] for one in drawings for words in one.others)
    bare += tuple(value for value in dict.fromkeys(drawn) if value not in bare)
    return Body(
        tree, title, tuple(contents), lead, behind(places, known, collection), drawings, bare
    )

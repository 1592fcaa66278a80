"""Pages: one file, nothing that runs or reaches out, readable by all."""

import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.data.vocabulary import read_vocabulary
from analysis.errors import AnalysisError
from analysis.execute.parameters import Colophon
from analysis.publish.page.exporter import body_of, export_page
from analysis.publish.page.markup import clean
from analysis.publish.runner import Job, run_all
from analysis.settings import RULES_VERSION

NOTEBOOKS = Path(__file__).parent / "notebooks"
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'"
)
PLACEHOLDER = "No description has been provided for this image"
DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
BROWSER = shutil.which("chromium")


class Reading(HTMLParser):
    """What a page holds: each start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def shown(data: dict[str, str], *, metadata: dict | None = None):
    """Return a code cell that displays something."""
    return new_code_cell(
        "shown", outputs=[new_output("display_data", data=data, metadata=metadata or {})]
    )


def page_of(*cells, colophon: Colophon | None = None):
    """Return the page of a title and some cells."""
    return export_page(new_notebook(cells=[new_markdown_cell("# Title"), *cells]), colophon)


def inside_body(html: str) -> str:
    """Return the text of a page between its title and its code."""
    return re.search(r"</h1>\n(.*?)(?:<details class=\"code\"|</main>)", html, re.DOTALL).group(1)


@pytest.fixture(scope="module")
def pages():
    """The pages of the fixture notebooks that have one, by name."""
    names = ["figure", "headings", "hostile", "tags", "wide_table"]
    foot = Colophon("Made with killed 193 (claimed killed).", "reportedly run x", "0123456789ab")
    jobs = [Job(NOTEBOOKS / f"{name}.ipynb") for name in names]
    made = run_all(jobs, lambda job, notebook: export_page(notebook, foot))
    return dict(zip(names, made, strict=True))


def test_a_page_carries_the_policy_and_keeps_it(pages):
    """No script, no frame, no form, no style sheet or picture from elsewhere, no handler."""
    for page in pages.values():
        reading = Reading(page.html)
        metas = reading.all("meta")

        assert [m["content"] for m in metas if "Content-Security" in m.get("http-equiv", "")] == [
            POLICY
        ]
        assert reading.all("script", "iframe", "object", "embed", "form", "base", "svg") == []
        assert [link["href"] for link in reading.all("link")] == ["data:,"]
        for _, attributes in reading.tags:
            assert not [name for name in attributes if name.startswith("on")]
            assert attributes.get("src", "data:").startswith("data:")
            assert attributes.get("srcset", "data:").startswith("data:")
        assert len(reading.all("style")) == 1
        assert "url(" not in page.html.split("</style>")[0]


def test_a_page_names_its_language_title_and_description(pages):
    """The title is the first heading, the description the first paragraph."""
    html = pages["headings"].html

    assert Reading(html).all("html") == [{"lang": "en"}]
    assert "<title>One title</title>" in html
    assert '<meta name="description" content="First sentence. Second sentence.">' in html
    assert (pages["headings"].text.title, pages["headings"].text.first_sentence) == (
        "One title",
        "First sentence.",
    )


def test_a_long_first_paragraph_is_cut_at_a_word():
    """A description has room for some 300 characters."""
    html = page_of(new_markdown_cell("word " * 100)).html
    description = re.search(r'name="description" content="([^"]*)"', html).group(1)

    assert description == "word " * 59 + "word …"


def test_what_is_shared_of_a_page_tells_its_answer_with_the_numbers(site):
    """Of the index that of the briefing it opens with; a preview shows it under the picture."""
    for name in ("index", "briefing"):
        html = (site / f"{name}.html").read_text(encoding="utf-8")
        [told] = re.findall(r'property="og:description" content="([^"]*)"', html)

        assert "193 Russian soldiers were killed and 199 wounded" in told
        assert "0.97 killed for each wounded" in told


def test_headings_stand_in_order_and_no_id_stands_twice(pages):
    """One of level 1, none more than one deeper than the last; equal headings get numbers."""
    reading = Reading(pages["headings"].html)
    headings = [
        (int(tag[1]), attributes.get("id"))
        for tag, attributes in reading.tags
        if re.fullmatch("h[1-6]", tag)
    ]

    assert headings == [
        (1, None),
        (2, "A-level-is-skipped"),
        (2, "What-was-said?"),
        (2, "What-was-said?-2"),
        (2, "A-second-title"),
    ]
    ids = [attributes["id"] for _, attributes in reading.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_contents_and_links_lead_to_what_is_there(pages):
    """Each heading below the title is listed; a link to a notebook leads to its page."""
    reading = Reading(pages["headings"].html)

    assert [link["href"] for link in reading.all("a")] == [
        "#text",
        "#A-level-is-skipped",
        "#What-was-said?",
        "#What-was-said?-2",
        "#A-second-title",
        "#What-was-said?",
        "02_ratios.html",
    ]


def test_no_heading_takes_an_id_of_the_page_itself():
    """The skip link leads to the text, not to a heading that is called so."""
    html = page_of(new_markdown_cell("## text\n\n## code")).html

    assert re.findall(r'id="([^"]*)"', html) == ["text", "text-2", "code-2"]


def test_code_stands_once_and_folded_at_the_end(pages):
    """`hide` leaves a cell out whole, `hide-input` leaves its output; nothing is injected."""
    html = pages["tags"].html
    text, code = html.split('<details class="code" id="code">')

    assert "spoken number 193" in text
    assert "step 194" in text
    assert "shown = killed + 1" not in text
    assert "set-up" not in html
    assert "spoken number&#34;" not in html
    assert re.search(r"<code>(.*?)</code>", code, re.DOTALL).group(1).splitlines() == [
        "killed: int = 193  # claimed killed",
        "",
        "shown = killed + 1",
        "print(&#34;step&#34;, shown)",
    ]


def test_a_figure_keeps_its_words(pages):
    """Picture, alt text and caption are there as they were made."""
    html = pages["figure"].html

    assert [image["alt"] for image in Reading(html).all("img")] == ["A grey box"]
    assert "<figcaption>Grey &lt; black</figcaption>" in html
    assert PLACEHOLDER not in html


@pytest.mark.parametrize(
    "cell",
    [
        shown({"text/html": f'<img src="data:image/png;base64,{DOT}">'}),
        shown({"text/html": f'<img src="data:image/png;base64,{DOT}" alt=" ">'}),
        shown({"image/png": DOT, "text/plain": "<Figure size 640x480 with 1 Axes>"}),
        shown({"image/svg+xml": "<svg/>"}),
        new_markdown_cell(f"![](data:image/png;base64,{DOT})"),
    ],
)
def test_a_picture_without_words_is_refused(cell):
    """nbconvert would make up a sentence that no checker complains of."""
    with pytest.raises(AnalysisError, match="cell 2: a picture has no alt text"):
        page_of(cell)


@pytest.mark.parametrize("address", ["figure.png", "https://example.org/x.png", "javascript:x"])
def test_a_picture_that_is_elsewhere_is_refused(address):
    """A page is complete in itself."""
    with pytest.raises(AnalysisError, match="cell 2: a picture is not in the page itself"):
        page_of(new_markdown_cell(f"![a chart]({address})"))


@pytest.mark.parametrize(
    ("kind", "content", "start"),
    [
        ("image/png", DOT, "data:image/png;base64,iVBOR"),
        ("image/svg+xml", "<svg/>", "data:image/svg+xml;base64,PHN2Zy8+"),
    ],
)
def test_a_picture_takes_its_words_from_the_output_s_metadata(kind, content, start):
    """So a notebook of any origin can give them."""
    html = page_of(shown({kind: content}, metadata={"alt": 'A "dot" < box'})).html

    [image] = Reading(html).all("img")
    assert image["alt"] == 'A "dot" < box'
    assert image["src"].startswith(start)


def test_hostile_text_is_shown_or_gone_and_never_markup(pages):
    """What could run is dropped; what is text is text; braces are not a template's."""
    html = pages["hostile"].html
    reading = Reading(html)

    assert "&lt;script&gt;document.title=&#34;fired&#34;&lt;/script&gt;" in html
    assert "{{ 7 * 7 }} {% raw %}" in re.sub(r"</?span[^>]*>", "", html)
    assert not any(
        (link.get("href") or "#").startswith(("data:", "java")) for link in reading.all("a")
    )
    named = [a["id"] for _, a in reading.tags if a.get("id") not in (None, "text", "code")]
    assert all(re.fullmatch(r"table-[\w-]+", name) for name in named)
    assert [a for _, a in reading.tags if "style" in a] == []


def test_values_and_titles_are_text_too():
    """A parameter is a reader's, a heading an author's; neither writes markup."""
    foot = Colophon("<script>1</script>", "<script>2</script>", "<b>")
    html = export_page(
        new_notebook(cells=[new_markdown_cell('# A < B & "C"\n\nText </title><script>3</script>')]),
        foot,
    ).html

    assert "<title>A &lt; B &amp; &#34;C&#34;</title>" in html
    assert Reading(html).all("script", "b") == []
    assert html.count("&lt;script&gt;") == 2


def test_an_angle_bracket_in_an_attribute_is_escaped():
    """What comes after the filter looks for tags by pattern, and relies on this."""
    assert clean('<td title="<h2>x</h2>">1</td><img src=x alt="<h2>">').count("<h2") == 0
    assert clean('<p title="</p><table">x</p>') == '<p title="&lt;/p&gt;&lt;table">x</p>'


def test_only_what_a_reader_should_see_is_printed():
    """Standard error and the bare names of objects are for whoever runs the cell."""
    cell = new_code_cell(
        "x",
        outputs=[
            new_output("stream", name="stdout", text="705 \x1b[1mrows\x1b[0m <stay>\n"),
            new_output("stream", name="stderr", text="a warning"),
            new_output("execute_result", data={"text/plain": "<Axes: xlabel='day'>"}),
            new_output("execute_result", data={"text/plain": "[<Line2D at 0x7f>]"}),
            new_output("execute_result", data={"application/javascript": "go()"}),
            new_output("execute_result", data={"text/plain": "0.97"}),
        ],
    )

    assert re.findall(r"<pre[^>]*>.*?</pre>", inside_body(page_of(cell).html)) == [
        '<pre class="printed" tabindex="0">705 rows &lt;stay&gt;</pre>',
        '<pre class="result" tabindex="0">0.97</pre>',
    ]


def test_tables_scroll_in_a_box_that_the_keyboard_reaches(pages):
    """The page itself never scrolls sideways; an empty corner is no heading."""
    html = pages["wide_table"].html

    box = 'class="scroll" role="group" tabindex="0" aria-label="Table 1"><table'
    assert re.search(rf'<div id="table-[\w-]+" {box}', html)
    assert html.count("</table></div>") == 1
    assert "<th></th>" not in html


def test_a_notebook_without_a_heading_has_no_page():
    """There would be nothing to call it."""
    with pytest.raises(AnalysisError, match="no heading to take the page's title from"):
        export_page(new_notebook(cells=[new_markdown_cell("Text only.")]))


def test_a_failed_run_has_no_page():
    """Half a report is not published."""
    failed = new_code_cell("x", outputs=[new_output("error", ename="E", evalue="", traceback=[])])

    with pytest.raises(AnalysisError, match="cell 2 failed"):
        page_of(failed)


def test_the_foot_says_data_rules_values_and_command(pages):
    """Whoever reads the page can make it again."""
    foot = pages["tags"].html.split("<footer>")[1]

    assert "<p>Made with killed 193 (claimed killed).</p>" in foot
    assert f"Data version 0123456789ab, rules version {RULES_VERSION}." in foot
    assert "<code>reportedly run x</code>" in foot


def test_the_same_notebook_gives_the_same_bytes(pages):
    """No clock, path or random id: two exports are equal, in any folder."""
    [again] = run_all(
        [Job(NOTEBOOKS / "wide_table.ipynb")],
        lambda job, notebook: export_page(
            notebook,
            Colophon("Made with killed 193 (claimed killed).", "reportedly run x", "0123456789ab"),
        ),
    )

    before = pages["wide_table"]
    assert (again.html, again.glance("a.html")) == (before.html, before.glance("a.html"))


@pytest.fixture(scope="module")
def browser():
    """Debian's chromium, headless."""
    if not BROWSER:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    quiet = ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = playwright.chromium.launch(executable_path=BROWSER, args=[*quiet, *sandbox])
        yield started
        started.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_nothing_fires_leaves_or_overflows(pages, browser, tmp_path, width, scheme):
    """On a desk and on a telephone, by day and by night: no request, error or overflow."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for name, page in pages.items():
        file = tmp_path / f"{name}.html"
        file.write_text(page.html, encoding="utf-8")
        tab = context.new_page()
        requested, said = [], []
        tab.on("request", lambda request, to=requested: to.append(request.url.split(",")[0]))
        tab.on("console", lambda message, to=said: to.append(message.text))
        tab.goto(file.as_uri())

        assert [url for url in requested if not url.startswith("data:")] == [file.as_uri()]
        assert said == []
        assert tab.title() == page.text.title
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(24, 26, 27)")
    context.close()


def test_numerals_of_the_collection_s_own_names_are_no_figures():
    """Its title, its name and whoever made its table; a number beside them is one."""
    origin = SimpleNamespace(title="Totals of 2 desks", producer="Desk 5")
    held = SimpleNamespace(title="War 2", name="w3", origin=origin, words=read_vocabulary())
    text = "<p>War 2 holds none, nor has w3 what Desk 5 made of Totals of 2 desks.</p>"

    assert body_of(text, {}, held).bare == ()
    assert body_of(text + "<p>Or 5.</p>", {}, held).bare == ("5",)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Plain 8888 soldiers", ("8888",)),
        ("Ukraine 9999 said", ("9999",)),
        ("in March 2023 and 18 Mar 2023", ()),
        ("on 2023-03-18", ()),
    ],
)
def test_a_number_after_a_name_is_no_year(text, numbers):
    """Only a month makes a year of four digits."""
    assert body_of(f"<h1>T</h1><p>{text}</p>", {}, None).bare == numbers

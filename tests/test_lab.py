"""JupyterLab as the project opens it: where, with what, and what a reader does there."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from importlib import import_module
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from browsing import watched
from driving import (
    PANEL,
    TABS,
    box,
    changed,
    choose,
    control,
    copy_project,
    dock_tab,
    figure,
    lab,
    live_panel,
    look_at,
    open_lab,
    press,
    settle,
    wait_for,
    words_of,
)
from jupyterlab_server.config import get_federated_extensions
from PIL import Image
from tiny_collection import change, write_collection

from analysis.errors import AnalysisError
from analysis.execute.execution import as_text
from analysis.execute.parameters import suite
from analysis.explorer import lab as opening
from analysis.paths import NOTEBOOKS
from analysis.store.files import write_text

LINK = re.compile(r"\]\(([^)]+)\)")
ASKED_AGAIN = re.compile(r"status of 500 .* at http://127\.0\.0\.1:\d+/api/kernels\?\d+$")
"""Jupyter's server fails to list kernels while it starts one that has no last activity yet (as in
enterprise_gateway issue 1395); JupyterLab asks again after a while."""


SHIPPED = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
RUN_AND_SAVED = """async path => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute('docmanager:open', { path });
  await panel.context.ready;
  await panel.revealed;
  await panel.sessionContext.ready;
  app.shell.activateById(panel.id);
  await app.commands.execute('notebook:run-all-cells');
  await app.commands.execute('docmanager:save');
  return panel.content.widgets.filter(cell => cell.model.type === 'code')
    .map(cell => cell.model.executionCount);
}"""
"""Each step ends when JupyterLab says that it has."""


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A folder that stands for the project's."""
    monkeypatch.delenv("JUPYTERLAB_SETTINGS_DIR", raising=False)
    monkeypatch.setattr(opening, "ROOT", tmp_path)
    monkeypatch.setattr(opening, "NOTEBOOKS", tmp_path / "notebooks")
    return tmp_path


def test_it_listens_on_this_machine_with_the_project_as_its_root(elsewhere):
    """The index is opened, in a workspace of ours."""
    words, _ = opening.lab_command(8890, browser=False)

    assert words[1:3] == ["-c", opening.START]
    assert set(words) >= {
        f"--ServerApp.root_dir={elsewhere}",
        f"--ServerApp.preferred_dir={elsewhere / 'mine'}",
        "--LabApp.default_url=/lab/workspaces/reportedly",
        f"--LabApp.workspaces_dir={elsewhere / '.lab' / 'workspaces'}",
        "--ServerApp.ip=127.0.0.1",
        "--port=8890",
        "--no-browser",
    }
    assert (elsewhere / "mine").is_dir()


def test_what_it_starts_is_jupyterlab_without_the_grammar_of_addresses():
    """The server says which version it is, and has not compiled what it never asks."""
    told = "import atexit; atexit.register(lambda: print(sys.modules['rfc3987_syntax'])); "
    code = told + opening.START
    words = [sys.executable, "-c", code, "--version"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()

    assert said == [version("jupyterlab"), "None"]


def test_no_news_is_fetched_and_no_update_looked_for(elsewhere):
    """By a settings file of ours; a reader's own settings are elsewhere."""
    _, environment = opening.lab_command(8890)
    settings = Path(environment["JUPYTERLAB_SETTINGS_DIR"])

    assert settings == elsewhere / ".lab" / "settings"
    path = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    assert json.loads(path.read_text()) == {"fetchNews": "false", "checkForUpdates": False}


def test_settings_that_a_reader_names_are_used(elsewhere, monkeypatch):
    """Then nothing is written into them."""
    monkeypatch.setenv("JUPYTERLAB_SETTINGS_DIR", str(elsewhere / "own"))

    assert opening.lab_command(8890)[1]["JUPYTERLAB_SETTINGS_DIR"] == str(elsewhere / "own")
    assert not (elsewhere / "own").exists()


def test_the_workspace_is_one_that_jupyterlab_knows_and_is_written_once(elsewhere):
    """A layout that a reader has changed is still there the next time."""
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    opening.lab_command(8890)
    [path] = (elsewhere / ".lab" / "workspaces").iterdir()
    known = WorkspacesManager(path.parent).load(opening.WORKSPACE)
    path.write_text("{}")
    opening.lab_command(8890)

    assert known["data"] == json.loads(opening.LAYOUT.read_text())["data"]
    assert path.read_text() == "{}"


def test_what_the_project_adds_is_found_and_names_what_is_there():
    """As JupyterLab looks for it; it is loaded as it stands."""
    [found] = get_federated_extensions([str(opening.EXTENSION)]).values()
    script = opening.EXTENSION / found["name"] / found["jupyterlab"]["_build"]["load"]
    text = script.read_text(encoding="utf-8")

    assert re.findall(r"'(notebooks/\w+\.ipynb)'", text) != []
    for place in re.findall(r"'(notebooks/\w+\.ipynb)'", text):
        assert (NOTEBOOKS.parent / place).is_file()
    for module, name in re.findall(r"from (analysis[\w.]+) import (\w+)", text):
        assert hasattr(import_module(module), name)
    assert "http" not in text


def test_without_jupyterlab_it_says_how_to_get_it(monkeypatch):
    """The pages need no JupyterLab, so it may not be there."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(AnalysisError, match="`make lab` sets it up and opens it"):
        opening.lab_command(8890)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_notebook_stands_as_jupyterlab_saves_it(name):
    """It holds nothing that saving takes out: only what its source and its data decide."""
    place = NOTEBOOKS / name
    model = {"type": "notebook", "content": json.loads(place.read_text(encoding="utf-8"))}
    manager = SimpleNamespace(root_dir=NOTEBOOKS.parent)
    opening.tidy(model, f"{NOTEBOOKS.name}/{name}", manager)

    assert as_text(model["content"]).encode() == place.read_bytes()


def test_the_index_leads_to_every_notebook_and_to_nothing_that_is_not_there():
    """Each link is a file beside it or above."""
    notebook = json.loads((NOTEBOOKS / "index.ipynb").read_text(encoding="utf-8"))
    links = {link for cell in notebook["cells"] for link in LINK.findall("".join(cell["source"]))}

    assert [link for link in links if not (NOTEBOOKS / link).is_file()] == []
    assert {path.name for path in suite()} <= links


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project, which a reader's work may change."""
    return copy_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def address(project):
    """One JupyterLab for all tests here."""
    with lab(project) as found:
        yield found


@pytest.fixture(scope="module")
def seen(browser, address):
    """A tab in which both notebooks stand and the explorer has run."""
    with watched(browser, viewport={"width": 1280, "height": 900}) as tab:
        open_lab(tab.tab, address)
        live_panel(tab.tab)
        yield tab


@pytest.mark.slow
@pytest.mark.browser
def test_without_the_token_nothing_is_served(address):
    """Neither files nor kernels: 403, whoever asks on this machine."""
    server = address.partition("/lab")[0]
    for path in ("/api/contents/README.md", "/api/kernels", "/lab/api/workspaces"):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(server + path, timeout=60)
        with refusal.value as answer:
            assert answer.code == 403, path


@pytest.mark.slow
@pytest.mark.browser
def test_every_link_of_the_index_opens(browser, tmp_path):
    """In JupyterLab itself, as a reader follows them; the layout is then one of many documents."""
    # So wide that the handles of all documents stand side by side.
    wide = {"width": 5000, "height": 900}
    with lab(copy_project(tmp_path)) as found, watched(browser, viewport=wide) as seen:
        open_lab(seen.tab, found)
        index = seen.tab.locator('.jp-NotebookPanel:has(h1:has-text("Where to begin"))')
        links = index.locator('.jp-RenderedMarkdown a[href*="/files/"]')
        # JupyterLab draws its Markdown cells one by one, the last of them after the headings.
        written = re.findall(r"\]\(([^)]+)\)", (NOTEBOOKS / "index.ipynb").read_text("utf-8"))
        wait_for(lambda: links.count() == len(written))
        paths = links.evaluate_all("all => all.map(link => link.pathname.slice(7))")
        assert [Path(path).name for path in paths] == [Path(link).name for link in written]
        assert {path.name for path in suite()} <= {Path(path).name for path in paths}
        for path in dict.fromkeys(paths):
            dock_tab(seen.tab, "index.ipynb").click()
            index.locator(f'.jp-RenderedMarkdown a[href*="/files/{path}"]').first.click()
            dock_tab(seen.tab, Path(path).name).wait_for()

        assert errors_of(seen) == []


def errors_of(seen) -> list[str]:
    """Return what the console says of errors; it also tells of sockets, which are none."""
    found = [words for words in seen.said if re.search(r"error|fail|refused", words, re.IGNORECASE)]
    return [words for words in found if not ASKED_AGAIN.search(words)]


@pytest.mark.slow
@pytest.mark.browser
def test_the_explorer_begins_at_the_top_of_what_is_seen(seen):
    """Nobody has to look for the panel: it was scrolled to when it had run."""
    panel = seen.tab.locator(PANEL).first

    assert wait_for(lambda: 0 < panel.bounding_box()["y"] < 200)


@pytest.mark.slow
@pytest.mark.browser
def test_each_widget_changes_the_figure(seen):
    """Every control is moved, and another figure stands there each time."""
    tab = seen.tab
    moves = [
        ("receipt of", "30 March 2023"),
        ("words", "plain round figures"),
        ("words", "as in the figures"),
        ("area", "the city of Bakhmut"),
        ("area", "the Bakhmut direction"),
        ("ratio", "wounded per killed"),
        ("ratio", "killed per wounded"),
        ("speakers", "3rd Assault Brigade"),
        ("speakers", "Serhii Cherevatyi"),
        ("beside", "Serhii Cherevatyi about Russian forces, the city"),
        ("beside", "nothing"),
        ("measures", "clashes"),
    ]
    for name, *words in moves:
        before = figure(tab)
        choose(tab, name, *words)
        assert changed(tab, before), (name, words)


@pytest.mark.slow
@pytest.mark.browser
def test_a_widget_offers_what_draws_and_says_how_many_days(seen):
    """Of a ratio only its series; back again, the figure of before."""
    tab = seen.tab
    choose(tab, "measures")
    choose(tab, "speakers", "Serhii Cherevatyi")
    choose(tab, "area", "all areas")
    choose(tab, "ratio", "killed per wounded")
    series = control(tab, "series").locator("option")
    wait_for(lambda: series.count() > 1 and "(36 days)" in words_of(series.first.inner_text()))
    before = figure(tab)
    choose(tab, "series", "Serhii Cherevatyi about Russian forces, the city of Bakhmut")

    second = changed(tab, before)
    choose(tab, "area", "the Bakhmut direction")
    assert changed(tab, second) == before


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("words", ["inferred days", "counting-noise"])
def test_each_switch_changes_the_figure_and_back(seen, words):
    """Off and on again, with the figure that was there before."""
    settle(seen.tab)
    first = figure(seen.tab)
    box(seen.tab, words).click()
    settle(seen.tab)
    second = figure(seen.tab)
    box(seen.tab, words).click()
    settle(seen.tab)

    assert second != first == figure(seen.tab)


@pytest.mark.slow
@pytest.mark.browser
def test_days_are_chosen_by_their_date_and_a_reset_goes_back(seen):
    """Each end has a name, and its choices are dates."""
    tab = seen.tab
    look_at(tab, "Days")
    before = wait_for(lambda: figure(tab))
    choose(tab, "from", "1 March 2023")
    narrowed = changed(tab, before)
    press(tab, "Reset")

    assert changed(tab, narrowed)
    look_at(tab, "Ratio")


@pytest.mark.slow
@pytest.mark.browser
def test_a_receipt_names_the_claims_behind_the_mark(seen):
    """Another mark, another receipt, each with its page and its row in the raw table."""
    tab = seen.tab
    receipt = tab.locator(f"{PANEL} .register")
    choose(tab, "receipt of", "25 April 2023")
    wait_for(lambda: "25 April 2023" in receipt.inner_text())

    assert "data/raw/bakhmut-2023/claims.csv" in receipt.inner_text()
    assert receipt.locator("a[href^='http']").count() > 0


@pytest.mark.slow
@pytest.mark.browser
def test_claims_are_searched_and_a_click_on_a_heading_sorts_numbers_as_numbers(seen):
    """By the table widget, without a request to another machine."""
    tab = seen.tab
    look_at(tab, "Claims")
    rows = tab.locator(f"{PANEL} table.dataTable:visible tbody tr")
    wait_for(rows.count)
    tab.locator(f"{PANEL} .dt-search input:visible").fill("several dozen")
    wait_for(lambda: rows.count() and all("several dozen" in row for row in rows.all_inner_texts()))
    tab.locator(f"{PANEL} .dt-search input:visible").fill("")
    for name, backwards in (("number named", True), ("words allow", False)):
        # A table that scrolls has its headings twice; the first are those seen.
        heading = tab.locator(f"{PANEL} table.dataTable:visible th", has_text=name).first
        place = heading.evaluate("th => th.cellIndex") + 1
        cells = tab.locator(f"{PANEL} table.dataTable:visible tbody td:nth-child({place})")
        heading.locator(".dt-column-title").click()

        def in_order(cells: Any = cells, backwards: bool = backwards) -> list[str]:
            shown = cells.all_inner_texts()
            numbers = [float(text.split()[0].replace(",", "")) for text in shown if text]
            return shown if numbers == sorted(numbers, reverse=backwards) and all(shown) else []

        shown = wait_for(in_order, 20)
        assert len(shown) == 25 and shown != sorted(shown, reverse=backwards)
    look_at(tab, "Ratio")


@pytest.mark.slow
@pytest.mark.browser
def test_every_tab_shows_something(seen):
    """Figures, refusals with their reasons, and a tornado."""
    shown = {"Days": "Timeline of dots", "What matters": "Tornado of"}
    for name, words in shown.items():
        look_at(seen.tab, name)
        alt = f'{PANEL} img[alt^="{words}"]:visible'
        seen.tab.locator(alt).wait_for()
    look_at(seen.tab, "Refusals")
    seen.tab.locator(f"{PANEL} th:visible", has_text="why not").wait_for()


@pytest.mark.slow
@pytest.mark.browser
def test_a_report_is_made_from_the_view_and_opens(seen, project):
    """As a notebook of one's own, whose parameters are the question."""
    tab = seen.tab
    look_at(tab, "Take away")
    press(tab, "Make this a report")
    link = tab.locator(f"{PANEL} a", has_text=".html")
    link.wait_for()
    noted = tab.locator(f"{PANEL} a", has_text="mine/").inner_text()
    with tab.context.expect_page() as opened:
        link.click()
    page = opened.value
    page.wait_for_load_state()

    assert page.title() == "What do the figures give for killed per wounded?"
    text = (project / noted).read_text(encoding="utf-8")
    assert "speaker: str = 'serhii_cherevatyi'" in text


@pytest.mark.slow
@pytest.mark.browser
def test_a_table_of_ones_own_is_seen_without_a_restart(seen, project):
    """Dropped into the folder, looked at again, chosen; a fault in it is told with its line."""
    tab = seen.tab
    look_at(tab, "Ratio")
    write_own(project / "data" / "raw")
    press(tab, "Look again")
    options = control(tab, "collection").locator("option")
    wait_for(lambda: "mine" in options.all_text_contents())
    before = figure(tab)
    choose(tab, "collection", "mine")
    assert changed(tab, before)
    claims = project / "data" / "raw" / "mine" / "claims.csv"
    change(claims, "2023-03-18", "2023-13-18")
    press(tab, "Look again")

    fault = tab.locator(f"{PANEL} .refused")
    fault.wait_for()
    assert "claims.csv line 2, column stated_on" in fault.inner_text()
    choose(tab, "collection", "bakhmut-2023")


def write_own(raw: Path) -> None:
    """Write a collection of three claims beside the one that is there."""
    home = write_collection(raw.parent / "tables")
    home.rename(raw / "mine")


@pytest.mark.slow
@pytest.mark.browser
def test_the_lines_of_the_view_are_copied(seen):
    """They stand on the clipboard, ready for a cell."""
    look_at(seen.tab, "Take away")
    seen.tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(seen.tab, "Copy as code")
    copied = wait_for(lambda: seen.tab.evaluate("navigator.clipboard.readText()"))

    assert "from analysis import load_collection" in copied
    assert copied == seen.tab.locator(f"{PANEL} .code-box pre").inner_text()


@pytest.mark.slow
@pytest.mark.browser
def test_saving_leaves_no_trace_in_version_control(browser, tmp_path, monkeypatch):
    """Each notebook of the suite, opened, run from the first cell to the last, saved: its bytes."""
    settings = {"LabApp": {"expose_app_in_browser": True}}
    (tmp_path / "set").mkdir()
    (tmp_path / "project").mkdir()
    write_text(tmp_path / "set" / "jupyter_lab_config.json", json.dumps(settings))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "set"))
    project = copy_project(tmp_path / "project")
    with lab(project) as found, watched(browser) as seen:
        open_lab(seen.tab, found)
        for name in SHIPPED:
            place = project / "notebooks" / name
            stood = place.stat().st_mtime_ns
            counts = seen.tab.evaluate(RUN_AND_SAVED, f"notebooks/{name}")

            assert all(counts) and (counts or name == "index.ipynb"), name
            assert place.stat().st_mtime_ns > stood, name
            assert place.read_bytes() == (NOTEBOOKS / name).read_bytes(), name


@pytest.mark.slow
@pytest.mark.browser
def test_a_narrow_window_has_everything_in_reach(seen):
    """At 1024 px no tab of the panel is cut off, and words in its figure can be read."""
    tab = seen.tab
    tab.set_viewport_size({"width": 1024, "height": 768})
    look_at(tab, "Ratio")
    drawn = tab.locator(f"{PANEL} figure img:visible").first
    wait_for(lambda: drawn.get_attribute("class") == "narrow")
    cut = tab.evaluate(
        f"""() => {{ const edge = document.querySelector('{PANEL}').getBoundingClientRect().right;
        return [...document.querySelectorAll('{TABS}')].filter(label =>
          label.getBoundingClientRect().right > edge).map(label => label.innerText); }}"""
    )
    letters = drawn.evaluate("img => 12 * img.clientWidth / img.naturalWidth")
    tab.set_viewport_size({"width": 1280, "height": 900})

    assert cut == []
    assert letters >= 10


@pytest.mark.slow
@pytest.mark.browser
def test_figures_and_tables_go_with_the_dark_theme(seen):
    """A figure is dark as the page around it, and its words are light; so are those of a table."""
    tab = seen.tab
    choose_theme(tab, "JupyterLab Dark")
    look_at(tab, "Ratio")
    drawn = tab.locator(f"{PANEL} figure img:visible").first
    shades = sorted(Image.open(BytesIO(drawn.screenshot())).convert("L").get_flattened_data())
    look_at(tab, "Claims")
    words = tab.locator(f"{PANEL} table.dataTable:visible tbody td").first
    words.wait_for()
    ink = words.evaluate("td => getComputedStyle(td).color.match(/\\d+/g).slice(0, 3).map(Number)")
    choose_theme(tab, "JupyterLab Light")
    look_at(tab, "Ratio")

    assert shades[len(shades) // 2] < 60 and max(shades) < 240
    assert shades[-len(shades) // 100] > 120
    assert min(ink) > 160


def choose_theme(tab, name: str) -> None:
    """Choose a theme in the menu, as a reader does."""
    tab.locator(".lm-MenuBar-itemLabel", has_text="Settings").first.click()
    tab.locator(".lm-Menu-itemLabel", has_text=re.compile("^Theme$")).hover()
    tab.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{name}$")).click()
    dark = str(name != "JupyterLab Dark").lower()
    tab.locator(f'body[data-jp-theme-light="{dark}"]').wait_for(state="attached")


@pytest.mark.slow
@pytest.mark.browser
def test_a_card_and_the_palette_lead_to_what_is_ours(seen):
    """A report begun, a text read, a collection checked."""
    tab = seen.tab
    tab.keyboard.press("Control+Shift+l")
    for name in ("New report", "Read a text", "Check a collection"):
        tab.locator(".jp-LauncherCard", has_text=name).first.wait_for()
    tab.keyboard.press("Control+Shift+c")
    for name in ("new report", "read a text", "check a collection"):
        tab.locator(".lm-CommandPalette-item", has_text=f"Reportedly: {name}").wait_for()
    tab.keyboard.press("Escape")


@pytest.mark.slow
@pytest.mark.browser
def test_a_new_notebook_goes_beside_the_suite(seen, project):
    """It stands in `mine`, whichever notebook was looked at before."""
    dock_tab(seen.tab, "explore.ipynb").click()
    seen.tab.keyboard.press("Control+Shift+l")
    launcher = seen.tab.locator(".jp-Launcher:visible")
    launcher.locator('.jp-LauncherCard[data-category="Notebook"]').first.click()

    wait_for(lambda: list((project / "mine").glob("Untitled*.ipynb")))
    assert list((project / "notebooks").glob("Untitled*")) == []


@pytest.mark.slow
@pytest.mark.browser
def test_nothing_went_off_the_machine_and_nothing_complained(seen, address):
    """Every request was for this server, and the console is empty of errors."""
    here = address.partition("/lab")[0]

    assert [url for url in seen.asked() if not url.startswith((here, "blob:"))] == []
    assert errors_of(seen) == []

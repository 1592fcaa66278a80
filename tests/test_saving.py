"""What version control sees of a notebook that was opened, run and saved in JupyterLab."""

import copy
import json
import shutil
from pathlib import Path

import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager

from analysis.execute.execution import WIDGET
from analysis.explorer import lab
from analysis.paths import NOTEBOOKS


@pytest.fixture
def server(tmp_path, monkeypatch):
    """The contents API of a server of ours, over a folder with one notebook of the suite."""
    place = tmp_path / "notebooks"
    place.mkdir()
    shutil.copy(NOTEBOOKS / "explore.ipynb", place)
    monkeypatch.setattr(lab, "NOTEBOOKS", place)
    return LargeFileManager(root_dir=str(tmp_path), pre_save_hook=lab.HOOK)


def as_lab_leaves_it(content: dict) -> dict:
    """A notebook as the browser sends it after a run: times, counts, widgets and views of it."""
    content = copy.deepcopy(content)
    content["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    content["metadata"]["language_info"] |= {"version": "3.11.2", "file_extension": ".py"}
    content["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    for cell in content["cells"]:
        cell["metadata"] |= {"trusted": True, "execution": {"iopub.execute_input": "2027-01-01"}}
        cell["metadata"] |= {"collapsed": False, "scrolled": True}
        if cell["cell_type"] == "code":
            cell["execution_count"] += 40
        for output in cell.get("outputs", []):
            if output["output_type"] == "execute_result":
                output["execution_count"] += 40
                output["data"][WIDGET] = {"model_id": "0f3b", "version_major": 2}
    return content


def saved(server, path: str, content: dict) -> bytes:
    server.save({"type": "notebook", "format": "json", "content": content}, path)
    return Path(server.root_dir, path).read_bytes()


def test_a_notebook_that_was_run_and_saved_keeps_its_bytes(server):
    """Nothing of when, where, how often and in which widgets it ran."""
    path = "notebooks/explore.ipynb"
    before = (NOTEBOOKS / "explore.ipynb").read_bytes()
    content = server.get(path)["content"]

    assert saved(server, path, as_lab_leaves_it(content)) == before


def test_what_somebody_changes_is_saved(server):
    """A cell, a tag, an output, a cleared count."""
    path = "notebooks/explore.ipynb"
    content = as_lab_leaves_it(server.get(path)["content"])
    content["cells"][1]["source"] = 'speaker: str = "isw"  # another'
    content["cells"][2]["metadata"]["tags"] = ["hide-input"]
    content["cells"][3] |= {"execution_count": None, "outputs": []}
    kept = json.loads(saved(server, path, content))["cells"]

    assert "".join(kept[1]["source"]) == content["cells"][1]["source"]
    assert kept[2]["metadata"] == {"tags": ["hide-input"]}
    assert kept[3]["execution_count"] is None


def test_notebooks_of_ones_own_are_saved_as_they_are(server):
    """What JupyterLab notes in them is their author's."""
    content = as_lab_leaves_it(server.get("notebooks/explore.ipynb")["content"])
    kept = json.loads(saved(server, "mine.ipynb", content))

    assert "widgets" in kept["metadata"]

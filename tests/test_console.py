"""What a command prints where it was typed."""

from analysis.publish.console import shown


def test_a_path_is_as_short_as_it_can_be_typed_from_here(tmp_path, monkeypatch):
    """Outside of the folder one stands in it is whole."""
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")

    assert shown(tmp_path / "desk" / "site" / "index.html") == "site/index.html"
    assert shown(tmp_path / "index.html") == str(tmp_path / "index.html")


def test_a_path_is_whole_where_the_folder_one_stands_in_is_gone(tmp_path, monkeypatch):
    """As it is for whoever stands in a site when a new one takes its place."""
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path / "site")
    (tmp_path / "site").rmdir()

    assert shown(tmp_path / "site" / "index.html") == str(tmp_path / "site" / "index.html")

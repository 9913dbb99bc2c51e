from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finder

from cooperation.web.joined_files import JoinedFilesFinder


def write_parts(directory, settings):
    settings.STATIC_PARTS = directory
    (directory / "site.css").mkdir()
    (directory / "site.css" / "2-b.css").write_text("b {}\n")
    (directory / "site.css" / "1-a.css").write_text("a {}\n")


def test_find_joins_parts_in_order_of_their_names(tmp_path, settings):
    write_parts(tmp_path, settings)
    path = JoinedFilesFinder().find("site.css")
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as file:
        assert file.read() == "a {}\n\nb {}\n"


def test_find_returns_nothing_for_file_without_parts(tmp_path, settings):
    write_parts(tmp_path, settings)
    assert JoinedFilesFinder().find("other.css") == []


def test_list_yields_each_joined_file(tmp_path, settings):
    write_parts(tmp_path, settings)
    ((name, storage),) = JoinedFilesFinder().list([])
    assert name == "site.css"
    with storage.open(name) as file:
        assert file.read() == b"a {}\n\nb {}\n"


def test_settings_use_joined_files_finder():
    assert isinstance(get_finder("cooperation.web.joined_files.JoinedFilesFinder"), JoinedFilesFinder)
    assert finders.find("site.css")
    assert finders.find("site.js")
    assert finders.find("panel.js")

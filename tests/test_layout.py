"""Rules for the whole tree: lengths of files, names, locks of packages, make targets."""

import fnmatch
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.urls import URLResolver, get_resolver

import cooperation

PROJECT = Path(__file__).resolve().parent.parent
MAX_LINES = 400
VAGUE_MODULE_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py", "manager.py", "managers.py", "handlers.py"}
# A person's directories, and where packages come from: neither belongs to the project.
LOCAL_PATH = re.compile(r"(?<![\w.:/])/(?:work|tmp|root|home|Users)/\w")
PACKAGE_INDEX = re.compile(r"https?://[^\s\"'<>]*(?:pypi|pythonhosted|npmjs|deb\.debian)[^\s\"'<>]*")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)
README_MAX_LINES = 200
# A file with an extension of the project, or several names joined by a slash.
NOT_MARKUP = re.compile(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<script.*?</script>|<style.*?</style>")
BROKEN_TAG = re.compile(r"[<>]|=\"")  # in what remains when the tags are removed
PATH = re.compile(
    r"[\w.*-]+\.(?:py|html|md|css|js|svg|json|toml|po|txt|xml|example)|[\w*-][\w.*-]*/|[\w.*-]+(?:/[\w*-][\w.*-]*)+/?"
)


@cache
def files() -> tuple[str, ...]:
    """Return the files of the project: tracked, or new and not ignored."""
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={PROJECT}", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0 and listing.stdout:
        return tuple(name for name in listing.stdout.splitlines() if (PROJECT / name).is_file())
    ignored = {".git", ".venv", "var", "__pycache__", ".env"}  # an unpacked archive has no git
    matches = []
    for directory, inner, names in os.walk(PROJECT):
        inner[:] = [name for name in inner if name not in ignored and not name.endswith("_cache")]
        matches += [str((Path(directory) / name).relative_to(PROJECT)) for name in names if name not in ignored]
    return tuple(sorted(matches))


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def normalized_name(name: str) -> str:
    """Return the normalized name of a distribution."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def declared(extra: str = "") -> dict[str, str]:
    """Return name -> version condition from pyproject.toml."""
    project = tomllib.loads(text("pyproject.toml"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    pairs = (re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?(.*)", line) for line in lines)
    return {normalized_name(pair[1]): pair[2] for pair in pairs if pair}


def pins(lock: str) -> dict[str, str]:
    return {normalized_name(name): version for name, version in PIN.findall(text(lock))}


def direct_requirements(lock: str) -> set[str]:
    """Return the names that pyproject.toml requires directly ("# via monitoring-wspolpracy (pyproject.toml)")."""
    blocks = re.split(r"\n(?=[a-z0-9])", "\n" + text(lock))
    return {normalized_name(name[1]) for block in blocks if "(pyproject.toml)" in block and (name := PIN.search(block))}


def test_files_have_at_most_400_lines() -> None:
    code = [name for name in files() if name.endswith((".py", ".html", ".js", ".css")) or name.startswith(".ci/")]
    free = re.compile(r"/migrations/|^static/vendor/")
    lengths = {name: text(name).count("\n") for name in code if not free.search(name)}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_no_module_has_a_vague_name() -> None:
    assert [name for name in files() if Path(name).name in VAGUE_MODULE_NAMES] == []


@pytest.mark.parametrize("pattern", [LOCAL_PATH, PACKAGE_INDEX], ids=["machine path", "package index"])
def test_no_file_contains_local_paths_or_package_indexes(pattern: re.Pattern[str]) -> None:
    matches = []
    for name in files():
        if name.startswith("static/vendor/") or b"\0" in (PROJECT / name).read_bytes():
            continue
        matches += [f"{name}: {match.group()}" for match in pattern.finditer(text(name))]
    assert matches == []


def test_control_patterns_match() -> None:
    assert LOCAL_PATH.search("see /" + "home/anna/notes")  # put together here: the test above reads this file too
    assert PACKAGE_INDEX.search("see https://" + "pypi.org/simple")


@pytest.mark.parametrize(("lock", "extras"), [("requirements.txt", [""]), ("requirements-dev.txt", ["", "dev"])])
def test_lock_agrees_with_pyproject(lock: str, extras: list[str]) -> None:
    names = {name for extra in extras for name in declared(extra)}
    assert direct_requirements(lock) == names
    assert names <= set(pins(lock))


def test_packages_are_declared_once() -> None:
    assert set(declared()) & set(declared("dev")) == set()


def test_development_lock_has_the_same_versions() -> None:
    development = pins("requirements-dev.txt")
    assert {name: development.get(name) for name in pins("requirements.txt")} == pins("requirements.txt")


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_hash_and_no_address(lock: str) -> None:
    assert text(lock).count("--hash=sha256:") >= len(pins(lock)) > 0
    assert "://" not in text(lock)


def test_licence_list_agrees_with_lock() -> None:
    listed = re.findall(r"^\| ([a-z0-9._-]+) \| (\d\S*) \| (.+) \|$", text("docs/licences.md"), re.MULTILINE)
    assert {name: version for name, version, _licence in listed} == pins("requirements.txt"), "run: make lock"
    assert [name for name, _version, licence in listed if licence == "not stated"] == []


def test_version_is_the_same_everywhere() -> None:
    assert tomllib.loads(text("pyproject.toml"))["project"]["version"] == cooperation.__version__
    assert f"## [{cooperation.__version__}]" in text("CHANGELOG.md")


def test_readme_names_existing_make_targets() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    # Only commands (in back quotes or on a line of their own): "make" is an English verb too.
    named = set(re.findall(r"(?:^\s*|`)make ([a-z-]+)", text("README.md") + text("CONTRIBUTING.md"), re.MULTILINE))
    assert named <= targets
    assert {"run", "test"} <= named


def named_paths(page: str) -> set[str]:
    """Return the paths in backquotes: no addresses of the portal or the machine, no placeholders such as `<noun>`."""
    quoted = re.findall(r"`([^`\s]+)`", text(page))
    return {name for name in quoted if PATH.fullmatch(name) and not name.startswith(("var/", ".venv/"))}


def missing_paths(page: str) -> set[str]:
    """Return the named paths that are neither a path of the project nor the end of one."""
    directories = {str(parent) for name in files() for parent in Path(name).parents}
    paths = [f"/{name}" for name in (*files(), *directories)]
    named = named_paths(page) - VAGUE_MODULE_NAMES
    return {name for name in named if not fnmatch.filter(paths, f"*/{name.rstrip('/')}")}


@pytest.mark.parametrize("page", sorted({"CONTRIBUTING.md", "README.md", *fnmatch.filter(files(), "docs/*.md")}))
def test_named_paths_exist(page: str) -> None:
    assert missing_paths(page) == set()


def test_control_missing_path_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "see `urls.py`, `tests/`, `docs/*.md`, `/metoda/`, `views/<noun>.py` and `indicators/gone.py` and `gone/`"
    monkeypatch.setitem(globals(), "text", lambda _name: page)
    assert named_paths("page") == {"urls.py", "tests/", "docs/*.md", "indicators/gone.py", "gone/"}
    assert missing_paths("page") == {"indicators/gone.py", "gone/"}


def test_readme_is_short() -> None:
    assert text("README.md").count("\n") <= README_MAX_LINES


def test_every_settings_variable_is_documented() -> None:
    asked = set(re.findall(r'env\.[a-z_]+\(\s*"([A-Z_]+)"', text("cooperation/settings.py")))
    asked |= set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', text("cooperation/settings.py")))
    described = set(re.findall(r"^#? ?([A-Z_]+)=", text(".env.example"), re.MULTILINE))
    assert asked - described == set()


def test_every_command_is_documented() -> None:
    commands = {Path(name).stem for name in files() if fnmatch.fnmatch(name, "*/management/commands/[a-z]*.py")}
    described = set(re.findall(r"`([a-z_]+)[ `]", text("docs/commands.md")))
    assert len(commands) > 15
    assert commands - described == set()


def test_every_screenshot_exists_and_is_shown() -> None:
    """`make screenshots` takes them."""
    pages = [name for name in files() if name.endswith(".md")]
    named = {
        os.path.normpath(Path(page).parent / picture)
        for page in pages
        for picture in re.findall(r"""(?:!\[[^\]]*\]\(|<img [^>]*src=")([^)"]+)""", text(page))
    }
    assert named == {name for name in files() if name.endswith(".png") and not name.startswith("static/")}
    assert "docs/screenshots/programme.png" in named


def url_names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from url_names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif pattern.name:
            yield f"{namespace}{pattern.name}"


def test_templates_link_to_existing_url_names():
    texts = {path: path.read_text(encoding="utf-8") for path in (PROJECT / "templates").rglob("*.*")}
    links = {(path.name, name) for path, text in texts.items() for name in re.findall(r"{% url [\"']([\w:]+)", text)}
    assert len(links) > 100
    known = set(url_names(get_resolver()))
    assert {(path, name) for path, name in links if name not in known and not name.startswith("admin:")} == set()


def remains_of_tags(template: str) -> list[str]:
    """Return the lines of a template in which a tag begins or ends without its other half."""
    outside = re.sub(r"<[^<>]*>", "", NOT_MARKUP.sub("", template))
    return [line.strip() for line in outside.splitlines() if BROKEN_TAG.search(line)]


def test_templates_contain_no_broken_tag():
    templates = {name: remains_of_tags(text(name)) for name in files() if fnmatch.fnmatch(name, "templates/*.html")}
    assert {name: lines for name, lines in templates.items() if lines} == {}
    assert remains_of_tags('<p>{{ a }}</p>\n  class="button">{% translate "Back" %}</a>') == ['class="button">']

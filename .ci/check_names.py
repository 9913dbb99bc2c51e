"""Fail on identifiers that do not say what the value is, and on class names that are not unique (CONTRIBUTING.md).

`check_names.py [PATH…]` checks the Python files and templates of the project, or those under the given paths. It prints
one line for each name of a function, class, argument, variable, attribute, key of a template's context, template or
template variable that contains a word of the list.
`check_names.py --classes` prints one line for each class name that several classes of the project have. Nested
classes are exempt, because their names are read with the outer class: `Change.Kind`.
"""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VAGUE = {"found", "told", "made", "said", "kept", "desk", "shelf", "mend", "mended", "mends", "stood", "gone"}
VAGUE_ALONE = {"one", "ones", "other_one", "thing", "things"}  # as a whole name; as part of a name they may be right
# Keys of a context, and variables of a template, beside those words.
VAGUE_KEYS = {"alone", "heads", "points", "promise", "rest", "shown", "split", "together", "typed", "wrong"}
REQUIRED_CLASS_NAMES = {"Command", "Migration"}  # by Django, once in each module


def names_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, name) of everything that the file defines."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.keyword(arg=str(arg)):
                yield node.value.lineno, arg
            case ast.alias(asname=str(alias)):
                yield node.lineno, alias


def context_keys(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, key) of every dictionary that is written out in a view."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key in node.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.lineno, key.value


def template_variables(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, name) of the variables that `for`, `with` and `include` define."""
    for tag in re.finditer(r"{%\s*(for|with|include)\s(.*?)%}", source, re.DOTALL):
        unquoted = re.sub(r"\"[^\"]*\"|'[^']*'", "", tag[2])
        names = re.split(r",\s*", unquoted.partition(" in ")[0]) if tag[1] == "for" else re.findall(r"(\w+)=", unquoted)
        yield from ((source.count("\n", 0, tag.start()) + 1, name.strip()) for name in names)


def vague_names(path: Path) -> list[tuple[int, str]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        tree = ast.parse(source)
        names, keys = set(names_in(tree)), set(context_keys(tree)) if "views" in path.parts else set()
    else:
        names, keys = {(1, path.stem)}, set(template_variables(source))
    return sorted(
        {(line, name) for line, name in names | keys if is_vague(name)} | {k for k in keys if k[1] in VAGUE_KEYS}
    )


def is_vague(name: str) -> bool:
    words = name.lower().strip("_").split("_")
    return name.strip("_") in VAGUE_ALONE or not VAGUE.isdisjoint(words)


def project_files(paths: list[str], *suffixes: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *paths]
    listing = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [PROJECT / name for name in listing if name.endswith(suffixes) and (PROJECT / name).is_file()]


def equal_class_names() -> dict[str, list[str]]:
    """Return name -> places ("path:line") of the top-level classes with that name, for names that are not unique."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in project_files([], ".py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name not in REQUIRED_CLASS_NAMES:
                places[node.name].append(f"{path.relative_to(PROJECT)}:{node.lineno}")
    return {name: sorted(places[name]) for name in sorted(places) if len(places[name]) > 1}


def check_classes() -> int:
    names = equal_class_names()
    for name, places in names.items():
        print(f"{name}: {', '.join(places)}")
    print(f"{len(names)} class names that are not unique")
    return 1 if names else 0


def main() -> int:
    if sys.argv[1:] == ["--classes"]:
        return check_classes()
    lines = []
    for path in project_files(sys.argv[1:], ".py", ".html"):
        lines += [f"{path.relative_to(PROJECT)}:{line}: {name}" for line, name in vague_names(path)]
    print(*lines, sep="\n")
    print(f"{len(lines)} vague names")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())

"""Fail on identifiers that do not say what the value is, and on class names that are not unique (CONTRIBUTING.md).

`check_names.py [PATH…]` checks the Python files of the project, or those under the given paths. It prints one line for
each name of a function, class, argument, variable or attribute that contains a word of the list.
`check_names.py --classes` prints one line for each class name that several classes of the project have. Nested
classes are exempt, because their names are read with the outer class: `Change.Kind`.
"""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VAGUE = {"found", "told", "made", "said", "kept", "desk", "shelf", "mend", "mended", "mends", "stood", "gone"}
VAGUE_ALONE = {"one", "ones", "other_one", "thing", "things"}  # as a whole name; as part of a name they may be right
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


def is_vague(name: str) -> bool:
    words = name.lower().strip("_").split("_")
    return name.strip("_") in VAGUE_ALONE or not VAGUE.isdisjoint(words)


def python_files(paths: list[str]) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *(paths or ["*.py"])]
    listing = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [PROJECT / name for name in listing if name.endswith(".py") and (PROJECT / name).is_file()]


def equal_class_names() -> dict[str, list[str]]:
    """Return name -> places ("path:line") of the top-level classes with that name, for names that are not unique."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in python_files([]):
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
    for path in python_files(sys.argv[1:]):
        names = sorted(set(names_in(ast.parse(path.read_text(encoding="utf-8")))))
        lines += [f"{path.relative_to(PROJECT)}:{line}: {name}" for line, name in names if is_vague(name)]
    print(*lines, sep="\n")
    print(f"{len(lines)} vague names")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())

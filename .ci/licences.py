"""Write docs/licences.md: the licence of every library in requirements.txt, as its installed package declares it.

`make lock` runs it, and a test compares the versions with the lock.
"""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "licences.md"
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;]+)(?:\s*;\s*([^\\\n]+))?", re.MULTILINE)
NOT_DECLARED = {"resvg_py": "MIT"}  # read in the text that the package contains
CLASSIFIER = "License :: "
HEADER = """# Licences of the libraries

The portal is published under [EUPL-1.2](../LICENSE). It runs with these libraries, pinned in `requirements.txt`.
`make lock` writes this list, and `make sbom` writes the same components as CycloneDX. `pypandoc-binary` contains
Pandoc (GPL-2.0-or-later), which the portal starts as a process of its own. Files committed under `static/vendor/`
(Bootstrap, its icons, Public Sans) contain their own licences: MIT, MIT and OFL-1.1.

| library | version | licence |
|---|---|---|
"""


def licence_of(package: Distribution) -> str:
    """Return the SPDX expression of the package, or its classifiers, or the first line of its licence field."""
    facts = package.metadata
    if facts["License-Expression"]:
        return facts["License-Expression"]
    classifiers = [
        line.rpartition(" :: ")[2] for line in facts.get_all("Classifier", []) if line.startswith(CLASSIFIER)
    ]
    stated = (facts["License"] or "").strip().partition("\n")[0]
    return (
        ", ".join(name for name in classifiers if name != "OSI Approved")
        or stated
        or NOT_DECLARED.get(package.name, "not stated")
    )


def rows(lock: str) -> list[str]:
    """Return a row for each pinned library; libraries of other systems, which are not installed, have no licence."""
    lines = []
    for name, version, condition in PIN.findall(lock):
        try:
            licence = licence_of(distribution(name))
        except PackageNotFoundError:
            if not condition:
                sys.exit(f"{name} is not installed: .ci/install requirements-dev.txt")
            licence = "(only on other systems)"
        lines.append(f"| {name} | {version} | {licence.replace('|', '/')} |")
    return lines


def main() -> None:
    lock = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    PAGE.write_text(HEADER + "\n".join(rows(lock)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Fail when a sentence of the code or the templates has no Polish translation.

The sentences are extracted anew into a copy, with the project's own `makemessages`, and compared with the catalogue:
missing, empty, uncertain ("fuzzy") and unused ones are listed, and translations whose placeholders differ.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale", "pl", "LC_MESSAGES", "django.po")
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "var", "tests", "static", "data", "locale")
CAPTIONS = "cooperation/admin/captions.py"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!\{)\{\w*\}|%[sd]")
Key = tuple[str | None, str, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def extract() -> polib.POFile:
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory, "portal")
        shutil.copytree(PROJECT, copy, ignore=LEFT_OUT)
        (copy / "locale").mkdir()
        subprocess.run([sys.executable, "manage.py", "makemessages", "--verbosity", "0"], cwd=copy, check=True)
        return polib.pofile(str(copy / CATALOGUE))


def faults_of(entry: polib.POEntry) -> str:
    """What is wrong with one translation; empty when nothing is."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not texts or not all(texts):
        return "empty"
    if entry.fuzzy:
        return "fuzzy"
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    may_leave_out = bool(entry.msgid_plural) or [place for place, _line in entry.occurrences] == [CAPTIONS]
    for text in texts:
        used = set(PLACEHOLDER.findall(text))
        # A plural form may leave the number out ("jeden warsztat"), a caption of Django's the noun whose gender it
        # guesses; but nothing may appear that is not given.
        if not used <= wanted or (not may_leave_out and used != wanted):
            return "other placeholders"
    return ""


def main() -> int:
    in_code = {key(entry): entry for entry in extract()}
    path = PROJECT / CATALOGUE
    translated = {key(entry): entry for entry in polib.pofile(str(path)) if not entry.obsolete} if path.exists() else {}
    faults = [("missing", entry) for name, entry in in_code.items() if name not in translated]
    faults += [("unused", entry) for name, entry in translated.items() if name not in in_code]
    both = [translated[name] for name in in_code if name in translated]
    faults += [(fault, entry) for entry in both if (fault := faults_of(entry))]
    for fault, entry in faults:
        places = ", ".join(sorted({place for place, _ in entry.occurrences}))
        print(f"{fault}: “{entry.msgid}” {places}")
    print(f"{len(in_code)} sentences, {len(faults)} to correct (manage.py makemessages, then translate in {CATALOGUE})")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

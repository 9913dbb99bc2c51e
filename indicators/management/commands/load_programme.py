"""`manage.py load_programme FILE`: create a programme from the office's document, or show what would be created."""

import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils.translation import gettext as _

from cooperation.rendering import render
from cooperation.text import Sentence, say
from cooperation.web.outages import is_outage
from indicators.rules.documents.answers import AnswersError, with_answers
from indicators.rules.documents.drafts import ProgrammeDraft, not_understood, outline
from indicators.rules.documents.understanding import draft_of, is_programme
from indicators.services.documents.errors import DocumentRefused
from indicators.services.documents.formats import MAX_BYTES
from indicators.services.documents.loading import Completion, ProgrammeNotLoaded, load
from indicators.services.documents.reading import read_document
from indicators.services.stored_drafts import not_a_programme

REFUSED = 2  # exit code


class Command(BaseCommand):
    help = (
        "Create a programme from a document (DOCX, ODT, RTF, HTML, XLSX, XLS, ODS, CSV, TXT, Markdown, PDF with text). "
        "It is not published. Loading the same text again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show what would be created, save nothing")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="of a dry run")
        parser.add_argument(
            "--answers", type=Path, help="JSON with corrections: any of the keys that a dry run prints, e.g. main_goal"
        )
        parser.add_argument("--title", default="", help="the title, if the document has none")
        parser.add_argument("--issuer", default="", help="the office, if the document does not name it")
        parser.add_argument("--years", default="", help="e.g. 2021-2025, if the document does not name them")
        parser.add_argument("--slug", default="", help="the last part of the address, instead of the years")
        parser.add_argument("--publish", action="store_true", help="publish the programme at once")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        years = _years(options["years"])
        try:
            draft = draft_of(read_document(_content(path), path.name), years=None)
        except DocumentRefused as error:
            raise _refusal(path, error.sentence) from error
        draft = _with_answers(draft, options["answers"])
        if not is_programme(draft):
            raise _refusal(path, not_a_programme())
        if options["dry_run"]:
            if years and draft.years is None:
                draft.years = years
            self._show(draft, options["format"])
            return
        self._load(draft, path, years, options)

    def _load(self, draft: ProgrammeDraft, path: Path, years: tuple[int, int] | None, options: dict[str, Any]) -> None:
        completion = Completion(
            title=options["title"].strip(), issuer=options["issuer"].strip(), years=years, slug=options["slug"]
        )
        # The texts of this repository are those that `make run` shows.
        is_published = options["publish"] or path.resolve().is_relative_to(settings.BASE_DIR / "data")
        try:
            loaded = load(draft, completion, is_published=is_published)
        except ProgrammeNotLoaded as error:
            raise _refusal(path, *error.sentences) from error
        except Error as error:
            if not is_outage(error):
                raise
            message = _("The database cannot be written to: %(reason)s. Nothing was loaded.") % {"reason": error}
            raise CommandError(message) from error
        programme = loaded.programme
        if not loaded.is_new:
            self.stdout.write(_("Already loaded, nothing changed: %(title)s") % {"title": programme.title})
            return
        self._show(draft, "text")
        self.stdout.write(f"{programme.title} ({programme.year_span}), /programy/{programme.slug}/")
        if not programme.is_published:
            self.stdout.write(_("The programme is in preparation: check it, then publish it in the administration."))

    def _show(self, draft: ProgrammeDraft, format_: str) -> None:
        data = outline(draft)
        data["not_understood"] = [
            {"where": render(item.place.sentence()), "text": item.text, "why": render(item.why)}
            for item in not_understood(draft)
        ]
        if format_ == "json":
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        self.stdout.write(_("title: %(text)s") % {"text": data["title"] or "–"})
        self.stdout.write(_("main goal: %(text)s") % {"text": data["main_goal"] or "–"})
        for goal in data["specific_goals"]:
            self.stdout.write(f"  {goal['text'] or '–'}")
            for action in goal["actions"]:
                self.stdout.write(f"    {action['position'] or '–'}. {action['name'] or '–'}")
                for indicator in action["indicators"]:
                    cells = (indicator["name"], indicator["target"], indicator["frequency_verbatim"])
                    self.stdout.write("      " + " | ".join(cell or "–" for cell in cells))
        self.stdout.write(
            _("findings: %(findings)d, conclusions: %(conclusions)d")
            % {"findings": len(data["findings"]), "conclusions": len(data["conclusions"])}
        )
        for item in data["not_understood"]:
            self.stdout.write(f"? {item['where']}: {item['text']} ({item['why']})")


def _refusal(path: Path, *sentences: Sentence) -> CommandError:
    return CommandError(f"{path.name}: {' '.join(render(sentence) for sentence in sentences)}", returncode=REFUSED)


def _content(path: Path) -> bytes:
    """Return the content of the file, of one that is too large only as much as shows it. Raises CommandError."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(
            _("Cannot read the file %(name)s: %(reason)s") % {"name": path, "reason": _reason(error)},
            returncode=REFUSED,
        ) from error


def _with_answers(draft: ProgrammeDraft, path: Path | None) -> ProgrammeDraft:
    if path is None:
        return draft
    try:
        return with_answers(draft, json.loads(_content(path)))
    except ValueError as error:
        sentence = error.sentence if isinstance(error, AnswersError) else say("This is not JSON.")
        raise _refusal(path, sentence) from error


def _reason(error: OSError) -> str:
    """Return the reason in the active language; the operating system gives it in English."""
    if isinstance(error, FileNotFoundError):
        return _("there is no such file")
    if isinstance(error, PermissionError):
        return _("this account may not read it")
    if isinstance(error, IsADirectoryError):
        return _("it is a directory")
    return error.strerror or str(error)


def _years(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    match = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", text.strip())
    if match is None:
        raise CommandError(_("--years takes years such as 2021-2025."), returncode=REFUSED)
    return int(match[1]), int(match[2] or match[1])

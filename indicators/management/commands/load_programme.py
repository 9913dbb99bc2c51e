"""`manage.py load_programme FILE`: create a published programme from its text."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils.translation import gettext as _

from cooperation.rendering import render
from cooperation.web.outages import is_outage
from indicators.models import Indicator
from indicators.services import targets
from indicators.services.programme_text import loader, parser
from indicators.wording.programmes import absent


class Command(BaseCommand):
    help = "Create a programme from its text (UTF-8). Loading the same text again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="parse and print, save nothing")
        parser.add_argument("--title", default="", help="the title, if the text has none")
        parser.add_argument("--issuer", default="", help="the office, if the text does not name it")
        parser.add_argument("--years", default="", help="e.g. 2021-2025, if the text does not name them")
        parser.add_argument("--slug", default="", help="the last part of the address, instead of the years")

    def handle(self, *args: Any, **options: Any) -> None:
        completion = loader.Completion(
            title=options["title"].strip(),
            issuer=options["issuer"].strip(),
            years=_years(options["years"]),
            slug=options["slug"],
        )
        try:
            if options["file"].stat().st_size > parser.MAX_BYTES:
                raw = b" " * (parser.MAX_BYTES + 1)  # longer than the limit, so the parser refuses it
            else:
                raw = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(
                _("Cannot read the file %(name)s: %(reason)s") % {"name": options["file"], "reason": _reason(error)}
            ) from error
        try:
            draft = parser.parse(parser.decode(raw))
            loaded = loader.load(draft, completion, dry_run=options["dry_run"])
        except parser.ProgrammeTextError as error:
            raise CommandError(f"{options['file'].name}: {render(loader.describe(error))}") from error
        except Error as error:
            if not is_outage(error):
                raise
            message = _("The database cannot be written to: %(reason)s. Nothing was loaded.") % {"reason": error}
            raise CommandError(message) from error
        self._report(draft, loaded, dry_run=options["dry_run"])

    def _report(self, draft: parser.ProgrammeDraft, loaded: loader.LoadedProgramme, *, dry_run: bool) -> None:
        programme = loaded.programme
        if not loaded.is_new:
            self.stdout.write(_("Already loaded, nothing changed: %(title)s") % {"title": programme.title})
            return
        if dry_run:
            self.stdout.write(_("Dry run: nothing was saved. The text would give:"))
        self.stdout.write(f"{programme.title} ({programme.year_span}), /programy/{programme.slug}/")
        self.stdout.write(_("main goal: %(text)s") % {"text": draft.main_goal})
        for goal in draft.goals:
            self.stdout.write(f"  {goal.reference}: {goal.text}")
            for action in goal.actions:
                self.stdout.write(
                    f"    L.p. {action.position}: {action.indicator} | {action.target} | {action.frequency}"
                )
                meaning = targets.meaning_of(action.target, Indicator(name=action.indicator), programme)
                understood = render(targets.meaning_sentence(meaning, programme))
                self.stdout.write("      " + _("understood: %(text)s") % {"text": understood})
            if not goal.actions:
                self.stdout.write("    " + render(absent("actions", is_excerpt=programme.is_excerpt)))
        self.stdout.write(
            _("findings: %(findings)d, conclusions: %(conclusions)d")
            % {"findings": len(draft.findings), "conclusions": len(draft.conclusions)}
        )


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
        raise CommandError(_("--years takes years such as 2021-2025."))
    return int(match[1]), int(match[2] or match[1])

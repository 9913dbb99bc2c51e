"""`manage.py write_error_pages DIR`: the pages that nginx shows when the portal does not answer or is not asked."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.template.loader import render_to_string
from django.utils import translation

PAGES = {  # by status: the template and its context
    "400": ("400.html", {}),
    "413": ("413.html", {"max_megabytes": settings.UPLOAD_MAX_BYTES // 1024**2}),
    "414": ("414.html", {}),
    "429": ("cooperation/proxy_429.html", {}),
    "502": ("cooperation/proxy_502.html", {}),
}


class Command(BaseCommand):
    help = "Write the error pages of nginx, with the names of the collected static files. Run it after collectstatic."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")

    def handle(self, *args: object, directory: Path, **options: object) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        with translation.override(settings.LANGUAGE_CODE):
            for status, (template, context) in PAGES.items():
                (directory / f"{status}.html").write_text(render_to_string(template, context), encoding="utf-8")

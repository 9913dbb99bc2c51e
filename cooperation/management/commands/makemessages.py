"""Django's `makemessages` with this project's habits, so that `manage.py makemessages` alone does the right thing."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import makemessages


class Command(makemessages.Command):
    # Pure modules may not import Django's gettext: they mark their sentences with say() and say_many() (text.py).
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=say:1", "--keyword=say_many:1,2"]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        # Line numbers would change on every edit; unused sentences would stay for ever.
        parser.set_defaults(locale=["pl"], add_location="file", no_obsolete=True)

    def handle(self, *args: Any, **options: Any) -> None:
        options["ignore_patterns"] = [*options["ignore_patterns"], ".venv", "tests", "var", "static"]
        super().handle(*args, **options)

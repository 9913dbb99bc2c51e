"""Django's `makemessages` with the options of this project as defaults."""

from typing import cast

from django.core.management.base import CommandParser
from django.core.management.commands import makemessages


class Command(makemessages.Command):
    # Rules do not import Django: they mark their sentences with say() and say_many() (text.py).
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=say:1", "--keyword=say_many:1,2"]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        # Without line numbers, which change with every edit, and without unused messages.
        parser.set_defaults(locale=["pl"], add_location="file", no_obsolete=True)

    def handle(self, *args: object, **options: object) -> None:
        ignored = cast(list[str], options["ignore_patterns"])
        options["ignore_patterns"] = [*ignored, ".venv", "tests", "var", "static"]
        super().handle(*args, **options)

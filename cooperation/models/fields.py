"""Model fields: decimals that every database stores exactly, and legible colours."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation import rendering
from cooperation.rules import colours
from cooperation.text import MAX_DIGITS, significant_digits


def validate_digits(value: Decimal) -> None:
    if significant_digits(value) > MAX_DIGITS:
        message = ngettext("Enter at most {digits} digit.", "Enter at most {digits} digits.", MAX_DIGITS)
        raise ValidationError(message.format(digits=MAX_DIGITS))


class ExactDecimalField(models.DecimalField):
    """At most 15 significant digits: SQLite stores decimals as floats and would silently round a 16th digit.

    A form rejects a longer number with a message; saving one raises ValueError.
    """

    default_validators = [validate_digits]

    def get_db_prep_save(self, value: object, connection: BaseDatabaseWrapper) -> object:
        if isinstance(value, Decimal) and significant_digits(value) > MAX_DIGITS:
            raise ValueError(f"{value} has more than {MAX_DIGITS} digits: it would be rounded")
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        """Let migrations see the field of Django, so that they do not depend on this class."""
        name, _path, arguments, named = super().deconstruct()
        return name, "django.db.models.DecimalField", arguments, named


class ColourField(models.CharField):
    """A colour #rrggbb that is legible as text on `paper`, the background colour; empty for the default colour."""

    def __init__(self, *args: Any, paper: str = "", **kwargs: Any) -> None:
        self.paper = paper
        super().__init__(*args, **{"max_length": 7, "blank": True, **kwargs})

    def to_python(self, value: object) -> str | None:
        return colours.normalize_colour(value) if isinstance(value, str) and value.strip() else super().to_python(value)

    def validate(self, value: str, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if not value:
            return
        if not colours.is_colour(value):
            raise ValidationError(_("Enter the colour as # and six digits or letters a–f, for example #24307c."))
        if not colours.is_readable(value, self.paper):
            better = colours.nearest_readable(value, self.paper)
            raise ValidationError(
                _(
                    "The contrast of %(colour)s with the page (%(paper)s) is %(ratio)s:1 and must be at least "
                    "%(least)s:1, so that links are legible. The nearest legible shade is %(better)s "
                    "(%(reached)s:1)."
                )
                % {
                    "colour": value,
                    "paper": self.paper,
                    "ratio": _contrast(value, self.paper),
                    "better": better,
                    "least": rendering.number(Decimal(str(colours.MIN_CONTRAST)), 1),
                    "reached": _contrast(better, self.paper),
                }
            )

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        """Let migrations see the field of Django, so that they do not depend on this class."""
        name, _path, arguments, named = super().deconstruct()
        return name, "django.db.models.CharField", arguments, named


def _contrast(colour: str, paper: str) -> str:
    """Return the contrast with two decimals, rounded down: 4.499, which is too low, must not be shown as 4.50."""
    rounded = Decimal(int(colours.contrast(colour, paper) * 100)) / 100
    return rendering.number(rounded, 2)

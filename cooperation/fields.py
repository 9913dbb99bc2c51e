"""A number that every database gives back as it was stored."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from cooperation.text import MAX_DIGITS, significant_digits


def refuse_more_digits(value: Decimal) -> None:
    if significant_digits(value) > MAX_DIGITS:
        raise ValidationError(_("Type at most {digits} digits.").format(digits=MAX_DIGITS))


class ExactDecimalField(models.DecimalField):
    """At most fifteen digits that count: SQLite keeps decimals as floats and would round the sixteenth in silence.

    A form refuses more with a message; what comes past the forms is refused before it is written.
    """

    default_validators = [refuse_more_digits]

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, Decimal) and significant_digits(value) > MAX_DIGITS:
            raise ValueError(f"{value} has more than {MAX_DIGITS} digits: it would be rounded")
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> Any:
        """For migrations it is the column that it is."""
        name, _path, arguments, named = super().deconstruct()
        return name, "django.db.models.DecimalField", arguments, named

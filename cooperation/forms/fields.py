"""Form fields of the house: numbers and days typed the Polish way, errors that say what to type instead."""

import re
import secrets
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cooperation.rendering import language, render
from cooperation.text import NumberError, TypedNumber, ValueType, format_number, parse_number, without_invisible

REQUEST_KEY = re.compile(r"\A[0-9a-zA-Z]{1,64}\Z")


class PolishDecimalField(forms.CharField):
    """A number in Polish notation, in both languages; gives a `TypedNumber`, or None when nothing was typed.

    `measure`: in what it is counted; an amount in zł has at most two decimal places. `shown`: the text that the page
    itself put into the field, which needs no question when it comes back.
    """

    shown = ""

    def __init__(self, *, value_type: ValueType, measure: str = "", **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)
        self.value_type, self.measure = value_type, measure

    def to_python(self, value: Any) -> TypedNumber | None:  # type: ignore[override]  # a number, not the text
        text = super().to_python(value)
        if not text or not without_invisible(text).strip():
            return None
        try:
            return parse_number(
                text, self.value_type, self.measure, language="pl" if text == self.shown else language()
            )
        except NumberError as error:
            raise ValidationError(render(error.message)) from error

    def run_validators(self, value: Any) -> None:
        """The parser has looked at every character; text validators would not understand a number."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, TypedNumber):
            return format_number(value.value, value.decimals, language="pl")
        return value


class PolishDayField(forms.CharField):
    """A day typed as 15.06.2024 (or 2024-06-15); gives a date, or None when nothing was typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]  # a day, not the text
        text = without_invisible(super().to_python(value) or "").strip()
        if not text:
            return None
        for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(text.removesuffix("r.").strip(), pattern).date()
            except ValueError:
                continue
        raise ValidationError(_("Type the day as day.month.year, e.g. 15.06.2024."))

    def run_validators(self, value: Any) -> None:
        """A date needs none of a text's validators."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, date):
            return f"{value.day}.{value.month:02}.{value.year}" if language() == "pl" else value.isoformat()
        return value


class RequestKeyField(forms.RegexField):
    """Hidden random key of one rendered form: sending the same form twice saves once."""

    def __init__(self) -> None:
        super().__init__(REQUEST_KEY, widget=forms.HiddenInput, required=False)


def new_request_key() -> str:
    return secrets.token_hex(16)

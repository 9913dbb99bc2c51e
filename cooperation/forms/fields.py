"""Form fields: numbers and dates in Polish notation, texts of several lines. Errors tell what to enter instead."""

import re
import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cooperation.json_object import JsonObject
from cooperation.rendering import language, render
from cooperation.rules.json_text import parse_object
from cooperation.text import NumberError, TypedNumber, ValueType, format_number, parse_number, plain, without_invisible

FieldValues = dict[str, Any]  # initial or cleaned values of a form by name: the type of each depends on its field
REQUEST_KEY = re.compile(r"\A[0-9a-zA-Z]{1,64}\Z")


class PolishDecimalField(forms.CharField):
    """A number in Polish notation, in both languages. The value is a `TypedNumber`, or None for an empty field.

    `measure`: the unit; an amount in zł has at most two decimal places. `shown`: the text with which the page was
    rendered; an unchanged text is unambiguous.
    """

    shown = ""

    def __init__(self, *, value_type: ValueType, measure: str = "", **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)
        self.value_type, self.measure = value_type, measure

    def to_python(self, value: object) -> TypedNumber | None:  # type: ignore[override]  # a number, not the text
        text = super().to_python(value)
        if not text or not without_invisible(text).strip():
            return None
        try:
            return parse_number(
                text, self.value_type, self.measure, language="pl" if text == self.shown else language()
            )
        except NumberError as error:
            raise ValidationError(render(error.message)) from error

    def run_validators(self, value: object) -> None:
        """Run none: the value is a number, and validators of a text field expect a text."""

    def prepare_value(self, value: object) -> object:
        if isinstance(value, TypedNumber):
            return format_number(value.value, value.decimals, language="pl")
        return value


class ExactNumberField(PolishDecimalField):
    """The form field of an `ExactDecimalField`: a number in Polish notation whose value is a Decimal."""

    def __init__(self, *, max_digits: object = None, decimal_places: object = None, **kwargs: Any) -> None:
        kwargs.pop("required", None)
        super().__init__(value_type=ValueType.SIGNED, **kwargs)
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")

    def clean(self, value: object) -> Decimal | None:
        number: TypedNumber | None = super().clean(value)
        return number.value if number is not None else None

    def prepare_value(self, value: object) -> object:
        return plain(value).replace(".", ",") if isinstance(value, Decimal) else value

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return not self.disabled and self.clean(data) != initial
        except ValidationError:
            return True


class PolishDayField(forms.CharField):
    """A date entered as 15.06.2024 or 2024-06-15. The value is a date, or None for an empty field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: object) -> date | None:  # type: ignore[override]  # a date, not the text
        text = without_invisible(super().to_python(value) or "").strip()
        if not text:
            return None
        for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(text.removesuffix("r.").strip(), pattern).date()
            except ValueError:
                continue
        raise ValidationError(_("Enter the date as day.month.year, e.g. 15.06.2024."))

    def run_validators(self, value: object) -> None:
        """Run none: the value is a date, and validators of a text field expect a text."""

    def prepare_value(self, value: object) -> Any:  # the text of a date; any other value as it is
        if isinstance(value, date):
            return f"{value.day}.{value.month:02}.{value.year}" if language() == "pl" else value.isoformat()
        return value


class MultilineField(forms.CharField):
    """A text of several lines, in which a line break counts as one character (browsers send two).

    A text of nothing but invisible characters, which copying may bring along, is empty.

    The widget has no `maxlength`, because a browser silently truncates a longer text that is pasted. The server
    rejects it with its length, and the form shows it again.
    """

    widget = forms.Textarea

    def to_python(self, value: object) -> str | None:
        text = super().to_python(_with_unix_breaks(value))
        empty: str | None = self.empty_value
        return text if text and without_invisible(text).strip() else empty

    def has_changed(self, initial: object, data: object) -> bool:
        return super().has_changed(_with_unix_breaks(initial), data)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str | bool]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


def _with_unix_breaks(text: object) -> object:
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


class RequestKeyField(forms.RegexField):
    """Hidden random key of one rendered form: sending the same form twice saves once."""

    def __init__(self) -> None:
        super().__init__(REQUEST_KEY, widget=forms.HiddenInput, required=False)


class JSONObjectField(forms.JSONField):
    """A JSON object that a script of the page sends once. What was sent is not shown again.

    Django's field raises RecursionError for deep JSON and ValueError for long numbers, and accepts what PostgreSQL
    cannot store.
    """

    widget = forms.HiddenInput

    def to_python(self, value: object) -> JsonObject | None:  # type: ignore[override]  # an object, not the text
        if value in self.empty_values:
            return None
        try:
            return parse_object(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def bound_data(self, data: object, initial: object) -> str:
        return ""

    def prepare_value(self, value: object) -> str:
        return ""

    def has_changed(self, initial: object, data: object) -> bool:
        return data not in self.empty_values


def new_request_key() -> str:
    return secrets.token_hex(16)

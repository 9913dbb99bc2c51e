"""Path converters of every app. Each pattern is as strict as the data: other paths answer 404 without a query."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class NumberConverter:
    """The primary key of an object, at most 18 digits: a longer one does not fit a database's integer."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return str(value)


class YearConverter(NumberConverter):
    """A year of a programme: 2025."""

    regex = "(?:19|20|21)[0-9]{2}"


class PeriodConverter(StringConverter):
    """The code of a period: 2023, 2023-M04, 2023-K3, 2023-P2, 2021-2025."""

    regex = "[0-9]{4}(?:-(?:M[0-9]{2}|K[1-4]|P[12]|[0-9]{4}))?"


class SpanConverter(StringConverter):
    """The years that a report covers: 2024, 2022-2024, koncowe."""

    regex = "koncowe|[0-9]{4}(?:-[0-9]{4})?"


class ChapterConverter(StringConverter):
    """The key of a report's chapter: wprowadzenie, cel-12, finanse, wnioski, plany."""

    regex = "wprowadzenie|finanse|wnioski|plany|cel-[1-9][0-9]{0,17}"


class TokenConverter(StringConverter):
    """The secret of a link in a message: 64 hexadecimal digits."""

    regex = "[0-9a-f]{64}"


class AccountConverter(StringConverter):
    """The primary key of an account in base 36, as links to set a password contain it."""

    regex = "[0-9a-z]{1,10}"


CONVERTERS: dict[str, type[NumberConverter] | type[StringConverter]] = {
    "number": NumberConverter,
    "year": YearConverter,
    "period": PeriodConverter,
    "span": SpanConverter,
    "chapter": ChapterConverter,
    "token": TokenConverter,
    "account": AccountConverter,
}


def register_converters() -> None:
    """Register the converters; called once, by the root URLconf."""
    for name, converter in CONVERTERS.items():
        register_converter(converter, name)

"""Path converters: the years of a report and its chapter."""


class SpanConverter:
    """2024, 2022-2024, koncowe."""

    regex = "koncowe|[0-9]{4}(?:-[0-9]{4})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ChapterConverter:
    """wprowadzenie, cel-12, finanse, wnioski, plany."""

    regex = "wprowadzenie|finanse|wnioski|plany|cel-[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value

"""Parts of addresses: short enough for any database, strict enough that nothing else is looked up."""


class NumberConverter:
    """The number of an object, at most 18 digits: a longer one does not fit a database's integer."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return str(value)


class PeriodConverter:
    """The code of a period: 2023, 2023-M04, 2023-K3, 2023-P2, 2021-2025."""

    regex = "[0-9]{4}(?:-(?:M[0-9]{2}|K[1-4]|P[12]|[0-9]{4}))?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


class YearConverter:
    """A programme's year: 2025."""

    regex = "(?:19|20|21)[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return str(value)


class TokenConverter:
    """The secret of a link in a letter: 64 signs, 0-9 and a-f."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value

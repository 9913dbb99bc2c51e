"""The years of a programme in words."""

import pytest

from cooperation.rules.years import for_years, programme_title, year_span


@pytest.mark.parametrize(
    ("years", "span", "sentence", "title"),
    [
        ((2021, 2025), "2021–2025", "for 2021–2025", "Cooperation programme 2021–2025"),
        ((2026, 2026), "2026", "for the year 2026", "Cooperation programme for 2026"),
    ],
)
def test_single_year_is_named_once(years, span, sentence, title):
    assert (year_span(*years), str(for_years(*years)), str(programme_title(*years))) == (span, sentence, title)

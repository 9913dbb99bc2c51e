from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.html import escape

from cooperation.rendering import long_date, render, short_date
from cooperation.text import TypedNumber, say, say_many


@pytest.fixture(params=["pl", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def shown(source, **context):
    return Template(source).render(Context(context))


def test_parameters_are_rendered_in_the_language(language):
    sentence = say("{a}|{b}|{c}|{d}", a=Decimal("1234.50"), b=12345, c=date(2025, 3, 31), d=say("{e}", e="1/rok"))
    expected = {
        "pl": "1\u00a0234,5|12\u00a0345|31\u00a0marca\u00a02025\u00a0r.|1/rok",
        "en": "1,234.5|12,345|31\u00a0March\u00a02025|1/rok",
    }
    assert render(sentence) == expected[language]


def test_date_at_end_of_sentence_has_one_full_stop():
    with translation.override("pl"):
        assert render(say("{day}.", day=date(2025, 3, 31))) == "31\u00a0marca\u00a02025\u00a0r."


def test_datetime_is_rendered_as_day_in_warsaw():
    with translation.override("pl"):
        assert render(say("{at}", at=datetime(2024, 12, 31, 23, 30, tzinfo=UTC))) == "1\u00a0stycznia\u00a02025\u00a0r."


def test_plural_form_depends_on_count():
    with translation.override("en"):
        assert render(say_many("{n} figure", "{n} figures", 1, n=1)) == "1 figure"
        assert render(say_many("{n} figure", "{n} figures", 2, n=2)) == "2 figures"


def test_long_and_short_date_follow_the_language(language):
    assert (
        long_date(date(2025, 5, 9)) == {"pl": "9\u00a0maja\u00a02025\u00a0r.", "en": "9\u00a0May\u00a02025"}[language]
    )
    assert short_date(date(2025, 5, 9)) == {"pl": "9.05.2025", "en": "2025-05-09"}[language]


def test_template_filters_format_values_in_the_language():
    day, instant = date(2025, 5, 9), datetime(2025, 5, 9, 6, 5, tzinfo=UTC)
    with translation.override("pl"):
        assert shown("{{ v|number }} {{ v|number:2 }}", v=Decimal("1234.5")) == "1\u00a0234,5 1\u00a0234,50"
        assert shown("{{ v|number }}|{{ v|long_date }}|{{ v|short_date }}|{{ v|iso_date }}", v=None) == "|||"
        assert (
            shown("{{ v|long_date }} {{ v|short_date }} {{ v|iso_date }}", v=day)
            == "9\u00a0maja\u00a02025\u00a0r. 9.05.2025 2025-05-09"
        )
        assert shown("{{ v|iso_date }} {{ v|clock }}", v=instant) == "2025-05-09 8.05"
        assert shown("{{ v|typeset }}", v="w roku 2021-2025") == "w\u00a0roku 2021–2025"
        assert shown("{{ v|plain }}", v=12345) == "12345"
        assert (
            shown("{{ v|whole_sentence }}|{{ w|whole_sentence }}|{{ x|whole_sentence }}", v="ala", w="Ala.", x="")
            == "Ala.|Ala.|"
        )
    with translation.override("en"):
        assert shown("{{ v|clock }}", v=instant) == "08:05"


def test_value_keeps_entered_decimals():
    phrase = say("{value}", value=TypedNumber(Decimal("12610400.5"), 2))
    with translation.override("pl"):
        assert shown("{{ v|sentence }}", v=phrase) == "12\u00a0610\u00a0400,50"
    with translation.override("en"):
        assert shown("{{ v|sentence }}", v=phrase) == "12,610,400.50"


def test_sentence_is_escaped_in_template():
    assert shown("{{ v|sentence }}", v=say("{name}", name="<script>")) == "&lt;script&gt;"


def test_polish_words_are_marked_only_in_english_sentences():
    phrase = say(
        "Approved: “{indicator}”, {period}: {new}.",
        indicator="Liczba <warsztatów>",
        period="2024",
        new=say("{number} {measure}", number=Decimal(5), measure="osób"),
    )
    show = Template("{{ phrase|sentence }}").render
    with translation.override("en"):
        assert show(Context({"phrase": phrase})) == (
            'Approved: “<span lang="pl">Liczba &lt;warsztatów&gt;</span>”, 2024: 5 <span lang="pl">osób</span>.'
        )
        whole = "{{ phrase|whole_sentence_text }}|{% autoescape off %}{{ phrase|sentence }}{% endautoescape %}"
        plain = "Approved: “Liczba <warsztatów>”, 2024: 5 osób."
        assert Template(whole).render(Context({"phrase": phrase})) == f"{escape(plain)}|{plain}"
    assert "<span" not in show(Context({"phrase": phrase}))

"""Decimals are stored exactly by both databases."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from cooperation.models.fields import ExactDecimalField
from indicators.models import Indicator, Target
from tests import factories


@pytest.mark.django_db
def test_fifteen_digits_are_stored_exactly_and_sixteen_raise():
    indicator = factories.IndicatorFactory()
    for value in ("123456789.123456", "-999999999.999999", "999999999999999", "0.000001"):
        indicator.baseline_value, indicator.baseline_year = Decimal(value), 2020
        indicator.save()
        indicator.refresh_from_db()
        assert indicator.baseline_value == Decimal(value)
    indicator.baseline_value = Decimal("1500000000.000003")
    with pytest.raises(ValidationError) as refused:
        indicator.full_clean()
    assert set(refused.value.message_dict) == {"baseline_value"}
    with pytest.raises(ValueError, match="more than 15 digits"):
        indicator.save()


def test_every_decimal_of_indicators_is_an_exact_field():
    numbers = [field for model in (Indicator, Target) for field in model._meta.fields if "Decimal" in field.description]
    assert [field.name for field in numbers if not isinstance(field, ExactDecimalField)] == []

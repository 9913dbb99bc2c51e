"""Labels of the rules' enumerations, as choices of form and database fields."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cooperation.text import ValueType
from indicators.rules.facts import NoValueReason
from indicators.rules.meanings import Aggregation, Comparator, Frequency, GrowthReference, GrowthUnit, Kind, Scope

VALUE_TYPES = [
    (ValueType.COUNT.value, _("count (whole number)")),
    (ValueType.DECIMAL.value, _("number with a fraction")),
    (ValueType.SIGNED.value, _("number that may be negative")),
    (ValueType.PERCENT.value, _("per cent")),
    (ValueType.MONEY.value, _("amount of money")),
    (ValueType.YES_NO.value, _("yes or no")),
]
KINDS = [
    (Kind.NUMBER.value, pgettext_lazy("kind of target", "number")),
    (Kind.PERCENT.value, _("per cent")),
    (Kind.GROWTH.value, _("growth")),
    (Kind.YES_NO.value, _("yes or no")),
    (Kind.DEADLINE.value, _("deadline")),
    (Kind.DESCRIPTIVE.value, _("descriptive")),
    (Kind.AS_NEEDED.value, _("as needed")),
    (Kind.NONE.value, _("no target")),
]
COMPARATORS = [
    (Comparator.AT_LEAST.value, _("at least")),
    (Comparator.MORE_THAN.value, _("more than")),
    (Comparator.AT_MOST.value, _("at most")),
    (Comparator.LESS_THAN.value, _("less than")),
    (Comparator.EXACTLY.value, _("exactly")),
    (Comparator.BETWEEN.value, _("between")),
]
SCOPES = [
    (Scope.MONTH.value, _("each month")),
    (Scope.QUARTER.value, _("each quarter")),
    (Scope.HALF_YEAR.value, _("each half-year")),
    (Scope.YEAR.value, _("each year")),
    (Scope.PROGRAMME.value, _("whole programme")),
    (Scope.FINAL.value, _("at the end")),
    (Scope.UNDECIDED.value, _("undecided")),
]
FREQUENCIES = [
    (Frequency.MONTHLY.value, _("monthly")),
    (Frequency.QUARTERLY.value, _("quarterly")),
    (Frequency.HALF_YEARLY.value, _("half-yearly")),
    (Frequency.YEARLY.value, _("yearly")),
    (Frequency.EVERY_TWO_YEARS.value, _("every two years")),
    (Frequency.ONCE.value, _("once, at the end of the programme")),
    (Frequency.MID_TERM_AND_END.value, _("at mid-term and at the end")),
    (Frequency.ONGOING.value, _("ongoing (measured yearly)")),
]
AGGREGATIONS = [
    (Aggregation.SUM.value, _("sum")),
    (Aggregation.LAST.value, _("last value")),
    (Aggregation.MEAN.value, _("mean")),
    (Aggregation.MAXIMUM.value, _("maximum")),
]
GROWTH_REFERENCES = [
    (GrowthReference.BASELINE.value, _("baseline")),
    (GrowthReference.PREVIOUS_YEAR.value, _("previous year")),
]
GROWTH_UNITS = [
    (GrowthUnit.UNITS.value, _("units")),
    (GrowthUnit.PERCENT.value, _("per cent")),
    (GrowthUnit.POINTS.value, _("percentage points")),
]
NO_VALUE_REASONS = [
    (NoValueReason.NOT_MEASURED.value, _("not measured")),
    (NoValueReason.IN_PREPARATION.value, _("data in preparation")),
    (NoValueReason.NOT_APPLICABLE.value, _("does not apply")),
]

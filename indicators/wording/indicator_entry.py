"""The meaning of an indicator while it is entered: its parts with their origin, and proposals."""

from dataclasses import dataclass

from cooperation.rules.origins import Origin
from cooperation.text import Sentence, ValueType, say
from indicators.models import Indicator, Target
from indicators.rules.assumptions import is_direction_assumed
from indicators.rules.meanings import NUMERIC_KINDS, Aggregation, Scope, TargetMeaning
from indicators.rules.value_types import ValueTypeProposal
from indicators.wording.assumptions import AGGREGATION_LABELS, VALUE_TYPE_LABELS
from indicators.wording.rulings import COMPARATOR_LABELS, SCOPE_LABELS

FROM_DOCUMENT, ASSUMED, PROPOSED, CHOSEN = say("from the document"), say("assumed"), say("proposed"), say("chosen")
ONE_PERIOD_A_YEAR = ("yearly", "ongoing", "every_two_years", "once", "mid_term_and_end", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningPart:
    """One part of the meaning; `origin` is None for a question that stays open."""

    label: Sentence | str
    reason: Sentence | str = ""
    origin: Sentence | None = None

    @property
    def is_question(self) -> bool:
        return self.origin is None


def meaning_parts(indicator: Indicator, target: Target, proposal: ValueTypeProposal) -> list[MeaningPart]:
    """Return the parts of unsaved rows; an empty value type, measure or aggregation is as proposed."""
    return [*_target_parts(target.meaning), _frequency_part(target), *_counting_parts(indicator, target, proposal)]


def proposal_sentences(indicator: Indicator, target: Target, proposal: ValueTypeProposal) -> dict[str, Sentence]:
    """Return the sentence beside each field that is left empty, by the field's name."""
    proposed = {
        "value_type": "" if indicator.value_type else VALUE_TYPE_LABELS[proposal.value_type],
        "measure": "" if indicator.measure else proposal.measure,
        "aggregation": "" if target.aggregation else AGGREGATION_LABELS[proposal.aggregation],
    }
    return {name: _proposal(value, proposal) for name, value in proposed.items() if value}


def _proposal(value: Sentence | str, proposal: ValueTypeProposal) -> Sentence:
    if proposal.reason:
        return say("We propose: {value}, because of “{words}”.", value=value, words=proposal.reason)
    return say("We propose: {value}.", value=value)


def _target_parts(meaning: TargetMeaning) -> list[MeaningPart]:
    if meaning.kind not in NUMERIC_KINDS:
        return []
    parts = []
    if meaning.comparator is not None:
        is_assumed = meaning.origins.comparator is Origin.DEFAULT
        reason = say("the document gives only a number") if is_assumed else ""
        if is_direction_assumed(meaning):
            reason = say("less seems to be better here: a coordinator confirms it")
        label = COMPARATOR_LABELS[meaning.comparator]
        parts.append(MeaningPart(label=label, reason=reason, origin=ASSUMED if is_assumed else FROM_DOCUMENT))
    if meaning.scope is Scope.UNDECIDED:
        parts.append(
            MeaningPart(label=say("In each year or in the whole programme?"), reason=SCOPE_LABELS["undecided"])
        )
    elif meaning.scope is not None:
        is_assumed = meaning.origins.scope is Origin.DEFAULT
        label = SCOPE_LABELS[meaning.scope]
        parts.append(MeaningPart(label=label, origin=ASSUMED if is_assumed else FROM_DOCUMENT))
    return parts


def _frequency_part(target: Target) -> MeaningPart:
    if not target.frequency:
        question, reason = say("How often is it measured?"), say("without a frequency nobody can record figures")
        return MeaningPart(label=question, reason=reason)
    is_written = target.frequency_origin == Origin.DOCUMENT
    return MeaningPart(
        label=str(target.get_frequency_display()),
        reason=f"„{target.frequency_verbatim}”" if is_written else "",
        origin=FROM_DOCUMENT if is_written else CHOSEN,
    )


def _counting_parts(indicator: Indicator, target: Target, proposal: ValueTypeProposal) -> list[MeaningPart]:
    words = f"„{proposal.reason}”" if proposal.reason else ""
    value_type = ValueType(indicator.value_type or proposal.value_type)
    measure = indicator.measure or proposal.measure
    is_proposed = not indicator.value_type
    parts = [
        MeaningPart(
            label=say("{value_type}, in “{measure}”", value_type=VALUE_TYPE_LABELS[value_type], measure=measure)
            if measure
            else VALUE_TYPE_LABELS[value_type],
            reason=words if is_proposed else "",
            origin=_origin(indicator, indicator.value_type, indicator.value_type_origin),
        )
    ]
    if target.frequency not in ONE_PERIOD_A_YEAR:
        aggregation = Aggregation(target.aggregation or proposal.aggregation)
        label = say("the figure of a year is {aggregation}", aggregation=AGGREGATION_LABELS[aggregation])
        origin = _origin(indicator, target.aggregation, target.aggregation_origin)
        parts.append(MeaningPart(label=label, origin=origin))
    return parts


def _origin(indicator: Indicator, value: str, stored_origin: str) -> Sentence:
    if not value:
        return PROPOSED
    if indicator._state.adding:
        return CHOSEN
    return FROM_DOCUMENT if stored_origin == Origin.DOCUMENT else ASSUMED

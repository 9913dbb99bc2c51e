"""An indicator with its terms as typed in a form, before it is valid: for its meaning and the proposals."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from cooperation.admin.base import is_key
from cooperation.forms.fields import ExactNumberField
from cooperation.models import Programme
from cooperation.models.fields import ExactDecimalField
from cooperation.rendering import render
from cooperation.text import ValueType, capitalized
from indicators.models import Action, Indicator, Target
from indicators.rules.meanings import Aggregation, Frequency
from indicators.rules.programme_tree import next_position
from indicators.services import targets
from indicators.wording import indicator_entry as wording

MAX_TEXT_LENGTH = 500  # of `Target.verbatim`
PARSED = ("name", "baseline_value", "baseline_year")  # the meaning depends on them
TARGET_TEXTS = ("verbatim", "frequency_verbatim")


def typed_indicator(values: Mapping[str, str], saved: Indicator | None) -> Indicator:
    """Return the saved or a new indicator with the typed values; a value that is not valid is ignored."""
    indicator = saved or Indicator(value_type="")
    if is_key(values.get("action", "")) and int(values["action"]) < 2**31:
        indicator.action_id = int(values["action"])
    for name in PARSED:
        field: Any = Indicator._meta.get_field(name)  # a column; the stubs allow relations, too
        options = {"form_class": ExactNumberField} if isinstance(field, ExactDecimalField) else {}
        if name in values:
            with suppress(ValidationError):
                setattr(indicator, name, field.formfield(**options).clean(values[name]))
    if "value_type" in values:
        indicator.value_type = values["value_type"] if values["value_type"] in set(ValueType) else ""
    indicator.measure = values.get("measure", indicator.measure)[:MAX_TEXT_LENGTH]
    return indicator


def typed_target(
    values: Mapping[str, str], saved: Target | None, indicator: Indicator, programme: Programme | None
) -> Target:
    """Return the saved or new terms with the typed values, and their meaning."""
    target = saved or Target(aggregation="")
    for name in TARGET_TEXTS:
        setattr(target, name, values.get(name, getattr(target, name))[:MAX_TEXT_LENGTH])
    for name, allowed in (("frequency", Frequency), ("aggregation", Aggregation)):
        if name in values:
            setattr(target, name, values[name] if values[name] in set(allowed) else "")
    targets.set_meaning(target, indicator, programme)
    return target


@dataclass(frozen=True, kw_only=True)
class EntryMeaning:
    """What an indicator and its terms mean; `sentence` is empty without a target."""

    sentence: str
    parts: Sequence[wording.MeaningPart]
    proposals: Mapping[str, str]  # by the field that is left empty


def entry_meaning(indicator: Indicator, target: Target, programme: Programme | None) -> EntryMeaning:
    proposal = targets.proposal_for(indicator, target)
    sentences = wording.proposal_sentences(indicator, target, proposal) if indicator.name.strip() else {}
    proposals = {name: render(sentence) for name, sentence in sentences.items()}
    if not target.verbatim.strip():
        return EntryMeaning(sentence="", parts=(), proposals=proposals)
    texts = [render(targets.meaning_sentence(target.meaning, programme))]
    if target.frequency:
        texts.append(str(target.get_frequency_display()))
    parts = wording.meaning_parts(indicator, target, proposal)
    return EntryMeaning(sentence=f"{capitalized('; '.join(texts))}.", parts=parts, proposals=proposals)


def target_meaning(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Return the meaning of what is typed as JSON, in the language of the page.

    `target`, `frequency`: the meaning of both texts; `html`: the column beside the form; `proposals`: by field;
    `position`: the next number of the action.
    """
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    values = {name: str(text) for name, text in request.GET.items()}
    indicator_id = values.get("indicator", "")
    saved = Indicator.objects.filter(pk=int(indicator_id)).first() if is_key(indicator_id) else None
    indicator = typed_indicator(values, saved)
    programme = targets.programme_of(indicator)
    target = typed_target({**dict.fromkeys(TARGET_TEXTS, ""), **values}, None, indicator, programme)
    meaning = entry_meaning(indicator, target, programme)
    answer = {
        "target": render(targets.meaning_sentence(target.meaning, programme)) if target.verbatim.strip() else "–",
        "frequency": str(target.get_frequency_display()) if target.frequency else "",
        "html": render_to_string("indicators/_admin_indicator_meaning.html", {"meaning": meaning}),
        "proposals": meaning.proposals,
        "position": next_number(indicator.action_id),
    }
    return JsonResponse(answer)


def next_number(action_id: int | None) -> int | None:
    """Return the number after the last one of the action, None without an action."""
    if action_id is None or not Action.objects.filter(pk=action_id).exists():
        return None
    return next_position(list(Indicator.objects.filter(action=action_id).values_list("position", flat=True)))

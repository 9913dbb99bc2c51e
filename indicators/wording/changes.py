"""Lines of the public register of changes in words: for its page, the feed, the API and the administration."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.apps import apps

from cooperation.json_object import JsonObject
from cooperation.models import Change
from cooperation.rules.years import year_span
from cooperation.text import Sentence, ValueType, say
from indicators.models import ReaderQuestion
from indicators.rules.periods import period_of
from indicators.rules.phrases import period_name
from indicators.wording.figures import figure
from indicators.wording.rounds import round_change
from indicators.wording.rulings import registered_ruling

Details = JsonObject  # Change.details: its keys depend on the kind of the change


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeText:
    """One line of the register of changes."""

    at: datetime
    sentence: Sentence
    reason: str
    indicator_id: int | None


def change_text(change: Change) -> ChangeText:
    return ChangeText(
        at=change.at,
        sentence=_sentence(change),
        reason=change.text,
        indicator_id=change.details.get("indicator_id"),
    )


def _sentence(change: Change) -> Sentence:
    details: Details = change.details
    match change.kind:
        case Change.Kind.PROGRAMME_LOADED:
            return say("The programme was loaded from its document.")
        case Change.Kind.PUBLISHED:
            return say("The programme was published.")
        case Change.Kind.HIDDEN:
            return say("The programme was withdrawn from publication.")
        case Change.Kind.EDITED if "old" in details:
            return _edit_sentence(change.object_type, details)
        case Change.Kind.EDITED:
            return say(
                "{action}: {model} “{name}”.",
                action=_EDIT_LABELS[details["done"]],
                model=_model_label(change.object_type),
                name=details["name"],
            )
        case Change.Kind.ROUND_CHANGED:
            return round_change(details)
        case Change.Kind.RULING:
            return registered_ruling(details)
        case Change.Kind.FIGURE_APPROVED | Change.Kind.FIGURE_CORRECTED | Change.Kind.EVIDENCE:
            return _figure_sentence(change.kind, details)
        case Change.Kind.REDACTED if "asked" not in details:
            return say("Personal data removed: {model}.", model=_model_label(change.object_type))
        case Change.Kind.REPORT_PUBLISHED | Change.Kind.ERRATUM | Change.Kind.REPORT_LOCATED:
            return _report_sentence(change.kind, details)
        case _:
            return _indicator_sentence(change.kind, details)


def _edit_sentence(object_type: str, details: Details) -> Sentence:
    """Return the old and the new text; with the name of what was edited, unless the name is the text."""
    model, old, new = _model_label(object_type), details["old"], details["new"]
    if details["name"].endswith(new):
        return say("Edited: {model}, “{old}” changed to “{new}”.", model=model, old=old, new=new)
    return say(
        "Edited: {model} “{name}”, “{old}” changed to “{new}”.", model=model, name=details["name"], old=old, new=new
    )


_EDIT_LABELS = {"added": say("Added"), "edited": say("Edited"), "deleted": say("Deleted")}


def _model_label(object_type: str) -> str:
    """Return the verbose name of the model ("indicator", "unit")."""
    models = (model for model in apps.get_models() if model._meta.model_name == object_type)
    return next((str(model._meta.verbose_name) for model in models), object_type)


# --- figures -----------------------------------------------------------------------------------------------------


def corrected_figures(details: Details) -> tuple[Sentence, Sentence]:
    """Return the figure before a registered correction and the figure after it."""
    return _figure(details, "old_"), _figure(details, "")


def _figure_sentence(kind: str, details: Details) -> Sentence:
    params = {"indicator": details["indicator"], "period": period_name(period_of(details["period"]))}
    if kind == Change.Kind.EVIDENCE:
        return say(_EVIDENCE_SENTENCES[details["done"]].msgid, title=details["title"], **params)
    if kind == Change.Kind.FIGURE_CORRECTED:
        old, new = corrected_figures(details)
        return say("Corrected: “{indicator}”, {period}: {old} changed to {new}.", old=old, new=new, **params)
    new = _figure(details, "")
    return say("Approved: “{indicator}”, {period}: {new}.", new=new, **params)


def _figure(details: Details, prefix: str) -> Sentence:
    """Return the registered figure; `prefix`: of its keys, "old_" for the figure before a correction."""
    value = details[f"{prefix}value"]
    if value is None and f"{prefix}expected_on" in details:
        # The day is in brackets, because the sentence around it may end here and has its own full stop.
        return say("data in preparation (expected {day})", day=date.fromisoformat(details[f"{prefix}expected_on"]))
    return figure(
        Decimal(value) if value is not None else None,
        details[f"{prefix}no_value_reason"],
        value_type=ValueType(details["value_type"]),
        measure=details["measure"],
        decimals=details.get(f"{prefix}decimals", 0),
    )


_EVIDENCE_SENTENCES = {
    "published": say("Evidence published: “{title}” (“{indicator}”, {period})."),
    "hidden": say("Evidence no longer public: “{title}” (“{indicator}”, {period})."),
    "taken_off": say("Evidence removed: “{title}” (“{indicator}”, {period})."),
}


# --- indicators --------------------------------------------------------------------------------------------------


def _indicator_sentence(kind: str, details: Details) -> Sentence:
    indicator = details["indicator"]
    match kind:
        case Change.Kind.AMENDED:
            return say(
                "New terms of “{indicator}” from {year}: “{old}” changed to “{new}”.",
                year=str(details["year"]), indicator=indicator, old=details["old"], new=details["new"],
            )  # fmt: skip
        case Change.Kind.INDICATOR_WITHDRAWN:
            return _withdrawal_sentence(indicator, year=details["year"], old_year=details["old_year"])
        case Change.Kind.ANSWERED:
            return say(_ANSWER_SENTENCES[details["asked"]].msgid, indicator=indicator)
        case _:
            return say(
                "Personal data removed from a reader's question about “{indicator}” or from its answer.",
                indicator=indicator,
            )


def _withdrawal_sentence(indicator: str, *, year: int | None, old_year: int | None) -> Sentence:
    """`year`: the first year without the indicator; `old_year`: the same before the change; None: in force."""
    if year is None:
        return say(
            "“{indicator}” is no longer withdrawn from {old_year} on.", old_year=str(old_year), indicator=indicator
        )
    if old_year is None:
        return say("“{indicator}” is withdrawn from {year} on.", year=str(year), indicator=indicator)
    if old_year == year:
        return say(
            "The reason for withdrawing “{indicator}” from {year} on was changed.", year=str(year), indicator=indicator
        )
    return say(
        "“{indicator}” is withdrawn from {year} on, no longer from {old_year} on.",
        year=str(year),
        old_year=str(old_year),
        indicator=indicator,
    )


_ANSWER_SENTENCES = {
    ReaderQuestion.Kind.QUESTION: say("Answered: a reader's question about “{indicator}”."),
    ReaderQuestion.Kind.ERROR: say("Answered: a reader's report of an error in “{indicator}”."),
}


# --- reports -----------------------------------------------------------------------------------------------------


def _report_sentence(kind: str, details: Details) -> Sentence:
    report, version = _report_name(details), str(details["version"])
    if kind == Change.Kind.ERRATUM:
        return say("Erratum published: {report}, version {version}.", report=report, version=version)
    if kind == Change.Kind.REPORT_LOCATED:
        added = say("Address in the public information bulletin added: {report}, version {version}.")
        removed = say("Address in the public information bulletin removed: {report}, version {version}.")
        return say((added if details["is_given"] else removed).msgid, report=report, version=version)
    if details["version"] == 1:
        return say("Published: {report}.", report=report)
    return say("Published again: {report}, version {version}.", report=report, version=version)


def _report_name(details: Details) -> Sentence:
    first, last = int(details["first_year"]), int(details["last_year"])
    if details["is_final"]:
        return say("the final report")
    if first == last:
        return say("the report for {year}", year=str(first))
    return say("the report for the years {years}", years=year_span(first, last))

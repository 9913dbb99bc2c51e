"""Sentences about a copied programme: what was taken from the earlier programme and what was left out."""

from collections.abc import Mapping, Sequence

from cooperation.text import Sentence, say, say_many
from indicators.rules.phrases import enumeration
from indicators.rules.programme_copies import CarriedPart

MAIN_GOAL = "–"  # the main goal has no number
PART_LABELS: Mapping[CarriedPart, Sentence] = {
    CarriedPart.DIAGNOSIS: say("findings and conclusions of the diagnosis"),
    CarriedPart.GOALS: say("main goal and specific goals, with the findings that they address"),
    CarriedPart.ACTIONS: say("actions"),
    CarriedPart.INDICATORS: say("indicators with targets, frequencies, breakdowns, baselines and method"),
    CarriedPart.UNITS: say("units responsible for the indicators"),
}


def missing_basis(part: CarriedPart, needed: CarriedPart) -> Sentence:
    return say("“{part}” cannot be taken without “{needed}”.", part=PART_LABELS[part], needed=PART_LABELS[needed])


def created(counts: Mapping[str, int]) -> Sentence:
    """Return how much was taken from the earlier programme."""
    kinds = {
        "swotfinding": lambda count: say_many("{count} finding", "{count} findings", count, count=count),
        "conclusion": lambda count: say_many("{count} conclusion", "{count} conclusions", count, count=count),
        "specificgoal": lambda count: say_many("{count} goal", "{count} goals", count, count=count),
        "action": lambda count: say_many("{count} action", "{count} actions", count, count=count),
        "indicator": lambda count: say_many("{count} indicator", "{count} indicators", count, count=count),
    }
    parts = [sentence(counts[name]) for name, sentence in kinds.items() if counts.get(name)]
    if not parts:
        return say("The programme is created; it is empty. Readers do not see it until you publish it.")
    return say(
        "The programme is created. Taken from the earlier one: {parts}. Readers do not see it until you publish it.",
        parts=enumeration(parts),
    )


def outdated_text(place: str, text: str, years: Sequence[int]) -> Sentence:
    return say_many(
        "{place}: “{text}” names the year {years}, which the new programme does not have; correct the text",
        "{place}: “{text}” names the years {years}, which the new programme does not have; correct the text",
        len(years),
        place=place,
        text=text[:200],
        years=enumeration([say("{year}", year=str(year)) for year in years]),
    )


def left_out_withdrawn(place: str, name: str, year: int) -> Sentence:
    return say(
        "{place}: “{name}” was left out, because it is withdrawn from {year} on", place=place, name=name, year=str(year)
    )


def left_out_unit(place: str, name: str, unit: str) -> Sentence:
    return say(
        "{place}: “{name}” has no responsible unit, because “{unit}” is no longer active",
        place=place,
        name=name,
        unit=unit,
    )

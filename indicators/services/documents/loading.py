"""Create a programme from its draft, once and in one transaction; edits made in the administration are preserved."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cooperation.models import Change, Conclusion, Programme, SwotFinding, Unit
from cooperation.roles import Role
from cooperation.rules.origins import Origin
from cooperation.services import changes
from cooperation.services.programmes import free_slug
from cooperation.text import MAX_DIGITS, Sentence, ValueType, fold, say, say_many
from goals.models import MainGoal, SpecificGoal
from indicators.models import Action, Breakdown, Category, Indicator, ReportingRound, Target
from indicators.rules.documents.drafts import ActionDraft, GoalDraft, IndicatorDraft, ProgrammeDraft
from indicators.rules.indicator_tables import TableError, parse_baseline
from indicators.rules.periods import round_due_on, round_opens_on
from indicators.services import targets


class ProgrammeNotLoaded(ValueError):
    """Raised when a draft cannot become a programme; nothing was written. `sentences` say why."""

    def __init__(self, *sentences: Sentence) -> None:
        super().__init__(" ".join(map(str, sentences)))
        self.sentences = sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Data given to the command for what the text does not contain."""

    title: str = ""
    issuer: str = ""
    years: tuple[int, int] | None = None
    slug: str = ""
    units: Mapping[str, Unit] = field(default_factory=dict)  # by the folded words of the document


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedProgramme:
    """The programme, and whether this call created it."""

    programme: Programme
    is_new: bool


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def load(draft: ProgrammeDraft, completion: Completion, *, is_published: bool = False) -> LoadedProgramme:
    """Create the programme of a draft; return the existing one if the same text was loaded before.

    Raises `ProgrammeNotLoaded`, also when another text for the same years was loaded.
    """
    with transaction.atomic():
        known = Programme.objects.filter(source_sha256=digest(draft.source), is_example=False).first()
        if known is not None:
            return LoadedProgramme(programme=known, is_new=False)
        years = _years_of(draft, completion)
        missing = missing_parts(draft)
        if missing:
            raise ProgrammeNotLoaded(*missing)
        issuer = completion.issuer or stored_issuer(draft)
        _check_no_other_text(draft, years, issuer)
        programme = _create(draft, completion, years, issuer, is_published=is_published)
    return LoadedProgramme(programme=programme, is_new=True)


def missing_parts(draft: ProgrammeDraft) -> list[Sentence]:
    """Return a sentence for each required part that the draft lacks."""
    missing = []
    if draft.main_goal is None:
        missing.append(say("There is no main goal: the line “cel główny: …” is missing."))
    if not any(goal.text for goal in draft.goals):
        missing.append(say("There are no specific goals: the list under “cele szczegółowe:” is missing."))
    loose = sum(goal.text is None or action.name is None for goal in draft.goals for action in goal.actions)
    if loose:
        missing.append(
            say_many(
                "{count} group of indicators belongs to no goal or action. Assign it in the answers (--answers).",
                "{count} groups of indicators belong to no goal or action. Assign them in the answers (--answers).",
                loose,
                count=loose,
            )
        )
    return missing


def stored_issuer(draft: ProgrammeDraft) -> str:
    """Return the office that the document names; one derived from a footnote is only proposed."""
    return draft.issuer.text if draft.issuer and draft.issuer.origin is not Origin.DEFAULT else ""


def _years_of(draft: ProgrammeDraft, completion: Completion) -> tuple[int, int]:
    """Return the first and the last year; raise `ProgrammeNotLoaded` if they are missing, contradictory or absurd."""
    if draft.years and completion.years and draft.years != completion.years:
        raise ProgrammeNotLoaded(
            say(
                "The text says {text}, the option --years says {option}.",
                text=_span(draft.years),
                option=_span(completion.years),
            )
        )
    years = draft.years or completion.years
    if years is None:
        raise ProgrammeNotLoaded(
            say("The text does not name the years (“na lata 2021-2025”, “na rok 2026”). Add --years 2021-2025 or 2026.")
        )
    if not (1990 <= years[0] <= years[1] <= 2100 and years[1] - years[0] <= 30):
        raise ProgrammeNotLoaded(say("A programme cannot cover the years {years}.", years=_span(years)))
    return years


def _span(years: tuple[int, int]) -> str:
    return str(years[0]) if years[0] == years[1] else f"{years[0]}-{years[1]}"


def programmes_of(years: tuple[int, int], issuer: str) -> QuerySet[Programme]:
    """Return the programmes of these years and this office; a draft for the same ones can only amend them."""
    return Programme.objects.filter(first_year=years[0], last_year=years[1], is_example=False, issuer=issuer).order_by(
        "pk"
    )


def _check_no_other_text(draft: ProgrammeDraft, years: tuple[int, int], issuer: str) -> None:
    """Raise `ProgrammeNotLoaded` if another text is loaded for the same years and office."""
    for other in programmes_of(years, issuer):
        pairs = zip_longest(other.source_text.split("\n"), draft.source.split("\n"), fillvalue="")
        differing = ((number, pair) for number, pair in enumerate(pairs, 1) if pair[0] != pair[1])
        line, (old, new) = next(differing, (1, ("", "")))
        old_excerpt, new_excerpt = _difference_excerpts(old, new)
        refusal = say(
            "The programme {years} has already been loaded from another text, so nothing was changed. First "
            "difference: was “{old}”, is “{new}”. The page {address} shows all differences once it has read the file, "
            "and applies those that you choose.",
            years=_span(years),
            address=reverse("indicators:stored_draft_list"),
            old=old_excerpt,
            new=new_excerpt,
        )
        raise ProgrammeNotLoaded(say("Line {line}: {message}", line=str(line), message=refusal))


def _difference_excerpts(old: str, new: str) -> tuple[str, str]:
    """Return excerpts of both lines around the first difference, since table rows are long."""
    difference = next(
        (index for index, (left, right) in enumerate(zip(old, new, strict=False)) if left != right),
        min(len(old), len(new)),
    )
    start = max(0, difference - 30)
    end = difference + 50
    excerpts = [("…" if start else "") + line[start:end] + ("…" if len(line) > end else "") for line in (old, new)]
    return excerpts[0].replace("\t", " | "), excerpts[1].replace("\t", " | ")


def _create(
    draft: ProgrammeDraft, completion: Completion, years: tuple[int, int], issuer: str, *, is_published: bool
) -> Programme:
    now = timezone.now()
    if draft.title is not None:
        title, title_origin = draft.title.text, draft.title.origin
    elif completion.title:
        title, title_origin = completion.title, Origin.DOCUMENT
    else:
        span = _span(years)
        title_origin = Origin.DEFAULT
        title = f"Program współpracy na rok {span}" if years[0] == years[1] else f"Program współpracy na lata {span}"
    programme = Programme.objects.create(
        title=title,
        title_origin=title_origin,
        slug=free_slug(completion.slug or _span(years), issuer),
        first_year=years[0],
        last_year=years[1],
        issuer=issuer,
        source_text=draft.source,
        source_sha256=digest(draft.source),
        source_note=draft.note,
        is_excerpt=_is_excerpt(draft),
        is_published=is_published,
        content_changed_at=now,
    )
    _create_diagnosis(programme, draft)
    assert draft.main_goal is not None  # noqa: S101  # checked by missing_parts
    main_goal = MainGoal.objects.create(
        programme=programme, reference=draft.main_goal_reference[:60], text=draft.main_goal.text
    )
    units = {**units_by_name(), **completion.units}
    named_goals = [goal for goal in draft.goals if goal.text is not None]
    for position, goal in enumerate(named_goals, 1):
        specific = SpecificGoal.objects.create(
            main_goal=main_goal,
            position=position,
            reference=goal.reference[:60],
            text=goal.text.text if goal.text else "",
        )
        for number, action in zip(_positions(goal), goal.actions, strict=True):
            _create_action(programme, specific, action, number, units)
    ReportingRound.objects.bulk_create(
        ReportingRound(programme=programme, year=year, opens_on=round_opens_on(year), due_on=round_due_on(year))
        for year in programme.years
    )
    changes.register(
        programme.pk,
        Change.Kind.PROGRAMME_LOADED,
        at=now,
        object_type="programme",
        object_id=programme.pk,
        role=str(Role.ADMINISTRATOR),
    )
    return programme


def units_by_name() -> dict[str, Unit]:
    """Return the active units by their folded names and short names."""
    units = Unit.objects.filter(is_active=True)
    return {fold(name): unit for unit in units for name in (unit.name, unit.short_name) if name}


def _is_excerpt(draft: ProgrammeDraft) -> bool:
    """Whether the text is an excerpt: only some quadrants of the analysis, or actions under only some goals."""
    quadrants = len({finding.quadrant for finding in draft.findings})
    with_actions = sum(bool(goal.actions) for goal in draft.goals)
    return 0 < quadrants < len(SwotFinding.Quadrant) or 0 < with_actions < len(draft.goals)


def _create_diagnosis(programme: Programme, draft: ProgrammeDraft) -> None:
    positions: dict[str, int] = {}
    for finding in draft.findings:
        positions[finding.quadrant] = positions.get(finding.quadrant, 0) + 1
        SwotFinding.objects.create(
            programme=programme,
            quadrant=finding.quadrant,
            origin=finding.text.origin,
            position=positions[finding.quadrant],
            text=finding.text.text,
        )
    numbers = _whole_numbers([conclusion.number for conclusion in draft.conclusions])
    for number, conclusion in zip(numbers, draft.conclusions, strict=True):
        Conclusion.objects.create(
            programme=programme, number=number, reference=conclusion.reference[:60], text=conclusion.text.text
        )


def _positions(goal: GoalDraft) -> list[int]:
    return _whole_numbers([action.position or "" for action in goal.actions])


def _whole_numbers(written: Sequence[str]) -> list[int]:
    """Return the numbers as written if all are different whole numbers, otherwise 1, 2, 3…"""
    numbers = [int(text) for text in written if text.isdigit() and 0 < int(text) < 10_000]
    if len(set(numbers)) == len(written):
        return numbers
    return list(range(1, len(written) + 1))


def _create_action(
    programme: Programme, goal: SpecificGoal, draft: ActionDraft, position: int, units: dict[str, Unit]
) -> None:
    name = draft.name.text if draft.name else ""
    reference = draft.reference if draft.position in (None, str(position)) else f"{draft.reference} {draft.position}"
    action = Action.objects.create(specific_goal=goal, position=position, reference=reference.strip()[:60], name=name)
    breakdown = breakdown_of(programme, name)
    for number, row in enumerate(draft.indicators, 1):
        indicator, target = new_indicator(
            programme, row, applies_from=programme.first_year, units=units, breakdown=breakdown
        )
        indicator.action, indicator.position = action, number
        indicator.save()
        target.indicator = indicator
        target.save()


def new_indicator(
    programme: Programme,
    draft: IndicatorDraft,
    *,
    applies_from: int,
    units: Mapping[str, Unit],
    breakdown: Breakdown | None,
) -> tuple[Indicator, Target]:
    """Return unsaved rows of an indicator of the draft and of its terms; the action and the position are not set."""
    unit = units.get(fold(draft.responsible.text)) if draft.responsible else None
    remarks = [f"{header}: {quote.text}" for header, quote in draft.remarks]
    if draft.responsible and unit is None:
        remarks.append(f"Odpowiedzialny: {draft.responsible.text}")
    measure = draft.unit.text if draft.unit else ""
    indicator = Indicator(name=draft.name.text, unit=unit, measure=measure[:120], value_type="")
    remarks += _set_baseline(indicator, draft, measure)
    indicator.definition = "\n".join(remarks)
    target = Target(
        applies_from=applies_from,
        verbatim=draft.target.text if draft.target else "–",
        frequency_verbatim=draft.frequency_verbatim.text if draft.frequency_verbatim else "",
        breakdown=breakdown,
        aggregation="",
    )
    targets.set_meaning(target, indicator, programme)
    targets.set_decisions(target, frequency=draft.frequency, scope=draft.scope)
    if measure.strip("[] ") == "%":
        indicator.value_type = ValueType.PERCENT.value
    targets.complete_from_words(indicator, target)
    return indicator, target


def _set_baseline(indicator: Indicator, draft: IndicatorDraft, measure: str) -> list[str]:
    """Set the baseline if it is a number with a year; otherwise return it as a remark."""
    if draft.baseline is None:
        return []
    written = f"Wartość bazowa: {draft.baseline.text}"
    try:
        baseline = parse_baseline(draft.baseline.text, draft.baseline_year, measure)
    except TableError:
        return [written]
    if baseline is not None and baseline.value.adjusted() >= MAX_DIGITS:
        return [written]
    if baseline is not None:
        indicator.baseline_value, indicator.baseline_year = baseline.value, baseline.year
    return []


_ORGANISERS = re.compile(r"\(organizowan\w+ przez ([^()]+)\)", re.IGNORECASE)


def breakdown_of(programme: Programme, action: str) -> Breakdown | None:
    """Return the breakdown by organiser that the parenthesis in the name of the action lists, None if there is none."""
    match = _ORGANISERS.search(action)
    names = [name.strip() for name in match[1].split(",") if name.strip()] if match else []
    if len(names) < 2:
        return None
    for known in Breakdown.objects.filter(programme=programme).prefetch_related("categories"):
        if [category.name for category in known.categories.all()] == names:
            return known
    others = Breakdown.objects.filter(programme=programme).count()
    breakdown = Breakdown.objects.create(
        programme=programme, name=f"organizator {others + 1}" if others else "organizator", origin=Origin.DEFAULT
    )
    for position, name in enumerate(names, 1):
        Category.objects.create(breakdown=breakdown, position=position, name=name)
    return breakdown

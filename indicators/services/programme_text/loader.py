"""Create a programme from its draft, once and in one transaction; edits made in the administration are preserved."""

import re
from dataclasses import dataclass
from itertools import zip_longest

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from cooperation.models import Change, Conclusion, Programme, SwotFinding
from cooperation.roles import Role
from cooperation.rules.origins import Origin
from cooperation.services import changes
from cooperation.text import Sentence, say
from goals.models import MainGoal, SpecificGoal
from indicators.models import Action, Breakdown, Category, Indicator, ReportingRound, Target
from indicators.rules.periods import round_due_on, round_opens_on
from indicators.rules.value_types import propose_value_type
from indicators.services import targets
from indicators.services.programme_text.parser import ActionDraft, ProgrammeDraft, ProgrammeTextError


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Data given on loading, for what the text does not contain."""

    title: str = ""
    issuer: str = ""
    years: tuple[int, int] | None = None
    slug: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedProgramme:
    """The programme, and whether this call created it."""

    programme: Programme
    is_new: bool


def load(draft: ProgrammeDraft, completion: Completion, *, dry_run: bool = False) -> LoadedProgramme:
    """Create the programme of a draft; return the existing one if the same text was loaded before.

    Raises `ProgrammeTextError`, also when another text for the same years was loaded. `dry_run` rolls back.
    """
    years = _years_of(draft, completion)
    with transaction.atomic():
        known = Programme.objects.filter(source_sha256=draft.sha256, is_example=False).first()
        if known is not None:
            return LoadedProgramme(programme=known, is_new=False)
        _check_no_other_text(draft, years, completion.issuer)
        programme = _create(draft, completion, years)
        if dry_run:
            transaction.set_rollback(True)
    return LoadedProgramme(programme=programme, is_new=True)


def _years_of(draft: ProgrammeDraft, completion: Completion) -> tuple[int, int]:
    """Return the first and the last year; raise `ProgrammeTextError` if they are missing, contradictory or absurd."""
    if draft.years and completion.years and draft.years != completion.years:
        raise ProgrammeTextError(
            say(
                "The text says {text}, the option --years says {option}.",
                text=_span(draft.years),
                option=_span(completion.years),
            )
        )
    years = draft.years or completion.years
    if years is None:
        raise ProgrammeTextError(
            say("The text does not name the years (“na lata 2021-2025”, “na rok 2026”). Add --years 2021-2025 or 2026.")
        )
    if not (1990 <= years[0] <= years[1] <= 2100 and years[1] - years[0] <= 30):
        raise ProgrammeTextError(say("A programme cannot cover the years {years}.", years=_span(years)))
    return years


def _span(years: tuple[int, int]) -> str:
    return str(years[0]) if years[0] == years[1] else f"{years[0]}-{years[1]}"


def _check_no_other_text(draft: ProgrammeDraft, years: tuple[int, int], issuer: str) -> None:
    """Raise `ProgrammeTextError` if another text is loaded for the same years and office."""
    others = Programme.objects.filter(first_year=years[0], last_year=years[1], is_example=False, issuer=issuer)
    for other in others:
        pairs = zip_longest(other.source_text.split("\n"), draft.source.split("\n"), fillvalue="")
        line, (old, new) = next((number, pair) for number, pair in enumerate(pairs, 1) if pair[0] != pair[1])
        old_excerpt, new_excerpt = _difference_excerpts(old, new)
        raise ProgrammeTextError(
            say(
                "The programme {years} has already been loaded from another text, so nothing was changed. First "
                "difference: was “{old}”, is “{new}”. To amend it, add new terms from a given year.",
                years=_span(years),
                old=old_excerpt,
                new=new_excerpt,
            ),
            line,
        )


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


def _create(draft: ProgrammeDraft, completion: Completion, years: tuple[int, int]) -> Programme:
    now = timezone.now()
    title, title_origin = draft.title, draft.title_origin
    if completion.title and not title:
        title, title_origin = completion.title, Origin.DOCUMENT
    if not title:
        span = _span(years)
        title_origin = Origin.DEFAULT
        title = f"Program współpracy na rok {span}" if years[0] == years[1] else f"Program współpracy na lata {span}"
    programme = Programme.objects.create(
        title=title,
        title_origin=title_origin,
        slug=_free_slug(completion, years),
        first_year=years[0],
        last_year=years[1],
        issuer=completion.issuer,
        source_text=draft.source,
        source_sha256=draft.sha256,
        source_note=draft.note,
        is_excerpt=_is_excerpt(draft),
        is_published=True,
        content_changed_at=now,
    )
    _create_diagnosis(programme, draft)
    main_goal = MainGoal.objects.create(programme=programme, reference=draft.main_goal_reference, text=draft.main_goal)
    for position, goal in enumerate(draft.goals, 1):
        specific = SpecificGoal.objects.create(
            main_goal=main_goal, position=position, reference=goal.reference, text=goal.text
        )
        for action in goal.actions:
            _create_action(programme, specific, action)
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


def _is_excerpt(draft: ProgrammeDraft) -> bool:
    """Whether the text is an excerpt: only some quadrants of the analysis, or actions under only some goals."""
    quadrants = len({finding.quadrant for finding in draft.findings})
    with_actions = sum(bool(goal.actions) for goal in draft.goals)
    return 0 < quadrants < len(SwotFinding.Quadrant) or 0 < with_actions < len(draft.goals)


def _free_slug(completion: Completion, years: tuple[int, int]) -> str:
    """Return the slug, by default the years; on a collision with a prefix (product.md § 10)."""
    wanted = slugify(completion.slug) or _span(years)
    prefix, number = slugify(completion.issuer.translate(str.maketrans("łŁ", "lL")))[:30].strip("-"), 2
    slug = wanted
    while Programme.objects.filter(slug=slug).exists():
        slug = f"{prefix}-{wanted}" if prefix and slug == wanted else f"{number}-{wanted}"
        number += 1
    return slug


def _create_diagnosis(programme: Programme, draft: ProgrammeDraft) -> None:
    positions: dict[str, int] = {}
    for finding in draft.findings:
        positions[finding.quadrant] = positions.get(finding.quadrant, 0) + 1
        SwotFinding.objects.create(
            programme=programme,
            quadrant=finding.quadrant,
            origin=finding.origin,
            position=positions[finding.quadrant],
            text=finding.text,
        )
    for conclusion in draft.conclusions:
        Conclusion.objects.create(
            programme=programme, number=conclusion.number, reference=conclusion.reference, text=conclusion.text
        )


def _create_action(programme: Programme, goal: SpecificGoal, draft: ActionDraft) -> None:
    action = Action.objects.create(
        specific_goal=goal, position=draft.position, reference=draft.reference, name=draft.name
    )
    indicator = Indicator(action=action, position=1, name=draft.indicator, value_type_origin=Origin.DEFAULT)
    target = Target(
        indicator=indicator,
        applies_from=programme.first_year,
        verbatim=draft.target,
        frequency_verbatim=draft.frequency,
        aggregation_origin=Origin.DEFAULT,
        breakdown=_breakdown(programme, draft.name),
    )
    targets.set_meaning(target, indicator, programme)
    proposal = propose_value_type(draft.indicator, target.meaning)
    indicator.value_type, target.aggregation = proposal.value_type, proposal.aggregation
    indicator.measure = proposal.measure
    indicator.save()
    target.save()


_ORGANISERS = re.compile(r"\(organizowan\w+ przez ([^()]+)\)", re.IGNORECASE)


def _breakdown(programme: Programme, action: str) -> Breakdown | None:
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


def describe(error: ProgrammeTextError) -> Sentence:
    """Return the message of the error with its line number."""
    if error.line:
        return say("Line {line}: {message}", line=str(error.line), message=error.message)
    return error.message

"""The example programme: fictitious content for every kind of page, marked as an example on each of them.

The content is `data/example.json`. Definitions are created directly; all steps of people (figures, rulings, rounds,
reports) use the ordinary services, in chronological order, so that a report of a day contains what was known then.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from cooperation.json_object import JsonObject
from cooperation.models import Conclusion, Programme, SwotFinding, Unit, UnitMember
from cooperation.roles import Role
from cooperation.rules.origins import Origin
from cooperation.services import changes, programmes
from cooperation.text import TypedNumber, ValueType, parse_number
from goals.models import FindingLink, MainGoal, SpecificGoal
from indicators.models import Action, Breakdown, Category, Indicator, Measurement, ReportingRound, Target
from indicators.models.slots import Slot
from indicators.queries.rounds import closing_checklist
from indicators.rules.figures import Figure, build_figure
from indicators.rules.meanings import Aggregation, Frequency, Kind
from indicators.rules.periods import Period, programme_periods, round_due_on, round_opens_on
from indicators.rules.recording import RoundDays
from indicators.services import measurements, rounds, rulings, targets

CONTENT = Path(settings.BASE_DIR) / "data" / "example.json"
RECORDED_AFTER = timedelta(days=18)  # the end of the period
DECIDED_AFTER = timedelta(days=9)  # the submission


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleEvent:
    """An action of a person of the example programme, at a time in the past."""

    at: datetime
    act: Callable[[], object]


# Events that the apps above add, given the programme and its coordinator.
MoreEvents = Callable[[Programme, User], Iterable[ExampleEvent]]


def load(more_events: MoreEvents | None = None) -> tuple[Programme, bool]:
    """Create the example programme, unless it exists; return it and whether this call created it."""
    content: JsonObject = json.loads(CONTENT.read_text(encoding="utf-8"))
    with transaction.atomic():
        known = Programme.objects.filter(slug=content["slug"], is_example=True).first()
        if known is not None:
            return known, False
        return _ExampleLoader(content).load(more_events), True


class _ExampleLoader:
    """Creates units, people and definitions, collects the events, and runs them in chronological order."""

    def __init__(self, content: JsonObject) -> None:
        self.content = content
        self.units = [
            Unit.objects.get_or_create(name=name, defaults={"is_example": True, "contact": contact})[0]
            for name, contact in zip(content["units"], content["contacts"], strict=True)
        ]
        self.officers = [
            _person(*names, role=Role.OFFICER, unit=self.units[unit]) for *names, unit in content["people"]
        ]
        self.coordinator = _person(*content["coordinator"], role=Role.COORDINATOR)
        self.years = range(content["first_year"], content["last_year"] + 1)
        self.events: list[ExampleEvent] = []

    def load(self, more_events: MoreEvents | None) -> Programme:
        content = self.content
        fields = ("title", "slug", "first_year", "last_year", "issuer", "resolution", "source_note")
        self.programme = Programme.objects.create(**{name: content[name] for name in fields}, is_example=True)
        for year in self.years:
            ReportingRound.objects.create(
                programme=self.programme, year=year, opens_on=round_opens_on(year), due_on=round_due_on(year)
            )
        published_at = moment(date(self.years[0], 1, 10))
        self._add_event(
            published_at, lambda: programmes.set_published(self.programme, is_published=True, at=published_at)
        )
        findings = self._create_diagnosis()
        goals = self._create_goals()
        for quadrant, position, goal, reason in content["links"]:
            FindingLink.objects.create(
                finding=findings[quadrant, position],
                specific_goal=goals[goal - 1],
                reason=reason,
                author=self.coordinator,
            )
        for year, reason in content["rounds"].items():
            self._add_round_closing(int(year), reason)
        if more_events is not None:
            self.events += more_events(self.programme, self.coordinator)
        for event in sorted(self.events, key=lambda event: event.at):
            event.act()
        for person in (*self.officers, self.coordinator):  # nobody can log in, and they receive no notifications
            person.is_active = False
            person.save()
        changes.invalidate_pages([self.programme.pk], timezone.now())
        self.programme.refresh_from_db()
        return self.programme

    def _add_event(self, at: datetime, act: Callable[[], object]) -> None:
        self.events.append(ExampleEvent(at=at, act=act))

    def _create_diagnosis(self) -> dict[tuple[str, int], SwotFinding]:
        """Create findings and conclusions; return the findings by quadrant and position."""
        findings: dict[tuple[str, int], SwotFinding] = {}
        for quadrant, text in self.content["findings"]:
            position = 1 + sum(known == quadrant for known, _position in findings)
            findings[quadrant, position] = SwotFinding.objects.create(
                programme=self.programme, quadrant=quadrant, position=position, text=text
            )
        for number, text in self.content["conclusions"]:
            Conclusion.objects.create(programme=self.programme, number=number, text=text)
        return findings

    def _create_goals(self) -> list[SpecificGoal]:
        breakdown = Breakdown.objects.create(programme=self.programme, name=self.content["breakdown"]["name"])
        self.breakdown = breakdown
        for position, name in enumerate(self.content["breakdown"]["categories"], 1):
            Category.objects.create(breakdown=breakdown, position=position, name=name)
        main = MainGoal.objects.create(programme=self.programme, text=self.content["main_goal"])
        specific_goals = []
        for position, goal in enumerate(self.content["goals"], 1):
            specific_goals.append(SpecificGoal.objects.create(main_goal=main, position=position, text=goal["text"]))
            for number, action in enumerate(goal["actions"], 1):
                row = Action.objects.create(specific_goal=specific_goals[-1], position=number, name=action["name"])
                for place, indicator in enumerate(action["indicators"], 1):
                    self._create_indicator(row, place, indicator)
        return specific_goals

    def _create_indicator(self, action: Action, position: int, content: JsonObject) -> None:
        baseline, year = content.get("baseline", (None, None))
        value_type = ValueType(content["value_type"])
        indicator = Indicator.objects.create(
            action=action,
            position=position,
            name=content["name"],
            value_type=value_type.value,
            measure=content["measure"],
            value_type_origin=Origin.DOCUMENT,
            unit=self.units[content["unit"]],
            definition=content.get("definition", ""),
            data_source=content.get("data_source", ""),
            baseline_value=parse_number(baseline, ValueType.PERCENT).value if baseline else None,
            baseline_year=year,
        )
        target = Target(
            indicator=indicator,
            applies_from=self.years[0],
            verbatim=content["target"],
            frequency_verbatim=content["frequency"],
            breakdown=self.breakdown if content.get("breakdown") else None,
        )
        targets.set_meaning(target, indicator, self.programme)
        adds_up = value_type in (ValueType.COUNT, ValueType.MONEY) and target.kind != Kind.PERCENT
        target.aggregation = (Aggregation.SUM if adds_up else Aggregation.LAST).value
        target.aggregation_origin = Origin.DOCUMENT
        target.save()
        self._add_rulings(indicator, content)
        self._add_figures(indicator, target, value_type, content)

    def _add_rulings(self, indicator: Indicator, content: JsonObject) -> None:
        """Add a decision in the first year, and an assessment after the assessed year."""
        if "decision" in content:
            decided = date(self.years[0], 2, 15)
            decide = partial(rulings.decide, indicator, by=self.coordinator, based_on=0, **content["decision"])
            self._add_event(moment(decided), partial(decide, on=decided, at=moment(decided)))
        if "assessment" in content:
            year, verdict, reason = content["assessment"]
            on = date(year + 1, 3, 4)
            assess = partial(rulings.assess, indicator, year, verdict, reason, self.coordinator, based_on=0)
            self._add_event(moment(on), partial(assess, on=on, at=moment(on)))

    # --- figures ---------------------------------------------------------------------------------------------------

    def _add_figures(self, indicator: Indicator, target: Target, value_type: ValueType, content: JsonObject) -> None:
        officer = self.officers[content["unit"]]
        figures = {**_monthly(content.get("monthly", {})), **content["figures"]}
        for period in programme_periods(Frequency(target.frequency), self.years[0], self.years[-1]):
            if period.code in figures:
                self._add_steps(indicator, period, value_type, figures[period.code], officer)

    def _add_steps(
        self, indicator: Indicator, period: Period, value_type: ValueType, content: JsonObject, officer: User
    ) -> None:
        """Add the steps from the first revision to the state in the content, by default the approval."""
        on = date.fromisoformat(content["on"]) if "on" in content else period.end + RECORDED_AFTER
        year = period.year
        days = RoundDays(year, round_opens_on(year), round_due_on(year), is_closed=False)
        slot = Slot(indicator, period, days)
        state = content.get("state", "approved")
        figure = self._figure(content, value_type, period, on)
        save = measurements.record if state == "draft" else measurements.submit
        self._add_event(moment(on), partial(save, slot, figure, by=officer, based_on=0, on=on, at=moment(on)))
        decided = moment(on + DECIDED_AFTER, 14)
        steps: dict[str, Callable[[Measurement], object]] = {
            "returned": lambda figure: measurements.send_back(
                figure, by=self.coordinator, based_on=1, comment=content["comment"], at=decided
            ),
            "withdrawn": lambda figure: measurements.withdraw(figure, by=officer, based_on=1, at=decided),
            "approved": lambda figure: measurements.approve(figure, by=self.coordinator, based_on=1, at=decided),
        }
        if state in steps:
            self._add_event(decided, lambda: steps[state](_measurement(slot)))
        if "correction" in content:
            self._add_correction(slot, content["correction"], value_type, officer, decided.date() + timedelta(days=40))

    def _add_correction(self, slot: Slot, content: JsonObject, value_type: ValueType, officer: User, on: date) -> None:
        figure = self._figure(content, value_type, slot.period, on)
        correct = partial(measurements.correct, slot, figure, by=officer, based_on=2, reason=content["reason"], on=on)
        self._add_event(moment(on), partial(correct, at=moment(on)))
        if content.get("state") != "submitted":
            decided = moment(on + DECIDED_AFTER, 14)
            approve = partial(measurements.approve, by=self.coordinator, based_on=3, at=decided)
            self._add_event(decided, lambda: approve(_measurement(slot)))

    def _figure(self, content: JsonObject, value_type: ValueType, period: Period, on: date) -> Figure:
        day = content.get("achieved_on")
        categories = list(self.breakdown.categories.values_list("pk", flat=True)) if "parts" in content else []
        # With a value, "reason" is the reason of a correction; otherwise it is the reason for having no value.
        reason = "" if "value" in content or "parts" in content else content["reason"]
        return build_figure(
            value_type=value_type,
            value=_number(content.get("value"), value_type),
            parts=[parse_number(part, value_type) for part in content.get("parts", ())],
            categories=categories,
            no_value_reason=reason,
            achieved_on=date.fromisoformat(day) if day else None,
            note=content.get("note", ""),
            expected_on=date.fromisoformat(content["expected_on"]) if "expected_on" in content else None,
            on=on,
            period_end=period.end,
        )

    def _add_round_closing(self, year: int, reason: str) -> None:
        on = date(year + 1, 4, 20)

        def close() -> None:
            round_ = ReportingRound.objects.get(programme=self.programme, year=year)
            version = closing_checklist(self.programme, year, on=on).version
            rounds.close(round_, by=self.coordinator, based_on=version, reason=reason, on=on, at=moment(on))

        self._add_event(moment(on), close)


def _measurement(slot: Slot) -> Measurement:
    return Measurement.objects.get(indicator=slot.indicator, period_code=slot.period.code)


def _number(text: str | None, value_type: ValueType) -> TypedNumber | None:
    if text is None:
        return None
    return parse_number(text, ValueType.COUNT if value_type is ValueType.YES_NO else value_type)


def _monthly(years: Mapping[str, str]) -> dict[str, JsonObject]:
    """Return the figures of months by period code; "1 1 2" holds the values of January to March."""
    return {
        f"{year}-M{month:02}": {"value": value}
        for year, values in years.items()
        for month, value in enumerate(values.split(), 1)
    }


def moment(day: date, hour: int = 10) -> datetime:
    """Return a quarter past the hour of that day, in Warsaw."""
    return timezone.make_aware(datetime.combine(day, time(hour, 15)))


def _person(login: str, first_name: str, last_name: str, *, role: Role, unit: Unit | None = None) -> User:
    """Return an account without a password, with which nobody can log in; create it if it is missing."""
    user, is_new = get_user_model().objects.get_or_create(
        username=login, defaults={"first_name": first_name, "last_name": last_name}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name=str(role)))
    if unit is not None:
        UnitMember.objects.get_or_create(unit=unit, user=user, since=date(2022, 1, 1))
    return user

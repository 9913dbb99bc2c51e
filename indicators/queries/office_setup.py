"""The first set-up of an office: its steps, computed from what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from cooperation.models import Letter, Office, Programme, Unit, has_accepted_invitation
from cooperation.queries.offices import missing_statement_parts
from cooperation.roles import Role
from indicators.queries.members import ResponsiblePerson, responsible_people

_REQUIRED_BODIES = ("level", "executive", "council", "act")


class SetupStep(StrEnum):
    """In the order in which the steps are listed; any order of doing them is right."""

    OFFICE = "office"
    UNITS = "units"
    COORDINATOR = "coordinator"
    PROGRAMME = "programme"
    MAIL = "mail"
    PEOPLE = "people"
    ACCESSIBILITY = "accessibility"


class StepState(StrEnum):
    OPEN = "open"
    WAITING = "waiting"  # the next thing is done elsewhere: an invitation is accepted, a programme is published
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class OfficeSetup:
    """What the steps are computed from. Objects that were invented for the example programme do not count."""

    office: Office | None
    units: Sequence[Unit]  # active
    people: Mapping[int, Sequence[ResponsiblePerson]]  # unit id -> people
    coordinators: Sequence[User]  # active
    programmes: Sequence[Programme]
    test_message: Letter | None  # the newest
    is_message_sent: bool  # any message to staff
    is_mail_set_up: bool

    @cached_property
    def states(self) -> Mapping[SetupStep, StepState]:
        statement_is_complete = self.office is not None and not self.missing_statement_parts
        has_coordinator = any(has_accepted_invitation(person) for person in self.coordinators)
        return {
            SetupStep.OFFICE: _done_if(self.office is not None and not self.missing_office_fields),
            SetupStep.UNITS: _done_if(bool(self.units)),
            SetupStep.COORDINATOR: _state(bool(self.coordinators), has_coordinator),
            SetupStep.PROGRAMME: _state(bool(self.programmes), any(row.is_published for row in self.programmes)),
            SetupStep.MAIL: _state(
                self.is_mail_set_up and self.test_message is not None, self.is_mail_set_up and self.is_message_sent
            ),
            SetupStep.PEOPLE: _done_if(bool(self.units) and not self.units_without_people),
            SetupStep.ACCESSIBILITY: _done_if(statement_is_complete),
        }

    @property
    def is_complete(self) -> bool:
        return set(self.states.values()) == {StepState.DONE}

    @property
    def open_steps(self) -> list[SetupStep]:
        """The steps that are not done, also those that wait."""
        return [step for step, state in self.states.items() if state is not StepState.DONE]

    @property
    def next_step(self) -> SetupStep | None:
        return next((step for step, state in self.states.items() if state is StepState.OPEN), None)

    @property
    def missing_office_fields(self) -> list[str]:
        """Labels of the empty fields that texts about reports need."""
        fields = {field.name: field for field in Office._meta.fields}
        return [str(fields[name].verbose_name) for name in _REQUIRED_BODIES if not getattr(self.office, name, "")]

    @cached_property
    def missing_statement_parts(self) -> list[str]:
        return missing_statement_parts(self.office or Office())

    @property
    def units_without_people(self) -> list[Unit]:
        return [unit for unit in self.units if unit.pk not in self.people]


def office_setup(*, on: date) -> OfficeSetup:
    """Load what the steps are computed from. Eight queries."""
    test_messages = Letter.objects.filter(kind=Letter.Kind.TEST).order_by("-pk")
    coordinators = User.objects.filter(groups__name=str(Role.COORDINATOR), is_active=True)
    return OfficeSetup(
        office=Office.objects.first(),
        units=list(Unit.objects.filter(is_active=True, is_example=False)),
        people=responsible_people(on=on),
        coordinators=list(coordinators.order_by("name_index__sort_key")),
        programmes=list(Programme.objects.real().order_by("first_year", "pk")),
        test_message=test_messages.defer("text", "html", "headers").select_related("recipient").first(),
        is_message_sent=Letter.objects.filter(sent_at__isnull=False).exists(),
        is_mail_set_up=bool(settings.MAIL_IS_SET_UP),
    )


def is_office_set_up() -> bool:
    return office_setup(on=timezone.localdate()).is_complete


def _done_if(is_done: bool) -> StepState:
    return StepState.DONE if is_done else StepState.OPEN


def _state(is_begun: bool, is_done: bool) -> StepState:
    if is_done:
        return StepState.DONE
    return StepState.WAITING if is_begun else StepState.OPEN

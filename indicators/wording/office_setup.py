"""What the checklist of the first set-up says about each step."""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.utils import timezone

from cooperation.models import Letter
from cooperation.text import Sentence, say, say_many
from indicators.queries.office_setup import OfficeSetup, SetupStep, StepState
from indicators.rules.phrases import enumeration
from indicators.wording import notifications as notification_wording

NAMES_LISTED = 3
TITLES: Mapping[SetupStep, Sentence] = {
    SetupStep.OFFICE: say("Office"),
    SetupStep.UNITS: say("Organisational units"),
    SetupStep.COORDINATOR: say("Coordinator"),
    SetupStep.PROGRAMME: say("First programme"),
    SetupStep.MAIL: say("E-mail"),
    SetupStep.PEOPLE: say("People in the units"),
    SetupStep.ACCESSIBILITY: say("Accessibility statement"),
}


def headline(setup: OfficeSetup) -> Sentence:
    count = len(setup.open_steps)
    if not count:
        return say("The portal is set up")
    return say_many("{count} step of the set-up left", "{count} steps of the set-up left", count, count=count)


def state_label(setup: OfficeSetup, step: SetupStep) -> Sentence:
    """The word beside the step's title; the marks of the list repeat it."""
    state = setup.states[step]
    if state is StepState.DONE:
        return say("ready")
    if step is SetupStep.PEOPLE and setup.units:
        staffed = len(setup.units) - len(setup.units_without_people)
        return say_many(
            "{number} of {count} unit", "{number} of {count} units", len(setup.units), number=staffed,
            count=len(setup.units),
        )  # fmt: skip
    if state is StepState.WAITING:
        return _WAITING[step]
    return say("now") if step is setup.next_step else say("to be done")


_WAITING: Mapping[SetupStep, Sentence] = {
    SetupStep.COORDINATOR: say("the invitation has not been accepted yet"),
    SetupStep.PROGRAMME: say("in preparation"),
    SetupStep.MAIL: say("not sent yet"),
}


def details(setup: OfficeSetup, step: SetupStep) -> list[Sentence]:
    """Sentences about what is stored, or about what to do."""
    return _DETAILS[step](setup)


def _office(setup: OfficeSetup) -> list[Sentence]:
    office = setup.office
    if office is None:
        return [say("Enter the name, the address and the level: the level proposes names of the bodies and the act.")]
    if setup.missing_office_fields:
        missing = enumeration([say("{field}", field=label) for label in setup.missing_office_fields])
        return [say("{name}", name=office.name), say("Missing: {list}. The level proposes the rest.", list=missing)]
    bodies = say(
        "Executive body: {executive}; council: {council}; act: {act}.",
        executive=office.executive, council=office.council, act=office.get_act_display(),
    )  # fmt: skip
    return [say("{name}", name=office.name), bodies]


def _units(setup: OfficeSetup) -> list[Sentence]:
    if not setup.units:
        return [say("Enter the parts of the office that are responsible for indicators.")]
    return [_first_names([unit.short_name or unit.name for unit in setup.units])]


def _coordinator(setup: OfficeSetup) -> list[Sentence]:
    if not setup.coordinators:
        return [say("The coordinator approves figures, answers readers and publishes reports. Invite the first one.")]
    people = [person.get_full_name() or person.get_username() for person in setup.coordinators]
    sentences = [_first_names(people)]
    if setup.states[SetupStep.COORDINATOR] is StepState.WAITING:
        sentences.append(say("The step is done when the coordinator has set a password."))
    return sentences


def _programme(setup: OfficeSetup) -> list[Sentence]:
    if not setup.programmes:
        return [say("Readers see nothing of a programme until you publish it.")]
    titles = _first_names([programme.title for programme in setup.programmes])
    sentences = [titles]
    if setup.states[SetupStep.PROGRAMME] is StepState.WAITING:
        sentences.append(say("The step is done when the programme is published."))
    return sentences


def _mail(setup: OfficeSetup) -> list[Sentence]:
    if not setup.is_mail_set_up:
        return [say("E-mail is not set up on this server: the server administrator must set EMAIL_URL.")]
    sentences = [say("Messages are sent from {address}.", address=settings.DEFAULT_FROM_EMAIL)]
    letter = setup.test_message
    if letter is not None:
        sentences.append(_test_result(letter))
    elif not setup.is_message_sent:
        sentences.append(say("Send a test message to yourself to see whether messages arrive."))
    return sentences


def _test_result(letter: Letter) -> Sentence:
    if letter.sent_at is not None:
        return say(
            "The mail server accepted a test message to {address} on {moment}. If it did not arrive, check the spam "
            "folder.",
            address=letter.address, moment=letter.sent_at,
        )  # fmt: skip
    state = notification_wording.state(letter, on=timezone.now(), is_mail_set_up=True)
    return say("Test message to {address}: {state}.", address=letter.address, state=state)


def _people(setup: OfficeSetup) -> list[Sentence]:
    explanation = say("People enter the figures of their units. They can be added one by one or from a CSV file.")
    missing = setup.units_without_people
    if not setup.units or not missing:
        return [explanation]
    names = _first_names([unit.short_name or unit.name for unit in missing])
    return [explanation, say("Without people: {list}.", list=names)]


def _accessibility(setup: OfficeSetup) -> list[Sentence]:
    missing = setup.missing_statement_parts
    if not missing:
        return [say("Everything that the law requires is filled in.")]
    return [say("The page is marked as a draft. Missing: {list}.", list=_first_names(missing))]


_DETAILS: Mapping[SetupStep, Callable[[OfficeSetup], list[Sentence]]] = {
    SetupStep.OFFICE: _office,
    SetupStep.UNITS: _units,
    SetupStep.COORDINATOR: _coordinator,
    SetupStep.PROGRAMME: _programme,
    SetupStep.MAIL: _mail,
    SetupStep.PEOPLE: _people,
    SetupStep.ACCESSIBILITY: _accessibility,
}


def _first_names(names: Sequence[str]) -> Sentence:
    """The first names of a long list, and how many others there are."""
    listed = enumeration([say("{name}", name=name) for name in names[:NAMES_LISTED]])
    others = len(names) - NAMES_LISTED
    return say("{list} and {count} more", list=listed, count=others) if others > 0 else listed

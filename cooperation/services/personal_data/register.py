"""The register of personal fields: what is stored about whom, why, on which legal basis, for how long.

Each app adds its entries in the setting PERSONAL_DATA. The page `/prywatnosc/` is generated from them, and so is the
export of a person's data. A test fails for a field that looks personal and is neither here nor in NOT_PERSONAL.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fnmatch import fnmatchcase

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from cooperation.models.unsaved_input import STORED_FOR
from cooperation.text import Sentence, say, say_many


class Whose(StrEnum):
    READERS = "readers"
    STAFF = "staff"
    EVERYBODY = "everybody"  # logs and backups


PUBLIC_TASK = say("a task in the public interest (Article 6(1)(e) of the GDPR)")
LEGAL_DUTY = say(
    "a legal obligation (Article 6(1)(c) of the GDPR): public information names who produced it (Article 8(6) of the "
    "Polish act on access to public information)"
)
LOG_DUTY = say(
    "a legal obligation (Article 6(1)(c) of the GDPR): the Polish regulation on the National Interoperability "
    "Framework requires logs that are kept for two years"
)
WITH_FIGURES = say("as long as the figures and descriptions")
DAY = 24 * 60 * 60  # seconds
FAULT_DAYS = 14  # deploy/logrotate
REPLACED_IN_ACCOUNT = say("on request the name is replaced by “osoba usunięta” and a number; the entry stays")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """An entry of the register. `fields`: patterns of "app.Model.field"; `cookies`: settings with their names.

    Logs and backups, which the server keeps, have neither.
    """

    whose: Whose
    title: Sentence
    fields: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    what: tuple[Sentence, ...]
    purpose: Sentence
    basis: Sentence = PUBLIC_TASK
    term: Sentence
    removal: Sentence


def entries() -> Iterator[PersonalData]:
    """Return the entries of all apps, in the order of the page."""
    for name in settings.PERSONAL_DATA:
        yield from import_string(name)


def field_label(field: models.Field) -> str:
    """Return the name of a field as the register spells it: "cooperation.Letter.address"."""
    return f"{field.model._meta.label}.{field.name}"


def is_listed(field: models.Field, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(field_label(field), pattern) for pattern in patterns)


def fields_of(whose: Whose) -> list[models.Field]:
    """Return the model fields of the entries about readers or staff."""
    patterns = tuple(pattern for entry in entries() if entry.whose is whose for pattern in entry.fields)
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if is_listed(field, patterns)
    ]


def _minutes(number: int) -> Sentence:
    return say_many("{count} minute", "{count} minutes", number, count=number)


def _hours(number: int) -> Sentence:
    return say_many("{count} hour", "{count} hours", number, count=number)


def days(number: int) -> Sentence:
    return say_many("{count} day", "{count} days", number, count=number)


ENTRIES = [
    PersonalData(
        whose=Whose.STAFF,
        title=say("Account"),
        fields=(
            "auth.User.*",
            "auth.User_groups.user",
            "auth.User_user_permissions.user",
            "account.EmailAddress.*",
            "mfa.Authenticator.*",
            "socialaccount.SocialAccount.*",
            "cooperation.PersonIndex.*",
            "cooperation.HistoricalUser.*",
            "cooperation.HistoricalUser_groups.user",
            "cooperation.UnitMember.user",
            "cooperation.HistoricalUnitMember.user",
            "cooperation.Deputy.person",
            "cooperation.Deputy.deputy",
            "cooperation.HistoricalDeputy.person",
            "cooperation.HistoricalDeputy.deputy",
        ),
        what=(
            say(
                "Name, user name, e-mail address, units and roles; the password only as a hash; the keys of a second "
                "factor; the identifier of the office account with which the person logs in. An account is disabled "
                "when somebody leaves; it is not deleted, because recorded figures name their author."
            ),
        ),
        purpose=say("access to the panel, responsibility for figures"),
        term=say("until its removal is requested after the account was disabled"),
        removal=say("the administrator of the server anonymises the account; recorded figures keep its number"),
    ),
    PersonalData(
        whose=Whose.STAFF,
        title=say("Session after the log-in"),
        fields=("sessions.Session.session_data", "usersessions.UserSession.*"),
        what=(
            say("Which account is logged in with which browser and from which network address, shown to its owner."),
        ),
        purpose=say("access to the panel"),
        term=say(
            "{minutes} after the last request, {hours} at the most",
            minutes=_minutes(settings.SESSION_COOKIE_AGE // 60),
            hours=_hours(settings.SESSION_MAX_SECONDS // 3600),
        ),
        removal=say("deleted by the log-out, and every hour those that have expired"),
    ),
    PersonalData(
        whose=Whose.STAFF,
        title=say("Failed log-ins"),
        fields=("cooperation.CacheEntry.*",),
        what=(
            say(
                "Failed log-ins and requests for a code or a new password are counted for an hour at most by account, "
                "by network address and by browser, all stored as hashes that cannot be reversed, to prevent "
                "the guessing of passwords."
            ),
        ),
        purpose=say("protection of the accounts"),
        term=say("an hour at most, of forms for readers a day"),
        removal=say("deleted once the time of counting has ended"),
    ),
    PersonalData(
        whose=Whose.STAFF,
        title=say("Changes of access"),
        fields=("cooperation.AccessChange.*",),
        what=(
            say(
                "Who gave or took which role, disabled or enabled an account, changed its user name or address, "
                "removed its second factor, connected or disconnected its office account, or was shown the link to set "
                "its first password, and when."
            ),
        ),
        purpose=say("protection of the accounts"),
        term=WITH_FIGURES,
        removal=REPLACED_IN_ACCOUNT,
    ),
    PersonalData(
        whose=Whose.STAFF,
        title=say("Entries and approvals"),
        fields=(
            "*.history_user",
            "cooperation.Redaction.by",
            "admin.LogEntry.user",
            "cooperation.Redaction.by",
            "admin.LogEntry.object_repr",
            "admin.LogEntry.change_message",
            "goals.*FindingLink.author",
            "indicators.Revision.author",
            "indicators.Comment.author",
            "indicators.Decision.author",
            "indicators.Assessment.author",
            "indicators.ReportingRound.closed_by",
            "reports.Chapter.author",
            "reports.Publication.author",
            "reports.Publication.snapshot",
            "reports.Erratum.author",
        ),
        what=(
            say(
                "Who recorded, submitted, approved or corrected a figure, wrote a part of a report or edited a "
                "description, and when. Public pages name the role and the unit, never the person; the bulletin sheet "
                "of a report names its author only if the office has chosen so."
            ),
        ),
        purpose=say("accountability for public information"),
        basis=LEGAL_DUTY,
        term=WITH_FIGURES,
        removal=REPLACED_IN_ACCOUNT,
    ),
    PersonalData(
        whose=Whose.STAFF,
        title=say("Letters"),
        fields=(
            "cooperation.Letter.recipient",
            "cooperation.Letter.address",
            "cooperation.Letter.subject",
            "cooperation.Letter.text",
            "cooperation.Letter.html",
            "cooperation.Letter.headers",
            "cooperation.Letter.fault",
            "cooperation.Letter.requested_by",
            "indicators.MailChoice.person",
        ),
        what=(
            say(
                "What was written to whom, when, and whether it was sent, as proof that somebody was reminded; which "
                "letters a person wants. Texts with a link or code that opens an account are encrypted, and deleted "
                "once they are sent or given up."
            ),
        ),
        purpose=say("reminders of due figures, invitations, news of decisions"),
        term=say("{days} after sending", days=days(settings.MAIL_LOG_DAYS)),
        removal=say("deleted every hour once the term has passed"),
    ),
    PersonalData(
        whose=Whose.STAFF,
        title=say("Text sent after the session had ended"),
        fields=("cooperation.UnsavedInput.*",),
        what=(say("Returned only to its author after the next log-in, so that nothing entered is lost."),),
        purpose=say("no loss of what was entered"),
        term=_hours(STORED_FOR // timedelta(hours=1)),
        removal=say("deleted once it is restored, and every hour what was not"),
    ),
    PersonalData(
        whose=Whose.STAFF,
        title=say("Contacts that the office publishes"),
        fields=(
            "cooperation.*Office.accessibility_auditor",
            "cooperation.*Office.accessibility_contact",
            "cooperation.*Office.accessibility_email",
            "cooperation.*Office.accessibility_phone",
            "cooperation.*Office.address",
            "cooperation.*Office.data_officer",
            "cooperation.*Office.email",
            "cooperation.*Office.phone",
            "cooperation.*Unit.contact",
        ),
        what=(say("Contacts of the office, its units, its data protection officer and for accessibility."),),
        purpose=say("readers know whom to write to"),
        basis=LEGAL_DUTY,
        term=say("until an administrator changes them; the history of edits keeps earlier ones"),
        removal=say("corrected in the administration"),
    ),
    PersonalData(
        whose=Whose.STAFF,
        title=say("Cookies"),
        cookies=("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "MESSAGE_COOKIE_NAME", "STAFF_BROWSER_COOKIE_NAME"),
        what=(
            say(
                "One for the log-in, one that protects forms, one for messages on the screen, and one that records who "
                "logged in with this browser: there, other people's failed log-ins lock nobody out, and a form that is "
                "sent after the session has ended is returned to its author. All are necessary, and only the portal "
                "reads them."
            ),
        ),
        purpose=say("access to the panel, protection of the accounts"),
        term=say(
            "log-in and messages until the browser is closed, protection of forms {forms}, who logged in with this "
            "browser {browser} from the last log-in",
            forms=days(settings.CSRF_COOKIE_AGE // DAY),
            browser=days(settings.STAFF_BROWSER_COOKIE_AGE // DAY),
        ),
        removal=say("deleted by the browser; its settings delete them earlier"),
    ),
    PersonalData(
        whose=Whose.EVERYBODY,
        title=say("Log of the web server"),
        what=(
            say(
                "Of each request: the time, the page without search terms, the result, and the network of the device, "
                "which is its address without the last part. Only lines about serious faults have whole addresses."
            ),
        ),
        purpose=say("security, finding of faults"),
        basis=LOG_DUTY,
        term=say("{days}; lines about faults {fault_days}", days=days(settings.LOG_DAYS), fault_days=days(FAULT_DAYS)),
        removal=say("deleted by the server once the term has passed"),
    ),
    PersonalData(
        whose=Whose.EVERYBODY,
        title=say("Log of the portal"),
        what=(
            say(
                "Log-ins, failed ones too, changes of passwords, second factors and access, exports and removals of "
                "personal data: with the number of the account, without names and addresses. Errors of the portal."
            ),
        ),
        purpose=say("security, finding of faults"),
        basis=LOG_DUTY,
        term=say("{days}, less if the space for logs is used up", days=days(settings.LOG_DAYS)),
        removal=say("deleted by the server once the term has passed"),
    ),
    PersonalData(
        whose=Whose.EVERYBODY,
        title=say("Backups"),
        what=(
            say(
                "Every night a file with everything that is stored here, except sessions; every week a copy of the "
                "database, with its changes since."
            ),
        ),
        purpose=say("no loss of data when a machine fails"),
        term=say(
            "nightly files {days}; weekly copies until there are two newer ones; copies on other machines as long as "
            "the office decides",
            days=days(settings.BACKUP_DAYS),
        ),
        removal=say(
            "what is deleted or anonymised here disappears from the backups when newer ones replace them; after the "
            "restoration of an earlier one it is removed again"
        ),
    ),
]

# Patterns of fields that look personal and are not, with the reason.
NOT_PERSONAL = {
    "account.EmailConfirmation.*": "unused: addresses are those of the accounts",
    "cooperation.*Office.accessibility_gaps": "a public text about buildings and pages",
    "cooperation.*Office.building_access": "a public text about buildings",
    "cooperation.*Office.communication_access": "a public text about services",
    "cooperation.*Office.privacy_text": "the office's public notice",
}

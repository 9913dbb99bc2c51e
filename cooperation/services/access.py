"""Changes of access: recorded, logged, and written to the person and to every coordinator.

So an administrator cannot become a coordinator, or use a coordinator's account, without the coordinators noticing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cooperation.models import AccessChange, Letter
from cooperation.roles import Role, role_label
from cooperation.services import outbox
from cooperation.services.addresses import absolute_url
from cooperation.services.security_events import SecurityEvent, log_event

Kind = AccessChange.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessState:
    """What decides about the access of an account."""

    roles: str = ""  # names of the roles in the order of `Role`, separated by commas
    login: str = ""
    address: str = ""
    is_active: bool = True

    @classmethod
    def of(cls, person: User) -> Self:
        """Return the state in the database; for an account that is not saved yet, the state without any access."""
        stored = User.objects.filter(pk=person.pk).prefetch_related("groups").first()
        if stored is None:
            return cls()
        groups = {group.name for group in stored.groups.all()}
        return cls(
            roles=",".join(role for role in Role if role in groups),
            login=stored.get_username(),
            address=stored.email,
            is_active=stored.is_active,
        )


def roles_text(names: str) -> str:
    """Return the roles of `AccessState.roles` as pages show them."""
    return ", ".join(role_label(name) for name in names.split(",")) if names else _("no role")


def sentence_of(change: AccessChange) -> str:
    """Return what changed: “role: officer → coordinator”, “e-mail address changed”."""
    if change.kind == Kind.ROLES:
        return _("role: %(old)s → %(new)s") % {"old": roles_text(change.old), "new": roles_text(change.new)}
    if change.kind == Kind.LOGIN:
        return _("user name changed")
    if change.kind == Kind.ADDRESS:
        return _("e-mail address changed")
    return str(change.get_kind_display())


def record_differences(person: User, before: AccessState, *, by: User | None) -> list[AccessChange]:
    """Record how the access of a saved account differs from an earlier state; write letters to those concerned.

    A new account (`before` without a login) has its roles recorded only, and the person gets an invitation instead.
    """
    after = AccessState.of(person)
    changes = []
    if before.roles != after.roles:
        changes.append(AccessChange(kind=Kind.ROLES, old=before.roles, new=after.roles))
    if before.login:
        if before.login != after.login:
            changes.append(AccessChange(kind=Kind.LOGIN))
        if before.address != after.address:
            changes.append(AccessChange(kind=Kind.ADDRESS))
        if before.is_active != after.is_active:
            changes.append(AccessChange(kind=Kind.ENABLED if after.is_active else Kind.DISABLED))
    addresses = {before.address, after.address} if before.login else set()
    return _record(person, changes, by=by, addresses=addresses)


def record(person: User, kind: AccessChange.Kind, *, by: User | None) -> list[AccessChange]:
    """Record a change that has no state: a removed second factor, a link that was shown to be passed on."""
    return _record(person, [AccessChange(kind=kind)], by=by, addresses={person.email})


def record_new_accounts(people: Iterable[User], *, by: User | None) -> None:
    for person in people:
        record_differences(person, AccessState(), by=by)


def _record(
    person: User, changes: Sequence[AccessChange], *, by: User | None, addresses: set[str]
) -> list[AccessChange]:
    if not changes:
        return []
    with transaction.atomic():
        for change in changes:
            change.person, change.by = person, by
        AccessChange.objects.bulk_create(changes)
        for address in sorted(addresses - {""}):
            _write_letter(person, changes, recipient=person, address=address)
        for coordinator in _coordinators().exclude(pk=person.pk).exclude(email=""):
            _write_letter(person, changes, recipient=coordinator)
    for change in changes:
        detail = f"{change.kind} {change.old}>{change.new}" if change.kind == Kind.ROLES else change.kind
        log_event(SecurityEvent.ACCESS_CHANGED, person_id=person.pk, by_id=by.pk if by else None, detail=detail)
    return list(changes)


def _coordinators() -> QuerySet[User]:
    return User.objects.filter(is_active=True, groups__name=str(Role.COORDINATOR)).order_by("pk")


def _write_letter(person: User, changes: Sequence[AccessChange], *, recipient: User, address: str = "") -> None:
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "name": person.get_full_name() or person.get_username(),
            "is_own": recipient == person,
            "sentences": [sentence_of(change) for change in changes],
            "author": changes[0].by,
            "url": absolute_url(reverse("access_changes")),
        }
        subject = _("Your account in the portal was changed") if recipient == person else _("A change of access")
        outbox.enqueue(
            kind=Letter.Kind.ACCOUNT,
            subject=subject,
            text=render_to_string("cooperation/mail/access_change.txt", context),
            html=render_to_string("cooperation/mail/access_change.html", context),
            recipient=recipient,
            address=address,
        )

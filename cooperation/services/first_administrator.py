"""The account of the first administrator, who creates all other accounts on the web."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cooperation.models import has_accepted_invitation
from cooperation.models.ledger import lock_ledger
from cooperation.roles import Role
from cooperation.services import access
from cooperation.services.sessions import end_sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAdministrator:
    """An administrator who has not used the account still needs an invitation."""

    person: User
    is_new: bool
    replaced: tuple[User, ...] = ()  # earlier administrators who never used their accounts; now disabled

    @property
    def needs_invitation(self) -> bool:
        return not has_accepted_invitation(self.person)


class OtherAdministratorExists(Exception):
    """Another person administers the portal, and adds further administrators."""

    def __init__(self, administrator: User) -> None:
        super().__init__(str(administrator))
        self.administrator = administrator


def create_first_administrator(email: str) -> FirstAdministrator:
    """Return the administrator with the address; create the account, without a password, if there is none.

    In one transaction, in which the group is locked: concurrent calls create one account. An administrator with another
    address who has neither set a password nor logged in is disabled, because the address may have been mistyped.
    Raises ValidationError for an invalid address, OtherAdministratorExists when another administrator has used the
    account.
    """
    email = email.strip()
    if not email:
        raise ValidationError(_("Enter the e-mail address of the administrator."))
    User._meta.get_field("email").clean(email, None)
    with transaction.atomic():
        lock_ledger()
        group = Group.objects.select_for_update().get(name=str(Role.ADMINISTRATOR))
        accounts = list(User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)))
        if len(accounts) > 1:
            raise ValidationError(_("Several accounts have this e-mail address."))
        administrators = User.objects.filter(Q(groups=group) | Q(is_superuser=True), is_active=True).distinct()
        others = list(administrators.exclude(pk__in=[account.pk for account in accounts]).order_by("pk"))
        if len(others) < administrators.count():  # the account with the address is an administrator already
            return FirstAdministrator(person=accounts[0], is_new=False)
        for other in others:
            if has_accepted_invitation(other):
                raise OtherAdministratorExists(other)
        person = accounts[0] if accounts else _new_account(email)
        before = access.AccessState.of(person)
        person.is_staff = person.is_active = True
        person.email = email
        person.full_clean(exclude=["password"])
        person.save()
        person.groups.add(group)
        access.record_differences(person, before, by=None)
        for other in others:
            _disable(other)
    return FirstAdministrator(person=person, is_new=not accounts, replaced=tuple(others))


def _disable(person: User) -> None:
    before = access.AccessState.of(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    access.record_differences(person, before, by=None)
    end_sessions(person)


def _new_account(email: str) -> User:
    person = User(username=email, email=email)
    person.set_unusable_password()
    return person

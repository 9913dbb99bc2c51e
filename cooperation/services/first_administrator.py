"""The account of the first administrator, who creates all other accounts on the web."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cooperation.models.ledger import lock_ledger
from cooperation.roles import Role
from cooperation.services import access
from cooperation.services.sessions import end_sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAdministrator:
    """An administrator without a password still needs an invitation."""

    person: User
    is_new: bool
    replaced: tuple[User, ...] = ()  # earlier administrators who never set a password; now disabled

    @property
    def needs_invitation(self) -> bool:
        return not self.person.has_usable_password()


class OtherAdministratorExists(Exception):
    """Somebody else administers the portal; that person adds further administrators."""

    def __init__(self, administrator: User) -> None:
        super().__init__(str(administrator))
        self.administrator = administrator


def create_first_administrator(email: str) -> FirstAdministrator:
    """Return the administrator with the address; create the account, without a password, if there is none.

    In one transaction, in which the group is locked: concurrent calls create one account. An administrator with another
    address who has not set a password is disabled, because the address may have been mistyped. Raises ValidationError
    for an invalid address, OtherAdministratorExists when somebody else has already set a password.
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
            if other.has_usable_password():
                raise OtherAdministratorExists(other)
        person = accounts[0] if accounts else _new_account(email)
        person.is_staff = person.is_active = True
        person.email = email
        person.full_clean(exclude=["password"])
        person.save()
        before = access.AccessState.of(person)
        person.groups.add(group)
        access.record_differences(person, before, by=None)
        for other in others:
            other.is_active = False
            other.save(update_fields=["is_active"])
            end_sessions(other)
    return FirstAdministrator(person=person, is_new=not accounts, replaced=tuple(others))


def _new_account(email: str) -> User:
    person = User(username=email, email=email)
    person.set_unusable_password()
    return person

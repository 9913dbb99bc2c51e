"""The second factor of a log-in: who must have one, how its secrets are stored, and its reset."""

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from cooperation.models import AccessChange
from cooperation.roles import RequestUser, Role, main_factors, roles_of
from cooperation.services import access
from cooperation.services.sealing import seal, unseal
from cooperation.services.sessions import end_sessions

ROLES: dict[str, frozenset[Role]] = {  # by value of SECOND_FACTOR
    "none": frozenset(),
    "coordinators": frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    "staff": frozenset(Role),
}
_SECRETS = ("secret", "seed")  # of an app, of recovery codes; passkeys have public keys only


class UnreadableSecret(Exception):
    """Raised for a secret that neither SECRET_KEY nor one of SECRET_KEY_FALLBACKS decrypts."""


def is_required(user: RequestUser) -> bool:
    """Return whether the user must have a second factor, by SECOND_FACTOR; superusers like administrators."""
    required_roles = ROLES[settings.SECOND_FACTOR]
    return bool(required_roles) and (user.is_superuser or not roles_of(user).isdisjoint(required_roles))


def has_factor(user: RequestUser) -> bool:
    """Return whether the user has an app or a passkey; no query for the user of a request."""
    known = getattr(user, "has_factor", None)  # annotated by `user_with_roles`
    return bool(known if known is not None else main_factors().filter(user=user.pk).exists())


def has_recovery_codes(user: User) -> bool:
    return Authenticator.objects.filter(user=user.pk, type=Authenticator.Type.RECOVERY_CODES).exists()


def delete_recovery_codes(user: User) -> None:
    Authenticator.objects.filter(user=user.pk, type=Authenticator.Type.RECOVERY_CODES).delete()


def is_missing(user: RequestUser) -> bool:
    return is_required(user) and not has_factor(user)


def reset(person: User, *, by: User | None) -> int:
    """Delete the person's factors and recovery codes, end the person's sessions, and return the number of factors.

    The person and the coordinators receive a letter. Who must have a factor sets up a new one at the next log-in.
    """
    with transaction.atomic():
        count = main_factors().filter(user=person).count()
        Authenticator.objects.filter(user=person).delete()
        if count:
            end_sessions(person)
            access.record(person, AccessChange.Kind.FACTOR_RESET, by=by)
    return count


# --- secrets ----------------------------------------------------------------------------------------------------------


def decrypt(sealed: str) -> str:
    """Return the secret. Raises UnreadableSecret."""
    try:
        return unseal(sealed)
    except InvalidToken as error:
        raise UnreadableSecret from error


def has_unreadable_secret() -> bool:
    """Return whether a stored secret (the first one) cannot be decrypted: SECRET_KEY is not that of its time."""
    for factor in Authenticator.objects.order_by("pk"):
        sealed = [factor.data[name] for name in _SECRETS if name in factor.data]
        if sealed:
            try:
                decrypt(sealed[0])
            except UnreadableSecret:
                return True
            return False
    return False


def encrypt_again() -> int:
    """Encrypt all secrets with the present SECRET_KEY, so that former keys are no longer needed; return how many.

    Raises UnreadableSecret, and changes nothing, if a secret cannot be decrypted.
    """
    count = 0
    with transaction.atomic():
        for factor in Authenticator.objects.select_for_update().order_by("pk"):
            encrypted = {name: seal(decrypt(factor.data[name])) for name in _SECRETS if name in factor.data}
            if encrypted:
                factor.data |= encrypted
                factor.save(update_fields=["data"])
                count += 1
    return count

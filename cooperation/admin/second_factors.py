"""The second factor on the page of a person: its state, and its reset for a colleague who lost the phone."""

from typing import cast

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cooperation.admin.base import is_key
from cooperation.roles import main_factors
from cooperation.services import second_factor

FACTOR_RESET = _("second factor reset")  # in the log of the administration, which is in Polish

for _model in (Authenticator, UserSession, SocialAccount, SocialApp, SocialToken):  # nobody edits them here
    admin.site.unregister(_model)


def state_of(person: User) -> str:
    if second_factor.has_factor(person):
        return gettext("set up")
    return gettext("missing, although the role requires it") if second_factor.is_required(person) else "–"


def may_reset(request: HttpRequest, person_id: str) -> bool:
    """Return whether the page shows the button: not to its owner, who removes the factor on the account's page."""
    is_other = is_key(person_id) and person_id != str(request.user.pk)
    return is_other and main_factors().filter(user=person_id).exists()


def reset(model_admin: admin.ModelAdmin, request: HttpRequest, person: User) -> None:
    """Reset the factor of a colleague, and tell the administrator what happened."""
    if person == request.user:
        text = gettext("You change your own second factor on the page “Account security”.")
        model_admin.message_user(request, text, messages.WARNING)
    elif second_factor.reset(person, by=cast("User", request.user)):
        model_admin.log_change(request, person, str(FACTOR_RESET))
        text = gettext("The second factor of %(name)s was reset, and the person's sessions have ended.")
        model_admin.message_user(request, text % {"name": person.get_username()}, messages.SUCCESS)
    else:
        model_admin.message_user(request, gettext("The person has no second factor."), messages.INFO)

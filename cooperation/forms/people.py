"""Forms for accounts and memberships in the administration."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cooperation.models import Unit
from cooperation.roles import Role, role_label
from cooperation.services import people, people_csv


class RoleField(forms.ModelMultipleChoiceField):
    """The groups as check boxes, each with what its members do."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Group) -> str:
        duties = DUTIES.get(obj.name)
        return f"{role_label(obj.name)}: {duties}" if duties else role_label(obj.name)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_username()


DUTIES: Mapping[str, Promise] = {
    Role.OFFICER: _("enters and submits the figures of their units"),
    Role.COORDINATOR: _("approves figures, decides questions, publishes reports"),
    Role.ADMINISTRATOR: _("manages the programme, units and people; has no access to figures"),
}


class PersonForm(UserChangeForm):
    password = None  # type: ignore[assignment]  # removes the field of the parent class
    groups = RoleField(Group.objects.order_by("pk"), label=_("Role"), required=False)

    def clean(self) -> dict[str, Any]:
        """Reject a change that would leave the portal without an active administrator."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        groups = cleaned.get("groups")
        if groups is not None and people.is_last_administrator(self.instance):
            refusal = gettext("This is the only administrator: give another person that role first.")
            if not any(group.name == Role.ADMINISTRATOR for group in groups):
                self.add_error("groups", refusal)
            if not cleaned.get("is_active"):
                self.add_error("is_active", refusal)
        return cleaned


class NewPersonForm(forms.ModelForm):
    groups = RoleField(Group.objects.order_by("pk"), label=_("Role"), required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.filter(is_active=True),
        label=_("Unit"),
        required=False,
        help_text=_(
            "Membership starts today. An officer without a unit has no figures to enter. More units: after saving."
        ),
    )

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(gettext("This user name is already taken."))
        return username


class PeopleFileForm(forms.Form):
    file = forms.FileField(label=_("CSV file"), help_text=_("At most 1 MB and 2,000 lines, UTF-8 or Windows-1250."))

    def clean_file(self) -> str:
        """Return the text of the file."""
        try:
            return people_csv.decode(self.cleaned_data["file"].read(people_csv.MAX_BYTES + 1))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class UnitForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.filter(is_active=True), label=_("unit"))


class MembershipForm(UnitForm):
    since = forms.DateField(
        label=_("since"), initial=timezone.localdate, help_text=_("The first day, e.g. 2026-01-15.")
    )

"""Forms for accounts and memberships in the administration."""

from django import forms
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cooperation.models import Unit
from cooperation.services import people_csv


class PersonForm(UserChangeForm):
    password = None  # type: ignore[assignment]  # removes the field of the parent class


class NewPersonForm(forms.ModelForm):
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

"""Form that approves a submitted measurement or sends it back."""

from django import forms
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import MultilineField
from indicators.forms import MAX_TEXT_LENGTH


class ApprovalForm(forms.Form):
    """Approve, or send back with a comment."""

    comment = MultilineField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control w-text"}),
        help_text=gettext_lazy("Required when you send the figure back. Only the office sees it."),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)

"""Form of a comment on a figure."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import MultilineField, RequestKeyField, new_request_key
from indicators.forms import MAX_TEXT_LENGTH


class CommentForm(forms.Form):
    text = MultilineField(
        label=gettext_lazy("Comment on the figure"),
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control w-text"}),
        help_text=gettext_lazy("Only the office sees it."),
        error_messages={
            "required": gettext_lazy("Write the comment first, e.g. “Please check the organisations’ part.”")
        },
    )
    request_key = RequestKeyField()

    def __init__(self, data: QueryDict | None = None, *, text: str = "") -> None:
        # The ids have a prefix, because the page holds the measurement form too.
        initial = {"text": text, "request_key": new_request_key()}
        super().__init__(data, initial=initial, auto_id="komentarz_%s")

"""Forms of readers' questions: the public one, and the coordinator's forms that answer, shorten or decline."""

import secrets
from datetime import timedelta

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import FieldValues, MultilineField
from indicators.forms import MAX_TEXT_LENGTH
from indicators.models import ReaderQuestion
from indicators.services.errors import NotAShortening
from indicators.services.reader_questions import NewQuestion, normalised_text

MAX_QUESTION_LENGTH = 2000
MIN_FILL_TIME = timedelta(seconds=3)  # a person takes longer than that
STAMP_LIFETIME = timedelta(hours=24)
_SIGNER = signing.TimestampSigner(salt="indicators.question_form")


class AskForm(forms.Form):
    """A reader's question. Robots are kept out by a hidden field and a signed time of rendering (`stamp`)."""

    kind = forms.ChoiceField(
        label=gettext_lazy("A question or an error?"),
        widget=forms.RadioSelect,
        choices=[
            (ReaderQuestion.Kind.QUESTION, gettext_lazy("I am asking about a figure")),
            (ReaderQuestion.Kind.ERROR, gettext_lazy("I am reporting an error")),
        ],
        error_messages={"required": gettext_lazy("Choose one: a question or an error.")},
    )
    year = forms.TypedChoiceField(
        label=gettext_lazy("Which year is it about?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "form-select w-mid"}),
    )
    text = MultilineField(
        label=gettext_lazy("Your question, or what is wrong"),
        max_length=MAX_QUESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Public together with the answer. Leave out names, telephone numbers and addresses, your own too. "
            "At most 2,000 characters."
        ),
        error_messages={"required": gettext_lazy("Write what you are asking about, or which figure is wrong and why.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy(
            "Never public. We send a link that confirms the question, then the answer; after that we delete it."
        ),
        error_messages={
            "required": gettext_lazy("Enter your e-mail address: the link that confirms the question is sent there."),
            "invalid": gettext_lazy("Enter the full e-mail address, e.g. jan@example.org."),
        },
    )
    topic = forms.CharField(required=False)  # hidden: a person leaves it empty
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, years: range, initial: FieldValues | None = None) -> None:
        super().__init__(data, initial=initial)
        choices = [("", _("the whole indicator")), *((str(year), str(year)) for year in years)]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]  # a choice

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.data.get("topic"))

    def clean_text(self) -> str:
        text = normalised_text(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text

    def clean(self) -> FieldValues:
        """Refuse a form that was sent too quickly or is too old; it is shown again with everything that was typed."""
        cleaned = super().clean() or {}
        try:
            _SIGNER.unsign(cleaned.get("stamp", ""), max_age=STAMP_LIFETIME)
        except signing.BadSignature as error:
            self.renew_stamp()
            message = _("The form was open for too long. Check what you typed and send it again.")
            raise forms.ValidationError(message) from error
        if not self.errors and not is_old_enough(cleaned["stamp"]):
            raise forms.ValidationError(_("The form was sent too quickly. Please send it again."))
        return cleaned

    def renew_stamp(self) -> None:
        """Put a stamp of this moment into the data, for the page that is rendered now."""
        self.data = {**self.data.dict(), "stamp": new_stamp()}  # type: ignore[attr-defined]  # a QueryDict

    @property
    def asked(self) -> NewQuestion:
        sent = self.cleaned_data
        return NewQuestion(kind=sent["kind"], year=sent["year"], text=sent["text"], email=sent["email"])


def new_stamp() -> str:
    return _SIGNER.sign(secrets.token_hex(8))


def is_old_enough(stamp: str) -> bool:
    """Whether `MIN_FILL_TIME` has passed since the time of a valid stamp; faster forms are sent by programs."""
    try:
        _SIGNER.unsign(stamp, max_age=MIN_FILL_TIME)
    except signing.SignatureExpired:
        return True
    return False


class PublishForm(forms.Form):
    """The question as readers will see it, and the answer."""

    text = MultilineField(
        label=gettext_lazy("The question as it is published"),
        max_length=2 * MAX_QUESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Change only personal data: replace each piece that you remove with […] or [...]. What you remove "
            "is permanently deleted."
        ),
        error_messages={"required": gettext_lazy("Keep the question, or decline it below.")},
    )
    answer = MultilineField(
        label=gettext_lazy("Answer"),
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("The answer is published and sent to the person who asked. Do not name participants."),
        error_messages={"required": gettext_lazy("Write the answer, or decline the question below.")},
    )

    def add_shortening_error(self, error: NotAShortening) -> None:
        self.add_error(
            "text",
            _(
                "The question may only be shortened: replace each piece of personal data with […] "
                "and leave the rest unchanged."
            ),
        )


class RedactionForm(forms.Form):
    """A published question and its answer, from which personal data may still be removed."""

    text = MultilineField(
        label=gettext_lazy("The question"),
        max_length=2 * MAX_QUESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Keep the question: only parts of it may be removed.")},
    )
    answer = MultilineField(
        label=gettext_lazy("The answer"),
        max_length=2 * MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Keep the answer: only parts of it may be removed.")},
    )

    def add_shortening_error(self, error: NotAShortening) -> None:
        message = _(
            "This may only be shortened: replace each piece of personal data with […] and leave the rest unchanged."
        )
        self.add_error(error.field, message)


class DeclineForm(forms.Form):
    reason = MultilineField(
        label=gettext_lazy("Why is it not published?"),
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Sent to the person who asked, never published. E.g. “The question is not about the programme.”"
        ),
        error_messages={
            "required": gettext_lazy(
                "Write the reason, which is sent to the person who asked, e.g. “The question is not about the "
                "programme.”"
            )
        },
    )

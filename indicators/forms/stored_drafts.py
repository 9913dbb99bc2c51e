"""The form that sends a document, and the fields of the page that edits its draft."""

import re
from collections.abc import Collection

from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import FieldValues, MultilineField
from indicators.forms.posted_fields import single_value
from indicators.rules.documents.drafts import QUADRANTS
from indicators.rules.documents.edits import (
    CELLS,
    FIELDS,
    HEAD,
    DraftRow,
    EditedDraft,
    RowKind,
    lines_with_text,
    moved_together,
    parents_of,
)
from indicators.rules.documents.questions import SCOPES, DraftQuestionKind
from indicators.rules.documents.wording import tidy
from indicators.rules.meanings import Frequency
from indicators.services.documents.formats import EXTENSIONS
from indicators.services.stored_drafts import PASTED_NAME

MAX_FIELDS = 15_000  # of a draft with as many rows as are read, and some that are added
MAX_POSTED_ROWS = 1_000
_KEY = re.compile(r"[gai][1-9][0-9]{0,3}")
_QUESTION = re.compile(rf"answer-((?:{'|'.join(DraftQuestionKind)})(?:-[0-9a-f]{{12}})?)")
_ROW_FIELD = re.compile(r"([gai][1-9][0-9]{0,3})-([a-z_]+)")
_ALLOWED = {"csrfmiddlewaretoken", "typed_by", "version", "do", "row", "conclusions", "theirs"}
_CHOICES: dict[str, Collection[str]] = {"frequency": ["", *Frequency], "scope": ["", *SCOPES]}
_PARENT_KINDS = {RowKind.ACTION: (RowKind.GOAL,), RowKind.INDICATOR: (RowKind.GOAL, RowKind.ACTION)}


class DocumentForm(forms.Form):
    """A file, or its text; the service reads it and says what is wrong with it."""

    file = forms.FileField(
        label=gettext_lazy("Document of the programme"),
        required=False,
        allow_empty_file=True,  # refused by the service, with a helpful message
        widget=forms.FileInput(
            attrs={"class": "form-control", "accept": ",".join(f".{extension}" for extension in EXTENSIONS)}
        ),
        help_text=gettext_lazy("DOCX, ODT, RTF, PDF with text, XLSX, XLS, ODS, CSV, HTML, TXT. At most 10 MB."),
    )
    text = MultilineField(
        label=gettext_lazy("Text of the programme"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "class": "form-control w-text"}),
    )

    def clean(self) -> FieldValues:
        sent = super().clean() or self.cleaned_data
        if not sent.get("file") and not sent.get("text", "").strip() and not self.errors:
            self.add_error("file", gettext_lazy("Choose a file, or paste the text of the programme below."))
        return sent

    def content(self) -> tuple[bytes, str]:
        """Return the bytes and the name of what was sent; only of a valid form."""
        file = self.cleaned_data["file"]
        if file:
            return file.read(), file.name
        return self.cleaned_data["text"].encode(), PASTED_NAME


# --- the page of a draft ---------------------------------------------------------------------------------------------


def posted_version(fields: QueryDict) -> int:
    text = fields.get("version", "")
    if not text.isdecimal() or len(text) > 9:
        raise BadRequest("not a version of a draft")
    return int(text)


def posted_edits(fields: QueryDict, required_keys: Collection[str]) -> EditedDraft:
    """Return the draft that the fields of the page describe; raises BadRequest for fields that no page has sent.

    `required_keys`: of the rows that every page contains. Rows follow each other in the order of the fields `row`.
    """
    keys = fields.getlist("row")
    _check_keys(keys, required_keys)
    _check_names(fields, set(keys))
    rows = [_posted_row(fields, key) for key in keys]
    try:
        parents_of(rows)
    except ValueError as error:
        raise BadRequest("not a list of goals, actions and indicators") from error
    head = {name: tidy(single_value(fields, f"head-{name}")) for name in HEAD}
    answers = {match[1]: single_value(fields, match[0]).strip() for match in map(_QUESTION.fullmatch, fields) if match}
    edited = EditedDraft(
        head=head,
        findings={quadrant: single_value(fields, f"findings-{quadrant}") for quadrant in QUADRANTS},
        conclusions=single_value(fields, "conclusions"),
        rows=rows,
        answers={key: answer for key, answer in answers.items() if answer},
    )
    return _with_moves(edited, fields)


def _check_keys(keys: list[str], required_keys: Collection[str]) -> None:
    are_keys = all(_KEY.fullmatch(key) for key in keys)
    if not are_keys or len(set(keys)) != len(keys) or len(keys) > MAX_POSTED_ROWS or set(required_keys) - set(keys):
        raise BadRequest("not the rows of this draft")


def _check_names(fields: QueryDict, keys: set[str]) -> None:
    head = {f"head-{name}" for name in HEAD} | {f"findings-{quadrant}" for quadrant in QUADRANTS}
    for name in fields:
        if name in _ALLOWED or name in head or _QUESTION.fullmatch(name):
            continue
        match = _ROW_FIELD.fullmatch(name)
        if match is None or match[1] not in keys:
            raise BadRequest("a field that the page does not have")
        kind = RowKind(match[1][0])
        if match[2] not in (*FIELDS[kind], "dropped") and (match[2] not in ("to", "with") or kind is RowKind.GOAL):
            raise BadRequest("a field that the page does not have")


def _posted_row(fields: QueryDict, key: str) -> DraftRow:
    texts = {name: tidy(single_value(fields, f"{key}-{name}")) for name in FIELDS[RowKind(key[0])]}
    if any(texts.get(name, "") not in choices for name, choices in _CHOICES.items()):
        raise BadRequest("not a choice of the page")
    if fields.getlist(f"{key}-dropped") not in ([], ["on"]):
        raise BadRequest("not a choice of the page")
    return DraftRow(key=key, texts=texts, is_dropped=f"{key}-dropped" in fields)


def _with_moves(edited: EditedDraft, fields: QueryDict) -> EditedDraft:
    """Put the rows below the goals and actions that were chosen for them."""
    keys = {row.key for row in edited.rows}
    for row in list(edited.rows):
        parent = fields.get(f"{row.key}-to", "")
        if parent:
            if parent not in keys or RowKind(parent[0]) not in _PARENT_KINDS[row.kind]:
                raise BadRequest("not a goal or an action of this draft")
            others = fields.getlist(f"{row.key}-with")
            if any(other not in keys or other[0] != row.key[0] for other in others):
                raise BadRequest("not rows of this draft")
            edited.rows = moved_together(edited.rows, [row.key, *others], parent)
    return edited


def with_stored_texts(fields: QueryDict, stored: EditedDraft) -> QueryDict:
    """Return the fields with those texts of the stored version that were chosen on the page of a conflict."""
    texts = dict(edited_fields(stored))
    result = fields.copy()
    for name in fields.getlist("theirs"):
        is_tick = name.endswith("-dropped")
        if is_tick and name not in texts:
            result.pop(name, None)
        elif name in texts and (is_tick or name in fields):
            result[name] = texts[name]
    return result


def entered_texts(fields: QueryDict) -> list[str]:
    """Return the texts of the page's fields in their order, without checking them and without the chosen options."""
    lines = []
    for name in fields:
        match = _ROW_FIELD.fullmatch(name)
        is_row_text = match is not None and match[2] in CELLS and match[2] not in _CHOICES
        if is_row_text or name.startswith(("head-", "findings-")) or name == "conclusions":
            lines += lines_with_text(str(fields[name]))
    return lines


def edited_fields(edited: EditedDraft) -> list[tuple[str, str]]:
    """Return the fields as a browser sends them: the reverse of `posted_edits`."""
    pairs = [(f"head-{name}", text) for name, text in edited.head.items()]
    pairs += [(f"findings-{quadrant}", text) for quadrant, text in edited.findings.items()]
    pairs.append(("conclusions", edited.conclusions))
    for row in edited.rows:
        pairs.append(("row", row.key))
        pairs += [(f"{row.key}-{name}", text) for name, text in row.texts.items()]
        if row.is_dropped:
            pairs.append((f"{row.key}-dropped", "on"))
    return pairs + [(f"answer-{key}", answer) for key, answer in edited.answers.items()]

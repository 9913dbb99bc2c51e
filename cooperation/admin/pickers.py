"""Selects of related objects: only those of the form's programme once it is known, grouped by programme otherwise.

They are plain lists, which also work without JavaScript.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import Field, ModelChoiceField
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest
from django.utils.text import Truncator

from cooperation.admin.base import is_key, listed_programme_id

MAX_LABEL_LENGTH = 120


RowText = Callable[[Any], str]  # a text of an object of the picked model


@dataclass(frozen=True, kw_only=True)
class Picker:
    """How the objects of one foreign key are offered. `label` and `group` are given an object."""

    programme_path: str = ""  # lookup from the related model to `Programme`; "" for objects of no programme
    order: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    label: RowText = str
    group: RowText = lambda _row: ""  # within one programme; "" for no group
    is_limited: bool = True  # to the programme of the form


class _GroupedChoices(ModelChoiceIterator):
    """Yields the choices in groups; the rows of a group follow each other in the queryset."""

    field: "_GroupedChoiceField"

    def __iter__(self) -> Iterator[Any]:  # choices, and groups of choices
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for group, rows in groupby(self.queryset, key=self.field.group):
            choices = [self.choice(row) for row in rows]
            yield from [(group, choices)] if group else choices


class _GroupedChoiceField(ModelChoiceField):
    iterator = _GroupedChoices

    def __init__(self, *args: Any, label_of: RowText = str, group: RowText, **kwargs: Any) -> None:
        self.label_of, self.group = label_of, group
        super().__init__(*args, **kwargs)

    def label_from_instance(self, obj: models.Model) -> str:
        return Truncator(" ".join(self.label_of(obj).split())).chars(MAX_LABEL_LENGTH)


class _ProgrammeWidgetWrapper(RelatedFieldWidgetWrapper):
    """Adds the programme to the addresses of the popups."""

    programme_id: int

    @classmethod
    def of(cls, wrapper: RelatedFieldWidgetWrapper, programme_id: int) -> "_ProgrammeWidgetWrapper":
        widget = cls(
            wrapper.widget,
            wrapper.rel,
            wrapper.admin_site,
            can_add_related=wrapper.can_add_related,
            can_change_related=wrapper.can_change_related,
            can_delete_related=wrapper.can_delete_related,
            can_view_related=wrapper.can_view_related,
        )
        widget.programme_id = programme_id
        return widget

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if "url_params" in context:
            context["url_params"] += f"&programme={self.programme_id}"
        return context


class PickerMixin(BaseModelAdmin):
    """Offers the objects of `pickers` by field name; `form_programme_path` is the lookup from the model to `Programme`.

    The form's programme is that of the edited object, or of the object that the address names: `?action=7`, or that of
    the list from which the form was opened.
    """

    pickers: Mapping[str, Picker] = {}
    form_programme_path = ""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        picker = self.pickers.get(db_field.name)
        if picker is not None:
            programme_id = self.form_programme_id(request) if picker.programme_path else None
            kwargs["queryset"] = _offered(picker, db_field.related_model, programme_id)
            kwargs["form_class"] = partial(
                _GroupedChoiceField, label_of=picker.label, group=_group(picker, programme_id)
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Field | None:
        """Let the popup that adds an object to the list name the form's programme."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        picker = self.pickers.get(db_field.name)
        if field is None or picker is None or not (picker.programme_path and picker.is_limited):
            return field
        programme_id = self.form_programme_id(request)
        if programme_id is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = _ProgrammeWidgetWrapper.of(field.widget, programme_id)
        return field

    def form_programme_id(self, request: HttpRequest) -> int | None:
        """Return the key of the form's programme, None while it is not known. One query for each request."""
        if not hasattr(request, "form_programme_id"):
            request.form_programme_id = self._find_programme_id(request)  # type: ignore[attr-defined]  # for this request
        return request.form_programme_id  # type: ignore[attr-defined]  # set above

    def _find_programme_id(self, request: HttpRequest) -> int | None:
        match = request.resolver_match
        object_id = str(match.kwargs.get("object_id", "")) if match else ""
        if is_key(object_id):
            return _programme_id(self.model, self.form_programme_path, object_id)
        name, _separator, path = self.form_programme_path.partition("__")
        parent_id, programme_id = request.GET.get(name, ""), request.GET.get("programme", "")
        if path and is_key(parent_id):
            parent: type[models.Model] = self.model._meta.get_field(name).related_model
            return _programme_id(parent, path, parent_id)
        return int(programme_id) if is_key(programme_id) else listed_programme_id(request)


def _programme_id(model: type[models.Model], path: str, key: str) -> int | None:
    return model._base_manager.filter(pk=int(key)).values_list(f"{path}_id", flat=True).first()


def _offered(picker: Picker, model: type[models.Model], programme_id: int | None) -> models.QuerySet[models.Model]:
    rows: models.QuerySet[models.Model] = model._default_manager.select_related(*picker.related)
    if programme_id is not None and picker.is_limited:
        return rows.filter(**{picker.programme_path: programme_id}).order_by(*picker.order)
    if not picker.programme_path:
        return rows.order_by(*picker.order)
    programme = picker.programme_path
    return rows.select_related(programme, *picker.related).order_by(
        f"-{programme}__first_year", f"{programme}_id", *picker.order
    )


def _group(picker: Picker, programme_id: int | None) -> RowText:
    if not picker.programme_path or (programme_id is not None and picker.is_limited):
        return picker.group
    return partial(_programme_title, picker.programme_path)


def _programme_title(path: str, row: object) -> str:
    for name in path.split("__"):
        row = getattr(row, name)
    return str(row)

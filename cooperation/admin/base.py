"""Base classes of the administration: titles, search, history of edits, concurrent edits, public pages."""

from collections.abc import Sequence
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.forms import BaseFormSet, Field, ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from cooperation.admin.return_address import ReturningAdmin
from cooperation.forms.fields import ExactNumberField, FieldValues, MultilineField
from cooperation.models import Programme
from cooperation.models.fields import ExactDecimalField
from cooperation.models.ledger import lock_ledger
from cooperation.models.search import search_condition
from cooperation.queries.history import HistorySource, SavedEdit, has_history, history_version, saved_edits
from cooperation.services import changes
from cooperation.web.context import Context
from cooperation.web.many_fields import put_fields, refuse_many_rows
from cooperation.web.unsaved_input import has_only_buttons, keeps_input, restored_input

MAX_KEY_DIGITS = 18  # a longer number does not fit a database's integer
MAX_INLINE_ROWS = 200  # of one form; Django would build up to 2,000, each with its own queries
PROGRAMME_PARAMETER = "program"  # of the filter of lists
PRESERVED_FILTERS_PARAMETER = "_changelist_filters"  # Django's name


class SearchTextAdmin(admin.ModelAdmin):
    """Search that ignores case, diacritics and inflection: `search_fields` name `search_text` columns."""

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[models.Model], search_term: str
    ) -> tuple[models.QuerySet[models.Model], bool]:
        return queryset.filter(search_condition(search_term, self.get_search_fields(request))), False


class TitledAdmin(SearchTextAdmin):
    """Page titles without a noun inside a Polish sentence: Django puts it into the wrong grammatical case.

    `counted_noun`: the model's noun after a number, for the end of its list.
    """

    counted_noun = ngettext_lazy("%(n)d entry", "%(n)d entries", "n")

    def changelist_view(self, request: HttpRequest, extra_context: Context | None = None) -> HttpResponse:
        if not all(is_key(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("an action on something that is not a primary key")
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Context | None = None,
    ) -> HttpResponse:
        refuse_many_rows(request.POST, MAX_INLINE_ROWS)
        name = self.opts.verbose_name
        title = {"title": capfirst(name) if object_id else _("New entry: %s") % name}
        return super().changeform_view(request, object_id, form_url, {**title, **(extra_context or {})})


class ReadOnlyAdmin(TitledAdmin):
    """Models that services write: the administration only shows them."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class SafeFieldsMixin(BaseModelAdmin):
    """Form fields that delete no related object, count line breaks once, and accept a comma and any text as a key."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Field | None:
        if isinstance(db_field, models.TextField):
            kwargs.setdefault("form_class", MultilineField)
        if isinstance(db_field, ExactDecimalField):
            kwargs.setdefault("form_class", ExactNumberField)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        if field is not None and isinstance(self, admin.TabularInline):  # its cells have no label elements
            field.widget.attrs["aria-label"] = capfirst(field.label)
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", _KeyAutocompleteSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


# Of a widget: its name, the contexts of its options, its number.
OptionGroup = tuple[str | None, list[Context], int | None]


class _KeyAutocompleteSelect(AutocompleteSelect):
    """Ignore a sent value that is not a primary key; Django's widget queries the database for it and raises.

    `selected`: the selected object if it is loaded already, so that the rows of an inline need no query of their own.
    """

    selected: models.Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Context | None = None) -> list[OptionGroup]:
        keys = [key for key in value if is_key(key)]
        if self.selected is None or keys != [str(self.selected.pk)]:
            return super().optgroups(name, keys, attr)
        ((group, options, number),) = super().optgroups(name, [], attr)
        label = self.choices.field.label_from_instance(self.selected)
        options.append(self.create_option(name, self.selected.pk, label, True, len(options)))
        return [(group, options, number)]


class LoadedChoicesForm(ModelForm):
    """A row of an inline: its autocomplete fields show the objects that were loaded with it (`select_related`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)  # in a RelatedFieldWidgetWrapper
            if isinstance(widget, _KeyAutocompleteSelect) and self.instance.pk:
                widget.selected = getattr(self.instance, name)


def is_key(text: str) -> bool:
    """Return whether the text is a primary key as forms send it."""
    return text.isascii() and text.isdecimal() and len(text) <= MAX_KEY_DIGITS


def listed_programme_id(request: HttpRequest) -> int | None:
    """Return the key of the programme by which the list was filtered from which a form was opened.

    Without such a filter, the key of the only programme; None if there are several.
    """
    filtered = QueryDict(request.GET.get(PRESERVED_FILTERS_PARAMETER, "")).get(PROGRAMME_PARAMETER, "")
    if is_key(filtered):
        return int(filtered)
    keys = list(Programme.objects.order_by().values_list("pk", flat=True)[:2])
    return keys[0] if len(keys) == 1 else None


class HistoryAdmin(SafeFieldsMixin, ReturningAdmin, TitledAdmin):
    """Models with a history. An edit never overwrites a newer one unseen; only unreferenced objects can be deleted."""

    object_history_template = "cooperation/admin_history.html"
    list_per_page = 50

    def get_actions(self, request: HttpRequest) -> Context:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj is not None and is_referenced(obj))

    # `obj` has no common type here and below: each subclass names its own model.
    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Write nothing when “Save” is pressed without an edit."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    # --- concurrent edits -----------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Mark the form pages as pages that show unsaved input again after a log-in; the others have only buttons."""
        urls = super().get_urls()
        for url in urls:
            is_form = (url.name or "").endswith(("_add", "_change"))
            url.callback = keeps_input(url.callback) if is_form else has_only_buttons(url.callback)
        return urls

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        restored = restored_input(request)
        if restored is not None:
            # Build the form and its inlines as if the input were sent now. The error added here prevents saving.
            request.method = "POST"
            put_fields(request, restored)
            self._edit_state(request).refusals.append(_("Not saved yet: check the form and save it."))
        try:
            response = super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # A constraint that forms do not check: the same name or position added twice in one request.
            message = _("Not saved: two entries would have the same name, place or year. Check the list and try again.")
            self._edit_state(request).refusals.append(message)
            response = super().changeform_view(request, *args, **kwargs)
        if self._edit_state(request).newer_edits and restored is None and hasattr(response, "context_data"):
            response.status_code = HTTPStatus.CONFLICT
        return response

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError:
            message = _("Not deleted: another entry now refers to it. Open it again to see which one.")
            self.message_user(request, message, messages.ERROR)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        """Return the object, locked while it is saved, so that the second of two concurrent saves sees the first."""
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and request.method == "POST" and transaction.get_connection().in_atomic_block:
            lock_ledger()
            self.lock(obj)
            obj = super().get_object(request, object_id, from_field)
        return obj

    def lock(self, obj: models.Model) -> None:
        self.model._base_manager.select_for_update().get(pk=obj.pk)

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        state = self._edit_state(request)
        if request.method != "POST":
            return form
        if obj is not None and state.version is None:
            state.version = history_version(self._history_sources(obj))
            state.newer_edits = self._newer_edits(obj, request.POST.get("based_on", ""), state.version)
        return type(form.__name__, (_RefusingForm, form), {"refusals": [*state.newer_edits, *state.refusals]})

    def render_change_form(
        self,
        request: HttpRequest,
        context: Context,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: models.Model | None = None,
    ) -> HttpResponse:
        if obj is not None:
            context["based_on"] = self._edit_state(request).version or history_version(self._history_sources(obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _edit_state(self, request: HttpRequest) -> SimpleNamespace:
        """Return this request's `version` of the object, `newer_edits` than the form's version, and `refusals`."""
        if not hasattr(request, "edit_state"):
            request.edit_state = SimpleNamespace(version=None, newer_edits=[], refusals=[])  # type: ignore[attr-defined]  # for this request
        return request.edit_state  # type: ignore[attr-defined]  # set above

    def _newer_edits(self, obj: models.Model, based_on: str, version: str) -> list[str]:
        """Return sentences about the edits saved after the form was opened; none if it shows the latest version."""
        if based_on == version:
            return []
        sources = self._history_sources(obj)
        numbers = [int(number) if number.isdecimal() else 0 for number in based_on[:200].split("-")]
        sentences = [
            _(
                "This entry was saved by somebody after you had opened it. Your changes are shown below and have not"
                " been saved."
            )
            + " "
            + _("Compare them with these edits; saving again replaces these edits with your text.")
        ]
        for place, source in enumerate(sources):
            number = numbers[place] if place < len(numbers) else 0
            sentences += [_edit_sentence(edit) for edit in saved_edits([source]) if edit.number > number]
        return sentences

    # --- history --------------------------------------------------------------------------------------------------

    def _history_sources(self, obj: Any) -> list[HistorySource]:
        """Return the histories of the object and of the objects that are edited on its page."""
        sources: list[HistorySource] = [(obj.history.model, {obj._meta.pk.attname: obj.pk})]
        for inline in self.inlines:
            if has_history(inline.model):
                owner = next(
                    field.attname
                    for field in inline.model._meta.fields
                    if field.related_model is self.model and (inline.fk_name in (None, field.name))
                )
                sources.append((inline.model.history.model, {owner: obj.pk}))
        return sources

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        """Show every edit of the object and of the objects on its page, with old and new values."""
        obj = self.get_object(request, object_id)
        if obj is None:
            obj = get_object_or_404(self.model, pk=None)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % obj,
            "subtitle": None,
            "opts": self.opts,
            "object": obj,
            "saved_edits": saved_edits(self._history_sources(obj)),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)


def _edit_sentence(edit: SavedEdit) -> str:
    author = (edit.user.get_full_name() or edit.user.get_username()) if edit.user else _("the portal itself")
    fields = "; ".join(f"{field.label}: {field.old or '–'} → {field.new}" for field in edit.edits)
    moment = date_format(timezone.localtime(edit.at), "d.m.Y, H:i")
    return f"{moment}, {author} ({edit.model}): {fields or '–'}"


class _RefusingForm(ModelForm):
    """Mixed into a form that was sent: adds `refusals`, the reasons why it is not saved, as form errors."""

    refusals: list[str]

    def clean(self) -> Context | None:
        data = super().clean()
        if self.refusals:
            self.add_error(None, ValidationError(self.refusals))
        return data


class PublicContentAdmin(HistoryAdmin):
    """Models that readers see: an edit invalidates cached pages and is added to the register of changes."""

    immutable_fields: tuple[str, ...] = ()  # set when an object is added, read-only afterwards

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, *self.immutable_fields) if obj is not None else tuple(fields)

    def get_changeform_initial_data(self, request: HttpRequest) -> FieldValues:
        """Preset the programme: that of the list from which the form was opened, or the only one."""
        initial: FieldValues = super().get_changeform_initial_data(request)
        has_programme = any(field.name == "programme" for field in self.opts.fields)
        programme_id = listed_programme_id(request) if has_programme else None
        return initial if programme_id is None else {"programme": programme_id, **initial}

    def programme_ids(self, obj: Any) -> list[int]:
        """Return the keys of the programmes on whose pages readers see the object."""
        return [obj.programme_id]

    def changes_public_pages(self, form: ModelForm, formsets: Sequence[BaseFormSet]) -> bool:
        """Return whether readers see a difference."""
        return form.has_changed() or any(formset.has_changed() for formset in formsets)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Sequence[BaseFormSet], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if self.changes_public_pages(form, formsets):
            self._register_edit(form.instance, self.programme_ids(form.instance), "edited" if change else "added")

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        programme_ids, key = self.programme_ids(obj), obj.pk
        super().delete_model(request, obj)
        obj.pk = key  # Django has reset it, and the register needs it
        self._register_edit(obj, programme_ids, "deleted")

    def _register_edit(self, obj: models.Model, programme_ids: list[int], done: str) -> None:
        changes.register_edit(programme_ids, obj, done, at=timezone.now())


def is_referenced(obj: models.Model) -> bool:
    """Return whether a protected foreign key refers to the object, so that it cannot be deleted."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: obj}).exists()
        for relation in obj._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and relation.on_delete is models.PROTECT
    )

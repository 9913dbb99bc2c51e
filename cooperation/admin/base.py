"""What every page of the administration keeps: an edit ends cached pages, leaves its history, deletes nothing used."""

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
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from cooperation.forms.fields import MultilineField
from cooperation.models.search import search_condition
from cooperation.queries import history
from cooperation.services import changes
from cooperation.web.many_fields import put_fields
from cooperation.web.unsaved_input import keeps_input, nothing_typed, restored_input

LONGEST_KEY = 18  # digits: what a column of numbers takes


class FoldedSearch(admin.ModelAdmin):
    """Search that ignores letter case, marks and endings: `search_fields` name columns `search_text`."""

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        return queryset.filter(search_condition(search_term, self.get_search_fields(request))), False


class Titled(FoldedSearch):
    """Titles name the entry: Django's own put a noun into a Polish sentence, in the wrong case.

    `counted`: the model's noun after a number, for the foot of its list.
    """

    counted = ngettext_lazy("%(n)d entry", "%(n)d entries", "n")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if not all(is_key(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("an action on what is no row")
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        name = self.opts.verbose_name
        title = {"title": capfirst(name) if object_id else _("New entry: %s") % name}
        return super().changeform_view(request, object_id, form_url, {**title, **(extra_context or {})})


class OnlyLookedAt(Titled):
    """What services write is never edited here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NothingDeletedBeside(BaseModelAdmin):
    """A red cross beside a choice deletes what is chosen, not the choice: too near to a mistake."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.TextField):
            kwargs.setdefault("form_class", MultilineField)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", _Chosen(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class _Chosen(AutocompleteSelect):
    """Django asks the database for whatever was sent as the chosen key, and fails when it is no key."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        return super().optgroups(name, [key for key in value if is_key(key)], attr)


def is_key(text: str) -> bool:
    """A row's number as a form sends it."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY


class Edited(NothingDeletedBeside, Titled):
    """An edit leaves its history and never overwrites another one unseen; only what nothing uses is deleted."""

    object_history_template = "cooperation/admin_history.html"
    list_per_page = 50

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj is not None and is_used(obj))

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        """Pressing “Save” without an edit writes nothing."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    # --- two people in one form -----------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """What is typed into a form outlives the session; a list's actions and a deletion are pressed again."""
        urls = super().get_urls()
        for url in urls:
            is_form = (url.name or "").endswith(("_add", "_change"))
            url.callback = keeps_input(url.callback) if is_form else nothing_typed(url.callback)
        return urls

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        typed = restored_input(request)
        if typed is not None:
            # The form and its rows are made from what was typed, as if it were sent; an error of its own keeps it
            # from being saved (`get_form`).
            request.method = "POST"
            put_fields(request, typed)
            self._seen(request).refusals.append(_("Not saved yet: check it and save it."))
        try:
            response = super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # A rule of the database that no form asks: the same name or place, added twice in one saved. The form comes
            # back as it was typed.
            told = _("Not saved: two entries would have the same name, place or year. Check the list and try again.")
            self._seen(request).refusals.append(told)
            response = super().changeform_view(request, *args, **kwargs)
        if self._seen(request).meanwhile and typed is None and hasattr(response, "context_data"):
            response.status_code = HTTPStatus.CONFLICT
        return response

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError:
            told = _("Not deleted: another entry refers to it now. Open it again to see what does.")
            self.message_user(request, told, messages.ERROR)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Locked while it is saved, so that of two who save at once the second one sees the first one's edit."""
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and request.method == "POST" and transaction.get_connection().in_atomic_block:
            self.lock(obj)
            obj = super().get_object(request, object_id, from_field)
        return obj

    def lock(self, obj: models.Model) -> None:
        self.model._base_manager.select_for_update().get(pk=obj.pk)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        seen = self._seen(request)
        if request.method != "POST":
            return form
        if obj is not None and seen.version is None:
            seen.version = history.history_version(self._records(obj))
            seen.meanwhile = self._meanwhile(obj, request.POST.get("based_on", ""), seen.version)
        return type(form.__name__, (_NotSaved, form), {"refusals": [*seen.meanwhile, *seen.refusals]})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None:
            context["based_on"] = self._seen(request).version or history.history_version(self._records(obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _seen(self, request: HttpRequest) -> SimpleNamespace:
        """What this request found out about the version that its form was made from."""
        if not hasattr(request, "seen_edits"):
            request.seen_edits = SimpleNamespace(version=None, meanwhile=[], refusals=[])  # type: ignore[attr-defined]  # for this request
        return request.seen_edits  # type: ignore[attr-defined]  # put there above

    def _meanwhile(self, obj: Any, based_on: str, version: str) -> list[str]:
        """What was saved after the form had been opened, in words; nothing when the form shows the last version."""
        if based_on == version:
            return []
        records = self._records(obj)
        known = [int(number) if number.isdecimal() else 0 for number in based_on[:200].split("-")]
        told = [
            _("This entry was saved after you had opened it. What you typed is kept below and was not saved.")
            + " "
            + _("Compare it with these edits; saving once more puts your text in their place.")
        ]
        for (model, condition), number in zip(records, [*known, *[0] * len(records)], strict=False):
            for saved in history.saved_edits([(model, condition)]):
                if saved.number > number:
                    who = (
                        (saved.user.get_full_name() or saved.user.get_username())
                        if saved.user
                        else _("the portal itself")
                    )
                    edits = "; ".join(f"{edit.label}: {edit.old or '–'} → {edit.new}" for edit in saved.edits)
                    when = date_format(timezone.localtime(saved.at), "d.m.Y, H:i")
                    told.append(f"{when}, {who} ({saved.model}): {edits or '–'}")
        return told

    # --- history --------------------------------------------------------------------------------------------------

    def _records(self, obj: Any) -> list[tuple[Any, dict[str, Any]]]:
        """The histories of the object and of what is edited on its page."""
        records = [(obj.history.model, {obj._meta.pk.attname: obj.pk})]
        for inline in self.inlines:
            if history.has_history(inline.model):
                owner = next(
                    field.attname
                    for field in inline.model._meta.fields
                    if field.related_model is self.model and (inline.fk_name in (None, field.name))
                )
                records.append((inline.model.history.model, {owner: obj.pk}))
        return records

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed what, when: the object and what is edited on its page, with old and new values."""
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
            "saved_edits": history.saved_edits(self._records(obj)),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)


class _NotSaved(ModelForm):
    """Mixed into a form that is sent: reasons why it is not saved now, none for most."""

    refusals: list[str]

    def clean(self) -> dict[str, Any] | None:
        sent = super().clean()
        if self.refusals:
            self.add_error(None, ValidationError(self.refusals))
        return sent


class SeenByPublic(Edited):
    """An edit ends the readers' cached pages and, in a published programme, stands in the register of changes."""

    set_once: tuple[str, ...] = ()  # what else it belongs to would change with it

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, *self.set_once) if obj is not None else fields

    def programmes(self, obj: Any) -> list[int]:
        return [obj.programme_id]

    def is_public(self, form: ModelForm, formsets: Any) -> bool:
        """Whether readers see a difference."""
        return form.has_changed() or any(formset.has_changed() for formset in formsets)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if self.is_public(form, formsets):
            self._tell(form.instance, self.programmes(form.instance), "edited" if change else "added")

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        programmes, number = self.programmes(obj), obj.pk
        super().delete_model(request, obj)
        obj.pk = number  # its line in the register still names it
        self._tell(obj, programmes, "deleted")

    def _tell(self, obj: Any, programmes: list[int], done: str) -> None:
        changes.edited(programmes, obj, done, at=timezone.now())


def is_used(obj: models.Model) -> bool:
    """Something else refers to the object, so that deleting it would break what is told elsewhere."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: obj}).exists()
        for relation in obj._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and relation.on_delete is models.PROTECT
    )

"""Administration of accounts and of the groups.

Rights come from groups. Accounts are never deleted, administrators create no superusers, and a new person receives a
link to set a password instead of a password.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from cooperation.admin.actions import action_form, action_page
from cooperation.admin.base import HistoryAdmin, ReadOnlyAdmin
from cooperation.forms.people import MembershipForm, NewPersonForm, PeopleFileForm, PersonForm
from cooperation.roles import Role, roles_of
from cooperation.services import invitations, people, people_csv
from cooperation.web.unsaved_input import keeps_input, restored_input

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadOnlyAdmin, GroupAdmin):
    search_fields = ()


@admin.register(User)
class PeopleAdmin(HistoryAdmin, UserAdmin):
    counted_noun = ngettext_lazy("%(n)d user", "%(n)d users", "n")
    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None
    change_list_template = "cooperation/admin_people.html"
    fieldsets = (
        (None, {"fields": ("username",)}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Rights"), {"fields": ("is_active", "groups")}),
        (_("Password"), {"fields": ("has_password", "last_login")}),
    )
    add_fieldsets = (
        (
            _("Person"),
            {
                "fields": ("username", "first_name", "last_name", "email"),
                "description": _("The person receives a message with a link to set a password."),
            },
        ),
        (_("Rights"), {"fields": ("groups",)}),
    )
    readonly_fields = ("has_password", "last_login")
    list_display = ("username", "full_name", "email", "is_active", "has_password")
    search_fields = ("name_index__search_text",)
    ordering = ("name_index__sort_key",)
    list_filter = ("is_active", "groups")
    filter_horizontal = ("groups",)
    actions = ("invite", "join_unit")

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        """Return the accounts; superusers only for superusers."""
        accounts = super().get_queryset(request)
        return accounts if request.user.is_superuser else accounts.filter(is_superuser=False)

    def get_urls(self) -> list[URLPattern]:
        """Add the page for a CSV file; remove Django's page to set the password of another person."""
        urls = [url for url in super().get_urls() if url.name != "auth_user_password_change"]
        view = keeps_input(self.admin_site.admin_view(partial(import_people, self)))
        return [path("z-pliku/", view, name="auth_user_import"), *urls]

    @admin.display(description=_("first and last name"), ordering="name_index__sort_key")
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description=_("password set"), boolean=True)
    def has_password(self, person: User) -> bool:
        return person.has_usable_password()

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Sequence[BaseFormSet], change: bool
    ) -> None:
        """Set `is_staff`, which Django's admin checks, for members of the group of administrators only."""
        super().save_related(request, form, formsets, change)
        person = form.instance
        person.__dict__.pop("_roles", None)  # cached before the groups were saved
        is_administrator = Role.ADMINISTRATOR in roles_of(person) if person.is_active else person.is_staff
        if person.is_staff != is_administrator and not person.is_superuser:
            person.is_staff = is_administrator
            person.save(update_fields=["is_staff"])

    # --- invitations ----------------------------------------------------------------------------------------------

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        request.added_person = obj  # type: ignore[attr-defined]  # read by `add_view` after the transaction
        return super().response_add(request, obj, post_url_continue)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().add_view(request, *args, **kwargs)
        if hasattr(request, "added_person"):
            self._invite(request, [request.added_person])
        return response

    @admin.action(description=_("Send a link to set the password"), permissions=("change",))
    def invite(self, request: HttpRequest, chosen: models.QuerySet[User]) -> None:
        active = list(chosen.filter(is_active=True))
        if not active:
            self.message_user(
                request, gettext("The selected accounts are disabled: no message was sent."), messages.WARNING
            )
        self._invite(request, active)

    def _invite(self, request: HttpRequest, accounts: list[User]) -> None:
        """Send the links; a link that could not be sent is shown once, for the administrator to hand over."""
        addresses = []
        for result in invitations.invite(accounts):
            self.log_change(request, result.person, str(_("link shown") if result.fault else _("link sent")))
            if not result.fault:
                addresses.append(result.person.email)
                continue
            warning = format_html(
                gettext(
                    "{name}: no message was sent, because {why}. Pass on this link, which works once within "
                    "three days: {link}"
                ),
                name=result.person.get_full_name() or result.person.get_username(),
                why=result.fault,
                link=result.link,
            )
            self.message_user(request, warning, messages.WARNING)
        if addresses:
            message = ngettext("A link was sent to: %(who)s.", "Links were sent to: %(who)s.", len(addresses))
            self.message_user(request, message % {"who": ", ".join(addresses)}, messages.SUCCESS)

    # --- units ----------------------------------------------------------------------------------------------------

    @admin.action(description=_("Add to a unit…"), permissions=("change",))
    def join_unit(self, request: HttpRequest, chosen: models.QuerySet[User]) -> HttpResponse | None:
        form = action_form(request, MembershipForm)
        if not form.is_valid():
            return action_page(
                self,
                request,
                chosen,
                form,
                action="join_unit",
                title=gettext("Add to a unit"),
                button=gettext("Add to the unit"),
            )
        unit, since = form.cleaned_data["unit"], form.cleaned_data["since"]
        joined = people.join_unit(list(chosen), unit, since=since)
        for person in joined:
            self.log_change(request, person, f"{unit}, {since.isoformat()}")
        message = ngettext("%(n)d person was added to the unit.", "%(n)d people were added to the unit.", len(joined))
        self.message_user(request, message % {"n": len(joined)}, messages.SUCCESS if joined else messages.INFO)
        return None


def import_people(model_admin: PeopleAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form (GET); show a preview of the file with its faults, or with `do=save` add its people (POST)."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form, restored = PeopleFileForm(), restored_input(request)
    parsed = people_csv.parse_people(str(restored["text"])) if restored is not None and "text" in restored else None
    if request.method == "POST" and request.POST.get("do") == "save":
        text = request.POST.get("text", "")
        if len(text.encode()) <= 2 * people_csv.MAX_BYTES and "\0" not in text:
            parsed = people_csv.parse_people(text)
        if parsed is not None and parsed.rows and not parsed.faults:
            try:
                added = people.add_people(parsed.rows, since=timezone.localdate())
            except IntegrityError:  # one of them was added in the meantime: the preview lists existing accounts
                parsed = people_csv.parse_people(text)
            else:
                for person in added:
                    model_admin.log_addition(request, person, str(_("from a file")))
                message = ngettext("%(n)d person was added.", "%(n)d people were added.", len(added))
                hint = gettext("Choose them in the list and send them a link to set the password.")
                messages.success(request, f"{message % {'n': len(added)}} {hint}")
                return redirect("admin:auth_user_changelist")
    elif request.method == "POST":
        form = PeopleFileForm(request.POST, request.FILES)
        parsed = people_csv.parse_people(form.cleaned_data["file"]) if form.is_valid() else None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("People from a file"),
        "subtitle": None,
        "opts": model_admin.opts,
        "form": form,
        "people": parsed,
        "columns": people_csv.HEADINGS.values(),
    }
    return TemplateResponse(request, "cooperation/admin_people_import.html", context)

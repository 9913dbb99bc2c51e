"""People: the groups give the rights; nobody is deleted, nobody here makes a superuser, and nobody types a password for
somebody else: who is added gets a link."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from cooperation.admin import choose
from cooperation.admin.base import Edited
from cooperation.roles import Role, roles_of
from cooperation.services import changes, invitations, people_csv
from cooperation.web.unsaved_input import keeps_input, restored_input


class PersonForm(UserChangeForm):
    password = None  # type: ignore[assignment]  # Django's way to leave a field out


class NewPersonForm(forms.ModelForm):
    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(gettext("Somebody has this log-in name already."))
        return username


class FileForm(forms.Form):
    file = forms.FileField(label=_("CSV file"), help_text=_("At most 1 MB and 2,000 lines, UTF-8 or Windows-1250."))

    def clean_file(self) -> str:
        sent = self.cleaned_data["file"]
        try:
            return people_csv.decoded(sent.read(people_csv.LARGEST + 1))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class PeopleAdmin(Edited, UserAdmin):
    counted = ngettext_lazy("%(n)d user", "%(n)d users", "n")
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
                "description": _("The person gets a message with a link and sets the own password."),
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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """A superuser belongs to the server's keeper: an administrator neither sees nor edits one."""
        people = super().get_queryset(request)
        return people if request.user.is_superuser else people.filter(is_superuser=False)

    def get_urls(self) -> list[Any]:
        """No page for somebody else's password."""
        kept = [one for one in super().get_urls() if one.name != "auth_user_password_change"]
        view = keeps_input(self.admin_site.admin_view(partial(import_people, self)))
        return [path("z-pliku/", view, name="auth_user_import"), *kept]

    @admin.display(description=_("first and last name"), ordering="name_index__sort_key")
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description=_("password set"), boolean=True)
    def has_password(self, person: User) -> bool:
        return person.has_usable_password()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Django admin opens to members of the group `administrator`, and to them only."""
        super().save_related(request, form, formsets, change)
        person = form.instance
        person.__dict__.pop("_roles", None)
        is_administrator = Role.ADMINISTRATOR in roles_of(person) if person.is_active else person.is_staff
        if person.is_staff != is_administrator and not person.is_superuser:
            person.is_staff = is_administrator
            person.save(update_fields=["is_staff"])

    # --- invitations ----------------------------------------------------------------------------------------------

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        request.added_person = obj  # type: ignore[attr-defined]  # read once the account is kept for good
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
                request, gettext("The chosen accounts are disabled: nobody was written to."), messages.WARNING
            )
        self._invite(request, active)

    def _invite(self, request: HttpRequest, people: list[User]) -> None:
        """Who cannot be written to gets the link by hand: it is shown here, once, to the administrator."""
        sent = []
        for done in invitations.invite(people):
            self.log_change(request, done.person, str(_("link shown") if done.fault else _("link sent")))
            if not done.fault:
                sent.append(done.person.email)
                continue
            told = format_html(
                gettext("{name}: no message was sent, because {why}. Hand over this link (three days, once): {link}"),
                name=done.person.get_full_name() or done.person.get_username(), why=done.fault, link=done.link,
            )  # fmt: skip
            self.message_user(request, told, messages.WARNING)
        if sent:
            told_ = ngettext("A link was sent to: %(who)s.", "Links were sent to: %(who)s.", len(sent))
            self.message_user(request, told_ % {"who": ", ".join(sent)}, messages.SUCCESS)

    # --- units ----------------------------------------------------------------------------------------------------

    @admin.action(description=_("Add to a unit…"), permissions=("change",))
    def join_unit(self, request: HttpRequest, chosen: models.QuerySet[User]) -> HttpResponse | None:
        form = choose.answered(request, choose.MembershipForm)
        if not form.is_valid():
            return choose.ask(
                self, request, chosen, form,
                action="join_unit", title=gettext("Add to a unit"), button=gettext("Add to the unit"),
            )  # fmt: skip
        unit, since = form.cleaned_data["unit"], form.cleaned_data["since"]
        joined = changes.join_unit(list(chosen), unit, since=since)
        for person in joined:
            self.log_change(request, person, f"{unit}, {since.isoformat()}")
        told = ngettext("%(n)d person was added to the unit.", "%(n)d people were added to the unit.", len(joined))
        self.message_user(request, told % {"n": len(joined)}, messages.SUCCESS if joined else messages.INFO)
        return None


def import_people(model_admin: PeopleAdmin, request: HttpRequest) -> HttpResponse:
    """GET: the form; POST: the preview with every fault, or (`do=save`) the people of the text that was previewed."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form, typed = FileForm(), restored_input(request)
    sheet = people_csv.read(str(typed["text"])) if typed is not None and "text" in typed else None
    if request.method == "POST" and request.POST.get("do") == "save":
        text = request.POST.get("text", "")
        if len(text.encode()) <= 2 * people_csv.LARGEST and "\0" not in text:
            sheet = people_csv.read(text)
        if sheet is not None and sheet.lines and not sheet.faults:
            try:
                people = changes.add_people(sheet.lines, since=timezone.localdate())
            except IntegrityError:  # somebody added one of them at this moment: the preview says who is known
                sheet = people_csv.read(text)
            else:
                for person in people:
                    model_admin.log_addition(request, person, str(_("from a file")))
                told = ngettext("%(n)d person was added.", "%(n)d people were added.", len(people))
                hint = gettext("Choose them in the list and send them a link to set the password.")
                messages.success(request, f"{told % {'n': len(people)}} {hint}")
                return redirect("admin:auth_user_changelist")
    elif request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        sheet = people_csv.read(form.cleaned_data["file"]) if form.is_valid() else None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("People from a file"),
        "subtitle": None,
        "opts": model_admin.opts,
        "form": form,
        "sheet": sheet,
        "columns": people_csv.NAMES.values(),
    }
    return TemplateResponse(request, "cooperation/admin_people_import.html", context)

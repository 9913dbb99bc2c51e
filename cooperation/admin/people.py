"""Administration of accounts and of the groups.

Rights come from groups, which the pages call roles. Accounts are never deleted, administrators create no superusers,
and a new person receives a link to set a password instead of a password.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.fields.related import RelatedField
from django.forms import BaseFormSet, Field, ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from cooperation.admin import second_factors
from cooperation.admin.actions import action_form, action_page
from cooperation.admin.base import HistoryAdmin, ReadOnlyAdmin, SafeFieldsMixin
from cooperation.admin.people_csv import import_people
from cooperation.admin.return_address import return_address
from cooperation.forms.people import MembershipForm, NewPersonForm, PersonField, PersonForm
from cooperation.models import AccessChange, Deputy, UnitMember, has_accepted_invitation
from cooperation.models.ledger import lock_ledger
from cooperation.roles import Role, role_label, roles_of
from cooperation.services import access, invitations, people
from cooperation.services.sessions import end_sessions
from cooperation.web.context import Context
from cooperation.web.unsaved_input import keeps_input

LINK_SENT, LINK_SHOWN = _("link sent"), _("link shown")  # in the log of the administration, which is in Polish
INVITE_BUTTON, RESET_BUTTON = "_invite", "_reset_second_factor"

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadOnlyAdmin, GroupAdmin):
    list_display = ("label",)
    search_fields = ()

    @admin.display(description=_("role"), ordering="name")
    def label(self, group: Group) -> str:
        return role_label(group.name)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Group | None:
        """Return the group under the name that readers of the page know; it is never saved here."""
        group = super().get_object(request, object_id, from_field)
        if group is not None:
            group.name = role_label(group.name)
        return group


class RoleFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = gettext("role")

    def field_choices(  # type: ignore[override]  # lazy texts
        self, field: RelatedField, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str | Promise]]:
        return [(key, role_label(str(name))) for key, name in super().field_choices(field, request, model_admin)]


class PersonInline(SafeFieldsMixin, admin.StackedInline):
    """Rows with labels and plain selects; the choices are loaded once for all rows."""

    extra = 1
    names: tuple[str, ...]  # relations that the row's title shows

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[models.Model]:
        return super().get_queryset(request).select_related(*self.names)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.choices = list(field.choices)  # type: ignore[arg-type]  # an iterator with a query
        return field

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # without links to other forms
        return field


class MembershipInline(PersonInline):
    """The person's units; a membership is never deleted: the administrator enters its last day."""

    model = UnitMember
    names = ("unit", "user")
    can_delete = False
    fields = (("unit", "since", "until"),)
    verbose_name = _("unit")
    verbose_name_plural = _("Units of this person")


class DeputyInline(PersonInline):
    model = Deputy
    names = ("person", "deputy")
    fk_name = "person"
    fields = (("deputy", "since", "until"),)
    verbose_name = _("deputy")
    verbose_name_plural = _("Absences and deputies of this person")

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        person: str = request.resolver_match.kwargs.get("object_id", "0") if request.resolver_match else "0"
        earlier = models.Q(stands_in_for__person=person)  # deputies of past absences
        people = User.objects.filter(models.Q(is_active=True) | earlier, is_superuser=False).exclude(pk=person)
        people = people.distinct().order_by("name_index__sort_key")
        return super().formfield_for_foreignkey(db_field, request, form_class=PersonField, queryset=people, **kwargs)


@admin.register(User)
class PeopleAdmin(HistoryAdmin, UserAdmin):
    counted_noun = ngettext_lazy("%(n)d user", "%(n)d users", "n")
    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None
    change_form_template = "cooperation/admin_person.html"
    change_list_template = "cooperation/admin_people.html"
    fieldsets = (
        (None, {"fields": ("username",)}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Role"), {"fields": ("is_active", "groups")}),
        (_("Invitation and password"), {"fields": ("invitation_state", "second_factor_state", "last_login")}),
    )
    inlines = (MembershipInline, DeputyInline)
    add_fieldsets = (
        (
            _("Person"),
            {
                "fields": ("username", "first_name", "last_name", "email"),
                "description": _("The person receives a message with a link to set a password."),
            },
        ),
        (_("Role and unit"), {"fields": ("groups", "unit")}),
    )
    readonly_fields = ("invitation_state", "second_factor_state", "last_login")
    list_display = ("username", "full_name", "roles", "is_active", "is_invitation_accepted")
    search_fields = ("name_index__search_text",)
    ordering = ("name_index__sort_key",)
    list_filter = ("is_active", ("groups", RoleFilter))
    filter_horizontal = ()
    actions = ("invite", "join_unit")

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        """Return the accounts; superusers only for superusers."""
        accounts = super().get_queryset(request).prefetch_related("groups")
        return accounts if request.user.is_superuser else accounts.filter(is_superuser=False)

    def get_urls(self) -> list[URLPattern]:
        """Add the page for a CSV file; remove Django's page to set the password of another person."""
        urls = [url for url in super().get_urls() if url.name != "auth_user_password_change"]
        view = keeps_input(self.admin_site.admin_view(partial(import_people, self)))
        return [path("z-pliku/", view, name="auth_user_import"), *urls]

    @admin.display(description=_("name and e-mail"), ordering="name_index__sort_key")
    def full_name(self, person: User) -> str:
        return format_html("{}<br>{}", person.get_full_name() or "–", person.email)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> tuple[type[InlineModelAdmin], ...]:
        """Return none on the page of a new person, which has one field for the unit."""
        return self.inlines if obj is not None else ()

    @admin.display(description=_("role"))
    def roles(self, person: User) -> str:
        return ", ".join(role_label(group.name) for group in person.groups.all()) or "–"

    @admin.display(description=_("invitation"))
    def invitation_state(self, person: User) -> str:
        if person.has_usable_password():
            return gettext("accepted: the person has set a password")
        if has_accepted_invitation(person):
            return gettext("accepted: the person has logged in without a password")
        last = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(User),
            object_id=str(person.pk),
            change_message__in=[str(LINK_SENT), str(LINK_SHOWN)],
        ).first()
        if last is None:
            return gettext("not accepted yet: the person has neither set a password nor logged in")
        until = last.action_time + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        text = gettext("not accepted yet: the link of %(day)s works until %(until)s")
        if until < timezone.now():
            text = gettext("not accepted: the link of %(day)s no longer works")
        return text % {"day": _moment(last.action_time), "until": _moment(until)}

    @admin.display(description=_("second factor"))
    def second_factor_state(self, person: User) -> str:
        return second_factors.state_of(person)

    @admin.display(description=_("invitation accepted"), boolean=True)
    def is_invitation_accepted(self, person: User) -> bool:
        return has_accepted_invitation(person)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        request.access_before = access.AccessState.of(obj)  # type: ignore[attr-defined]  # read by `save_related`
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Sequence[BaseFormSet], change: bool
    ) -> None:
        """Set `is_staff`, which Django's admin checks, for members of the group of administrators only."""
        super().save_related(request, form, formsets, change)
        person = form.instance
        unit = None if change else form.cleaned_data.get("unit")
        if unit is not None:
            people.join_unit([person], unit, since=timezone.localdate())
        person.__dict__.pop("_roles", None)  # cached before the groups were saved
        is_administrator = Role.ADMINISTRATOR in roles_of(person) if person.is_active else person.is_staff
        if person.is_staff != is_administrator and not person.is_superuser:
            person.is_staff = is_administrator
            person.save(update_fields=["is_staff"])
        before: access.AccessState = request.access_before  # type: ignore[attr-defined]  # set by `save_model`
        access.record_differences(person, before, by=cast("User", request.user))
        if not (person.is_active and before.is_active):  # when an account is enabled, too: log-ins may have begun
            end_sessions(person)

    # --- invitations ----------------------------------------------------------------------------------------------

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        request.person_to_invite = obj  # type: ignore[attr-defined]  # read by `add_view` after the transaction
        if return_address(request):  # Django's page for users would continue with the new person's page
            return admin.ModelAdmin.response_add(self, request, obj, post_url_continue)
        return super().response_add(request, obj, post_url_continue)

    # `obj` is a user; the base class names any model.
    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if INVITE_BUTTON in request.POST and obj.is_active:
            request.person_to_invite = obj  # type: ignore[attr-defined]  # as above
            super().response_change(request, obj)  # adds the message
            return redirect(request.get_full_path())
        if RESET_BUTTON in request.POST:
            second_factors.reset(self, request, obj)
            return redirect(request.get_full_path())
        return super().response_change(request, obj)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Context | None = None) -> HttpResponse:
        response: HttpResponse = super().add_view(request, form_url, extra_context)
        self._invite_saved_person(request)
        return response

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Context | None = None
    ) -> HttpResponse:
        context = {"may_reset_factor": second_factors.may_reset(request, object_id)}
        response: HttpResponse = super().change_view(request, object_id, form_url, context | (extra_context or {}))
        self._invite_saved_person(request)
        return response

    def _invite_saved_person(self, request: HttpRequest) -> None:
        if hasattr(request, "person_to_invite"):
            self._invite(request, [request.person_to_invite])

    @admin.action(description=_("Send a link to set the password"), permissions=("change",))
    def invite(self, request: HttpRequest, chosen: models.QuerySet[User]) -> None:
        active = list(chosen.filter(is_active=True))
        if not active:
            self.message_user(
                request, gettext("The selected accounts are disabled: no message was sent."), messages.WARNING
            )
        self._invite(request, active)

    def _invite(self, request: HttpRequest, accounts: list[User]) -> None:
        """Write the letters; a link that cannot be sent is shown once, for the administrator to hand over."""
        with transaction.atomic():
            lock_ledger()
            results = invitations.invite(accounts)
            for result in results:
                if result.letter is not None or result.link:
                    self.log_change(request, result.person, str(LINK_SHOWN if result.link else LINK_SENT))
                if result.link:
                    access.record(result.person, AccessChange.Kind.LINK_SHOWN, by=cast("User", request.user))
        addresses = []
        for result in results:
            if result.fault:
                self.message_user(request, _fault_message(result), messages.WARNING)
            else:
                addresses.append(result.person.email)
        if addresses:
            message = ngettext(
                "A link is on its way to: %(who)s. If it cannot be delivered, the page “Notifications” says so.",
                "Links are on their way to: %(who)s. If one cannot be delivered, the page “Notifications” says so.",
                len(addresses),
            )
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


def _fault_message(result: invitations.InvitationResult) -> SafeString:
    """Return why no letter was written, and the link to pass on; none for a person who has used the account before."""
    text = gettext(
        "{name}: no message was sent, because {why}. Pass on this link, which works once within three days: {link}"
    )
    if not result.link:
        text = gettext(
            "{name}: no message was sent, because {why}. The account is in use already, so no link is shown here. "
            "Without e-mail, a new password is set on the server: manage.py changepassword {login}"
        )
    return format_html(
        text,
        name=result.person.get_full_name() or result.person.get_username(),
        why=result.fault,
        link=result.link,
        login=result.person.get_username(),
    )


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "d.m.Y, H:i")

"""The page of a programme in the administration: the whole programme as one tree, with buttons to change it."""

from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cooperation.admin.base import is_key
from cooperation.models import Conclusion, Programme, SwotFinding
from cooperation.rendering import render
from cooperation.roles import is_coordinator
from cooperation.web.unsaved_input import has_only_buttons, keeps_input, restored_input
from goals.models import FindingLink, MainGoal, SpecificGoal
from indicators.admin.programme_copies import copy_form_page
from indicators.admin.programme_publication import ProgrammePublicationAdmin
from indicators.admin.programme_tree_answers import answer_question
from indicators.admin.programme_tree_links import LinkingRow, linkable_node, linking_row
from indicators.admin.programme_tree_rows import TreePage, tree_address
from indicators.forms.programme_tree import FIRST_FIELD_ID, FORMS, IndicatorRowForm, NodeForm
from indicators.models import Action, Indicator
from indicators.queries.programme_tree import load_programme_tree
from indicators.rules.programme_tree import NodeKey, NodeKind, parse_key
from indicators.services import programme_tree
from indicators.services.errors import NodeChanged, NodeFixed, NodeInUse, NodeMissing, StaleRuling
from indicators.services.programme_tree import TABLES
from indicators.wording import programme_tree as wording

ADD, LINK, MOVE, DELETE = "dodaj", "powiaz", "przenies", "usun"  # parameters that open a row of the page
STEPS = ("up", "down", "place", "move", "delete", "answer")


class _TreeChangeList(ChangeList):
    """The list of programmes leads to their trees."""

    def url_for_result(self, result: Model) -> str:
        return tree_address(result.pk)


class ProgrammeTreeAdmin(ProgrammePublicationAdmin):
    """Adds the tree to the administration of programmes; here, because `cooperation` knows no indicators."""

    change_list_template = "indicators/admin_programmes.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _TreeChangeList

    def get_urls(self) -> list[URLPattern]:
        tree_view = keeps_input(self.admin_site.admin_view(self.tree))
        change_view = has_only_buttons(self.admin_site.admin_view(require_POST(self.change_tree)))
        copy_view = keeps_input(self.admin_site.admin_view(partial(copy_form_page, self)))
        return [
            path("z-poprzedniego/", copy_view, name="cooperation_programme_copy"),
            path("<int:programme_id>/drzewo/", tree_view, name="cooperation_programme_tree"),
            path("<int:programme_id>/drzewo/zmiana/", change_view, name="cooperation_programme_tree_change"),
            *super().get_urls(),
        ]

    def response_post_save_add(self, request: HttpRequest, obj: Programme) -> HttpResponseRedirect:
        """Continue with the tree, where everything else is entered."""
        return redirect(tree_address(obj.pk))

    # --- the page and its rows of fields ----------------------------------------------------------------------------

    def tree(self, request: HttpRequest, programme_id: int) -> HttpResponse:
        """Show the tree. `?dodaj=` and `?powiaz=` open fields, which POST saves; `?przenies=`, `?usun=` a question."""
        programme = get_object_or_404(Programme, pk=programme_id)
        if not self.has_view_permission(request, programme):
            raise PermissionDenied
        place = request.GET.get(ADD, "")
        linked_key = linkable_node(programme, request.GET.get(LINK, ""))
        form = self._form(request, programme, place) if place and not linked_key else None
        page: TreePage | None = None
        linking: LinkingRow | None = None
        if linked_key is not None:
            page = TreePage(load_programme_tree(programme, on=timezone.localdate()), request.GET)
            if request.method == "POST":
                for verb in ("add", "change", "delete"):
                    _require(request, verb, FindingLink)
            linking = linking_row(request, page, linked_key)
            if linking.is_saved:
                messages.success(request, _("Links saved."))
                return redirect(tree_address(programme.pk, request.GET, linked_key.anchor))
        elif request.method == "POST":
            if form is None:
                raise Http404
            _require(request, "add", type(form.instance))
            if form.is_valid() and _add(programme, form):
                self.log_addition(request, form.instance, [{"added": {}}])
                messages.success(request, _("Added: %s") % form.instance)
                return redirect(_after_addition(request, programme, place))
        page = page or TreePage(load_programme_tree(programme, on=timezone.localdate()), request.GET)
        context = {
            **self.admin_site.each_context(request),
            "is_nav_sidebar_enabled": False,  # the page has its own outline and needs the width
            "title": programme.title,
            "subtitle": None,
            "opts": self.opts,
            "programme": programme,
            "page": page,
            "adding": place if form else "",
            "form": form,
            "moving": request.GET.get(MOVE, ""),
            "linking": linking,
            "deleting": request.GET.get(DELETE, ""),
            "is_coordinator": is_coordinator(request.user),
            "may_publish": self.has_change_permission(request, programme),
        }
        status = linking.status if linking else HTTPStatus.OK
        return TemplateResponse(request, "indicators/admin_programme_tree.html", context, status=status)

    def _form(self, request: HttpRequest, programme: Programme, place: str) -> NodeForm | None:
        """Return the row of fields for a new node; None if `place` names no place in this programme."""
        instance = _new_node(programme, place)
        if instance is None:
            return None
        kind = programme_tree.kind_of(instance)
        table = TABLES[kind]
        siblings = programme_tree.siblings_of(instance, kind)
        numbers, reference = programme_tree.numbering(siblings, table)
        data = request.POST if request.method == "POST" else restored_input(request)
        return FORMS[kind](data, instance=instance, numbers=numbers, reference=reference)

    # --- the buttons ------------------------------------------------------------------------------------------------

    def change_tree(self, request: HttpRequest, programme_id: int) -> HttpResponse:
        """Do what a button says, `do=<step>:<node>:<version>`, and return to the node."""
        programme = get_object_or_404(Programme, pk=programme_id)
        step, _colon, rest = request.POST.get("do", "").partition(":")
        anchor, _colon, version = rest.partition(":")
        key = parse_key(anchor)
        if key is None or step not in STEPS:
            raise BadRequest("not a button of the tree")
        if step == "answer":
            return self._answer(request, programme, key, version)
        _require(request, "delete" if step == "delete" else "change", TABLES[key.kind].model)
        at = timezone.now()
        fragment = anchor
        try:
            if step == "delete":
                row = programme_tree.delete(programme, key, version=version, at=at)
                self.log_deletions(request, [row])  # type: ignore[arg-type]  # any iterable of rows
                messages.success(request, _("Deleted: %s") % row)
                fragment = _fragment_above(key, row)
            elif step == "move":
                row = programme_tree.move(programme, key, _row_id(request, "to"), version=version, at=at)
                self.log_change(request, row, [{"changed": {"fields": [TABLES[key.kind].parent]}}])
                messages.success(request, _("Moved: %s") % row)
            elif step == "place":
                row = programme_tree.place(programme, key, _row_id(request, "before"), version=version, at=at)
                self.log_change(request, row, [{"changed": {"fields": [TABLES[key.kind].order]}}])
            else:
                row = programme_tree.shift(programme, key, is_down=step == "down", version=version, at=at)
                self.log_change(request, row, [{"changed": {"fields": [TABLES[key.kind].order]}}])
                fragment = f"{anchor}-{step}"
        except NodeMissing as error:
            if TABLES[key.kind].model.objects.filter(pk=key.pk).exists():
                raise Http404 from error
            messages.error(request, _("Nothing was changed: another person has deleted this entry."))
            fragment = ""
        except NodeInUse as error:
            messages.error(request, render(wording.obstacle_to_deletion(error.references)))
        except NodeFixed:
            messages.error(request, _("Not moved: values have been approved, so the entry stays where it is."))
        except (NodeChanged, IntegrityError):
            text = _(
                "Nothing was changed: another person has edited this part. The page shows its current state; try again."
            )
            messages.error(request, text)
        return redirect(tree_address(programme.pk, request.GET, fragment))

    def _answer(self, request: HttpRequest, programme: Programme, key: NodeKey, choice: str) -> HttpResponse:
        """Record the decision of a button and return to the indicator."""
        try:
            decision = answer_question(request, programme, key, choice)
        except (NodeChanged, StaleRuling):
            messages.error(request, _("Nothing was recorded: the question has been settled or changed meanwhile."))
        else:
            link = format_html(
                '<a href="{}">{}</a>', reverse("indicators:decision", args=[key.pk]), _("Change the decision")
            )
            messages.success(request, format_html("{} {} {}", _("The decision is recorded."), decision.text, link))
        return redirect(tree_address(programme.pk, request.GET, key.anchor))


def _require(request: HttpRequest, verb: str, model: type[Model]) -> None:
    if not request.user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}"):
        raise PermissionDenied


def _row_id(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not is_key(text):
        raise BadRequest("not a node of the tree")
    return int(text)


def _fragment_above(key: NodeKey, row: Model) -> str:
    """Return the anchor of the node above a deleted one."""
    table = TABLES[key.kind]
    if table.parent_kind in (NodeKind.GOAL, NodeKind.ACTION):
        return NodeKey(table.parent_kind, getattr(row, f"{table.parent}_id")).anchor
    return f"{key.kind}s"


def _new_node(programme: Programme, place: str) -> Model | None:
    """Return an unsaved row for a place: a kind of node, with the quadrant or the key of the node above after a hyphen.

    None for a place that the programme does not have.
    """
    main_goal = MainGoal.objects.filter(programme=programme).first()
    if place == NodeKind.MAIN_GOAL:
        return None if main_goal else MainGoal(programme=programme)
    if place == NodeKind.GOAL:
        return SpecificGoal(main_goal=main_goal) if main_goal else None
    if place == NodeKind.CONCLUSION:
        return Conclusion(programme=programme)
    if place.removeprefix(f"{NodeKind.FINDING}-") in SwotFinding.Quadrant.values:
        return SwotFinding(programme=programme, quadrant=place.removeprefix(f"{NodeKind.FINDING}-"))
    key = parse_key(place)
    if key is None or key.kind not in programme_tree.MOVABLE:
        return None
    parent_kind = TABLES[key.kind].parent_kind
    try:
        parent = programme_tree.row_of(programme, NodeKey(parent_kind, key.pk)) if parent_kind else None
    except NodeMissing:
        return None
    return Indicator(action=parent) if key.kind is NodeKind.INDICATOR else Action(specific_goal=parent)


def _add(programme: Programme, form: NodeForm) -> bool:
    """Save the new node; on errors add them to the form and return False."""
    try:
        if isinstance(form, IndicatorRowForm):
            programme_tree.add_indicator(programme, form.instance, form.target, at=timezone.now())
        else:
            programme_tree.add(programme, form.instance, at=timezone.now())
    except ValidationError as error:
        form.add_service_errors(error)
    except NodeMissing as error:
        raise Http404 from error
    return not form.errors


def _after_addition(request: HttpRequest, programme: Programme, place: str) -> str:
    """Return the address of the tree with the next empty row open; there is only one main goal."""
    if place == NodeKind.MAIN_GOAL:
        return tree_address(programme.pk, request.GET, NodeKind.MAIN_GOAL)
    return tree_address(programme.pk, request.GET, FIRST_FIELD_ID, **{ADD: place})


admin.site.unregister(Programme)
admin.site.register(Programme, ProgrammeTreeAdmin)

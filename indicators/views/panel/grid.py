"""The year's grid: all figures of a person's units on one screen, one Save; a wrong cell keeps the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from cooperation.forms.fields import REQUEST_KEY, new_request_key
from cooperation.text import Sentence, say, typeset
from cooperation.web.many_fields import accept_fields, may_have_fields
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import for_staff
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.grid import CellEntry, touched_fields
from indicators.models.choices import NO_VALUE_REASONS
from indicators.models.measurements import Revision, State
from indicators.models.slots import Slot
from indicators.queries.grid import Grid, GridCell, GridRow, grid_for
from indicators.rules.unusual import warning_for
from indicators.services import errors
from indicators.services.grid import Key, Wanted, save_all
from indicators.wording import measurements as measurement_wording
from indicators.wording import results as result_wording

MOST_CELLS = 400  # more cells than this no browser and no person take well: the filters make it fewer
FIELDS_ON_A_PAGE = 20_000  # of all cells, parts included
MOST_FIELDS = 2 * FIELDS_ON_A_PAGE  # cells with something unsaved are shown beside the others
NO_UNIT = "brak"
STATES = ("empty", *State.values)


@dataclass
class Shown:
    """A cell with what is typed in it and the words around it."""

    cell: GridCell
    entry: CellEntry

    @property
    def key(self) -> Key:
        return self.cell.indicator.pk, self.cell.due.period.code

    @property
    def last(self) -> Sentence | None:
        before = self.cell.due.last_year
        return result_wording.revision_figure(self.cell.indicator, before) if before else None

    @property
    def last_state(self) -> str:
        return result_wording.unapproved_state(self.cell.due.last_year)

    @property
    def figure(self) -> Sentence | None:
        head = self.cell.due.head
        return result_wording.revision_figure(self.cell.indicator, head) if head else None

    @property
    def why_locked(self) -> Sentence:
        return measurement_wording.due_state(self.cell.due)

    @property
    def warning(self) -> Sentence | None:
        """Said at entry, until there is a note."""
        head, before = self.cell.due.head, self.cell.due.last_year
        if head is None or head.note or not self.cell.is_open:
            return None
        return warning_for(head.value, before.value if before else None, self.cell.due.value_type)


@keeps_input
@may_have_fields(MOST_FIELDS)
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def grid(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    found = grid_for(request.user, slug, year, on=timezone.localdate())
    if found is None:
        raise Http404
    accept_fields(request, MOST_FIELDS)
    return _answer(request, found)


@csrf_protect
def _answer(request: HttpRequest, found: Grid) -> HttpResponse:
    if request.method == "POST":
        return _save(request, found)
    typed = restored_input(request)
    return _page(request, found, _shown(found)) if typed is None else _restored(request, found, typed)


def _restored(request: HttpRequest, found: Grid, typed: QueryDict) -> HttpResponse:
    """Touched cells as they were typed, everything else as it is now."""
    touched = touched_fields(typed.dict())
    shown = _shown(found, touched)
    for one in shown.values():
        if one.entry.is_touched and not one.cell.is_open:
            one.entry.conflict = _locked_meanwhile(one)
    return _page(request, found, shown, lost=_nowhere(touched, found), is_restored=True)


def _shown(found: Grid, sent: Mapping[str, str] | None = None) -> dict[Key, Shown]:
    shown = (Shown(cell, CellEntry(cell, sent)) for cell in found.cells)
    return {one.key: one for one in shown}


def _save(request: HttpRequest, found: Grid) -> HttpResponse:
    on = timezone.localdate()
    sent = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    is_submitted = request.POST.get("do") == "submit"
    request_key = request.POST.get("request_key", "")
    shown = _shown(found, sent)
    wanted: list[Wanted] = []
    for one in shown.values():
        entry, due = one.entry, one.cell.due
        if not entry.is_sent or not (entry.is_touched or (is_submitted and entry.wants_submission())):
            continue
        if not one.cell.is_open:
            entry.conflict = _locked_meanwhile(one) if entry.is_touched else None
            continue
        figure = entry.figure(on=on)
        if figure is not None and entry.based_on.isdecimal() and len(entry.based_on) < 10:
            may_submit = due.submit_from is None or figure.is_achieved
            slot = Slot(one.cell.indicator, due.period, due.days)
            wanted.append(Wanted(one.key, slot, figure, int(entry.based_on), is_submitted and may_submit))
    answers = save_all(
        wanted, by=request.user, request_key=request_key if REQUEST_KEY.match(request_key) else "", on=on
    )
    for key, answer in answers.items():
        if isinstance(answer, errors.MeasurementError):
            shown[key].entry.conflict = _refused(answer, shown[key])
    bad = {key: one for key, one in shown.items() if one.entry.is_bad}
    saved = {key: answer for key, answer in answers.items() if not isinstance(answer, errors.MeasurementError)}
    lost = _nowhere(sent, found)
    _report_saved(request, saved, shown, is_submitted=is_submitted, has_unsaved=bool(bad or lost))
    if not bad and not lost:
        return redirect(request.get_full_path())
    fresh = grid_for(request.user, found.programme.slug, found.year, on=on)
    if fresh is None:
        raise Http404
    again = _shown(fresh)
    for key, one in bad.items():
        if key in again:
            again[key].entry.keep(one.entry)
    has_conflict = any(one.entry.conflict for one in bad.values())
    return _page(request, fresh, again, lost=lost, status=409 if has_conflict else 200)


def _report_saved(
    request: HttpRequest,
    saved: Mapping[Key, Revision],
    shown: Mapping[Key, Shown],
    *,
    is_submitted: bool,
    has_unsaved: bool,
) -> None:
    """`shown`: the cells as they were before the save."""
    submitted = sum(revision.state == State.SUBMITTED for revision in saved.values())
    back_to_draft = sum(
        revision.state == State.DRAFT and shown[key].cell.due.state == State.SUBMITTED
        for key, revision in saved.items()
    )
    if saved:
        text = ngettext("%(n)d figure saved.", "%(n)d figures saved.", len(saved)) % {"n": len(saved)}
        if submitted:
            text += " " + ngettext(
                "%(n)d of them was submitted for approval.", "%(n)d of them were submitted for approval.", submitted
            ) % {"n": submitted}
        if back_to_draft:
            text += " " + ngettext(
                "%(n)d of them had been submitted for approval and is a draft again.",
                "%(n)d of them had been submitted for approval and are drafts again.",
                back_to_draft,
            ) % {"n": back_to_draft}
        if is_submitted and submitted < len(saved):
            text += " " + _("The others stay drafts: their periods are not over.")
        (messages.warning if back_to_draft else messages.success)(request, text)
    elif not has_unsaved:
        messages.info(request, _("Nothing was saved, because nothing was changed."))


def _locked_meanwhile(one: Shown) -> Sentence:
    if one.cell.due.has_approved:
        return say("Not saved: {figure} was approved meanwhile. Changing it is a correction.", figure=one.figure)
    return say("Not saved: {why}", why=one.why_locked)


def _refused(error: errors.MeasurementError, one: Shown) -> Sentence:
    if isinstance(error, errors.StaleRevision) and error.head is not None:
        return say(
            "Somebody else saved {figure} meanwhile. Your figure is in the field: save it again if "
            "it is the right one.",
            figure=result_wording.revision_figure(one.cell.indicator, error.head),
        )
    if isinstance(error, errors.RecordingLocked):
        return say("Not saved: {why}", why=error.lock.sentence)
    if isinstance(error, errors.NotAllowed):
        return say("Not saved: this indicator is not yours any more.")
    return say("Not saved: this figure has changed meanwhile. Look at it again.")


def _nowhere(sent: Mapping[str, str], found: Grid) -> list[str]:
    """Texts typed into cells that are not there any more: the indicator was withdrawn, or went to another unit."""
    here = {CellEntry(cell).prefix for cell in found.cells}
    touched = touched_fields(sent)
    gone = {name.rpartition("_was")[0] for name in touched if name.endswith("_was")} - here
    return [
        text
        for name, text in touched.items()
        for prefix in gone
        if name.startswith(f"{prefix}_") and not name.endswith(("_was", "_based_on")) and text
    ]


# --- the page ------------------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    found: Grid,
    shown: dict[Key, Shown],
    *,
    lost: Sequence[str] = (),
    is_restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    chosen = _filters(request, found)
    rows = [row for row in found.rows if _is_chosen(row, chosen, shown)]
    cut = _first_rows(rows, shown)
    bad = [one for row in cut for one in _of(row, shown) if one.entry.is_bad]
    context = {
        **staff_frame(request, programme=found.programme, crumbs=_crumbs(found)),
        "grid": found,
        "groups": list(_groups(cut, shown)),
        "is_cut": len(cut) < len(rows),
        "shown_rows": len(cut),
        "all_rows": len(rows),
        "invalid_cells": bad,
        "lost_texts": lost,
        "is_restored": is_restored,
        "conflict": bool(bad or lost) or None,
        "tally": found.tally(timezone.localdate()),
        "has_open": any(cell.is_open for row in cut for cell in row.cells),
        "may_submit": any(cell.is_open and cell.due.submit_from is None for row in cut for cell in row.cells),
        "due_on": next((cell.due.days.due_on for cell in found.cells), None),
        "reasons": NO_VALUE_REASONS,
        "request_key": new_request_key(),
        "filters": _choices(found, chosen),
        "years": [
            {"label": str(year), "url": reverse("indicators:grid", args=[found.programme.slug, year]),
             "current": year == found.year}
            for year in found.programme.years
        ],
    }  # fmt: skip
    return render(request, "indicators/grid.html", context, status=status)


def _first_rows(rows: Sequence[GridRow], shown: dict[Key, Shown]) -> list[GridRow]:
    """As many rows as one page takes, and after them every row with something unsaved in it."""
    first: list[GridRow] = []
    cells = fields = 0
    for row in rows:
        own = _of(row, shown)
        cells += len(own)
        fields += sum(len(one.entry.texts) + 2 for one in own)
        has_room = cells <= MOST_CELLS and fields <= FIELDS_ON_A_PAGE
        if has_room or not first or _is_unsaved(own):
            first.append(row)
    return first


def _is_unsaved(cells: Sequence[Shown]) -> bool:
    return any(one.entry.is_bad or one.entry.is_touched for one in cells)


def _crumbs(found: Grid) -> list[tuple[str, str | None]]:
    return [(_("To do"), reverse("indicators:due")), (_("The year %(year)s") % {"year": found.year}, None)]


def _of(row: GridRow, shown: dict[Key, Shown]) -> list[Shown]:
    return [shown[row.indicator.pk, cell.due.period.code] for cell in row.cells]


def _groups(rows: Sequence[GridRow], shown: dict[Key, Shown]) -> Iterator[dict[str, Any]]:
    """Rows under their goals, numbered through."""
    goal: int | None = None
    group: dict[str, Any] | None = None
    for number, row in enumerate(rows, 1):
        if row.goal.pk != goal:
            if group is not None:
                yield group
            goal, group = row.goal.pk, {"goal": row.goal, "rows": []}
        if group is not None:
            cells = _of(row, shown)
            group["rows"].append({
                "number": number,
                "row": row,
                "cells": cells,
                "only": cells[0] if len(cells) == 1 else None,
                "is_bad": any(one.entry.is_bad for one in cells),
                "is_open": any(one.cell.is_open for one in cells),
                "promise": cells[0].cell.due.promise if cells else None,
            })  # fmt: skip
    if group is not None:
        yield group


def _filters(request: HttpRequest, found: Grid) -> dict[str, str]:
    """Closed lists: what is not in them filters nothing."""
    units = {str(row.indicator.unit_id or NO_UNIT) for row in found.rows}
    goals = {str(row.goal.position) for row in found.rows}
    allowed = {"jednostka": units, "cel": goals, "stan": set(STATES)}
    sent = {name: request.GET.get(name, "") for name in allowed}
    return {name: value if value in allowed[name] else "" for name, value in sent.items()}


def _is_chosen(row: GridRow, chosen: dict[str, str], shown: dict[Key, Shown]) -> bool:
    """A row with something unsaved in it is always shown."""
    cells = _of(row, shown)
    if _is_unsaved(cells):
        return True
    states = {one.cell.due.state or "empty" for one in cells}
    return (
        chosen["jednostka"] in ("", str(row.indicator.unit_id or NO_UNIT))
        and chosen["cel"] in ("", str(row.goal.position))
        and (not chosen["stan"] or chosen["stan"] in states)
    )


def _choices(found: Grid, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """(name, label, options) of each filter that has something to choose from."""
    units = {str(row.indicator.unit_id or NO_UNIT): row.indicator.unit for row in found.rows}
    goals = {str(row.goal.position): row.goal for row in found.rows}
    states = [("empty", _("empty")), *State.choices]
    lists: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("jednostka", _("Unit"), [(key, typeset(unit.name) if unit else _("no unit")) for key, unit in units.items()]),
        ("cel", _("Goal"), [(key, f"{key}. {typeset(goal.text)[:60]}") for key, goal in goals.items()]),
        ("stan", _("State"), [(key, str(label)) for key, label in states]),
    ]
    return [
        {"name": name, "label": label, "chosen": chosen[name], "options": options}
        for name, label, options in lists
        if len(options) > 1
    ]

"""Columns and filters that lists of the administration share: long texts, the programme, the programme's filter."""

from collections.abc import Callable, Iterator
from functools import reduce
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cooperation.admin.base import PROGRAMME_PARAMETER, is_key
from cooperation.models import Programme
from cooperation.queries.programmes import selected_programme
from cooperation.web.context import Context

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # declared in the stubs only

Column = Callable[[Any], SafeString]  # of a row, whose model is that of the list
ALL = "wszystkie"  # value of the filter's parameter


def two_lines(value: object) -> SafeString:
    """Return the value as a text of which two lines are visible; "–" for none."""
    return format_html('<span class="two-lines">{}</span>', "–" if value is None else value)


def shortened(name: str, label: "str | _StrPromise") -> Column:
    """Return a column that shows a field in at most two lines; the page of the row shows the whole text."""

    def column(row: models.Model) -> SafeString:
        return two_lines(getattr(row, name))

    column.__name__ = name
    return admin.display(description=label, ordering=name)(column)


def programme_column(programme_path: str) -> Column:
    """Return the first column of a list: the years of the row's programme, to which the lookup leads."""

    def programme_years(row: models.Model) -> SafeString:
        programme: Programme = reduce(getattr, programme_path.split("__"), row)  # type: ignore[assignment]  # the lookup ends at a programme
        example = _("example") if programme.is_example else ""
        return format_html("{} {}", programme.year_span, example)

    return admin.display(description=_("programme"), ordering=f"{programme_path}__first_year")(programme_years)


class ProgrammeFilter(admin.SimpleListFilter):
    """Show the rows of one programme, at first of the current one; a search finds rows of all programmes.

    Made by `programme_filter`.
    """

    title = _("programme")
    parameter_name = PROGRAMME_PARAMETER
    programme_path: ClassVar[str]

    @cached_property
    def programmes(self) -> list[Programme]:
        return list(Programme.objects.defer("source_text"))

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(str(programme.pk), programme.title) for programme in self.programmes]

    def has_output(self) -> bool:
        return len(self.programmes) > 1

    def value(self) -> str:
        """Return a primary key, or `ALL`."""
        sent = super().value() or ""
        if sent == ALL or is_key(sent):
            return sent
        if self.request.GET.get(SEARCH_VAR):
            return ALL
        current = selected_programme(self.programmes, "", on=timezone.localdate())
        return str(current.pk) if current else ALL

    # Of the list's model.
    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        value = self.value()
        return queryset if value == ALL else queryset.filter(**{self.programme_path: int(value)})

    def choices(self, changelist: ChangeList) -> Iterator[Context]:  # type: ignore[override]  # as Django's own
        for value, title in (*self.lookup_choices, (ALL, _("All"))):
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }


def programme_filter(programme_path: str) -> type[ProgrammeFilter]:
    """Return the filter for a model from which the lookup leads to its programme."""
    return type("ProgrammeFilterOfModel", (ProgrammeFilter,), {"programme_path": programme_path})

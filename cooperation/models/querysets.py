"""Querysets of programmes and of the rows that belong to one."""

from collections.abc import Iterable
from typing import ClassVar, Self, TypeVar

from django.db import models

from cooperation.models.history import HistoryQuerySet

RowT_co = TypeVar("RowT_co", bound=models.Model, covariant=True)


class ProgrammeQuerySet(HistoryQuerySet):
    """Programmes, by what readers may see of them."""

    def published(self) -> Self:
        return self.filter(is_published=True)

    def in_preparation(self) -> Self:
        return self.filter(is_published=False)

    def real(self) -> Self:
        """Leave out the programmes that were invented for demonstration."""
        return self.filter(is_example=False)


class ProgrammeRowQuerySet(models.QuerySet[RowT_co]):
    """Rows that belong to a programme; `programme_path` is the lookup from the model to `Programme`."""

    programme_path: ClassVar[str]

    def in_programme(self, programme: models.Model | int) -> Self:
        """`programme`: the programme or its primary key."""
        return self._where_programme("", programme)

    def in_programmes(self, programmes: Iterable[models.Model] | Iterable[int]) -> Self:
        """`programmes`: programmes or their primary keys."""
        return self._where_programme("__in", list(programmes))

    def of_slug(self, slug: str) -> Self:
        """Rows of the programme with this slug."""
        return self._where_programme("__slug", slug)

    def published(self) -> Self:
        """Rows of published programmes."""
        return self._where_programme("__is_published", True)

    def in_preparation(self) -> Self:
        """Rows of programmes that are not published."""
        return self._where_programme("__is_published", False)

    def real(self) -> Self:
        """Rows of programmes that were not invented for demonstration."""
        return self._where_programme("__is_example", False)

    def with_programme(self) -> Self:
        """Load each row together with everything on its way to the programme."""
        return self.select_related(self.programme_path)

    def programme_ids(self) -> list[int]:
        """The primary keys of the rows' programmes, each once. One query."""
        return list(self.order_by().values_list(f"{self.programme_path}_id", flat=True).distinct())

    def _where_programme(self, lookup: str, value: object) -> Self:
        return self.filter(**{f"{self.programme_path}{lookup}": value})

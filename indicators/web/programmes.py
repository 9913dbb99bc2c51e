"""Which programme a coordinator's or an administrator's page shows: its figures are loaded, the others are links."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest
from django.utils import timezone

from cooperation.models import Programme
from cooperation.queries.programmes import selected_programme


def select_programme(
    request: HttpRequest, programmes: Sequence[Programme] | None = None
) -> tuple[Sequence[Programme], Programme | None]:
    """Return the programmes to choose from and the one that `?program=slug` names, else the current one.

    Without `programmes` all of them, published or not. A slug that none of them has answers 404.
    """
    if programmes is None:
        programmes = list(Programme.objects.all())
    slug = request.GET.get("program", "")
    programme = selected_programme(programmes, slug, on=timezone.localdate())
    if slug and programme is None:
        raise Http404
    return programmes, programme

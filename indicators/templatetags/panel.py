"""Template tags of the panel's frame."""

from django import template
from django.contrib.auth.models import User
from django.template import Context
from django.utils import timezone

from cooperation.models import Programme
from cooperation.text import Sentence
from indicators.queries.office_setup import office_setup
from indicators.queries.rounds import open_grids_for
from indicators.wording import office_setup as wording

register = template.Library()

MAX_PROGRAMMES = 8  # on the first page of the administration; its list has all


@register.simple_tag(takes_context=True)
def open_grids(context: Context) -> list[tuple[Programme, list[int]]]:
    """Return (programme, years) of the grids in the menu; a page that has loaded them passes `grid_menu`."""
    if "grid_menu" in context:
        grids: list[tuple[Programme, list[int]]] = context["grid_menu"]
        return grids
    user = context.get("user")
    return open_grids_for(user, on=timezone.localdate()) if isinstance(user, User) else []


@register.simple_tag
def administered_programmes() -> list[Programme]:
    """Return the programmes for the first page of the administration: the newest first, examples last."""
    return list(Programme.objects.all()[:MAX_PROGRAMMES])


@register.simple_tag
def setup_headline() -> Sentence:
    """Return how many steps of the first set-up are left."""
    return wording.headline(office_setup(on=timezone.localdate()))

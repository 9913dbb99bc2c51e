"""What the objects in the answers share: their programme, the addresses of pages, and facts besides the object.

Fields are named as the columns of the open data, so that a row of a file can be joined with an object.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Schema

from cooperation.models import Change, Programme
from cooperation.services.addresses import absolute_url
from indicators.queries.diagnosis import DiagnosisConclusion
from indicators.queries.revisions import Correction
from indicators.rules.completeness import Completeness
from reports.api.schemas.fields import translatable as _


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """What the resolvers need besides the object itself; an operation sets it as `request.facts`."""

    programme: Programme
    on: date
    goal_numbers: Mapping[int, int] = field(default_factory=dict)  # by id
    conclusions: Sequence[DiagnosisConclusion] = ()
    completeness: Sequence[Completeness] = ()
    corrections: Sequence[Correction] = ()  # newest first


class FactsHttpRequest(HttpRequest):
    """A request to which the endpoint has added what the objects of its answer need."""

    facts: AnswerFacts


class ResolverContext(TypedDict):
    """What Django Ninja passes to `resolve_…` besides the object."""

    request: FactsHttpRequest


def answer_facts(context: ResolverContext) -> AnswerFacts:
    return context["request"].facts


def page_address(name: str, *args: str | int) -> str:
    return absolute_url(reverse(f"indicators:{name}", args=args))


class ItemOfProgramme(Schema):
    program: str = Field(description=_("the programme's address in the portal, e.g. 2021-2025"))
    przyklad: bool = Field(description=_("true: the programme and its figures are fictitious"))

    @staticmethod
    def resolve_program(item: object, context: ResolverContext) -> str:
        return _programme(item, context).slug

    @staticmethod
    def resolve_przyklad(item: object, context: ResolverContext) -> bool:
        return _programme(item, context).is_example


def _programme(item: object, context: ResolverContext) -> Programme:
    if isinstance(item, Programme):
        return item
    return item.programme if isinstance(item, Change) else answer_facts(context).programme

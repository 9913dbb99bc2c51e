"""Search in everything that readers may see."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.models import Programme, SwotFinding
from cooperation.queries.offices import office_identity
from cooperation.rendering import render as render_sentence
from cooperation.rules.search_results import excerpt, fragments, searched_words, similar_words, unmatched_words
from cooperation.web import query_parameters
from cooperation.web.context import Context
from cooperation.web.navigation import public_frame
from cooperation.web.public_pages import public_page
from goals.models import SpecificGoal
from indicators.models import Action, Indicator, ReaderQuestion
from indicators.queries.programmes import published_programmes, version_of
from reports.models import Publication
from reports.queries.site_search import MAX_HITS, SearchResults, public_texts, search
from reports.wording.reports import name_of

MAX_SUGGESTIONS = 6


def _searched_programmes() -> tuple[list[Programme], str]:
    """Return all published programmes, with a version of everything that can be found in them."""
    programmes = published_programmes()
    return programmes, ",".join(map(version_of, programmes)) or f"none:{office_identity()}"


@public_page(_searched_programmes)
def site_search(request: HttpRequest, programmes: list[Programme]) -> HttpResponse:
    entered = query_parameters.search_text(request, "q")
    query = searched_words(entered)
    context: Context = {"entered": entered, "query": query, "groups": [], "hit_count": 0, "is_search_page": True}
    if query:
        groups = _groups(search(programmes, query), query)
        context |= {"groups": groups, "hit_count": sum(len(group["hits"]) for group in groups)}
        if not groups:
            context |= _suggestions(programmes, query)
    return render(request, "reports/site_search.html", {**public_frame(request, None), **context})


def _suggestions(programmes: Sequence[Programme], query: str) -> Context:
    """Return the words that occur nowhere, similar ones that do, and the words of the query that match alone."""
    indexed, texts = public_texts(programmes)
    missing = unmatched_words(query, indexed)
    matching_alone = [word for word in query.split() if word not in missing]
    words = dict.fromkeys([*similar_words(missing, texts), *matching_alone])
    return {
        "missing_words": missing,
        "suggestions": [
            {"word": word, "url": query_parameters.url_with(reverse("reports:site_search"), {"q": word})}
            for word in list(words)[:MAX_SUGGESTIONS]
        ],
    }


def _groups(results: SearchResults, query: str) -> list[Context]:
    """Return the kinds of results that have some, each with at most MAX_HITS."""
    kinds = [
        ("wskazniki", _("Indicators"), [_indicator_hit(row) for row in results.indicators]),
        ("dzialania", _("Actions"), [_action_hit(row) for row in results.actions]),
        ("cele", _("Specific goals"), [_goal_hit(row) for row in results.goals]),
        ("ustalenia", _("SWOT findings"), [_finding_hit(row) for row in results.findings]),
        ("sprawozdania", _("Reports"), [_report_hit(row, query) for row in results.publications]),
        ("odpowiedzi", _("Answered questions"), [_question_hit(row, query) for row in results.questions]),
        ("programy", _("Programmes"), [_programme_hit(row) for row in results.programmes]),
    ]
    return [
        {
            "id": id_,
            "label": label,
            "hits": [{**hit, "fragments": fragments(hit["title"], query)} for hit in hits[:MAX_HITS]],
            "has_more": len(hits) > MAX_HITS,
        }
        for id_, label, hits in kinds
        if hits
    ]


def _indicator_hit(indicator: Indicator) -> Context:
    return _goal_hit(indicator.action.specific_goal) | {
        "title": indicator.name,
        "url": reverse("indicators:indicator_detail", args=[indicator.pk]),
    }


def _action_hit(action: Action) -> Context:
    return _goal_hit(action.specific_goal) | {"title": action.name}


def _goal_hit(goal: SpecificGoal) -> Context:
    programme = goal.main_goal.programme
    return {
        "title": goal.text,
        "url": reverse("indicators:goal_detail", args=[programme.slug, goal.position]),
        "place": _("Goal %(number)s") % {"number": goal.position},
        "programme": programme,
    }


def _finding_hit(finding: SwotFinding) -> Context:
    return {
        "title": finding.text,
        "url": reverse("indicators:diagnosis", args=[finding.programme.slug]),
        "place": SwotFinding.Quadrant(finding.quadrant).label,
        "programme": finding.programme,
    }


def _report_hit(publication: Publication, query: str) -> Context:
    report = publication.report
    words = " ".join(publication.content["words"].values())
    return {
        "title": render_sentence(name_of(report.span)),
        "url": reverse("reports:report", args=[report.programme.slug, report.span.code]),
        "programme": report.programme,
        "excerpt": fragments(excerpt(words, query), query),
    }


def _question_hit(question: ReaderQuestion, query: str) -> Context:
    return {
        "title": question.text,
        "url": reverse("indicators:indicator_detail", args=[question.indicator_id]) + "#pytania",
        "place": question.indicator.name,
        "excerpt": fragments(excerpt(question.answer, query), query),
    }


def _programme_hit(programme: Programme) -> Context:
    return {
        "title": programme.title,
        "url": reverse("indicators:programme_detail", args=[programme.slug]),
        "programme": programme,
    }

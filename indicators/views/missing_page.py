"""The 404 page, with links to the programme in force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cooperation.queries.offices import office_identity
from cooperation.queries.programmes import front_programme
from cooperation.web.context import Context
from cooperation.web.navigation import public_frame
from indicators.queries.programmes import published_programmes


def missing_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    programmes = published_programmes()
    front = front_programme(programmes, timezone.localdate())
    office: Context = office_identity()
    # The page belongs to no programme; the one in force only provides links.
    context = public_frame(request, front, office=office) | {"programme": None, "front": front}
    return render(request, "404.html", context, status=404)

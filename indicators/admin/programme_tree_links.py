"""The row of a programme's tree that links a finding to goals, or a goal to findings."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.admin.base import is_key
from cooperation.models import Programme
from cooperation.web.unsaved_input import restored_input
from indicators.admin.programme_tree_rows import TreePage
from indicators.forms.finding_links import LinksForm
from indicators.queries.finding_links import OTHER_END, NodeLinks, links_of_node
from indicators.rules.programme_tree import NodeKey, parse_key
from indicators.services.errors import LinksChanged, NodeMissing
from indicators.services.finding_links import set_links
from indicators.services.programme_tree import row_of


@dataclass
class LinkingRow:
    """The open row: its node, its form, and the links on which it is based."""

    key: NodeKey
    form: LinksForm
    links: NodeLinks
    newer_links: list[str]  # what another person saved after the page was rendered; [] without a conflict
    is_saved: bool = False

    @property
    def status(self) -> HTTPStatus:
        return HTTPStatus.CONFLICT if self.newer_links else HTTPStatus.OK


def linkable_node(programme: Programme, place: str) -> NodeKey | None:
    """Return the finding or goal that the parameter names; None if the programme has no such node."""
    key = parse_key(place)
    if key is None or key.kind not in OTHER_END:
        return None
    try:
        row_of(programme, key)
    except NodeMissing:
        return None
    return key


def linking_row(request: HttpRequest, page: TreePage, key: NodeKey) -> LinkingRow:
    """Return the row; save the links if it was sent and they have not changed meanwhile."""
    links, labels = links_of_node(key), page.link_labels(key.kind)
    data = request.POST if request.method == "POST" else restored_input(request)
    row = LinkingRow(key=key, form=LinksForm(data, labels=labels, links=links), links=links, newer_links=[])
    if request.method != "POST":
        return row
    for name in request.POST:
        end = name.partition("-")[2]
        if name.startswith("link-") and (not is_key(end) or int(end) not in labels):
            raise Http404
    version = request.POST.get("based_on", "")
    if links.version != version:
        row.newer_links = _sentences(links, labels)
    elif row.form.is_valid():
        try:
            set_links(
                page.tree.programme, key, row.form.reasons,
                version=version, by=request.user, at=timezone.now(),  # type: ignore[arg-type]  # not anonymous
            )  # fmt: skip
            row.is_saved = True
        except LinksChanged as error:
            row.links, row.newer_links = error.links, _sentences(error.links, labels)
        except NodeMissing as error:
            raise Http404 from error
    return row


def _sentences(links: NodeLinks, labels: dict[int, str]) -> list[str]:
    """Return each present link with its reason."""
    texts = [
        f"{labels[key]} ({reason})" if reason else labels[key] for key, reason in links.reasons.items() if key in labels
    ]
    return texts or [_("no links")]

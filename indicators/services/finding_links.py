"""Links from findings to goals, set and removed at one end for all of the other end at once."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from cooperation.models import Programme
from cooperation.services import changes
from goals.models import FindingLink
from indicators.queries.finding_links import OTHER_END, OWN_END, linkable_ids, links_of_node
from indicators.rules.programme_tree import NodeKey
from indicators.services.errors import LinksChanged, NodeMissing
from indicators.services.locks import lock_figures
from indicators.services.programme_tree import row_of


def set_links(
    programme: Programme, key: NodeKey, reasons: Mapping[int, str], *, version: str, by: User, at: datetime
) -> int:
    """Link a finding to exactly these goals, or a goal to exactly these findings; return how many links changed.

    `reasons`: by the key of the other end. `version`: `NodeLinks.version` of the page. Locks the figures, so that no
    end is deleted meanwhile. Raises NodeMissing, also for an end in another programme, and LinksChanged.
    """
    own, other = OWN_END[key.kind], OTHER_END[key.kind]
    with transaction.atomic():
        lock_figures()
        row_of(programme, key)
        if not linkable_ids(key.kind, programme.pk).issuperset(reasons):
            raise NodeMissing(key.anchor)
        stored = links_of_node(key)
        if stored.version != version:
            raise LinksChanged(stored)
        changed = 0
        for other_id, link in stored.links.items():
            if other_id not in reasons:
                link_id = link.pk
                link.delete()
                link.pk = link_id  # Django has reset it, and the register needs it
                _register(programme, link, "deleted", at)
            elif link.reason != reasons[other_id]:
                link.reason = reasons[other_id]
                link.save(update_fields=["reason"])
                _register(programme, link, "edited", at)
            else:
                continue
            changed += 1
        for other_id, reason in reasons.items():
            if other_id not in stored.links:
                ends = {f"{own}_id": key.pk, f"{other}_id": other_id}
                link = FindingLink.objects.create(**ends, reason=reason, author=by)
                _register(programme, link, "added", at)
                changed += 1
    return changed


def _register(programme: Programme, link: FindingLink, done: str, at: datetime) -> None:
    changes.register_edit([programme.pk], link, done, at=at)

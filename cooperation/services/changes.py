"""The one writer of the public register of changes, of the content version that the pages' ETag is made from, and of
many people at once."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import models, transaction
from django.db.models import F, Q

from cooperation.models import Change, Logo, Programme, Unit, UnitMember
from cooperation.roles import Role
from cooperation.services.logos import Picture
from cooperation.services.people_csv import Line


def register(
    programme_id: int,
    kind: Change.Kind,
    *,
    at: datetime,
    object_type: str,
    object_id: int,
    role: str = "",
    unit_id: int | None = None,
    details: dict[str, Any] | None = None,
    text: str = "",
) -> Change:
    """Append a line to the register, with the names of this moment.

    What the public sees has changed, so cached pages end with it.
    """
    with transaction.atomic():
        unit = Unit.objects.only("name").get(pk=unit_id) if unit_id is not None else None
        change = Change.objects.create(
            programme_id=programme_id,
            programme_title=Programme.objects.only("title").get(pk=programme_id).title,
            kind=kind,
            at=at,
            object_type=object_type,
            object_id=object_id,
            role=role,
            unit=unit,
            unit_name=unit.name if unit else "",
            details=details or {},
            text=text,
        )
        end_cached_pages([programme_id], at)
    return change


def show(programme: Programme, *, is_published: bool, at: datetime) -> None:
    """Publish a programme, or take it back to preparation: public from, or until, this moment."""
    with transaction.atomic():
        programme.is_published = is_published
        programme.save(update_fields=["is_published"])
        kind = Change.Kind.PUBLISHED if is_published else Change.Kind.HIDDEN
        register(
            programme.pk, kind, at=at, object_type="programme", object_id=programme.pk, role=str(Role.ADMINISTRATOR)
        )


def edited(programme_ids: Iterable[int], obj: models.Model, done: str, *, at: datetime) -> None:
    """An administrator's edit of a definition: published programmes get a line in their register.

    `done`: "added", "edited" or "deleted". What is being prepared has no readers, so nothing is told.
    """
    unit_id = obj.pk if isinstance(obj, Unit) else getattr(obj, "unit_id", None)
    with transaction.atomic():
        for programme in Programme.objects.filter(pk__in=list(programme_ids)).order_by("pk"):
            if programme.is_published:
                register(
                    programme.pk,
                    Change.Kind.EDITED,
                    at=at,
                    object_type=str(obj._meta.model_name),
                    object_id=obj.pk,
                    role=str(Role.ADMINISTRATOR),
                    unit_id=unit_id if done != "deleted" or not isinstance(obj, Unit) else None,
                    details={"done": done, "name": str(obj)[:300]},
                )
            else:
                end_cached_pages([programme.pk], at)


def end_cached_pages(programme_ids: Iterable[int], at: datetime) -> None:
    """A definition was edited: readers get new pages with their next request.

    One after another by number, so that two such edits never wait for each other.
    """
    for number in sorted(set(programme_ids)):
        Programme.objects.filter(pk=number).update(content_version=F("content_version") + 1, content_changed_at=at)


def add_people(lines: Iterable[Line], *, since: date) -> list[User]:
    """All of them or nobody; without a password: each sets an own one by the link of an invitation."""
    with transaction.atomic():
        groups = {group.name: group for group in Group.objects.all()}
        people = []
        for line in lines:
            person = User(
                username=line.login, first_name=line.first_name, last_name=line.last_name, email=line.email,
                is_staff=line.role is Role.ADMINISTRATOR,
            )  # fmt: skip
            person.set_unusable_password()
            person.save()
            person.groups.add(groups[str(line.role)])
            if line.unit is not None:
                UnitMember.objects.create(unit=line.unit, user=person, since=since)
            people.append(person)
    return people


def join_unit(people: Sequence[User], unit: Unit, *, since: date) -> list[User]:
    """The people who were added: who belongs to the unit on that day, or is to come later, stays as is."""
    with transaction.atomic():
        there = UnitMember.objects.filter(unit=unit).filter(Q(until__isnull=True) | Q(until__gte=since))
        known = set(there.values_list("user_id", flat=True))
        joined = [person for person in people if person.pk not in known]
        for person in joined:
            UnitMember.objects.create(unit=unit, user=person, since=since)
    return joined


def keep_logo(picture: Picture) -> Logo:
    """The same picture is kept once."""
    kept, _made = Logo.objects.get_or_create(
        hash=picture.hash,
        defaults={
            "content": picture.content,
            "content_type": picture.content_type,
            "width": picture.width,
            "height": picture.height,
        },
    )
    return kept

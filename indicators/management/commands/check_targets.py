"""`manage.py check_targets`: rows whose stored meaning is not what their words say; `--repair` stores what they say."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.rendering import render
from indicators.models import Target
from indicators.services import meanings
from indicators.services.mismatches import Mismatch, Obstacle, mismatches, repair


class Command(BaseCommand):
    help = (
        "List targets whose stored meaning differs from their words; --repair stores what the words say, never where "
        "values have been approved. Exits with 1 while something is left to do."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="store what the words say")

    def handle(self, *args: Any, **options: Any) -> None:
        repaired = repair(at=timezone.now()) if options["repair"] else []
        left = mismatches()
        for one in (*repaired, *left):
            self._describe(one, is_repaired=one in repaired)
        open_rows = [one for one in left if one.obstacle is not Obstacle.JUDGED]
        counts = {"checked": Target.objects.count(), "repaired": len(repaired), "open": len(open_rows)}
        summary = _("Targets checked: %(checked)d, repaired: %(repaired)d, left to do: %(open)d.") % counts
        if open_rows:
            raise CommandError(summary, returncode=1)
        self.stdout.write(summary)

    def _describe(self, one: Mismatch, *, is_repaired: bool) -> None:
        indicator, target = one.stored.indicator, one.stored
        self.stdout.write(
            _("%(programme)s, No. %(position)d, “%(indicator)s”, in force from %(year)d:")
            % {
                "programme": one.programme.title,
                "position": indicator.action.position,
                "indicator": indicator.name,
                "year": target.applies_from,
            }
        )
        labels = {field.name: str(field.verbose_name) for field in Target._meta.fields}
        names = [labels[name] for name in one.fields]
        lines = (
            (_("words"), f"{target.verbatim or '–'} | {target.frequency_verbatim or '–'}"),
            (_("stored"), _in_words(one.stored, one.programme)),
            (_("read"), _in_words(one.as_read, one.programme)),
            (_("differs in"), ", ".join(names)),
        )
        for label, text in lines:
            self.stdout.write(f"  {label}: {text}")
        self.stdout.write(f"  → {_('repaired') if is_repaired else _what_to_do(one)}")


def _in_words(target: Target, programme: Programme) -> str:
    understood = render(meanings.in_words(target.meaning, programme))
    return f"{understood} | {target.get_frequency_display() or '–'} | {target.get_aggregation_display()}"


def _what_to_do(one: Mismatch) -> str:
    page = reverse("admin:indicators_indicator_amend", args=[one.stored.indicator_id])
    match one.obstacle:
        case None:
            return _("can be repaired: --repair")
        case Obstacle.APPROVED:
            return _("values have been approved: new terms from a later year, %(page)s") % {"page": page}
        case Obstacle.RECORDED:
            return _("figures were recorded in other periods: new terms from a later year, %(page)s") % {"page": page}
        case Obstacle.JUDGED:
            return _("every year has approved values or other terms: it stays as it was judged")

"""`manage.py check_targets`: list targets whose stored meaning differs from their text.

`--repair` stores the parsed meaning.
"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.rendering import render
from indicators.models import Target
from indicators.services import targets as target_service
from indicators.services.target_mismatches import RepairObstacle, TargetMismatch, find_mismatches, repair


class Command(BaseCommand):
    help = (
        "List targets whose stored meaning differs from the meaning of their text. --repair stores the latter, except "
        "where values have been approved. Exits with 1 while a target needs attention."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="store the meaning of the text")

    def handle(self, *args: object, **options: object) -> None:
        repaired = repair(at=timezone.now()) if options["repair"] else []
        remaining = find_mismatches()
        for mismatch in repaired:
            self._describe(mismatch, _("repaired"))
        for mismatch in remaining:
            self._describe(mismatch, _what_to_do(mismatch))
        to_do = [mismatch for mismatch in remaining if mismatch.obstacle is not RepairObstacle.JUDGED]
        counts = {"checked": Target.objects.count(), "repaired": len(repaired), "open": len(to_do)}
        summary = _("Targets checked: %(checked)d, repaired: %(repaired)d, left to do: %(open)d.") % counts
        if to_do:
            raise CommandError(summary, returncode=1)
        self.stdout.write(summary)

    def _describe(self, mismatch: TargetMismatch, outcome: str) -> None:
        target, indicator = mismatch.stored, mismatch.stored.indicator
        self.stdout.write(
            _("%(programme)s, No. %(position)d, “%(indicator)s”, in force from %(year)d:")
            % {
                "programme": mismatch.programme.title,
                "position": indicator.action.position,
                "indicator": indicator.name,
                "year": target.applies_from,
            }
        )
        labels = {field.name: str(field.verbose_name) for field in Target._meta.fields}
        details = (
            (_("words"), f"{target.verbatim or '–'} | {target.frequency_verbatim or '–'}"),
            (_("stored"), _meaning_text(mismatch.stored, mismatch.programme)),
            (_("read"), _meaning_text(mismatch.parsed, mismatch.programme)),
            (_("differs in"), ", ".join(labels[name] for name in mismatch.fields)),
        )
        for label, text in details:
            self.stdout.write(f"  {label}: {text}")
        self.stdout.write(f"  → {outcome}")


def _meaning_text(target: Target, programme: Programme) -> str:
    sentence = render(target_service.meaning_sentence(target.meaning, programme))
    return f"{sentence} | {target.get_frequency_display() or '–'} | {target.get_aggregation_display()}"


def _what_to_do(mismatch: TargetMismatch) -> str:
    page = reverse("admin:indicators_indicator_amend", args=[mismatch.stored.indicator_id])
    match mismatch.obstacle:
        case None:
            return _("can be repaired: --repair")
        case RepairObstacle.APPROVED:
            return _("values have been approved: new terms from a later year, %(page)s") % {"page": page}
        case RepairObstacle.RECORDED:
            return _("figures were recorded in other periods: new terms from a later year, %(page)s") % {"page": page}
        case RepairObstacle.JUDGED:
            return _("every year has approved values or other terms: the judgement does not change")

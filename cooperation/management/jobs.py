"""Commands that a timer starts."""

from django.core.management.base import BaseCommand


class Job(BaseCommand):
    """A command without system checks, which take half of its start-up time; the portal and `migrate` run them."""

    requires_system_checks: list[str] = []

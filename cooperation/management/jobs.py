"""Commands that a timer starts."""

from django.core.management.base import BaseCommand


class Job(BaseCommand):
    """Starts without system checks, in half of the time: the portal and `migrate` make them."""

    requires_system_checks: list[str] = []

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

LOCK_WAIT = 20  # seconds, as for the database


class CooperationConfig(AppConfig):
    name = "cooperation"
    verbose_name = _("Programme and people")

    def ready(self) -> None:
        from allauth.core.internal import ratelimit

        from cooperation import checks  # noqa: F401  # registers the system checks

        # allauth refuses an attempt that cannot be counted within one second. When a whole office logs in at the same
        # time from one address, that would refuse people whose passwords are right.
        ratelimit.CACHE_LOCK_WAIT_TIMEOUT = LOCK_WAIT

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

LOCK_WAIT = 20  # seconds, as for the database


class CooperationConfig(AppConfig):
    name = "cooperation"
    verbose_name = _("Programme and people")

    def ready(self) -> None:
        from allauth.core.internal import ratelimit

        from cooperation import checks  # noqa: F401  # registers itself

        # Who waits one second to be counted is refused by allauth: at eight, when a whole office logs in from one
        # address, that would be somebody whose password is right.
        ratelimit.CACHE_LOCK_WAIT_TIMEOUT = LOCK_WAIT

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CooperationConfig(AppConfig):
    name = "cooperation"
    verbose_name = _("Programme and people")

    def ready(self) -> None:
        from cooperation import checks  # noqa: F401  # registers itself

"""Origins of stated facts as choices of model fields."""

from django.utils.translation import gettext_lazy as _

from cooperation.rules.origins import Origin

ORIGINS = [
    (Origin.DOCUMENT.value, _("from the document")),
    (Origin.DEFAULT.value, _("assumed")),
    (Origin.DECISION.value, _("coordinator's decision")),
]

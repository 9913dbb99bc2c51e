"""Administration of the office, programmes with their diagnosis, units and people."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.admin import letters, offices, people, programmes, units

__all__ = ["letters", "offices", "people", "programmes", "units"]

admin.site.site_header = _("Administration of the monitoring")
admin.site.site_title = admin.site.index_title = _("Administration")
admin.site.empty_value_display = "–"

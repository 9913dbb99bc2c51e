"""The outbox, read-only, without the texts and addresses: a text may contain a link that opens an account."""

from django.contrib import admin
from django.utils.translation import ngettext_lazy

from cooperation.admin.base import ReadOnlyAdmin
from cooperation.models import Letter


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    counted_noun = ngettext_lazy("%(n)d letter", "%(n)d letters", "n")
    exclude = ("address", "text", "html", "headers", "key", "taken_until")
    list_display = ("created_at", "recipient", "kind", "subject", "sent_at", "given_up_at", "tries")
    list_filter = ("kind", "programme")
    search_fields = ("recipient__name_index__search_text",)
    list_select_related = ("recipient",)
    date_hierarchy = "created_at"

"""Payloads with scripts for every text field of the database."""

from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from tests.tampering import rewritable

MARK = "xyzzy"
PAYLOADS = [
    f"<script>alert('{MARK}')</script>",
    f"<img src=x onerror=alert('{MARK}')>",
    f"<svg/onload=alert('{MARK}')>",
    f"\"><script>alert('{MARK}')</script>",
    f"'><img src=x onerror=alert('{MARK}')>",
    f'" onmouseover="alert(\'{MARK}\')" x="',
    f"' onfocus='alert(1)' autofocus x='{MARK}",
    f"</textarea><script>alert('{MARK}')</script>",
    f"</title><script>alert('{MARK}')</script>",
    f"</style><script>alert('{MARK}')</script>",
    f"</script><script>alert('{MARK}')</script>",
    f"<!--><script>alert('{MARK}')</script>-->",
    f"javascript:alert('{MARK}')",
    f"<a href=\"javascript:alert('{MARK}')\">x</a>",
    f"<iframe srcdoc=\"<script>alert('{MARK}')</script>\"></iframe>",
    f"<math><mi xlink:href=\"javascript:alert('{MARK}')\">x</mi></math>",
    f"<style>@import 'http://evil.example/{MARK}';</style>",
    f'<base href="http://evil.example/{MARK}/">',
    f'<meta http-equiv=refresh content="0;url=http://evil.example/{MARK}">',
    f'<form action="http://evil.example/{MARK}"><button>x</button></form>',
    f"{{{{ 7|add:7 }}}}{{% debug %}} {MARK}",
    f"<details open ontoggle=alert('{MARK}')>",
    f"\u202e<script>alert('{MARK}')</script>\u202c",
    f"＜script＞alert('{MARK}')＜/script＞",
    f"<scr\u00adipt>alert('{MARK}')</scr\u00adipt> &lt;b&gt;{MARK}",
]
OUR_APPS = ("cooperation", "goals", "indicators", "auth")
# Not written by anybody: closed lists, codes that addresses are made of, hashes, and the log-in's own.
NOT_EDITABLE = {
    "slug", "period_code", "request_key", "note_sha256", "correction_reason_sha256", "previous_hash", "hash",
    "sort_key", "source_sha256", "password", "codename", "object_type", "role", "app_label", "model", "email",
    "form", "form_sha256", "token_sha256",
    "history_type", "history_change_reason", "website", "bulletin", "url", "stored_name", "content_type", "sha256",
}  # fmt: skip


def text_fields() -> "list[tuple[type[models.Model], models.Field[Any, Any]]]":
    """Return every editable text field of our models, so that new fields are tested, too."""
    return [
        (model, field)
        for app in OUR_APPS
        for model in apps.get_app_config(app).get_models()
        if model._meta.label not in ("auth.Permission", "auth.Group")
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        if not field.choices and field.name not in NOT_EDITABLE
    ]


def write_payloads(turn: int) -> int:
    """Write a payload into every text field and return their number; `turn` selects other payloads.

    They are written directly to the tables, because forms reject some of them, and may not always have done so.
    """
    written = 0
    for place, (model, field) in enumerate(text_fields()):
        longest = field.max_length or 10_000
        rows = rewritable(model)
        for row in model._base_manager.order_by("pk"):
            text = PAYLOADS[(turn + place + row.pk) % len(PAYLOADS)]
            if field.unique:
                text = f"{row.pk}{text}"
            try:
                with transaction.atomic():
                    rows.filter(pk=row.pk).update(**{field.attname: text[:longest]})
            except IntegrityError:
                continue  # what the database itself refuses is on no page: an answer without its question
            written += 1
    return written


class Elements(HTMLParser):
    """Collect elements, attributes and addresses of a page that contain the mark of a payload."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Browsers do not execute data blocks; a payload must not contain signs with which it could end one.
        self._inside = "data" if dict(attrs).get("type") == "application/ld+json" else tag
        for name, value in ((name, value or "") for name, value in attrs):
            if name.startswith("on") or name == "srcdoc" or MARK in name:
                self.faults.append(f"<{tag} {name}={value[:60]!r}>")
            if name in ("href", "src", "action", "formaction", "xlink:href") and contains_mark(value):
                self.faults.append(f"<{tag} {name}={value[:60]!r}>")
        if tag in ("iframe", "object", "embed", "base", "math") or (tag == "meta" and "http-equiv" in dict(attrs)):
            self.faults.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if MARK in data and self._inside in ("script", "style"):
            self.faults.append(f"<{self._inside}>{data[:60]}")
        if self._inside == "data" and set("<>&") & set(data):
            self.faults.append(f"<script>{data[:60]}")


def contains_mark(address: str) -> bool:
    scheme = "".join(address.split()).lower().partition(":")[0]
    return scheme in ("javascript", "data", "vbscript") or "evil.example" in address.lower()[:30]


def injected_markup(html: str) -> list[str]:
    parser = Elements()
    parser.feed(html)
    parser.close()
    return parser.faults

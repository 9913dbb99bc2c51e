"""Who may write and publish reports (product.md § 9)."""

from django.contrib.auth.models import AnonymousUser, User

from cooperation.roles import is_coordinator


def may_write_reports(user: User | AnonymousUser) -> bool:
    return is_coordinator(user)

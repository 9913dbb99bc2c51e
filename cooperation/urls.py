"""Addresses: Polish and permanent; English is the same address under /en/. Wiring by strings: no layer is imported."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from cooperation import views

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one log-in for everybody

handler400 = "cooperation.views.bad_request"
handler403 = "cooperation.views.forbidden"
handler404 = "cooperation.views.not_found"
handler500 = "cooperation.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("konto/logowanie/", account.login, name="account_login"),
        path("konto/wylogowanie/", login_not_required(account.logout), name="account_logout"),
        path("konto/haslo/", account.password_change, name="account_change_password"),
        path("konto/nieaktywne/", login_not_required(account.account_inactive), name="account_inactive"),
        path("konto/potwierdzenie/", account.reauthenticate, name="account_reauthenticate"),
        path("", include("indicators.urls")),
        prefix_default_language=False,
    ),
]

"""Addresses: Polish and permanent; English is the same address under /en/. Wiring by strings: no layer is imported."""

from allauth.account import views as account
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, register_converter
from django.utils.module_loading import import_string

from cooperation import views
from cooperation.roles import may_administer

admin.site.login = views.admin_login  # type: ignore[method-assign, assignment]  # one log-in for everybody
admin.site.logout = account.logout  # type: ignore[method-assign]  # and one way out
admin.site.has_permission = lambda request: may_administer(request.user)  # type: ignore[method-assign]

register_converter(views.PersonConverter, "person")

handler400 = "cooperation.views.bad_request"
handler403 = "cooperation.views.forbidden"
handler404 = "indicators.views.not_found.not_found"
handler500 = "cooperation.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", import_string("indicators.views.public.sitemap.sitemap"), name="sitemap"),
    path("wyglad.css", views.look, name="look"),
    path("logo/<slug:hash>.<slug:kind>", views.logo, name="logo"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("konto/logowanie/", account.login, name="account_login"),
        path("konto/wylogowanie/", login_not_required(account.logout), name="account_logout"),
        path("konto/haslo/", account.password_change, name="account_change_password"),
        path("konto/haslo/odzyskiwanie/", views.ForgottenPassword.as_view(), name="account_reset_password"),
        path("konto/haslo/odzyskiwanie/wyslano/", account.password_reset_done, name="account_reset_password_done"),
        path(
            "konto/haslo/nowe/<person:uidb36>-<str:key>/",
            views.NewPassword.as_view(),
            name="account_reset_password_from_key",
        ),
        path("konto/zaproszenie/<person:uidb36>-<str:key>/", views.Invitation.as_view(), name="account_invitation"),
        path("konto/nieaktywne/", login_not_required(account.account_inactive), name="account_inactive"),
        path("konto/potwierdzenie/", account.reauthenticate, name="account_reauthenticate"),
        path("", include("indicators.urls")),
        path("", include("reports.urls")),
        prefix_default_language=False,
    ),
]

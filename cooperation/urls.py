"""Root URLconf. Addresses are Polish and permanent; the English page has the same address under /en/.

Views of other apps are named by strings: cooperation imports no app above it.
"""

from allauth.account import views as account
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.utils.module_loading import import_string

from cooperation.roles import may_administer
from cooperation.views import access_changes, accounts, health, monitoring, openid_connect, security, site_files
from cooperation.web.converters import register_converters

admin.site.login = accounts.admin_login  # type: ignore[method-assign, assignment]  # one log-in page for everybody
admin.site.logout = account.logout  # type: ignore[method-assign]  # and one log-out
admin.site.has_permission = lambda request: may_administer(request.user)  # type: ignore[method-assign]  # groups decide, not is_staff

register_converters()

handler400 = "cooperation.views.errors.bad_request"
handler403 = "cooperation.views.errors.forbidden"
handler404 = "indicators.views.missing_page.missing_page"
handler500 = "cooperation.views.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", monitoring.metrics, name="metrics"),
    path("favicon.ico", site_files.favicon, name="favicon"),
    path("robots.txt", site_files.robots, name="robots"),
    path("sitemap.xml", import_string("indicators.views.public.sitemap.sitemap"), name="sitemap"),
    path("wyglad.css", site_files.office_style, name="office_style"),
    path("logo/<slug:hash>.<slug:kind>", site_files.logo, name="logo"),
    path("admin/", admin.site.urls),
    # One address for all languages, which the office registers at its provider.
    path("konto/logowanie/urzad/powrot/", openid_connect.come_back, name="openid_connect_callback"),
    *i18n_patterns(
        path("konto/logowanie/", accounts.LogIn.as_view(), name="account_login"),
        path("konto/logowanie/urzad/", openid_connect.log_in, name="openid_connect_login"),
        path("konto/logowanie/kod/", accounts.LogInCodeRequest.as_view(), name="account_request_login_code"),
        path("konto/logowanie/kod/wpisanie/", accounts.LogInCode.as_view(), name="account_confirm_login_code"),
        path("konto/logowanie/klucz/", security.LogInByPasskey.as_view(), name="mfa_login_webauthn"),
        path("konto/logowanie/drugi-skladnik/", security.LogInFactor.as_view(), name="mfa_authenticate"),
        path("konto/wylogowanie/", login_not_required(account.logout), name="account_logout"),
        path("konto/haslo/", security.PasswordChange.as_view(), name="account_change_password"),
        path("konto/haslo/odzyskiwanie/", accounts.ForgottenPassword.as_view(), name="account_reset_password"),
        path("konto/haslo/odzyskiwanie/wyslano/", account.password_reset_done, name="account_reset_password_done"),
        path(
            "konto/haslo/nowe/<account:uidb36>-<str:key>/",
            accounts.NewPassword.as_view(),
            name="account_reset_password_from_key",
        ),
        path("konto/zaproszenie/<account:uidb36>-<str:key>/", accounts.Invitation.as_view(), name="account_invitation"),
        path("konto/nieaktywne/", login_not_required(account.account_inactive), name="account_inactive"),
        path("konto/potwierdzenie/", account.reauthenticate, name="account_reauthenticate"),
        path("konto/potwierdzenie/kod/", security.ConfirmationByCode.as_view(), name="mfa_reauthenticate"),
        path(
            "konto/potwierdzenie/klucz/", security.ConfirmationByPasskey.as_view(), name="mfa_reauthenticate_webauthn"
        ),
        path("konto/bezpieczenstwo/", security.SecurityIndex.as_view(), name="mfa_index"),
        path("konto/bezpieczenstwo/aplikacja/", security.NewApp.as_view(), name="mfa_activate_totp"),
        path("konto/bezpieczenstwo/aplikacja/usuniecie/", security.AppRemoval.as_view(), name="mfa_deactivate_totp"),
        path("konto/bezpieczenstwo/klucze/nowy/", security.NewPasskey.as_view(), name="mfa_add_webauthn"),
        path(
            "konto/bezpieczenstwo/klucze/<number:pk>/usuniecie/",
            security.PasskeyRemoval.as_view(),
            name="mfa_remove_webauthn",
        ),
        path("konto/bezpieczenstwo/kody/", security.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
        path("konto/sesje/", security.Sessions.as_view(), name="usersessions_list"),
        path("panel/dostep/", access_changes.access_changes, name="access_changes"),
        path("", include("indicators.urls")),
        path("", include("reports.urls")),
        prefix_default_language=False,
    ),
]

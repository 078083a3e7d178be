"""allauth's pages that are open here, under the names that allauth itself asks for. All others stay closed:
nobody signs up, and no password is sent by mail."""

from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from portal.accounts import factor_views, own_views
from portal.accounts.second_step import SecondStepView
from portal.accounts.taken_once import AgainForm

log_in = LoginView.as_view(template_name="accounts/login.html")
OWN = "administration/sign-in/"

_by_password = ReauthenticateView.as_view(template_name="accounts/again.html")
_by_code = ReauthenticateByCodeView.as_view(template_name="accounts/again_code.html", form_class=AgainForm)
_codes = ViewRecoveryCodesView.as_view(template_name="accounts/recovery_codes.html")
_codes_file = DownloadRecoveryCodesView.as_view(template_name="accounts/recovery_codes.txt")

urlpatterns = [
    path("accounts/login/", login_not_required(log_in), name="account_login"),
    path("accounts/login/second/", login_not_required(SecondStepView.as_view()), name="mfa_authenticate"),
    path(
        "accounts/login/passkey/", login_not_required(LoginWebAuthnView.as_view()), name="mfa_login_webauthn"
    ),
    path("accounts/again/", _by_password, name="account_reauthenticate"),
    path("accounts/again/code/", _by_code, name="mfa_reauthenticate"),
    path(
        "accounts/again/passkey/", factor_views.AgainByPasskey.as_view(), name="mfa_reauthenticate_webauthn"
    ),
    path(OWN, own_views.own, name="mfa_index"),
    path(OWN, own_views.own, name="mfa_list_webauthn"),
    path(f"{OWN}app/", factor_views.AddApp.as_view(), name="mfa_activate_totp"),
    path(f"{OWN}app/remove/", factor_views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path(f"{OWN}passkeys/add/", factor_views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(f"{OWN}passkeys/<int:pk>/", factor_views.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path(f"{OWN}passkeys/<int:pk>/remove/", factor_views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path(f"{OWN}recovery-codes/", _codes, name="mfa_view_recovery_codes"),
    path(f"{OWN}recovery-codes/file/", _codes_file, name="mfa_download_recovery_codes"),
    path(f"{OWN}recovery-codes/new/", factor_views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
]

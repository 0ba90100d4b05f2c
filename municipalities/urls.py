"""Accounts and the second factor (pages of the sign-in library under German addresses), the choice of a city, the team."""

from allauth.account import views as library
from allauth.mfa.base import views as library_codes
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path, re_path

from municipalities.views import accounts, second_factor, team

urlpatterns = [
    path("konto/", accounts.OwnAccountView.as_view(), name="own_account"),
    path("konto/kommune/", accounts.choose_municipality, name="choose_municipality"),
    path("konto/anmelden/", accounts.SignInView.as_view(), name="account_login"),
    path("konto/abmelden/", library.logout, name="account_logout"),
    path("konto/gesperrt/", library.account_inactive, name="account_inactive"),
    path("konto/bestaetigen/", library.reauthenticate, name="account_reauthenticate"),
    path("konto/passwort/", library.password_change, name="account_change_password"),
    path("konto/passwort-vergessen/", library.password_reset, name="account_reset_password"),
    path("konto/passwort-vergessen/gesendet/", library.password_reset_done, name="account_reset_password_done"),
    path("konto/passwort-neu/fertig/", library.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^konto/passwort-neu/(?P<uidb36>[0-9A-Za-z]{1,14})-(?P<key>[^/]{1,200})/\Z",
        library.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("konto/zweiter-faktor/", second_factor.SecondFactorView.as_view(), name="mfa_index"),
    path("konto/zweiter-faktor/code/", second_factor.CodeView.as_view(), name="mfa_authenticate"),
    path("konto/zweiter-faktor/bestaetigen/", library_codes.reauthenticate, name="mfa_reauthenticate"),
    path("konto/zweiter-faktor/einrichten/", second_factor.SetUpView.as_view(), name="mfa_activate_totp"),
    path("konto/zweiter-faktor/abschalten/", second_factor.GiveUpView.as_view(), name="mfa_deactivate_totp"),
    path("konto/zweiter-faktor/wiederherstellung/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("konto/zweiter-faktor/wiederherstellung/neu/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "konto/zweiter-faktor/wiederherstellung/datei/",
        second_factor.RecoveryCodesFileView.as_view(),
        name="mfa_download_recovery_codes",
    ),
    path("buero/team/", team.TeamListView.as_view(), name="team_list"),
    path("buero/team/neu/", team.InviteView.as_view(), name="team_invite"),
    path("buero/team/<int:pk>/", team.TeamMemberView.as_view(), name="team_member"),
    path("buero/team/<int:pk>/rolle/", team.RoleView.as_view(), name="team_role"),
    path("buero/team/<int:pk>/einladen/", team.InviteAgainView.as_view(), name="team_invite_again"),
    path("buero/team/<int:pk>/abschalten/", team.SwitchOffView.as_view(), name="team_switch_off"),
    path("buero/team/<int:pk>/einschalten/", team.SwitchOnView.as_view(), name="team_switch_on"),
    path("buero/team/<int:pk>/zweiter-faktor/", team.ResetSecondFactorView.as_view(), name="team_reset_second_factor"),
    path("testpost/", accounts.TestMailView.as_view(), name="test_mail"),
]

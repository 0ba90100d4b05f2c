"""Accounts (pages of the sign-in library under German addresses) and the choice of a city."""

from allauth.account import views as library
from django.urls import path, re_path

from municipalities.views import accounts

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
    path("testpost/", accounts.TestMailView.as_view(), name="test_mail"),
]

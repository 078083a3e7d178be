"""Administration: people, sign-in, tokens, settings; and everybody's own account."""

from django.utils.translation import gettext_lazy as _

from portal.menu.about import ABOUT
from portal.menu.entry import ADMINISTRATORS, EVERYBODY, Entry
from portal.menu.settings import SETTINGS
from portal.menu.tokens import TOKENS

FACTOR_HELP = (
    _("Somebody who learns your password still cannot sign in: the second factor is something you have."),
    _("Set up two, such as an app and a passkey, and print the recovery codes: one of them gets lost."),
)
USERS = Entry(
    _("Users and Roles"),
    "people:list",
    "people",
    _("Who may sign in, and what each of them may do."),
    (
        _("Each person has a name of their own: the Administration History tells who did what."),
        _("Somebody new gets a one-time password, shown once. They change it when they first sign in."),
        _("Who leaves is disabled, not removed: what they did stays told. Their sessions end at once."),
        _("After wrong passwords a name is locked for 15 minutes. You may end that earlier here."),
    ),
    entries=(
        Entry(
            _("Add a person"),
            "people:add",
            help=(
                _("Give the least role that does: an operator does the whole of the morning's work."),
                _("The one-time password stands on the next page, once. Hand it over by a safe way."),
            ),
            listed=False,
        ),
        Entry(
            _("Person"),
            "people:person",
            help=(
                _("Who forgot the password gets a one-time one; who lost the telephone, a start without it."),
                _("Make sure by voice or by sight that it is them who ask."),
                _("The last administrator who may sign in can neither be disabled nor given another role."),
            ),
            listed=False,
            addresses=(
                "people:role",
                "people:disable",
                "people:enable",
                "people:password",
                "people:end-sessions",
                "people:remove-factor",
            ),
        ),
    ),
    readers=ADMINISTRATORS,
    actors=ADMINISTRATORS,
    addresses=("people:unlock",),
    asks_again=True,
    article="administration/people",
)
SECOND_FACTORS = (
    Entry(
        _("Add an app"),
        "mfa_activate_totp",
        help=(
            _("Any app for one-time codes does: it needs no network, and tells nobody anything."),
            _("The code changes every 30 seconds. If none is taken, look at the telephone's clock."),
        ),
        listed=False,
        asks_again=True,
    ),
    Entry(_("Remove the app"), "mfa_deactivate_totp", help=FACTOR_HELP, listed=False, asks_again=True),
    Entry(
        _("Add a passkey"),
        "mfa_add_webauthn",
        help=(
            _("A passkey lies in a security key, a telephone or a computer; touch, face or PIN opens it."),
            _("It works at the address where it was made, and at no other: no false page can ask for it."),
        ),
        listed=False,
        asks_again=True,
    ),
    Entry(_("Rename a passkey"), "mfa_edit_webauthn", listed=False, asks_again=True),
    Entry(_("Remove a passkey"), "mfa_remove_webauthn", help=FACTOR_HELP, listed=False, asks_again=True),
    Entry(
        _("Recovery codes"),
        "mfa_view_recovery_codes",
        help=(
            _("Each code signs you in once when the app and the passkeys are not at hand."),
            _("Print them, and keep them where the telephone is not."),
        ),
        listed=False,
        addresses=("mfa_download_recovery_codes", "mfa_generate_recovery_codes"),
        asks_again=True,
    ),
)
SIGN_IN = Entry(
    _("Sign-in and Security"),
    "accounts:own",
    "lock",
    _("Your password, your second factor, and where you are signed in."),
    (
        _("Whatever stands here is your own; others see nothing of it but whether you have a second factor."),
        *FACTOR_HELP,
        _("Do you not know one of the sessions? End it, and change your password."),
    ),
    entries=(
        Entry(
            _("Change your password"),
            "accounts:password",
            help=(
                _("Long is better than strange: four words that have nothing to do with each other."),
                _("Your other sessions end with it."),
            ),
            listed=False,
        ),
        *SECOND_FACTORS,
        Entry(_("Log out"), "accounts:logout", listed=False),
        Entry(
            _("Confirm that it is you"),
            "account_reauthenticate",
            help=(_("Asked before what is dangerous, when you signed in more than 15 minutes ago."),),
            listed=False,
            addresses=("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        ),
    ),
    readers=EVERYBODY,
    actors=EVERYBODY,
    addresses=("accounts:end-one", "accounts:end-others", "mfa_index", "mfa_list_webauthn"),
    article="administration/sign-in",
)
ADMINISTRATION = Entry(
    _("Administration"),
    icon="gear",
    summary=_("People, sign-in, and how this installation behaves."),
    entries=(USERS, SIGN_IN, TOKENS, SETTINGS, ABOUT),
)

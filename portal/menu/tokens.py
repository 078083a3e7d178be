"""API tokens."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import ADMINISTRATORS, Entry

TOKENS = Entry(
    _("API Tokens"),
    "tokens:list",
    "key",
    _("Let programs use the API, each with a role of its own."),
    (
        _("A token is a password for a program. Give each program its own, with the least role that does."),
        _("The secret is shown once, when it is made. If it is lost, revoke the token and make another."),
        _("What a program changes stands in the Administration History under its token's name."),
        _("Help > API tells what can be asked, and how."),
    ),
    entries=(
        Entry(
            _("Make a token"),
            "tokens:make",
            help=(
                _("The secret is shown once, on the page after this form. Have its place at hand."),
                _("An expired token answers with the day on which it expired."),
            ),
            listed=False,
        ),
    ),
    readers=ADMINISTRATORS,
    actors=ADMINISTRATORS,
    addresses=("tokens:revoke",),
    asks_again=True,
    article="reference/api",
)

"""API tokens."""

from portal.menu.entry import ADMINISTRATORS, Entry

TOKENS = Entry(
    "API Tokens",
    "tokens:list",
    "key",
    "Let programs use the API, each with a role of its own.",
    (
        "A token is a password for a program. Give each program its own, with the least role that does.",
        "The secret is shown once, when it is made. If it is lost, revoke the token and make another.",
        "What a program changes stands in the Administration History under its token's name.",
        "Help > API tells what can be asked, and how.",
    ),
    entries=(
        Entry(
            "Make a token",
            "tokens:make",
            help=(
                "The secret is shown once, on the page after this form. Have its place at hand.",
                "An expired token answers with the day on which it expired.",
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

"""Administration: people, sign-in, tokens, settings; and everybody's own account."""

from portal.menu.entry import EVERYBODY, Entry

OWN_ACCOUNT = Entry(
    "Your account",
    icon="key",
    entries=(Entry("Log out", "accounts:logout", listed=False),),
    readers=EVERYBODY,
    actors=EVERYBODY,
    listed=False,
)

"""What is reached from every page rather than from the menu's tree."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import EVERYBODY, READERS, Entry

EVERYWHERE = (
    Entry(
        _("Jump to"),
        "palette:palette",
        "command",
        help=(
            _("A few letters of a page's name, a medium's, a subscriber's, or their number."),
            _("Runs are found by their day, such as Nov 22 or yesterday, or by how they ended."),
            _("From any page: press Ctrl and K, or ⌘ and K."),
        ),
        listed=False,
        readers=EVERYBODY,
        article="getting-started/finding",
    ),
    Entry(_("Live"), listed=False, readers=READERS, addresses=("live:standing", "live:now")),
)

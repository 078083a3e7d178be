"""The Messaging Administration menu, as data: pages, where they stand, what they are for, and for whom."""

from portal.menu.entry import Entry, Roles
from portal.menu.tree import MAIN
from portal.menu.walking import allowed_to, article_of, rule_of, trail_to

__all__ = ["MAIN", "Entry", "Roles", "allowed_to", "article_of", "rule_of", "trail_to"]

"""What people call the browser that calls itself Mozilla/5.0 and so on."""

from django.utils.translation import gettext as _

BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("Chrom", "Chrome"),
    ("CriOS", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"), ("python", "a Python script"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def name_of_browser(called: str) -> str:
    browser = next((name for sign, name in BROWSERS if sign in called), "")
    system = next((name for sign, name in SYSTEMS if sign in called), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or called[:40] or _("unknown")

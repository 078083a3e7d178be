"""What people call the browser that calls itself Mozilla/5.0 and so on."""

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
    return " on ".join(part for part in (browser, system) if part) or called[:40] or "unknown"

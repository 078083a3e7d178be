"""Which day somebody means: 2026-11-22, 22.11., Nov 22, today, yesterday, last night."""

from datetime import date, datetime, timedelta

WORDS = {"today": 0, "yesterday": 1, "last night": 0}
WITH_YEAR = ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%b %d %Y", "%d %b %Y")
WITHOUT_YEAR = ("%m-%d", "%d.%m.", "%d.%m", "%m/%d", "%b %d", "%d %b", "%B %d", "%d %B")


def day_meant(text: str, today: date) -> date | None:
    """None when it is no day. Without a year: the last such day that was."""
    text = " ".join(text.casefold().replace(",", " ").split())
    if text in WORDS:
        return today - timedelta(days=WORDS[text])
    if (day := _read(text, WITH_YEAR)) is not None:
        return day
    of_this_year = _read(f"{today.year} {text}", tuple(f"%Y {shape}" for shape in WITHOUT_YEAR))
    if of_this_year is None or of_this_year <= today:
        return of_this_year
    return _read(f"{today.year - 1} {text}", tuple(f"%Y {shape}" for shape in WITHOUT_YEAR))


def _read(text: str, shapes: tuple[str, ...]) -> date | None:
    for shape in shapes:
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007  a day on the site's calendar
        except ValueError:
            continue
    return None

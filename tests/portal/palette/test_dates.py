"""Which day somebody means by what they type."""

from datetime import date

import pytest

from portal.palette.dates import day_meant

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("22.11.2026", date(2026, 11, 22)),
        ("22.11.", date(2026, 11, 22)),
        ("Nov 22", date(2026, 11, 22)),
        ("22 november", date(2026, 11, 22)),
        ("Nov 22, 2025", date(2025, 11, 22)),
        ("dec 24", date(2025, 12, 24)),  # the last one that was
        ("today", TODAY),
        ("Yesterday", date(2026, 11, 22)),
        ("feb 29", None),  # neither year has one
        ("nightly", None),
        ("", None),
    ],
)
def test_it_is_told_from_words_and_figures(text: str, day: date | None) -> None:
    assert day_meant(text, TODAY) == day

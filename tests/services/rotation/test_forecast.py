"""How large the next backup will be: by medians, and frank about how little is known."""

from datetime import timedelta

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Site
from mmbackup.services.rotation.forecast import forecast
from tests.builders import MEGABYTE, NOW
from tests.services.rotation_builders import make_medium, make_night, rows

pytestmark = pytest.mark.django_db


def nights(site: Site, *sizes: int, outcome: Outcome = Outcome.FULL) -> None:
    """The last one was last night."""
    medium = make_medium(site, "A")
    for ago, size in enumerate(reversed(sizes), start=1):
        make_night(site, medium, nights_ago=ago, size=size, outcome=outcome)


def test_without_a_backup_nothing_is_known(harbour: Site) -> None:
    found = forecast(site=harbour, now=NOW)

    assert found.size_at(NOW) is None
    assert found.words == "No backup has succeeded yet, so its size is not known."


def test_one_backup_is_the_measure_and_its_growth_is_not_guessed(harbour: Site) -> None:
    nights(harbour, 5 * MEGABYTE)

    found = forecast(site=harbour, now=NOW)

    assert found.size_at(NOW + timedelta(days=100)) == 5 * MEGABYTE
    assert found.words == "A guess from one backup only."


def test_steady_growth_goes_on(harbour: Site) -> None:
    nights(harbour, *(MEGABYTE * (10 + night) for night in range(10)))

    found = forecast(site=harbour, now=NOW)

    assert found.size_at(NOW) == 20 * MEGABYTE
    assert found.size_at(NOW + timedelta(days=10)) == 30 * MEGABYTE
    assert found.words == "From the last 10 backups."


@pytest.mark.parametrize("odd", [0, 4, 9])
def test_one_odd_night_moves_it_little(harbour: Site, odd: int) -> None:
    sizes = [MEGABYTE * (100 + night) for night in range(10)]
    sizes[odd] = 3 * MEGABYTE
    nights(harbour, *sizes)

    expected = forecast(site=harbour, now=NOW).size_at(NOW)

    assert expected is not None
    assert abs(expected - 110 * MEGABYTE) < 2 * MEGABYTE


def test_a_lasting_step_is_followed_within_two_nights(harbour: Site) -> None:
    nights(harbour, *[10 * MEGABYTE] * 12, 50 * MEGABYTE, 50 * MEGABYTE)

    expected = forecast(site=harbour, now=NOW).size_at(NOW)

    assert expected == 50 * MEGABYTE


def test_what_was_left_out_of_a_partial_night_counts_as_well(harbour: Site) -> None:
    nights(harbour, 6 * MEGABYTE, outcome=Outcome.PARTIAL)
    run = Run.objects.get()
    run.tallies[2]["saved_size"] = run.tallies[2]["saved_files"] = 0
    run.save()

    assert forecast(site=harbour, now=NOW).size_at(NOW) == 9 * MEGABYTE


def test_failed_and_attended_runs_tell_nothing(harbour: Site) -> None:
    nights(harbour, 5 * MEGABYTE)
    make_night(harbour, None, nights_ago=0, outcome=Outcome.NO_MEDIUM)
    Run.objects.create(
        site=harbour, drive=harbour.drives.get(), trigger=Run.Trigger.HAND, kind=Run.Kind.ATTENDED,
        state=Run.State.ENDED, outcome=Outcome.FULL, queued_at=NOW, started_at=NOW, ended_at=NOW,
        size_on_medium=MEGABYTE, tallies=rows(("messages",)),
    )  # fmt: skip

    assert forecast(site=harbour, now=NOW).level == 5 * MEGABYTE


def test_it_never_falls_below_nothing(harbour: Site) -> None:
    nights(harbour, *(MEGABYTE * (20 - 2 * night) for night in range(9)))

    assert forecast(site=harbour, now=NOW).size_at(NOW + timedelta(days=365)) == 0


def test_the_share_of_system_data_is_told(harbour: Site) -> None:
    nights(harbour, 5 * MEGABYTE)

    assert forecast(site=harbour, now=NOW).system_share == pytest.approx(1 / 3)

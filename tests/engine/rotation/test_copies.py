"""Where the good copies are: amending the account of one medium tells the same as asking of all anew."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mmbackup.engine.rotation.facts import KnownMedium, KnownSet
from mmbackup.engine.rotation.library import Library
from tests.engine.rotation.facts_for_tests import ALL, MESSAGES, SYSTEM, a_medium, a_set

HOLDS = [frozenset([SYSTEM]), frozenset([MESSAGES]), ALL]


@st.composite
def a_made_up_set(draw: st.DrawFn) -> KnownSet:
    parts, is_verified = draw(st.sampled_from([0, 1, 1, 2])), draw(st.booleans())
    return a_set(
        draw(st.integers(0, 9)),
        holds=draw(st.sampled_from(HOLDS)),
        is_verified=is_verified,
        is_claimed=not is_verified and draw(st.booleans()),
        uuid=draw(st.sampled_from("xyz")) if parts != 1 else "",
        part=draw(st.integers(1, max(1, parts))),
        parts=parts,
    )


@st.composite
def a_made_up_medium(draw: st.DrawFn) -> KnownMedium:
    sets = draw(st.lists(a_made_up_set(), max_size=3))
    trouble = draw(st.sampled_from(["", "", "", "lost"]))
    return a_medium(draw(st.sampled_from("ABCD")), *sets, trouble=trouble)


@settings(deadline=None)
@given(st.lists(a_made_up_medium(), max_size=4), a_made_up_medium())
def test_one_medium_told_anew_is_as_all_told_anew(media: list[KnownMedium], changed: KnownMedium) -> None:
    amended = Library(media=media, wanted=ALL).with_medium(changed)
    anew = Library(media=[*media, changed], wanted=ALL)

    for medium in anew.media:
        assert amended.only_here(medium) == anew.only_here(medium)
        for what in (SYSTEM, MESSAGES, (SYSTEM[0], "")):
            ages = [
                copy and copy.started_at
                for copy in (library.elsewhere(what, medium.uuid) for library in (amended, anew))
            ]
            assert ages[0] == ages[1]

"""What each set of a restore leaves to a newer one that holds it whole."""

from collections.abc import Iterable, Mapping

from mmbackup.engine.rotation.recovery import left_to_newer
from mmbackup.models import Site
from mmbackup.services.restore.recovery_points import points_of


def without_of(*, site: Site, set_uuids: Iterable[str]) -> Mapping[str, frozenset[tuple[str, str]]]:
    """By the set's uuid: slugs of data types, with servers, that it does not contribute."""
    return left_to_newer(points_of(site=site, set_uuids=set_uuids))

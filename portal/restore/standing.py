"""How a restore stands: its media, what it does or waits for, and what is in the drive meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import humanize
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import unescape
from mmbackup.engine.index.shapes import Pick
from mmbackup.models import Medium, Restore, Run
from portal.looks import Look, count_of_files
from portal.media.medium_looks import look_of_place
from portal.restore.picks import words_of
from portal.waiting import standing

PICKS_SHOWN = 5
EXISTING_WORDS: dict[str, Promise] = {
    Restore.Existing.KEEP: _("what is there already is kept"),
    Restore.Existing.REPLACE: _("what is there already is replaced"),
    Restore.Existing.SET_ASIDE: _("what is there already is set aside"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One medium's share. place is None for a medium not known here; is_put_away: it can be fetched there."""

    number: int
    medium: str
    uuid: str
    words: str
    set_name: str
    place: Look | None
    is_put_away: bool
    is_done: bool
    is_encrypted: bool


class Standing(standing.Standing):
    @cached_property
    def restore(self) -> Restore:
        return self.run.restore

    @cached_property
    def parts(self) -> list[Part]:
        rows = Medium.objects.filter(uuid__in=[part["medium_uuid"] for part in self.restore.parts])
        media = {str(medium.uuid): medium for medium in rows.select_related("last_drive")}
        return [
            Part(
                number=part["number"],
                medium=part["medium_name"],
                uuid=part["medium_uuid"],
                words=f"{count_of_files(part['files'])}, {humanize.naturalsize(part['size'])}",
                set_name=part["set_name"],
                place=look_of_place(media[part["medium_uuid"]]) if part["medium_uuid"] in media else None,
                is_put_away=_is_put_away(media.get(part["medium_uuid"])),
                is_done=part["done"],
                is_encrypted=part["encrypted"],
            )
            for part in self.restore.parts
        ]

    @property
    def encrypted_parts(self) -> list[Part]:
        return [part for part in self.parts if part.is_encrypted]

    @property
    def next_part(self) -> Part | None:
        return next((part for part in self.parts if not part.is_done), None)

    @property
    def wanted_media(self) -> set[str]:
        """Names on the shelf that would do now: any medium that is not done with."""
        return {part.medium for part in self.parts if not part.is_done}

    @property
    def waits_for_key(self) -> bool:
        return self.is_waiting and self.restore.waits_for_key

    @property
    def chosen(self) -> str:
        """In words: what is restored, and where to."""
        picks = [_words(row) for row in self.restore.picks[:PICKS_SHOWN]]
        more = len(self.restore.picks) - len(picks)
        words = {"picks": ", ".join(picks), "more": f"{more:,}"}
        return gettext("%(picks)s and %(more)s more") % words if more > 0 else words["picks"]

    @property
    def where(self) -> str:
        restore = self.restore
        told: list[object] = [gettext("in place"), EXISTING_WORDS[restore.existing]]
        if restore.target == Restore.Target.FOLDER:
            told[0] = gettext("into %(folder)s") % {"folder": restore.folder}
        if restore.dry_run:
            told.append(gettext("a dry run: nothing is written"))
        return "; ".join(map(str, told))

    @property
    def restored(self) -> str:
        """How much came back, of how much was planned."""
        planned = sum(part["files"] for part in self.restore.parts)
        tallies = self.run.tallies
        files, size = (sum(row[key] for row in tallies) for key in ("saved_files", "saved_size"))
        words = {"files": f"{files:,}", "planned": f"{planned:,}", "size": humanize.naturalsize(size)}
        return gettext("%(files)s of %(planned)s, %(size)s") % words

    @property
    def scene(self) -> str:
        done = sum(part["done"] for part in self.restore.parts)
        return f"{super().scene} {self.restore.waits_for_key} {done}"


def standing_of(run: Run, now: datetime) -> Standing:
    return Standing(run, now)


def _is_put_away(medium: Medium | None) -> bool:
    return medium is not None and (medium.place != Medium.Place.ON_SHELF or bool(medium.place_name))


def _words(row: dict[str, str]) -> str:
    try:
        path = unescape(row["path"])
    except FormatError:
        return row["path"]
    return words_of(Pick(row["data_type"], row["server"], path))

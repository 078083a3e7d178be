"""What an import came to, and how people are told."""

from dataclasses import dataclass, field

from mmbackup.engine.format.names import one_line

_CLAIMED = (
    "That they are good, the medium alone says: they can be restored from, and count as verified once this "
    "server has read them (Verify, on the medium's page; manage.py verify)."
)


@dataclass(slots=True)
class ImportReport:
    """Names of sets; broken and refused with the reason. claimed: how many only the medium calls verified."""

    medium: str
    pool: str = ""
    imported: list[str] = field(default_factory=list)
    without_names: list[tuple[str, str]] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    foreign_site: str = ""
    claimed: int = 0
    missing_parts: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not (self.broken or self.without_names)

    @property
    def sentences(self) -> list[str]:
        told = [self._counted()]
        if self.foreign_site:
            told.append(
                f"It is a medium of the site {self.foreign_site}: it is kept for restores alone. "
                "No backup goes onto it unless you bring it back to use (Backup/Restore > Media)."
            )
        told += [
            f"{name} is imported without the names of its files: {why}." for name, why in self.without_names
        ]
        told += [f"{name} is not imported: {why}." for name, why in self.broken]
        told += [_CLAIMED] if self.claimed else []
        told += self.missing_parts
        return [one_line(sentence) for sentence in told]

    def _counted(self) -> str:
        count = len(self.imported)
        if not count:
            return f"No backup was imported from {self.medium}."
        what = "1 backup is" if count == 1 else f"{count:,} backups are"
        return f"{what} known of {self.medium}, pool {self.pool}: {', '.join(self.imported)}."

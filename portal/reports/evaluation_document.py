"""The System Evaluation Report as sections: what an auditor asks, in the order of the questions."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from mmbackup.services.reports.evaluation.figures import Evaluation
from portal.reports.document import Document, Facts, Section, Text, Words
from portal.reports.evaluation_deeds import deeds_section, persons_section
from portal.reports.evaluation_media import encryption_section, media_section, rules_section
from portal.reports.evaluation_nights import alarms_section, nights_section
from portal.reports.evaluation_proof import proof_sections
from portal.reports.evaluation_site import saved_section, schedule_section
from portal.reports.words import count_words, days_words, moment_by, moment_words

TITLE = _("System Evaluation Report")
HOW_TO_COMPARE = _(
    "The digest is the SHA-256 of the report's figures. To compare this paper with the file, take the "
    "figures (JSON) of the same period from the report's page, and run sha256sum on the file: when both are "
    "the same, so are all figures. As soon as anything that is told here has changed, such as a medium's "
    "place, a new report has another digest: keep the file with the paper."
)


@dataclass(frozen=True, slots=True)
class Made:
    at: datetime
    by: str
    role: str


def evaluation_document(figures: Evaluation, *, made: Made, digest: str) -> Document:
    zone = ZoneInfo(figures.time_zone)
    sections = (
        saved_section(figures),
        schedule_section(figures),
        nights_section(figures, zone),
        *proof_sections(figures, zone),
        alarms_section(figures, zone),
        media_section(figures),
        rules_section(figures),
        encryption_section(figures, zone),
        deeds_section(figures, zone),
        persons_section(figures),
        _about(figures, made, digest, zone),
    )
    return Document(TITLE, _told(figures, made, zone), sections, code=digest[:16], is_signed=True)


def _told(figures: Evaluation, made: Made, zone: ZoneInfo) -> tuple[tuple[Text, str], ...]:
    period = figures.period
    nights = count_words(period.count, "night")
    return (
        (_("Site"), figures.site),
        (_("Period"), days_words(period.first, period.last, nights)),
        (_("Made"), moment_by(made.at, zone, f"{made.by} ({made.role})")),
        (_("Times"), _("on the site's clock, %(zone)s") % {"zone": zone.key}),
    )


def _about(figures: Evaluation, made: Made, digest: str, zone: ZoneInfo) -> Section:
    facts = Facts(
        (
            (_("Made by"), f"{made.by} ({made.role})"),
            (_("Made at"), f"{moment_words(made.at, zone)} ({zone.key})"),
            (_("Software"), f"mmbackup {figures.software}"),
            (_("SHA-256 of the figures"), digest),
        )
    )
    return Section(_("About this report"), (facts, Words(HOW_TO_COMPARE)))

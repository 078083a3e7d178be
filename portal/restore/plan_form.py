"""Where a restore goes, and what becomes of what is there already."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Drive, Restore, Site
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.request_restore import suggested_folder
from mmbackup.services.site import drive_of
from portal.media.forms import AS_TYPED
from portal.restore.wanted import Wanted

LONGEST_FOLDER = 1000
CHOICE = {"class": "form-select drive-choice"}
TARGETS = ((Restore.Target.FOLDER, _("Into a folder")), (Restore.Target.IN_PLACE, _("In place")))
EXISTING = (
    (Restore.Existing.KEEP, _("Keep it: what is there already is not restored")),
    (Restore.Existing.REPLACE, _("Replace it by what was saved")),
    (Restore.Existing.SET_ASIDE, _("Set it aside, under a new name beside it")),
)


class PlanForm(forms.Form):
    """Shown with what is usual until somebody has chosen; the address keeps what was chosen."""

    target = forms.ChoiceField(choices=TARGETS, widget=forms.RadioSelect)
    folder = forms.CharField(
        required=False, max_length=LONGEST_FOLDER, widget=forms.TextInput(attrs=AS_TYPED), strip=False
    )
    existing = forms.ChoiceField(choices=EXISTING, widget=forms.RadioSelect)
    dry_run = forms.BooleanField(required=False)
    stop = forms.BooleanField(required=False)
    drive = forms.ModelChoiceField(Drive.objects.none(), widget=forms.Select(attrs=CHOICE), empty_label=None)

    def __init__(self, asked: Mapping[str, str], *, site: Site, now: datetime) -> None:
        usual = {
            "target": Restore.Target.FOLDER,
            "folder": suggested_folder(now=localtime(now)),
            "existing": Restore.Existing.KEEP,
            "drive": _usual_drive(site),
        }
        given = {field: asked[field] for field in self.base_fields if field in asked}
        super().__init__({**usual, **given} if "target" in given else {**usual, **given, "stop": "on"})
        drives = Drive.objects.filter(site=site).select_related("site").order_by("pk")
        self.fields["drive"].queryset = drives  # type: ignore[attr-defined]

    def asked(self, *, wanted: Wanted, sets: tuple[str, ...]) -> Asked | None:
        """None when it cannot be understood."""
        if not self.is_valid():
            return None
        chosen: dict[str, Any] = self.cleaned_data
        in_place = chosen["target"] == Restore.Target.IN_PLACE
        return Asked(
            drive=chosen["drive"],
            sets=sets,
            picks=wanted.picks,
            target=Restore.Target(chosen["target"]),
            folder="" if in_place else chosen["folder"],
            existing=Restore.Existing(chosen["existing"]),
            dry_run=chosen["dry_run"],
            stop_software=in_place and chosen["stop"] and not chosen["dry_run"],
            moment=wanted.moment,
        )

    @property
    def choices_made(self) -> dict[str, str]:
        """As an address keeps them."""
        return {field: str(self.data.get(field, "")) for field in self.base_fields}


def _usual_drive(site: Site) -> str:
    drive = drive_of(site=site)
    return str(drive.pk) if drive else ""

"""The forms of drives, one a kind."""

import re
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Pool, Site
from mmbackup.services.configuration.values import Values
from portal.help.more import with_more
from portal.table_form import LinesField, TableForm

_MEDIUM = re.compile(r"(.+?),\s*([^,]+)")


class DriveForm(TableForm):
    """Of any kind; each kind adds its own keys."""

    KIND: str = ""
    OWN: tuple[str, ...] = ()
    name = forms.CharField(label=_("Name"), max_length=63, help_text=_("As people call it."))
    pool = forms.CharField(
        label=_("Pool of its nightly media"),
        max_length=63,
        help_text=with_more(_("One that is named for the first time is made."), "administration/pools"),
    )
    weekly_pool = forms.ChoiceField(label=_("Pool of its weekly media"), required=False)
    monthly_pool = forms.ChoiceField(label=_("Pool of its monthly media"), required=False)

    def __init__(self, *args: Any, site: Site, **options: Any) -> None:
        super().__init__(*args, **options)
        pools = [(name, name) for name in Pool.objects.filter(site=site).values_list("name", flat=True)]
        for key in ("weekly_pool", "monthly_pool"):
            cast("forms.ChoiceField", self.fields[key]).choices = [("", gettext("none")), *pools]
        self.order_fields(("name", *self.OWN, "pool", "weekly_pool", "monthly_pool", "shown"))

    def fields_of(self, values: Values) -> Values:
        return {"pool": "nightly", **values}

    def values(self) -> Values:
        found = self.cleaned_data
        pools = {key: found[key] for key in ("weekly_pool", "monthly_pool") if found[key]}
        return {"name": found["name"], "kind": self.KIND, "pool": found["pool"], **pools, **self.own()}

    def own(self) -> Values:
        return {key: self.cleaned_data[key] for key in self.OWN}


class DirectoryForm(DriveForm):
    KIND = "directory"
    OWN = ("path", "must_be_mount")
    path = forms.CharField(
        label=_("Directory"), help_text=_("Where the medium is mounted, such as /media/dvd.")
    )
    must_be_mount = forms.BooleanField(
        label=_("It must be a mount point"),
        required=False,
        initial=True,
        help_text=with_more(
            _("So that nothing is ever stored on the server's own disk when no medium is there."),
            "administration/drives",
        ),
    )

    def fields_of(self, values: Values) -> Values:
        return {"must_be_mount": True, **super().fields_of(values)}

    def own(self) -> Values:
        """As usual is not said, unless it was."""
        is_usual = self.cleaned_data["must_be_mount"] and "must_be_mount" not in self.was_shown
        own = super().own()
        return {"path": own["path"]} if is_usual else own


class BlockDeviceForm(DriveForm):
    KIND = "block device"
    OWN = ("device", "file_system")
    device = forms.CharField(
        label=_("Device"),
        help_text=with_more(_("Such as /dev/sr0, or a name under /dev/disk/by-id."), "administration/drives"),
    )
    file_system = forms.ChoiceField(
        label=_("File system"), choices=[("udf", _("UDF: discs")), ("ext4", _("ext4: disks and cartridges"))]
    )


class EmulatedForm(DriveForm):
    """discs are the table's media, a word that Django's forms have for something else."""

    KIND = "emulated"
    OWN = ("path", "discs")
    path = forms.CharField(
        label=_("Folder of its shelf"), help_text=_("On the server's own disk: to learn with.")
    )
    discs = LinesField(
        label=_("Media on the shelf"),
        help_text=_('One a line, with its capacity: "Disc A, 60 MB". Missing ones are made.'),
    )

    def fields_of(self, values: Values) -> Values:
        lines = [f"{medium['name']}, {medium['capacity']}" for medium in values.get("media", [])]
        return {**super().fields_of(values), "discs": lines}

    def own(self) -> Values:
        found = [_MEDIUM.fullmatch(line) for line in self.cleaned_data["discs"]]
        media = [{"name": each[1], "capacity": each[2].strip()} for each in found if each]
        return {"path": self.cleaned_data["path"], **({"media": media} if media else {})}

    def clean_discs(self) -> list[str]:
        lines: list[str] = self.cleaned_data["discs"]
        for line in lines:
            if not _MEDIUM.fullmatch(line):
                raise forms.ValidationError(
                    gettext("%(line)s is no name and capacity, such as Disc A, 60 MB.") % {"line": repr(line)}
                )
        return lines


FORMS: dict[str, type[DriveForm]] = {
    form.KIND: form for form in (DirectoryForm, BlockDeviceForm, EmulatedForm)
}
KINDS = {"directory": _("Directory"), "block device": _("Block device"), "emulated": _("Emulated")}

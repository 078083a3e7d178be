"""What administrators have set for the whole installation: read, and changed by one at a time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.forms.models import model_to_dict

from mmbackup.engine.errors import BackupError
from mmbackup.models import Preferences, Role
from mmbackup.services.history.remember_change import SECRET, FieldChange, remember_change

ROW = 1
SECRETS = frozenset({"ping_address"})


class PreferencesChangedMeanwhile(BackupError):
    next_step = "Look at the settings as they are now, and change them again."


class PreferencesRefused(BackupError):
    """faults: the reasons, by the field's name."""

    next_step = "Mend what is named, and save again."

    def __init__(self, faults: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(f"{name}: {' '.join(reasons)}" for name, reasons in faults.items()))
        self.faults = faults


def preferences() -> Preferences:
    """One query. What nobody has set has its default."""
    return Preferences.objects.filter(pk=ROW).first() or Preferences(pk=ROW)


def log_retention() -> timedelta:
    """As set in the portal, else as the environment says."""
    return timedelta(days=preferences().log_retention_days or settings.LOG_RETENTION_DAYS)


def portal_address(*, seen: str = "") -> str:
    """How people reach the portal, without a slash at its end; seen: how somebody has just reached it."""
    return (preferences().portal_address or seen).rstrip("/")


def change_preferences(*, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime) -> bool:
    """Both by field, as many as are spoken of. False when nothing is different.

    Raise PreferencesChangedMeanwhile when before is not how they are, PreferencesRefused for what they
    cannot be.
    """
    with transaction.atomic():
        Preferences.objects.get_or_create(pk=ROW)
        row = Preferences.objects.select_for_update().get(pk=ROW)
        was = model_to_dict(row, fields=[*before, *after])
        if any(was[name] != value for name, value in before.items()):
            raise PreferencesChangedMeanwhile("somebody else changed the settings meanwhile")
        different = {name: value for name, value in after.items() if value != was[name]}
        _write(row, different)
        if different:
            fields = [_told(name, was[name], value) for name, value in different.items()]
            remember_change(deed="settings changed", subject="settings", now=now, fields=fields)
    return bool(different)


def _write(row: Preferences, different: Mapping[str, Any]) -> None:
    for name, value in different.items():
        setattr(row, name, value)
    faults = _faults_of_lists(different) | _faults_of_addresses(different)
    try:  # an empty list is no blank here
        row.clean_fields(exclude=[name for name in _names() if different.get(name, []) == []])
    except ValidationError as error:
        faults = {**error.message_dict, **faults}
    if faults:
        raise PreferencesRefused(faults)
    row.save(update_fields=list(different))


def _faults_of_lists(different: Mapping[str, Any]) -> dict[str, list[str]]:
    checks = {"metrics_networks": _network_fault, "second_factor_for": _role_fault}
    found = {
        name: [fault for each in different.get(name, []) if (fault := check(each))]
        for name, check in checks.items()
    }
    return {name: faults for name, faults in found.items() if faults}


def _faults_of_addresses(different: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a browser or a program is to follow."""
    found = {name: str(different.get(name, "")) for name in ("portal_address", "ping_address")}
    wrong = (name for name, address in found.items() if address and not is_web_address(address))
    return {name: ["It must begin with http:// or https://, and name a machine."] for name in wrong}


def is_web_address(address: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return False
    return True


def _network_fault(text: object) -> str:
    try:
        ip_network(str(text))
    except ValueError:
        return f"{text} is no network such as 10.0.0.0/8 or 2001:db8::/32."
    return ""


def _role_fault(text: object) -> str:
    return "" if text in Role.values else f"{text} is no role."


def _names() -> list[str]:
    return list(model_to_dict(Preferences()))


def _told(name: str, old: object, new: object) -> FieldChange:
    if name in SECRETS:
        return FieldChange(name, SECRET if old else "", SECRET if new else "")
    return FieldChange(name, _plain(old), _plain(new))


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str | list) else str(value)

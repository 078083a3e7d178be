"""An alarm in words: raised, and resolved."""

from mmbackup.engine.codes import AlarmCode
from mmbackup.models import Alarm
from mmbackup.services.notices.fact import Fact

ADDRESS = "/alarming/active/"


def fact_of_raised(*, alarm: Alarm, code: AlarmCode) -> Fact:
    lines = (
        f"{alarm.level} alarm {code.name}: {code.message}.",
        *([f"Location: {alarm.location}"] if alarm.location else []),
        *([alarm.detail] if alarm.detail else []),
        f"Cause: {code.cause}",
        "Repair procedure:",
        *(f"- {step}" for step in code.repair),
    )
    return Fact(
        alarm.site,
        f"alarm {alarm.pk} raised",
        alarm.level,
        f"ALARM {code.name} ({alarm.level}): {code.message}",
        "\n".join(lines),
        code=code.name,
        address=ADDRESS,
    )


def fact_of_resolved(*, alarm: Alarm, code: AlarmCode, reason: str) -> Fact:
    return Fact(
        alarm.site,
        f"alarm {alarm.pk} resolved",
        alarm.level,
        f"Resolved: {code.name}: {code.message}",
        f"The alarm {code.name}, {code.message}, is resolved.\n{reason}",
        code=code.name,
        is_end=True,
        address="/logs/alarms/",
    )

"""What a channel's settings look like, by its kind: as programs and configuration files give them."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from mmbackup.models import Channel
from mmbackup.services.notices.kinds.mail import SECURITY
from mmbackup.services.notices.kinds.snmp_names import AUTHENTICATIONS, ENCRYPTIONS, VERSIONS
from mmbackup.services.notices.kinds.syslog import FACILITIES, TRANSPORTS


def _plain(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must not hold control characters")
    return text


def _among(*words: str) -> AfterValidator:
    def check(word: str) -> str:
        if word not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return word

    return AfterValidator(check)


Text = Annotated[str, Field(max_length=500), AfterValidator(_plain)]
LongText = Annotated[str, Field(max_length=2000), AfterValidator(_plain)]
Host = Annotated[str, Field(max_length=253), AfterValidator(_plain)]
Port = Annotated[int, Field(ge=1, le=65535)]


class _Settings(BaseModel):
    """What is left out is as the portal's form would begin."""

    model_config = ConfigDict(extra="forbid", strict=True)


class MailSettings(_Settings):
    host: Host
    port: Port = 587
    security: Annotated[str, _among(*SECURITY)] = "starttls"
    ca_file: Text = ""
    user: Text = ""
    password: Text = ""
    sender: Text
    recipients: Annotated[list[Text], Field(min_length=1, max_length=100)]


class WebhookSettings(_Settings):
    address: LongText = ""
    secret: Text = ""
    ca_file: Text = ""


class AppriseSettings(_Settings):
    address: LongText = ""


class SnmpSettings(_Settings):
    host: Host
    port: Port = 162
    version: Annotated[str, _among(*VERSIONS)] = "3"
    confirmed: bool = True
    community: Text = ""
    user: Annotated[str, Field(max_length=32), AfterValidator(_plain)] = ""
    authentication: Annotated[str, _among(*AUTHENTICATIONS)] = "SHA-256"
    authentication_password: Text = ""
    encryption: Annotated[str, _among(*ENCRYPTIONS)] = "AES-128"
    encryption_password: Text = ""
    enterprise: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    engine_id: Annotated[str, Field(max_length=64), AfterValidator(_plain)] = ""


class SyslogSettings(_Settings):
    transport: Annotated[str, _among(*TRANSPORTS)]
    host: Host = ""
    port: Port | None = None
    ca_file: Text = ""
    path: Annotated[str, Field(max_length=100), AfterValidator(_plain)] = "/dev/log"
    facility: Annotated[str, _among(*FACILITIES)] = "daemon"


SHAPES: Mapping[str, type[_Settings]] = {
    Channel.Kind.MAIL: MailSettings,
    Channel.Kind.WEBHOOK: WebhookSettings,
    Channel.Kind.APPRISE: AppriseSettings,
    Channel.Kind.SNMP: SnmpSettings,
    Channel.Kind.SYSLOG: SyslogSettings,
}


def whole_settings(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """With what was left out. Raise pydantic's ValidationError."""
    return SHAPES[kind].model_validate(dict(given)).model_dump()

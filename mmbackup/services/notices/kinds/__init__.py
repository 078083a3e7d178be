"""The kinds of channels: one file each, behind one port."""

from mmbackup.models import Channel
from mmbackup.services.notices.kinds.by_apprise import ByApprise
from mmbackup.services.notices.kinds.mail import Mail
from mmbackup.services.notices.kinds.port import Kind
from mmbackup.services.notices.kinds.snmp import Snmp
from mmbackup.services.notices.kinds.syslog import Syslog
from mmbackup.services.notices.kinds.webhook import Webhook

KINDS: dict[str, Kind] = {
    Channel.Kind.MAIL: Mail(),
    Channel.Kind.WEBHOOK: Webhook(),
    Channel.Kind.APPRISE: ByApprise(),
    Channel.Kind.SNMP: Snmp(),
    Channel.Kind.SYSLOG: Syslog(),
}

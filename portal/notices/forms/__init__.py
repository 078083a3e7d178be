"""The forms of channels, one a kind, and that of a rule."""

from mmbackup.models import Channel
from portal.notices.forms.common import ChannelForm
from portal.notices.forms.mail import MailForm
from portal.notices.forms.others import AppriseForm, WebhookForm
from portal.notices.forms.snmp import SnmpForm
from portal.notices.forms.syslog import SyslogForm

FORMS: dict[str, type[ChannelForm]] = {
    Channel.Kind.MAIL: MailForm,
    Channel.Kind.WEBHOOK: WebhookForm,
    Channel.Kind.APPRISE: AppriseForm,
    Channel.Kind.SNMP: SnmpForm,
    Channel.Kind.SYSLOG: SyslogForm,
}

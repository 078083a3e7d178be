"""The kinds of sources as people set them up: a form and a name for each that the engine knows."""

from django.utils.translation import gettext_lazy as _

from portal.servers.database_forms import MysqlForm, PostgresqlForm, RedisForm, SqliteForm
from portal.servers.directory_forms import LdapForm
from portal.servers.forms import CommandForm, FilesForm, SourceForm
from portal.servers.mail_forms import MaildirForm, MboxForm, QueueForm
from portal.servers.system_forms import SystemForm, WindowsForm

FORMS: dict[str, type[SourceForm]] = {
    form.KIND: form
    for form in (
        FilesForm,
        CommandForm,
        MaildirForm,
        MboxForm,
        QueueForm,
        LdapForm,
        PostgresqlForm,
        MysqlForm,
        SqliteForm,
        RedisForm,
        SystemForm,
        WindowsForm,
    )
}
KINDS = {
    "files": _("Files and folders"),
    "command": _("A command's output"),
    "maildir": _("Mailboxes (Maildir)"),
    "mbox": _("Mailboxes (mbox)"),
    "queue": _("Mail queue (Postfix, Exim)"),
    "ldap": _("Directory (LDAP)"),
    "postgresql": _("PostgreSQL databases"),
    "mysql": _("MariaDB or MySQL databases"),
    "sqlite": _("SQLite databases"),
    "redis": _("Redis or Valkey"),
    "system": _("What the host is"),
    "windows": _("What a Windows host is"),
}

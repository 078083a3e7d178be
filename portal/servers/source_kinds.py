"""The kinds of sources as people set them up: a form and a name for each that the engine knows."""

from django.utils.translation import gettext_lazy as _

from portal.servers.database_forms import PostgresqlForm
from portal.servers.forms import CommandForm, FilesForm, SourceForm

FORMS: dict[str, type[SourceForm]] = {form.KIND: form for form in (FilesForm, CommandForm, PostgresqlForm)}
KINDS = {
    "files": _("Files and folders"),
    "command": _("A command's output"),
    "postgresql": _("PostgreSQL databases"),
}

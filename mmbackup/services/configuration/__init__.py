"""The site's configuration, in and out whole as one TOML file: checked whole before anything changes."""

from mmbackup.services.configuration.export import export_configuration
from mmbackup.services.configuration.faults import ConfigurationFaulty, Fault
from mmbackup.services.configuration.importing import import_configuration
from mmbackup.services.configuration.reading import read_configuration

__all__ = [
    "ConfigurationFaulty",
    "Fault",
    "export_configuration",
    "import_configuration",
    "read_configuration",
]

"""When backups start by themselves."""

"""How fast mmbackup is beside others, measured on this machine: `make bench`."""

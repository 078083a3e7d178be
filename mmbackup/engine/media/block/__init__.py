"""The block device drive: optical drives, RDX docks, USB disks; mounted for a run, and no longer."""

"""All of mmbackup on one machine under one roof: set up, started, watched over, ended together."""

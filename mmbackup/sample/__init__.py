"""A made-up messaging system to try mmbackup with: the same on each machine, and plainly called a sample."""

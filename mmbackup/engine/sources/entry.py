"""What listing finds and writing saves: plain tuples, since a million of them are sorted, spooled and sent.

They sort in the order in which they are saved: rank, newest first, and names of one file side by side.
"""

from typing import Final

Entry = tuple[int, int, int, int, bytes, int, int, int]

RANK: Final = 0
AGE: Final = 1  # minus the time of last change in nanoseconds
DEVICE: Final = 2
INODE: Final = 3
PATH: Final = 4  # where it is read
KIND: Final = 5
SIZE: Final = 6
SOURCE: Final = 7  # its number in the job

FILE: Final = 0
SYMLINK: Final = 1
FOLDER: Final = 2
OUTPUT: Final = 3  # what a command wrote, kept in the spool folder

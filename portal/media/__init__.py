"""Drive and Media: the drive, what is in it, and the emulated drive's shelf."""

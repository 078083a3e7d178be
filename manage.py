#!/usr/bin/env python3
"""The shell's way in: every command of the product starts here."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mmbackup.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  settings come first

    try:
        execute_from_command_line(sys.argv)
    except BrokenPipeError:  # whoever read along has seen enough, such as head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)  # as the shell tells of SIGPIPE


if __name__ == "__main__":
    main()

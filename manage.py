#!/usr/bin/env python
"""The Django command line, with the portal's settings."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - app ready

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

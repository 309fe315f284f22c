"""Run the bench: all cases, or those named. Ends with 1 when a goal is missed."""

import sys

import django

from bench.harness import Bench, as_table, run_cases, write_latest


def main(names: list[str]) -> int:
    django.setup()
    results = run_cases(names, Bench())
    write_latest(results)
    print("\n" + as_table(results))
    return 0 if all(result.ok for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

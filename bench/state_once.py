"""Reads one statsregnskapet file in a process of its own, and tells the seconds and the most memory it held."""

import json
import re
import sys
import time
from pathlib import Path

import django


def main(path: str) -> None:
    django.setup()
    from reporting.ledger.statsregnskapet import read_state_sum

    started = time.perf_counter()
    with Path(path).open("rb") as file:
        found = read_state_sum(file, year=2024, post="150021", body="974761424")
    seconds = time.perf_counter() - started
    status = Path("/proc/self/status").read_text(encoding="ascii")
    memory = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
    print(
        json.dumps({"seconds": seconds, "memory": memory, "rows": found.rows_read, "sum": str(found.total)})
    )


if __name__ == "__main__":
    main(sys.argv[1])

"""Imports one extract in a process of its own, and tells the seconds and the most memory it held."""

import json
import re
import sys
import time
from pathlib import Path

import django


def main(path: str) -> None:
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from bench.data import CONTROLLER
    from portal.imports.runs import check_run, order_run, save_run, start_run
    from portal.people.models import User
    from reporting.ledger.kind import LedgerImport
    from reporting.models import Authority

    by = User.objects.get(email=CONTROLLER)
    upload = SimpleUploadedFile("bench.csv", Path(path).read_bytes())
    started = time.perf_counter()
    target = {"authority": Authority.objects.get().pk}
    run = check_run(
        run=start_run(kind=LedgerImport(), upload=upload, target=target, by=by, at=timezone.now())
    )
    run = save_run(run=order_run(run=run, by=by, at=timezone.now()))
    seconds = time.perf_counter() - started
    # Not ru_maxrss: a process inherits the peak of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    memory = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
    print(
        json.dumps(
            {"seconds": seconds, "memory": memory, "state": run.state, "counted": run.report["counted"]}
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])

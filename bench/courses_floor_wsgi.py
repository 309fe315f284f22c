"""The application of the burst's floor."""

from bench.courses_floor import make_application

application = make_application()

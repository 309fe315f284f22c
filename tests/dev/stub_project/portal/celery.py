import os

from celery import Celery

app = Celery("portal", broker=os.environ["REDIS_URL"])

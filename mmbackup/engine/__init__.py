"""The backup engine: pure Python, no Django, no Celery. It speaks in typed events; others listen."""

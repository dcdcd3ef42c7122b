"""The night shift: what takes seconds and is done outside a request. Each task calls a service and a report."""

"""The address an engine calls back at: one per job, and unguessable."""

ROUTE = "/engine/"


def callback_address(base: str, token: str) -> str:
    """Where to call back about the job with this token; empty when there is no public address."""
    return f"{base}{ROUTE}{token}" if base else ""

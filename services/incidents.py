"""Our own faults: caught at the loops' edge, numbered, logged and told to the operator."""

import logging
from collections.abc import Awaitable

from services import notices
from services.ground import Ground
from services.notices import Notice
from storage import StorageUnavailable

__all__ = ["Incidents", "StorageUnavailable"]

log = logging.getLogger(__name__)


class Incidents:
    """Guards one unit of a loop's work, so that one broken job never stops the others."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def guard(self, work: Awaitable[object], doing: str) -> bool:
        """Await `work`; False when it broke, which is logged and told, never raised."""
        try:
            await work
        except StorageUnavailable as error:
            self.cant_write(doing, error)
            return False
        except Exception as error:  # noqa: BLE001 - the outer edge of the worker's and delivery's loops
            await self.report(doing, error)
            return False
        return True

    def cant_write(self, doing: str, error: StorageUnavailable) -> None:
        """The disk's trouble, not a fault in the code: logged, and noted for the alarm, since the
        database can't take a notice now."""
        log.error("the database can't be used while %s: %s", doing, error)
        self._ground.unwritten.note(error)

    async def report(self, doing: str, error: BaseException) -> str:
        """Log what broke and tell the operator; returns the number people may quote."""
        number = self._ground.ids.token()[:4].upper()
        log.error("incident %s while %s", number, doing, exc_info=error)
        try:
            await self._ground.database.transaction(
                notices.tell_operator,
                self._ground.operators,
                Notice.INCIDENT,
                self._ground.now(),
                doing,
                {"number": number},
            )
        except StorageUnavailable as unwritten:
            log.exception("incident %s could not be written down", number)
            self._ground.unwritten.note(unwritten)
        self._ground.delivery_bell.ring()
        return number

"""The way to an engine over HTTP: the session, the time-outs, and a way that broke."""

import ipaddress

import aiohttp
from yarl import URL

#: What aiohttp raises when the way breaks. A time-out is an OSError; ValueError is a host name
#: that no resolver takes, which aiohttp lets through as it is.
WAY_ERRORS = (aiohttp.ClientError, OSError, ValueError)

#: A host that is there takes a connection within this; the name look-up is part of it.
_CONNECT_S = 20.0
#: Raised by the connector alone, thus before the first byte of a request.
_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)


class BrokenWay(Exception):
    """The way to the engine broke; `sent` says whether the request may have left.

    Raise it outside the handler of the error it stands for, so that nothing is chained: aiohttp's
    errors hold the request with its headers, and with them the key.
    """

    def __init__(self, error: Exception) -> None:
        self.sent = not isinstance(error, _BEFORE_SENDING)
        super().__init__(_in_words(error))


def engine_session() -> aiohttp.ClientSession:
    """A session for engines: a fresh connection for each request, no cookies, no proxy variables.

    A connection kept alive may be closed by the other side just when a submit goes out on it, and
    then nobody can tell whether the clip was ordered and paid. With a fresh one a connection that
    fails means that nothing was sent. Nothing is sent twice either, as aiohttp does by itself with
    what HTTP calls idempotent, a DELETE for one. Must be called inside a running event loop.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(force_close=True),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        middlewares=(_once,),
    )


async def _once(
    request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Hide from aiohttp (3.14, client.py) what it would take as a reason to send again."""
    try:
        return await send(request)
    except _BEFORE_SENDING:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        trouble = type(error).__name__
    # Out here, because the handler's error would bring the key along.
    raise aiohttp.ClientConnectionError(trouble)


def keeps_connections(session: aiohttp.ClientSession) -> bool:
    """Whether a session may send a request over a connection that was used before."""
    return session.connector is None or not session.connector.force_close


def timeout(answer_s: float, silence_s: float | None = None) -> aiohttp.ClientTimeout:
    """Time for connecting and, apart from it, `answer_s` seconds for everything after.

    `silence_s` is how long nothing at all may come, in seconds.

    The connecting part always runs out first, so that a host that does not take the connection
    is told apart from one that does not answer.
    """
    connect_s = min(_CONNECT_S, answer_s)
    return aiohttp.ClientTimeout(total=connect_s + answer_s, connect=connect_s, sock_read=silence_s)


def is_this_machine(url: URL) -> bool:
    """Whether an address is on the loopback interface."""
    host = url.host or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _in_words(error: Exception) -> str:
    """The trouble without any address: a link is as good as a key."""
    if isinstance(error, aiohttp.ClientConnectorError):
        if isinstance(error.os_error, ConnectionRefusedError):
            return "connection refused"
        return f"no connection: {error.os_error.strerror}"
    if isinstance(error, TimeoutError):
        return f"no answer in time ({type(error).__name__})"
    known = str(error) if type(error) is aiohttp.ClientConnectionError else type(error).__name__
    return f"the connection broke ({known})"

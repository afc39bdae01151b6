"""Connections that never reach a private or loopback address, whatever a name resolves to.

For addresses that strangers wrote: the name is resolved once, every address is looked at, and the one
that was looked at is connected to, so that a second answer of the name server can't change it.
"""

import ipaddress
import socket
from collections.abc import Collection
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class PrivateAddressError(urllib3.exceptions.HTTPError):
    """A host whose address is not of the public internet."""


def public_address(host: str, port: int, allowed: Collection[str]) -> str:
    """An address of a host that may be connected to; `allowed` hosts may have any.

    Errors: PrivateAddressError where one of its addresses is private, loopback, link-local or
    reserved; NameResolutionError's cause, OSError, where it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if host not in allowed:
        for address in addresses:
            if not is_public(address):
                raise PrivateAddressError(f"{host} is at {address}, which is not a public address")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, an IPv4 address inside an IPv6 one included."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or _embedded(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address behind a NAT64 prefix."""
    if ip in ipaddress.IPv6Network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


class GuardedAdapter(HTTPAdapter):
    """requests' adapter over guarded connections; `allowed` names hosts that may be private."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = frozenset(allowed)
        super().__init__(max_retries=0)

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Errors: PrivateAddressError; a proxy connects by itself, so its target is looked at before."""
        proxies = kwargs.get("proxies")
        if requests.utils.select_proxy(request.url or "", proxies):
            parts = urlsplit(request.url or "")
            with suppress(socket.gaierror):  # a name that only the proxy can resolve
                public_address(parts.hostname or "", parts.port or 443, self._allowed)
        return super().send(request, *args, **kwargs)

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """The pools whose connections look at their address first."""
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = _make_pools(self._allowed)


def _make_pools(allowed: frozenset[str]) -> dict[str, type[HTTPConnectionPool]]:
    class Connection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, allowed)

    class SecureConnection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, allowed)

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = SecureConnection

    return {"http": Pool, "https": SecurePool}


def _connect(connection: HTTPConnection, allowed: frozenset[str]) -> socket.socket:
    """A socket to an address that was looked at; the certificate is still checked for the name."""
    exceptions = urllib3.exceptions
    try:
        address = public_address(connection.host, connection.port, allowed)
        return urllib3.util.connection.create_connection(
            (address, connection.port),
            connection.timeout,
            source_address=connection.source_address,
            socket_options=connection.socket_options,
        )
    except socket.gaierror as error:
        raise exceptions.NameResolutionError(connection.host, connection, error) from error
    except TimeoutError as error:
        raise exceptions.ConnectTimeoutError(connection, "no connection in time") from error
    except OSError as error:
        raise exceptions.NewConnectionError(connection, str(error)) from error

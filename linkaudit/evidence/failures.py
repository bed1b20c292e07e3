"""What went wrong on the way to an answer, read off the exception and everything that caused it.

The stack's own messages are often empty: a bad certificate arrives as an empty ConnectError whose third cause holds
the verification code. So the whole chain is walked.
"""

from __future__ import annotations

import errno
import ssl
from collections.abc import Iterator

from linkaudit.model import Failure


class Refused(Exception):  # noqa: N818  it is an answer, not an error
    """A connection that was not made, or a redirect that was not followed; `failure` says why."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure


_OF_CERTIFICATE = {
    9: Failure.CERTIFICATE_EXPIRED,  # not yet valid
    10: Failure.CERTIFICATE_EXPIRED,
    18: Failure.CERTIFICATE_SELF_SIGNED,
    2: Failure.CERTIFICATE_UNKNOWN_ISSUER,
    19: Failure.CERTIFICATE_UNKNOWN_ISSUER,  # an unknown root was sent along
    20: Failure.CERTIFICATE_UNKNOWN_ISSUER,
    21: Failure.CERTIFICATE_UNKNOWN_ISSUER,
    62: Failure.CERTIFICATE_WRONG_HOST,
    64: Failure.CERTIFICATE_WRONG_HOST,  # an address in place of a name
}
"""OpenSSL's X509_V_ERR codes. Any other one (a weak key, a wrong purpose) leaves the chain unproven as well."""

_OF_ERRNO = {
    errno.ECONNREFUSED: Failure.CONNECTION_REFUSED,
    errno.ENETUNREACH: Failure.UNREACHABLE,
    errno.EHOSTUNREACH: Failure.UNREACHABLE,
    errno.ENETDOWN: Failure.UNREACHABLE,
    errno.EADDRNOTAVAIL: Failure.UNREACHABLE,
    errno.EACCES: Failure.UNREACHABLE,
    errno.EPERM: Failure.UNREACHABLE,
    errno.ETIMEDOUT: Failure.TIMEOUT,
    errno.ECONNRESET: Failure.RESET,
    errno.ECONNABORTED: Failure.RESET,
    errno.EPIPE: Failure.RESET,
}


def read(error: BaseException) -> tuple[Failure | None, str]:
    """The failure that the operating system, TLS or our own guard names, and one line that completes it for `-v`.

    None when none of them names one: then what the HTTP library calls it has to do.
    """
    chain = list(causes(error))
    failure = next((found for link in chain if (found := _certain(link)) is not None), None)
    detail = next((text for link in reversed(chain) if (text := str(link).strip())), type(error).__name__)
    return failure, " ".join(detail.split())[:200]


def causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, what it was raised from, and so on; each once."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        link = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [cause for cause in (link.__cause__, link.__context__) if cause is not None]
        if isinstance(link, BaseExceptionGroup):
            waiting += link.exceptions


def _certain(error: BaseException) -> Failure | None:
    if isinstance(error, Refused):
        return error.failure
    if isinstance(error, ssl.SSLCertVerificationError):
        return _OF_CERTIFICATE.get(error.verify_code, Failure.CERTIFICATE_UNKNOWN_ISSUER)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Failure.RESET  # hung up in the middle of the greeting
    if isinstance(error, ssl.SSLError):
        return Failure.TLS
    if isinstance(error, OSError) and error.errno is not None:
        return _OF_ERRNO.get(error.errno)
    return None

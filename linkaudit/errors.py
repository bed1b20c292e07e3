"""What can go wrong in linkaudit's own work. A failure of the web is never an exception: it is an observation.

    LinkAuditError
    ├── ConfigError   a flag, a variable or a configuration file cannot be used
    ├── ReadError     an article cannot be read
    └── StoreError    the history cannot be trusted or written

Each message is one line for an editor: it names the file (and line, where there is one) and what to do about it.
"""

from __future__ import annotations


class LinkAuditError(Exception):
    """Base of every error that linkaudit raises on purpose."""


class ConfigError(LinkAuditError):
    """A flag, an environment variable or a configuration file cannot be used."""


class ReadError(LinkAuditError):
    """An article cannot be read as text."""


class StoreError(LinkAuditError):
    """The history file cannot be trusted or written."""

"""The configuration: flags over ``LINKAUDIT_*`` variables over the nearest file over defaults, as one frozen value.

Laws: a setting is one line of `Config`, from which its reading, its errors and its documentation come. A value that
cannot be used is an error that names its place and the remedy, never a silent default.
"""

from linkaudit.config.layers import load
from linkaudit.config.settings import SETTINGS, Color, Config, Setting

__all__ = ["SETTINGS", "Color", "Config", "Setting", "load"]

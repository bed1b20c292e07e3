"""linkaudit: does every claim in an article still stand on a source that a reader can open?"""

__version__ = "0.1.0"

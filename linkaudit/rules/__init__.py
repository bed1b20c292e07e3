"""What we conclude: rules, each a pure function over an article and the evidence, and the judge that runs them.

Does no I/O.
"""

from linkaudit.rules.codes import catalogue, known
from linkaudit.rules.judge import judge
from linkaudit.rules.manual import explain
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, Rule

__all__ = ["Hit", "Policy", "Rule", "catalogue", "explain", "judge", "known"]

"""What `linkaudit save` submits: an audit becomes a choice of sources, a choice becomes submissions.

Doors: `choose` decides (pure), `chosen` decides with what earlier runs submitted, `submit` has the archive take pages
in, `remember` tells the next check of the copies; `render_choice` and `render_results` say it in words. Import them
from here.
"""

from linkaudit.save.choice import Candidate, Choice, WhyNot, choose, sources, without_private
from linkaudit.save.submitting import Submitted, chosen, keys_from, remember, submit, with_every_look_up
from linkaudit.save.words import render_choice, render_results

__all__ = [
    "Candidate",
    "Choice",
    "Submitted",
    "WhyNot",
    "choose",
    "chosen",
    "keys_from",
    "remember",
    "render_choice",
    "render_results",
    "sources",
    "submit",
    "with_every_look_up",
    "without_private",
]

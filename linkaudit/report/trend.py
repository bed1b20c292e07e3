"""The trend of the weeks as a small picture: how many addresses are dead and suspect. Does no I/O.

Scalable Vector Graphics (W3C, SVG 2) that stands within the page, with words for who cannot see it.
"""

from __future__ import annotations

from collections.abc import Sequence

from linkaudit.model import LinkState, TrendPoint

WIDTH, HEIGHT = 720, 200
_LEFT, _TOP, _BOTTOM = 56, 34, 28
_LINES = ((LinkState.DEAD, "dead", "0"), (LinkState.SUSPECT, "suspect", "6 4"))


def trend_chart(trend: Sequence[TrendPoint]) -> str:
    """An `<svg>` element; nothing for fewer than two weeks, which are no trend."""
    if len(trend) < 2:
        return ""
    most = max(max(point.totals.links.get(state, 0) for state, _, _ in _LINES) for point in trend) or 1
    names = ", ".join(f"{point.week}: {point.totals.links.get(LinkState.DEAD, 0)} dead" for point in trend)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="trend-title trend-words">',
        '<title id="trend-title">Dead and suspect addresses, week by week</title>',
        f'<desc id="trend-words">{names}</desc>',
        *_scale(most),
        *(_line(trend, state, dashes, most) for state, _, dashes in _LINES),
        *_weeks(trend),
        *_legend(),
        "</svg>",
    ]
    return "\n".join(parts)


def _scale(most: int) -> list[str]:
    found = []
    for share in (0.0, 0.5, 1.0):
        y = _y(most * share, most)
        found.append(f'<path d="M{_LEFT} {y:.1f}H{WIDTH - 8}" stroke="currentColor" stroke-opacity="0.25"/>')
        found.append(_text(_LEFT - 8, y + 4, f"{most * share:g}", "end"))
    return found


def _line(trend: Sequence[TrendPoint], state: LinkState, dashes: str, most: int) -> str:
    points = " ".join(
        f"{_x(at, len(trend)):.1f},{_y(point.totals.links.get(state, 0), most):.1f}" for at, point in enumerate(trend)
    )
    pen = f'fill="none" stroke="currentColor" stroke-width="2.5" stroke-dasharray="{dashes}"'
    return f'<polyline points="{points}" {pen}/>'


def _weeks(trend: Sequence[TrendPoint]) -> list[str]:
    shown = {0, len(trend) // 2, len(trend) - 1}
    return [
        _text(_x(at, len(trend)), HEIGHT - 8, str(point.week), "end" if at else "start")
        for at, point in enumerate(trend)
        if at in shown
    ]


def _legend() -> list[str]:
    found = []
    for at, (_, words, dashes) in enumerate(_LINES):
        x = _LEFT + 12 + 110 * at
        found.append(f'<path d="M{x} 12h28" stroke="currentColor" stroke-width="2.5" stroke-dasharray="{dashes}"/>')
        found.append(_text(x + 34, 16, words, "start"))
    return found


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" text-anchor="{anchor}" fill="currentColor">{words}</text>'


def _x(at: int, number: int) -> float:
    return _LEFT + at * (WIDTH - _LEFT - 8) / (number - 1)


def _y(value: float, most: int) -> float:
    return HEIGHT - _BOTTOM - value * (HEIGHT - _BOTTOM - _TOP) / most

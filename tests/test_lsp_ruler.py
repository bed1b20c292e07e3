"""Places as an editor counts them, against a text that is cut and encoded by other means."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, Range
from pygls.workspace import PositionCodec

from linkaudit.lsp.ruler import Ruler
from linkaudit.model import Span

TEXTS = st.text(st.sampled_from("a é🚢𝕎\n\r\u2028\x0b\u0301["), max_size=40)
ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def units(encoding: str) -> Callable[[str], int]:
    return PositionCodec(encoding).client_num_units


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS, data=st.data())
def test_positions_are_those_of_the_encoded_line_and_lead_back(encoding: str, text: str, data: st.DataObject) -> None:
    ruler = Ruler(text, units(encoding))
    offset = data.draw(st.integers(0, len(text)))
    before = re.split(r"\r\n|\r|\n", text[:offset])
    if text[offset - 1 : offset + 1] == "\r\n":  # between the two there is no place
        return
    codec, width = ENCODINGS[encoding]
    position = ruler.position(offset)
    assert position == Position(len(before) - 1, len(before[-1].encode(codec)) // width)
    assert ruler.offset(position) == offset


@given(text=TEXTS, line=st.integers(0, 50), character=st.integers(0, 100))
def test_whatever_place_an_editor_names_lies_within_the_text(text: str, line: int, character: int) -> None:
    ruler = Ruler(text, units("utf-16"), bom=True)
    start = Position(line, character)
    span = ruler.span(Range(start, Position(0, 0)))
    assert 0 <= span.start <= span.end <= len(text)


def test_a_mark_that_the_article_has_not_is_counted_by_the_editor() -> None:
    ruler = Ruler("[a](#)\n[b](#)", units("utf-16"), bom=True)
    assert ruler.range(Span(0, 6)) == Range(Position(0, 1), Position(0, 7))
    assert ruler.range(Span(7, 13)) == Range(Position(1, 0), Position(1, 6))
    assert ruler.offset(Position(0, 1)) == 0

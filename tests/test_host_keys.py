"""Registrable domains: the library whose list is read is the oracle."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tldextract import TLDExtract

from linkaudit import urls

ORACLE = TLDExtract(suffix_list_urls=(), cache_dir=None)
LABELS = st.sampled_from(["a", "www", "city", "xn--p1ai", "xn--zz--", "UK"])


@cache
def suffixes() -> list[str]:
    return sorted(ORACLE.tlds)


@given(st.lists(LABELS, max_size=3), st.integers(0, 20_000))
@example(["www"], 0)
def test_a_host_is_paced_under_its_registrable_domain(labels: list[str], number: int) -> None:
    suffix = suffixes()[number % len(suffixes())].lstrip("!").replace("*", "any").encode("idna").decode()
    host = ".".join([*labels, suffix])
    assert urls.host_key(host) == (ORACLE(host).top_domain_under_public_suffix or host)


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("www.city.kawasaki.jp", "city.kawasaki.jp"),
        ("www.news.kawasaki.jp", "www.news.kawasaki.jp"),
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("intranet", "intranet"),
        ("news.internal", "news.internal"),
        ("co.uk", "co.uk"),
        ("a.xn--55qx5d.cn", "a.xn--55qx5d.cn"),
        ("", ""),
    ],
)
def test_what_a_host_is_paced_under(host: str, key: str) -> None:
    assert urls.host_key(host) == key


def test_each_writer_on_a_platform_is_a_domain() -> None:
    assert urls.registrable("harbour.blogspot.com") == "harbour.blogspot.com"
    assert urls.host_key("harbour.blogspot.com") == "blogspot.com"


def test_nothing_that_can_download_the_list_is_loaded() -> None:
    code = "import sys; from linkaudit import urls; urls.host_key('bbc.co.uk'); print('requests' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

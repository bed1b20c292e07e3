"""The configuration: which layer wins, what each setting takes, and errors that an editor can act on."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from linkaudit.config import SETTINGS, Color, Config, load
from linkaudit.errors import ConfigError
from linkaudit.evidence.limits import ArchiveMode, Limits
from linkaudit.model import Severity
from linkaudit.rules.policy import Policy


def from_toml(folder: Path, text: str, name: str = "linkaudit.toml") -> Config:
    (folder / name).write_text(text)
    return load({}, {}, folder)


def refusal(folder: Path, text: str, name: str = "linkaudit.toml") -> str:
    with pytest.raises(ConfigError) as caught:
        from_toml(folder, text, name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_without_anything_set_the_rooms_get_their_own_defaults(desk: Path) -> None:
    config = load({}, {}, desk)
    assert config == Config()
    assert replace(config.limits(), archive_folder=None) == Limits()
    assert config.policy() == Policy()
    assert config.may_ask


def test_flags_win_over_variables_over_the_file_over_defaults(desk: Path) -> None:
    (desk / "linkaudit.toml").write_text("timeout = 1\nretries = 1\ndelay = 1\n")
    config = load(
        {"timeout": 3.0, "retries": None, "select": ()},
        {"LINKAUDIT_TIMEOUT": "2", "LINKAUDIT_RETRIES": "2", "LINKAUDIT_DELAY": "", "TIMEOUT": "9"},
        desk,
        defaults={"fail_on": "never", "delay": 5},
    )
    assert (config.timeout, config.retries, config.delay, config.fail_on) == (3.0, 2, 1.0, None)


def test_the_nearest_file_is_found_up_to_the_top_of_the_repository(desk: Path) -> None:
    inner = desk / "news" / "2022"
    inner.mkdir(parents=True)
    (desk / "pyproject.toml").write_text("[tool.linkaudit]\ntimeout = 5\n")
    (desk / "news" / "pyproject.toml").write_text("[tool.other]\ntimeout = 6\n")
    assert load({}, {}, inner).timeout == 5
    (desk / "news" / "linkaudit.toml").write_text("timeout = 7\n")
    assert load({}, {}, inner) == Config(timeout=7.0, file=desk / "news" / "linkaudit.toml")
    (inner / ".git").mkdir()
    assert load({}, {}, inner).file is None


def test_the_search_stops_at_home(tmp_path: Path) -> None:
    (tmp_path / "home" / "desk").mkdir(parents=True)
    (tmp_path / "linkaudit.toml").write_text("timeout = 5\n")
    assert load({}, {"HOME": str(tmp_path / "home")}, tmp_path / "home" / "desk").file is None


def test_a_file_can_be_named_or_left_out(desk: Path) -> None:
    (desk / "linkaudit.toml").write_text("timeout = 1\n")
    (desk / ".linkauditignore").write_text("example")
    (desk / "other.toml").write_text("timeout = 2\n")
    assert load({}, {}, desk, file=Path("other.toml")).timeout == 2
    assert load({}, {}, desk, use_files=False) == Config()
    with pytest.raises(
        ConfigError, match=r"^gone\.toml: cannot be read \(No such file or directory\): check the path$"
    ):
        load({}, {}, desk, file=Path("gone.toml"))


def test_every_setting_is_read_into_its_type(desk: Path) -> None:
    (desk / "site").mkdir()
    (desk / "ca.pem").write_text("")
    config = from_toml(
        desk,
        """
        paths = ["news", "opinion/*.md"]
        exclude = ['\\.draft\\.']
        root-dir = "site"
        base-url = "https://www.example.org/"
        own-publications = ["The Example", "example.org"]
        published = 2022-10-13
        select = ["LA302"]
        ignore = ["LA110", "LA2"]
        fail-on = "warning"
        network = false
        archive = "all"
        archive-delay = 0.5
        timeout = "1m"
        budget = 600
        retries = 0
        delay = 0
        allow-address = ["10.1.0.0/16", "::1"]
        ca-file = "ca.pem"
        proxy = "http://proxy.example:3128"
        max-age = "12h"
        db = "history.sqlite"
        color = "never"
        limit = 20
        """,
    )
    assert config.paths == ("news", "opinion/*.md")
    assert config.exclude[0].search("a.draft.md")
    assert (config.root_dir, config.base_url) == (desk / "site", "https://www.example.org")
    assert (config.published, config.own_publications) == (date(2022, 10, 13), ("The Example", "example.org"))
    assert config.policy() == Policy(frozenset({"LA302"}), frozenset({"LA110", "LA2"}))
    assert (config.fail_on, config.archive, config.color) == (Severity.WARNING, ArchiveMode.ALL, Color.NEVER)
    assert not config.may_ask
    limits = config.limits()
    assert limits.archive_interval == 0.5
    assert (limits.timeout, limits.link_budget, limits.budget, limits.retries, limits.delay) == (60, 60, 600, 0, 0)
    assert limits.allow_addresses == (ip_network("10.1.0.0/16"), ip_network("::1"))
    assert (limits.ca_file, limits.proxy) == (str(desk / "ca.pem"), "http://proxy.example:3128")
    assert (config.max_age, config.db, config.limit) == (timedelta(hours=12), desk / "history.sqlite", 20)


def test_lists_in_variables_and_repeated_flags(desk: Path) -> None:
    variables = {"LINKAUDIT_IGNORE": "LA101, LA2", "LINKAUDIT_EXCLUDE": "a{1,2}\nb", "LINKAUDIT_NETWORK": "no"}
    config = load({"select": ("LA302,LA207", "LA206"), "allow_address": ("127.0.0.0/8",)}, variables, desk)
    assert config.ignore == {"LA101", "LA2"}
    assert config.select == {"LA302", "LA207", "LA206"}
    assert [pattern.pattern for pattern in config.exclude] == ["a{1,2}", "b"]
    assert config.network is False


def test_paths_in_a_file_start_at_the_file(desk: Path) -> None:
    (desk / "news").mkdir()
    (desk / "linkaudit.toml").write_text('paths = ["news/a.md", "opinion"]\ndb = "x.sqlite"\n')
    config = load({}, {}, desk / "news")
    assert config.paths == ("a.md", "../opinion")
    assert config.db == desk / "x.sqlite"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("timeot = 3", "linkaudit.toml: timeot: no such setting; did you mean timeout?"),
        ("per_host = 3", "linkaudit.toml: per_host: no such setting; did you mean per-host?"),
        ("zebra = 3", "linkaudit.toml: zebra: no such setting; take it out"),
        ("timeout = 3\nretries = = 2", "linkaudit.toml:2: not valid TOML (Invalid value): mend that line"),
        ("timeout = 'soon'", 'linkaudit.toml: timeout: write a number of seconds above 0, or "30s", "5m"'),
        ("timeout = true", 'linkaudit.toml: timeout: write a number of seconds above 0, or "30s", "5m"'),
        ("budget = inf", 'linkaudit.toml: budget: write a number of seconds above 0, or "30s", "5m"'),
        ("retries = 2.5", "linkaudit.toml: retries: write a whole number from 0 to 10"),
        ("concurrency = 0", "linkaudit.toml: concurrency: write a whole number from 1 to 1024"),
        ("archive = 'al'", "linkaudit.toml: archive: write one of needed, all, none; did you mean all?"),
        ("fail-on = 'eror'", "fail-on: write one of error, warning, note, never; did you mean error?"),
        ("max-age = 7", 'linkaudit.toml: max-age: write an age such as "7d", "12h", "30m" or "45s"'),
        ("published = 'yesterday'", "published: write a day as year-month-day, such as 2022-10-13"),
        ("network = 'off-ish'", "linkaudit.toml: network: write true or false"),
        ("paths = 3", 'linkaudit.toml: paths: write a list, such as ["...", "..."]'),
        ("exclude = ['(']", "linkaudit.toml: exclude: not a regular expression (missing ), unterminated subpattern"),
        ("allow-address = ['10.1.2.3/8']", "write an address or a range, such as 10.1.2.3 or 10.1.0.0/16"),
        ("proxy = 'proxy:3128'", "linkaudit.toml: proxy: write its address, such as http://proxy.example.org:3128"),
        ("ca-file = 'gone.pem'", "gone.pem: check the path"),
        ("root-dir = 'gone'", "gone: check the path"),
        ("per-path = ['a']", "linkaudit.toml: per-path: write a table in the configuration file"),
        ("contact = 'a\\nHost: x'", "contact: write an e-mail address or a URL"),
        ("contact = 'desk@linked.example'", 'contact: many servers refuse a program that says "link"'),
    ],
)
def test_a_value_that_cannot_be_used_names_its_place_and_the_remedy(desk: Path, text: str, problem: str) -> None:
    assert problem in refusal(desk, text.replace("'a\\n", '"a\\n').replace("x'", 'x"') if "\\n" in text else text)


def test_errors_in_other_layers_name_the_variable_or_the_flag(desk: Path) -> None:
    with pytest.raises(ConfigError, match=r"^LINKAUDIT_TIMOUT: no such setting; did you mean LINKAUDIT_TIMEOUT\?$"):
        load({}, {"LINKAUDIT_TIMOUT": "1"}, desk)
    with pytest.raises(ConfigError, match=r"^LINKAUDIT_PER_HOST: write a whole number from 1 to 64$"):
        load({}, {"LINKAUDIT_PER_HOST": "many"}, desk)
    with pytest.raises(ConfigError, match=r"^--max-age: write an age"):
        load({"max_age": "week"}, {}, desk)


def test_files_that_cannot_be_a_configuration_are_refused(desk: Path) -> None:
    assert "larger than 64 kB" in refusal(desk, "#" * 64_001)
    (desk / "linkaudit.toml").write_bytes(b"contact = '\xff'")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load({}, {}, desk)
    (desk / "linkaudit.toml").write_bytes(b"\xef\xbb\xbftimeout = 4")
    assert load({}, {}, desk).timeout == 4


def test_a_project_file_that_does_not_speak_of_us_is_left_alone(desk: Path) -> None:
    (desk / "pyproject.toml").write_text("[broken")
    assert load({}, {}, desk).file is None
    (desk / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: holds no table \[tool\.linkaudit\]"):
        load({}, {}, desk, file=Path("pyproject.toml"))


def test_rules_go_by_code_name_or_family_and_must_exist(desk: Path) -> None:
    assert load({"ignore": ("placeholder-link,la2",)}, {}, desk).ignore == {"LA101", "LA2"}
    with pytest.raises(ConfigError, match=r'^LINKAUDIT_SELECT: there is no rule "LA999"; the nearest is \S+$'):
        load({}, {"LINKAUDIT_SELECT": "LA999"}, desk)
    with pytest.raises(ConfigError, match=r'^linkaudit\.toml: per-path: there is no rule "placeholder-lnk"'):
        from_toml(desk, '[per-path]\n"*.md" = ["placeholder-lnk"]')


@pytest.mark.parametrize(
    ("glob", "inside", "path", "silenced"),
    [
        ("opinion/**", "", "opinion/2022/a.md", True),
        ("opinion/**", "", "news/opinion/a.md", False),
        ("opinion/*.md", "", "opinion/2022/a.md", False),
        ("*.html", "", "news/a.html", True),
        ("news/**/a.md", "news/2022", "a.md", True),
        ("news/**/a.md", "news/2022", "deep/b.md", False),
        ("news/2022/a.md", "news", "2022/a.md", True),
        ("news/", "news/2022", "a.md", True),
        ("opinion/a.md", "news", "opinion/a.md", False),
        ("drafts/", "", "news/drafts/a.md", True),
        ("drafts/", "", "drafts", False),
    ],
)
def test_path_patterns_start_at_the_file_wherever_the_run_starts(
    desk: Path, glob: str, inside: str, path: str, silenced: bool
) -> None:
    (desk / inside).mkdir(parents=True, exist_ok=True)
    (desk / "linkaudit.toml").write_text(f'[per-path]\n"{glob}" = ["LA110"]\n')
    ((pattern, codes),) = load({}, {}, desk / inside).policy().path_ignores
    assert codes == {"LA110"}
    assert [bool(pattern.match(path)), bool(pattern.search(path)), bool(pattern.fullmatch(path))] == [silenced] * 3


def test_ignored_addresses_stand_beside_the_configuration(desk: Path) -> None:
    (desk / "news").mkdir()
    (desk / ".linkauditignore").write_text("# ours\n\n^https://intranet\\.\nexample\\.org/$\n")
    (desk / "linkaudit.toml").write_text("")
    patterns = load({}, {}, desk / "news").policy().ignored_urls
    assert [pattern.pattern for pattern in patterns] == [r"^https://intranet\.", r"example\.org/$"]
    (desk / ".linkauditignore").write_text("fine\n[a-\n")
    with pytest.raises(ConfigError, match=r"\.linkauditignore:2: not a regular expression \(.*\): mend it"):
        load({}, {}, desk)


def test_a_newsroom_adds_publishers_of_its_own(desk: Path) -> None:
    (desk / "ours.toml").write_text('[[publisher]]\nname = "The Hillside Post"\nhosts = ["hillside.example"]\n')
    config = from_toml(desk, 'publishers = "ours.toml"\nown-publications = ["The Hillside Post"]\n')
    vocabulary = config.vocabulary()
    assert vocabulary.own_publications == ("The Hillside Post",)
    found = vocabulary.publishers.resolve("The Hillside Post")
    assert found is not None
    assert found.hosts == ("hillside.example",)
    (desk / "ours.toml").write_text("[[publisher]]\nname = 3\n")
    with pytest.raises(ConfigError, match=r"ours\.toml"):
        config.vocabulary()


def test_every_field_that_can_be_set_is_documented() -> None:
    assert {each.name for each in fields(Config)} - set(SETTINGS) == {"file", "ignored_urls"}
    for setting in SETTINGS.values():
        assert setting.doc
        assert callable(setting.parse)

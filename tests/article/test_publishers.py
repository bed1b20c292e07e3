"""Names of publishers: the shipped table, how a name is read in its sentence, and a newsroom's own table."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.article.attributions import attributions
from linkaudit.article.publisher_entries import key_of
from linkaudit.article.publishers import PublisherTable
from linkaudit.article.sourcing import with_publishers
from linkaudit.article.unlisted import unlisted
from linkaudit.errors import ConfigError
from linkaudit.model import Publisher, Span

TABLE = PublisherTable.shipped()
WORDS = re.findall(
    r"\S+|\n",
    "The the a Reuters New York Times Post Washington ABC's This Week Time told said report CNN's Jake Tapper Fox News "
    "& Friends . , “ ” \n ( ) - / State Department's spokesman of AP arXiv",
)


def named(text: str, cue: str | None = None) -> list[tuple[str, str, bool]]:
    """What `mentions` finds, as (words, publisher, weak), with every occurrence of `cue` as a cue."""
    cues = [Span(at, at + len(cue)) for at in range(len(text)) if text.startswith(cue, at)] if cue else []
    return [(span.slice(text), found.name, found.weak) for span, found in TABLE.mentions(text, cues)]


def resolved(source: str) -> tuple[str, str, bool] | None:
    found = TABLE.resolve(source)
    return (found.name, found.hosts[0], found.weak) if found else None


class TestShippedTable:
    def test_entries_are_sorted_by_name_without_the(self) -> None:
        names = [entry.publisher.name for entry in TABLE.entries]
        plain = [unicodedata.normalize("NFD", name.removeprefix("The ")).encode("ascii", "ignore") for name in names]
        assert plain == sorted(plain, key=bytes.lower)

    def test_first_hosts_and_handles_have_one_owner_each(self) -> None:
        hosts = [entry.publisher.hosts[0] for entry in TABLE.entries]
        handles = [handle.casefold() for entry in TABLE.entries for handle in entry.handles]
        assert sorted(hosts) == sorted(set(hosts))
        assert sorted(handles) == sorted(set(handles))

    def test_no_publisher_owns_a_shortener_or_a_platform(self) -> None:
        owned = {host for entry in TABLE.entries for host in entry.publisher.hosts}
        assert not owned & (TABLE.shorteners | TABLE.platforms)

    def test_no_entry_says_the_same_name_twice(self) -> None:
        for entry in TABLE.entries:
            keys = [key_of(name) for name in (*entry.names, *entry.programmes)]
            assert sorted(keys) == sorted(set(keys)), entry.publisher.name

    @pytest.mark.parametrize("word", ["People", "Post", "Times", "Journal", "Independent voters", "the sun"])
    def test_plain_words_are_nobodys_name(self, word: str) -> None:
        assert TABLE.resolve(word) is None


class TestResolve:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("Reuters", ("Reuters", "reuters.com", False)),
            ("Reuters news agency", ("Reuters", "reuters.com", False)),
            ("The Washington Post", ("The Washington Post", "washingtonpost.com", False)),
            ("WaPo", ("The Washington Post", "washingtonpost.com", False)),
            ("The Washington\nPost", ("The Washington Post", "washingtonpost.com", False)),
            ("a New York Times report", ("The New York Times", "nytimes.com", False)),
            ("ABC's This Week", ("ABC News", "abcnews.go.com", False)),
            ("CBS’ “60 Minutes”", ("CBS News", "cbsnews.com", False)),
            ("Democracy Now", ("Democracy Now!", "democracynow.org", False)),
            ("Responsible Statecraft", ("Responsible Statecraft", "responsiblestatecraft.org", False)),
            ("a Gallup poll", ("Gallup", "gallup.com", False)),
            ("an article in Nature", ("Nature", "nature.com", False)),
            ("the Independent", ("The Independent", "independent.co.uk", False)),
            ("Antiwar.com", ("Antiwar.com", "antiwar.com", False)),
        ],
    )
    def test_a_published_source(self, source: str, expected: tuple[str, str, bool]) -> None:
        assert resolved(source) == expected

    @pytest.mark.parametrize(
        "source",
        [
            "the Quincy Institute's George Beebe",
            "The Washington Post’s Karen DeYoung",
            "Karen DeYoung of The Washington Post",
            "the BBC's correspondent",
            "Fox News host Sean Hannity",
            "a spokeswoman for CNN",
        ],
    )
    def test_somebody_who_works_there_is_a_weak_hint(self, source: str) -> None:
        found = TABLE.resolve(source)
        assert found is not None
        assert found.weak

    @pytest.mark.parametrize(
        "source",
        [
            "the State Department",
            "US State Department spokesman Ned Price",
            "White House national security spokesman John Kirby",
            "the White House",
            "Noam Chomsky",
            "Michael Bloomberg",
            "Mr. Bloomberg",
            "U.S. officials",
            "The Post",
        ],
    )
    def test_a_speaker_is_no_publisher(self, source: str) -> None:
        assert TABLE.resolve(source) is None

    @pytest.mark.parametrize("source", ["a State Department report", "data from the State Department"])
    def test_an_institution_publishes_documents(self, source: str) -> None:
        assert resolved(source) == ("State Department", "state.gov", False)

    def test_a_name_that_is_a_host_stands_for_itself(self) -> None:
        assert TABLE.resolve("SomeBlog.com") == Publisher("SomeBlog.com", ("someblog.com",), "site")

    def test_a_short_form_needs_the_full_name_before_it(self) -> None:
        tabloid = TABLE.resolve("the New York Post")
        assert tabloid is not None
        assert TABLE.resolve("The Post", seen=[tabloid]) == tabloid


class TestMentions:
    def test_several_in_order_with_the_article_of_the_name(self) -> None:
        text = "by new information from The Washington Post, Reuters said in an appearance on Democracy Now."
        assert named(text) == [
            ("The Washington Post", "The Washington Post", False),
            ("Reuters", "Reuters", False),
            ("Democracy Now", "Democracy Now!", False),
        ]

    def test_the_longest_name_wins(self) -> None:
        assert named("A Fox News Sunday guest") == [("Fox News Sunday", "Fox News", False)]
        assert named("The New York Times Book Review") == [("New York Times Book Review", "The New York Times", False)]

    def test_a_programme_belongs_to_its_broadcaster(self) -> None:
        assert named("Mullen told ABC’s “This Week” on Sunday") == [("ABC’s “This Week”", "ABC News", False)]
        assert named("He said so This Week.") == []

    @pytest.mark.parametrize(
        "text",
        [
            "They met in New York Times Square.",
            "It stands on Washington Post Road.",
            "He waited outside CNN Center.",
            "Crowds gathered at the CNN headquarters.",
            "She won the Reuters prize.",
            "The Reuters Foundation Trust paid.",
            "A CNN-sponsored event.",
            "KYIV (Reuters) - Shells fell.",
            "The mayor waves. (Photo: AFP)",
            "Follow @CNN for more.",
            "Mayor Michael Bloomberg said no.",
            "The White House said no, and the State Department agreed.",
            "State Department spokesman Ned Price spoke.",
            "The FBI's investigation goes on.",
        ],
    )
    def test_other_things_that_bear_the_name(self, text: str) -> None:
        assert named(text, "said") == []

    @pytest.mark.parametrize(
        ("text", "cue"),
        [
            ("Time will tell.", "tell"),
            ("Science says so.", "says"),
            ("People said they were tired.", "said"),
            ("Most Independent voters said no.", "said"),
            ("Lawmakers on the Hill are tired.", "tired"),
            ("Nature is beautiful, he said.", "said"),
            ("The Nation of Islam said no.", "said"),
        ],
    )
    def test_ordinary_words_are_no_publishers(self, text: str, cue: str) -> None:
        assert named(text, cue) == []

    @pytest.mark.parametrize(
        ("text", "cue", "name"),
        [
            ("He told Time that it was over.", "told", "Time"),
            ("Time reported it first.", "reported", "Time"),
            ("Time magazine named her.", None, "Time"),
            ("according to the Hill", "according to", "The Hill"),
            ("as The Hill put it", None, "The Hill"),
            ("a paper in the journal Science", None, "Science"),
            ("published in Nature on Monday", None, "Nature"),
        ],
    )
    def test_ordinary_words_beside_a_cue_are(self, text: str, cue: str | None, name: str) -> None:
        assert [found for _, found, _ in named(text, cue)] == [name]

    @pytest.mark.parametrize(
        "text",
        [
            "published in Nature Cities on Monday",
            "a study in Science Robotics found it",
            "an article in The Times of Malta",
            "a report by Guardian Nigeria",
            "an interview with ABC News Radio",
            "a report by Reuters President Ada Ruiz",
        ],
    )
    def test_a_longer_name_is_another_title(self, text: str) -> None:
        assert named(text) == []

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("published in Nature Medicine on Monday", "Nature"),
            ("a report by Reuters Monday", "Reuters"),
            ("an article in Nature “Why Trees Matter” says so", "Nature"),
        ],
    )
    def test_a_capital_behind_a_name_may_be_another_word(self, text: str, name: str) -> None:
        assert [found for _, found, _ in named(text)] == [name]

    def test_short_forms_follow_the_paper_named_last(self) -> None:
        text = "The Post is read. The New York Post and The Washington Post met. The Post won; Post readers cheered."
        assert [(words, name) for words, name, _ in named(text)] == [
            ("New York Post", "New York Post"),
            ("The Washington Post", "The Washington Post"),
            ("Post", "The Washington Post"),
        ]

    def test_a_short_form_may_be_of_two_words(self) -> None:
        text = "The Milwaukee Journal Sentinel asked. He told the Journal Sentinel that he was well."
        assert named(text) == [
            ("Milwaukee Journal Sentinel", "Milwaukee Journal Sentinel", False),
            ("Journal Sentinel", "Milwaukee Journal Sentinel", False),
        ]

    def test_a_year_before_the_name_does_not_matter(self) -> None:
        assert named("In 2016 CNN reported it.") == [("CNN", "CNN", False)]

    def test_joint_polls_name_both(self) -> None:
        assert [name for _, name, _ in named("a Reuters/Ipsos poll and an ABC News-Washington Post survey")] == [
            "Reuters",
            "Ipsos",
            "ABC News",
            "The Washington Post",
        ]

    @given(st.lists(st.sampled_from(WORDS)).map(" ".join) | st.text())
    def test_spans_are_names_in_order_and_apart(self, text: str) -> None:
        end = 0
        for span, publisher in TABLE.mentions(text, [Span(0, 1)]):
            assert end <= span.start < span.end <= len(text)
            end = span.end
            entry = next(entry for entry in TABLE.entries if entry.publisher.name == publisher.name)
            words = key_of(span.slice(text))
            assert any(words.startswith(key_of(name)) for name in (*entry.names, *entry.programmes, *entry.later))


class TestAddresses:
    def test_by_handle_ignores_case_and_the_sign(self) -> None:
        found = TABLE.by_handle("@antiwarCOM")
        assert found is not None
        assert found.name == "Antiwar.com"
        assert TABLE.by_handle("@nobody_at_all") is None


class TestExtended:
    OWN = '[[publisher]]\nname = "The Daily Bugle"\nhosts = ["dailybugle.com"]\naliases = ["ABC"]\nlater = ["Bugle"]\n'

    def test_own_entries_come_first_and_take_names_away(self) -> None:
        table = TABLE.extended(self.OWN, "own.toml")
        bugle = Publisher("The Daily Bugle", ("dailybugle.com",), "site")
        assert table.resolve("the Daily Bugle") == bugle
        assert table.resolve("ABC") == bugle
        assert table.resolve("ABC News") == TABLE.resolve("ABC News")

    def test_a_table_of_its_own_works_alone(self) -> None:
        table = PublisherTable(()).extended('[[publisher]]\nname = "Bugle"\nhosts = ["b.example"]\n', "own.toml")
        assert [found.name for _, found in table.mentions("The Bugle says that Reuters wept.")] == ["Bugle"]
        assert PublisherTable(()).mentions("Reuters") == []

    def test_a_namesake_is_replaced(self) -> None:
        table = TABLE.extended('[[publisher]]\nname = "Reuters"\nhosts = ["reuters.example"]\n', "own.toml")
        assert table.resolve("Reuters") == Publisher("Reuters", ("reuters.example",), "site")
        assert len(table.entries) == len(TABLE.entries)

    @pytest.mark.parametrize(
        ("toml", "words"),
        [
            ("[[publisher]", ["own.toml", "line 1"]),
            ("[[publishers]]\n", ["publishers", "publisher"]),
            ('[publisher]\nname = "X"\n', ["[[publisher]]"]),
            ('[[publisher]]\nhosts = ["x.example"]\n', ["number 1", "name"]),
            ('[[publisher]]\nname = "Bugle"\n', ['"Bugle"', "hosts"]),
            ('[[publisher]]\nname = "Bugle"\nhosts = "x.example"\n', ['"Bugle"', "hosts", "list"]),
            ('[[publisher]]\nname = "Bugle"\nhost = ["x.example"]\n', ['"Bugle"', "did you mean", '"hosts"']),
            ('[[publisher]]\nname = "Bugle"\nhosts = ["https://www.X.example/news"]\n', ['write "x.example"']),
            ('[[publisher]]\nname = "Bugle"\nhosts = ["substack.com"]\n', ["shared", "name.substack.com"]),
            ('[[publisher]]\nname = "Bugle"\nhosts = ["x.example"]\nshort = ["bit.ly"]\n', ['"Bugle"', "bit.ly"]),
            ('[[publisher]]\nname = "Bugle"\nhosts = ["x.example"]\nkind = "paper"\n', ['"paper"', "newspaper"]),
            ('[[publisher]]\nname = "Bugle"\nhosts = ["x.example"]\nambiguous = ["Horn"]\n', ['"Horn"', "aliases"]),
            ('[[publisher]]\nname = "Bugle"\nhosts = ["x.example"]\naliases = [" Horn"]\n', ['" Horn"']),
            (
                'publisher = [{name = "A", hosts = ["a.example"]}, {name = "The A", hosts = ["b.example"]}]',
                ['"A"', '"The A"'],
            ),
        ],
    )
    def test_a_bad_entry_is_named_with_its_remedy(self, toml: str, words: list[str]) -> None:
        with pytest.raises(ConfigError) as caught:
            TABLE.extended(toml, "own.toml")
        message = str(caught.value)
        assert message.startswith("own.toml: ")
        assert "\n" not in message
        assert all(word in message for word in words), message


class TestPublishersThatNoTableHolds:
    def names(self, text: str) -> list[tuple[str, str, bool]]:
        listed = [span for span, _ in TABLE.mentions(text)]
        return [(span.slice(text), found.kind, found.weak) for span, found in unlisted(text, listed)]

    @pytest.mark.parametrize(
        ("text", "name", "kind"),
        [
            ("It closed, the Calder Herald said.", "Calder Herald", "newspaper"),
            ("“No,” she told The Times.", "The Times", "newspaper"),
            ("A review in the journal Quaternary Letters in 2011 said so.", "Quaternary Letters", "journal"),
            ("So says a report by the consultancy Frost & Meier, which sells it.", "Frost & Meier", "organisation"),
        ],
    )
    def test_what_they_are_called_tells(self, text: str, name: str, kind: str) -> None:
        assert self.names(text) == [(name, kind, False)]

    def test_one_that_was_introduced_is_known_further_on(self) -> None:
        text = "The newspaper La Antorcha fell silent. La Antorcha said why. La Antorchas do not."
        assert [name for name, _, _ in self.names(text)] == ["La Antorcha", "La Antorcha"]

    @pytest.mark.parametrize(
        "text",
        [
            "Jim Courier won.",
            "The times are hard.",
            "The newspaper said on Monday that it was.",
            "The Calder Herald building burned.",
            "The New York Times said so.",
            "His favourite journal Monday was blue.",
        ],
    )
    def test_other_things_are_none(self, text: str) -> None:
        assert self.names(text) == []


class TestSourcing:
    def cited(self, text: str) -> list[str]:
        return [found.name for _, found in with_publishers(text, attributions(text), TABLE, ())[1]]

    @pytest.mark.parametrize(
        ("text", "publisher"),
        [
            ("Russia's Tass agency said it was won.", "TASS"),
            ("The case was first reported by the Wexcombe Packet.", "Wexcombe Packet"),
            ("ESPN put the odds at 14 to 1.", "ESPN"),
            ("Private Eye has twice written about the firm.", "Private Eye"),
            ("He was praised in The Times, which noted that he drives.", "The Times"),
        ],
    )
    def test_published_sources(self, text: str, publisher: str) -> None:
        assert self.cited(text) == [publisher]

    def test_somebody_who_is_called_like_an_outlet_is_none(self) -> None:
        assert self.cited("Ada Verge sailed.\n\nVerge said it was calm.") == []
        assert self.cited("The sea was calm, The Verge said.") == ["The Verge"]

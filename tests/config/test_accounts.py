"""accounts.toml and [films.accounts]: whose accounts an editor knows."""

import pytest

from aggregator import config
from aggregator.errors import ConfigError
from aggregator.model import Account

HEAD = '[[films]]\nslug = "a-film"\ntitle = "A Film"\nhashtags = ["AFilm"]\n'


@pytest.fixture
def read(folder):
    def accounts(text, films=HEAD):
        made = folder(films=films)
        (made / "accounts.toml").write_text(text, encoding="utf-8")
        return config.load(made, {}).films[0].accounts

    return accounts


def test_accounts_are_read_by_class_and_network(read):
    assert read('[critics]\nx = ["@A_Critic"]\nmastodon = ["a@b.example"]\n[press]\nx = ["gazette"]\n') == (
        Account("x", "a_critic", "critic"),
        Account("mastodon", "a@b.example", "critic"),
        Account("x", "gazette", "critic"),
    )


def test_a_films_own_accounts_go_before_everybodys(read):
    films = HEAD + '[films.accounts]\nofficial = {x = ["afilm"]}\n'
    found = read('[promo]\nx = ["afilm"]\n', films)
    assert found == (Account("x", "afilm", "official"), Account("x", "afilm", "promo"))


def test_of_two_lists_that_name_one_account_the_first_decides(read):
    assert read('[press]\nx = ["daily"]\n[fans]\nx = ["daily"]\n') == (Account("x", "daily", "fan"),)


def test_the_shipped_list_is_read_where_the_folder_has_none(load):
    kinds = {one.kind for one in load().films[0].accounts}
    assert kinds == {"critic", "official", "promo"}


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('[critcs]\nx = ["a"]', "critcs: there is no such setting; did you mean 'critics'?"),
        ('[critics]\nx = ["a b"]', "critics.x[0]: 'a b' is no handle; write it like 'glassharbour'"),
        ('[critics]\nx = "a"', 'critics.x: is \'a\'; must be a list, like ["first", "second"]'),
        ("critics = 3", "critics: is 3; must be a table of names and values"),
    ],
)
def test_mistakes_in_lists_of_accounts_are_named(folder, text, mistake):
    made = folder(films=HEAD)
    (made / "accounts.toml").write_text(text, encoding="utf-8")
    with pytest.raises(config.loading.ConfigError) as error:
        config.load(made, {})
    assert [str(one).partition(": ")[2] for one in error.value.mistakes] == [mistake]


def test_a_mistake_in_a_films_accounts_names_the_film(mistakes):
    assert mistakes(films=HEAD + "[films.accounts]\ncast = 3\n") == [
        "films.toml: films[a-film].accounts.cast: is 3; must be a table of names and values"
    ]
    assert mistakes(films=HEAD + "accounts = 3\n")[0].startswith("films.toml: films[a-film].accounts: is 3")


def test_a_films_secrets_have_a_day(load, mistakes):
    film = load(films=HEAD + 'secrets = ["the keeper drowns"]\nsecret_until = 2031-09-12\n').films[0]
    assert (film.secrets, str(film.secret_until)) == (("the keeper drowns",), "2031-09-12")
    assert "is no date" in mistakes(films=HEAD + 'secret_until = "soon"\n')[0]


def test_an_outlet_stands_with_its_critic_and_makes_one_of_who_is_in_no_list(read):
    lists = '[critics]\nx = ["a_critic"]\n[outlets]\nx = {"@A_Critic" = "The Pier Gazette", stringer = "Dock FM"}\n'
    assert read(lists) == (
        Account("x", "a_critic", "critic", "The Pier Gazette"),
        Account("x", "stringer", "critic", "Dock FM"),
    )


def test_an_outlet_without_a_name_is_a_mistake(read):
    with pytest.raises(ConfigError, match="1 mistake"):
        read('[outlets]\nx = {a_critic = " "}\n')

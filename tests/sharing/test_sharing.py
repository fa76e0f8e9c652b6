"""Sharing a list: bring it, see what would be kept, keep it, bring a newer one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from webtest import Upload

from ambassador import clock
from ambassador.audience.policy import Channel, Size
from ambassador.audience.queries import open_accounts
from ambassador.sharing import operations
from ambassador.sharing.keys import keys_of, packed, sampled, secret_check
from tests.browser import first_main_form
from tests.factories import Factory
from tests.sharing.listfiles import archive, connections, follower_js, followers_json, people
from tests.sharing.sharing import LIST_SECRET, ambassador, bring, consents, keep, kept_lists, share, trail


def test_the_preview_says_what_would_be_kept_and_stores_nothing(make: Factory) -> None:
    _who, browser = ambassador(make)
    preview = bring(browser, connections([*people(671), *[""] * 12]))
    kept = sampled(keys_of(Channel.LINKEDIN, people(671), LIST_SECRET), one_in=4).size
    assert f"{kept} of 671" in preview
    assert "pseudonymous codes, no names" in preview
    assert "12 of 683 have no profile address" in preview
    form = preview.forms[first_main_form(preview)]
    assert not form["agree"].checked
    assert kept_lists(make) == []
    assert consents(make) == []


def test_a_tick_keeps_the_keys_and_nothing_else(make: Factory) -> None:
    who, browser = ambassador(make)
    page = keep(bring(browser, connections(people(1000))))
    [kept] = kept_lists(make)
    expected = sampled(keys_of(Channel.LINKEDIN, people(1000), LIST_SECRET), one_in=16)
    assert (kept.person_id, kept.people, kept.one_in) == (who, 1000, 16)
    assert kept.keys == packed(expected)
    assert kept.secret_check == secret_check(LIST_SECRET)
    assert kept.expires_at == kept.shared_at + timedelta(days=365)
    assert f"{expected.size} pseudonymous codes, no names" in page
    assert "Stop sharing" in page


def test_the_audience_count_follows_from_the_list(make: Factory) -> None:
    who, browser = ambassador(make)
    make.audience(who, Channel.X, 7, handle="kari")
    make.audience(who, Channel.LINKEDIN, 500, at_least=True, handle="kari-n")
    keep(bring(browser, connections(people(42))))
    with make.database.reading() as session:
        told = {c: (a.handle, a.size) for c, a in open_accounts(session, who).items()}
    assert told == {Channel.X: ("kari", Size(7)), Channel.LINKEDIN: ("kari-n", Size(42))}


def test_the_ambassador_may_say_another_count(make: Factory) -> None:
    who, browser = ambassador(make)
    preview = bring(browser, connections(people(42)))
    assert "such as 450" in keep(preview, size="many")
    assert kept_lists(make) == []
    keep(preview, size="1,2k")
    with make.database.reading() as session:
        assert open_accounts(session, who)[Channel.LINKEDIN].size == Size(1200)


def test_without_a_tick_nothing_is_kept(make: Factory) -> None:
    _who, browser = ambassador(make)
    page = keep(bring(browser, connections(people(42))), agree=False)
    assert page.status_int == 422
    assert "Tick the box" in page
    assert kept_lists(make) == []
    assert "Stop sharing" in keep(page)


@pytest.mark.parametrize(
    ("channel", "content"),
    [
        ("x", follower_js(range(1000, 1100))),
        ("x", archive({"data/follower.js": follower_js(range(1000, 1100))})),
        ("instagram", followers_json(people(100))),
        ("mastodon", "\n".join(f"@{name}@social.example" for name in people(100))),
    ],
)
def test_other_channels_are_shared_as_well(make: Factory, channel: str, content: str | bytes) -> None:
    _who, browser = ambassador(make)
    keep(bring(browser, content, channel=channel))
    [kept] = kept_lists(make)
    assert (kept.channel, kept.people) == (channel, 100)


def test_a_list_can_be_pasted(make: Factory) -> None:
    _who, browser = ambassador(make)
    preview = browser.submit("/audience/lists/tiktok", pasted="@kari\n@ola\nkari\n")
    assert "2 of 2" in preview


def test_a_refusal_leaves_the_old_list_and_what_was_pasted(make: Factory) -> None:
    _who, browser = ambassador(make)
    keep(bring(browser, connections(people(42))))
    [before] = kept_lists(make)
    for content in (connections(people(9))[:-30], follower_js([1]), archive({}), "", b"\x89PNG\0\0\1\2\3\4"):
        assert bring(browser, content).status_int == 422
    page = browser.submit("/audience/lists/linkedin", form=2, pasted="this is no list")
    assert "no list of profiles" in page
    assert "this is no list</textarea>" in page
    [after] = kept_lists(make)
    assert (after.keys, after.shared_at) == (before.keys, before.shared_at)


def test_nothing_chosen_is_said(make: Factory) -> None:
    _who, browser = ambassador(make)
    assert "Choose a file, or paste a list." in browser.submit("/audience/lists/linkedin")


def test_a_newer_list_takes_the_place_of_the_old_one(make: Factory) -> None:
    _who, browser = ambassador(make)
    keep(bring(browser, connections(people(42))))
    keep(bring(browser, connections(people(50))))
    [kept] = kept_lists(make)
    assert kept.people == 50
    assert consents(make) == [(1, True)]


def test_of_two_tabs_the_last_one_counts(make: Factory) -> None:
    _who, browser = ambassador(make)
    tabs = [bring(browser, connections(people(count))) for count in (42, 50)]
    assert [keep(tab).status_int for tab in tabs] == [200, 200]
    assert [kept.people for kept in kept_lists(make)] == [50]
    assert consents(make) == [(1, True)]


def test_the_trail_has_counts_and_no_keys(make: Factory) -> None:
    who, browser = ambassador(make)
    keep(bring(browser, connections(people(1000))))
    [kept] = kept_lists(make)
    facts = (
        f'"account":{kept.account_id},"consent":{kept.consent_id},"kept":{len(kept.keys) // 8},"one_in":16'
    )
    assert facts in trail(make)
    assert f'"by":{who}' in trail(make)
    for place in range(0, len(kept.keys), 8):
        assert str(int.from_bytes(kept.keys[place : place + 8], "little")) not in trail(make)


def test_the_session_cookie_holds_nothing_of_the_list(make: Factory) -> None:
    _who, browser = ambassador(make)
    before = len(browser.cookies["ambassador"])
    bring(browser, connections(people(1000)))
    assert len(browser.cookies["ambassador"]) < before + 200


def test_a_preview_is_of_one_person_and_channel_and_for_two_hours(make: Factory) -> None:
    _who, browser = ambassador(make)
    _other, stranger = ambassador(make)
    preview = bring(browser, connections(people(42)))
    offer = preview.forms[first_main_form(preview)]["offer"].value
    mine = bring(stranger, connections(people(5)))
    assert keep(mine, offer=offer).status_int == 409
    elsewhere = bring(browser, "@a\n@b", channel="tiktok")
    assert keep(elsewhere, offer=offer).status_int == 409
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        assert keep(preview).status_int == 409
    assert kept_lists(make) == []


@pytest.mark.parametrize(
    "how", [lambda text: text[:-3] + "abc", lambda text: "x", lambda text: "", lambda text: "å~~"]
)
def test_a_preview_that_was_changed_is_not_kept(make: Factory, how) -> None:  # type: ignore[no-untyped-def]  # a lambda
    _who, browser = ambassador(make)
    preview = bring(browser, connections(people(42)))
    offer = preview.forms[first_main_form(preview)]["offer"].value
    page = keep(preview, offer=how(offer))
    assert page.status_int == 409
    assert "no longer valid" in page
    assert kept_lists(make) == []


def test_words_that_changed_meanwhile_are_shown_anew(make: Factory) -> None:
    _who, browser = ambassador(make)
    preview = bring(browser, connections(people(42)))
    page = keep(preview, seen="0" * 64)
    assert page.status_int == 409
    assert not page.forms[first_main_form(page)]["agree"].checked
    assert kept_lists(make) == []
    assert "Stop sharing" in keep(page)


def test_the_sentence_agreed_to_is_kept_in_its_language(make: Factory) -> None:
    _who, browser = ambassador(make)
    keep(bring(browser, connections(people(42))))
    with make.database.reading() as session:
        [kept] = kept_lists(make)
        consent = session.get_one(operations.SharingConsent, kept.consent_id)
    assert consent.language == "en"
    assert re.search("of my own free will.*365 days", consent.sentence)


def test_who_has_not_joined_shares_nothing(make: Factory) -> None:
    who, browser = ambassador(make)
    preview = bring(browser, connections(people(42)))
    make.withdraw(who, at=clock.now())
    assert "Join the programme first" in keep(preview)
    assert kept_lists(make) == []
    assert "See what joining means" in browser.get("/audience/lists/linkedin")
    assert "See what joining means" in browser.get("/audience/lists")
    fields = {"csrf_token": preview.forms[first_main_form(preview)]["csrf_token"].value, "pasted": "kari"}
    assert "See what joining means" in browser.post("/audience/lists/linkedin", fields, expect_errors=True)


def test_a_list_made_with_another_secret_is_to_be_shared_again(make: Factory) -> None:
    who, browser = ambassador(make)
    share(make, who, people(42), at=clock.now(), secret="o" * 64)
    assert "Share it again" in browser.get("/audience/lists")
    keep(bring(browser, connections(people(42))))
    assert "Share it again" not in browser.get("/audience/lists")


def test_a_channel_that_is_none_is_no_page(make: Factory) -> None:
    _who, browser = ambassador(make)
    for path in ("/audience/lists/fax", "/audience/lists/LinkedIn"):
        browser.get(path, status=404)


def test_more_than_the_limit_is_refused_here_and_much_less_elsewhere(make: Factory) -> None:
    _who, browser = ambassador(make)
    page = browser.get("/audience/lists/linkedin")
    form = next(form for form in page.forms.values() if "pasted" in form.fields)
    form["file"] = Upload("large.csv", b"x\n" * (51 * 1024 * 1024))
    answer = form.submit(expect_errors=True)
    assert answer.status_int == 413
    assert "up to 100 MB" in answer
    fields = {"csrf_token": form["csrf_token"].value, "x_size": "5"}
    large = [("x_handle", "a.csv", b"x" * (33 * 1024 * 1024))]
    assert browser.post("/audience", fields, upload_files=large, expect_errors=True).status_int == 413


def test_a_file_larger_than_other_pages_take_is_read_here(make: Factory) -> None:
    _who, browser = ambassador(make)
    text = connections(people(400)) + connections([""]).splitlines()[-1].replace("Sjef", "S" * 4000) * 1
    padded = (
        text + ("\n" + connections(["person-nr-1"], notes="", headings="").replace("Sjef", "S" * 4000)) * 9000
    )
    assert len(padded) > 33 * 1024 * 1024
    assert "of 400" in bring(browser, padded)

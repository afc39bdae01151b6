"""URLs as compared and as shown."""

import pytest

from ingest.web import normalise_url, redact


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTP://Export.ArXiv.org/api/query", "http://export.arxiv.org:80/api/query"),
        ("https://a.org", "https://a.org:443/"),
        ("https://a.org/x?b=2&a=1", "https://a.org/x?a=1&b=2"),
        ("https://a.org/x?expand=tags&expand=likes", "https://a.org/x?expand=likes&expand=tags"),
        ("https://a.org/x?q=a+b", "https://a.org/x?q=a%20b"),
        ("https://a.org/x?f=arxiv:1", "https://a.org/x?f=arxiv%3a1"),
        ("https://a.org/%7Eme", "https://a.org/~me"),
        ("https://a.org/x#top", "https://a.org/x"),
        ("https://me:pw@a.org/x?token=1", "https://a.org/x?token=2"),
        ("http://[::1]:80/x", "http://[::1]/x"),
    ],
)
def test_two_spellings_of_one_url_are_one(one, other):
    assert normalise_url(one) == normalise_url(other)
    assert normalise_url(normalise_url(one)) == normalise_url(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.org/x", "https://a.org/x"),
        ("http://a.org:8080/x", "http://a.org/x"),
        ("http://a.org/x?a=", "http://a.org/x"),
        ("http://a.org/x?a=1&a=1", "http://a.org/x?a=1"),
        ("http://a.org/X", "http://a.org/x"),
        ("http://a.org/x/", "http://a.org/x"),
        ("http://a.org/x?t=a%26b", "http://a.org/x?t=a&b"),
        ("http://a.org/oai?resumptionToken=1", "http://a.org/oai?resumptionToken=2"),
        ("http://a.org:no/x", "http://a.org/x"),
    ],
)
def test_two_urls_stay_two(one, other):
    assert normalise_url(one) != normalise_url(other)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://a.org/?token=s", "http://a.org/?token=REDACTED"),
        ("http://a.org/?q=1&API_KEY=s&x=2", "http://a.org/?q=1&API_KEY=REDACTED&x=2"),
        (
            "?X-Amz-Signature=s&X-Amz-Credential=s",
            "?X-Amz-Signature=REDACTED&X-Amz-Credential=REDACTED",
        ),
        ("?hf_token=s#top", "?hf_token=REDACTED#top"),
        (
            '<http://a.org/?access_token=s>; rel="next"',
            '<http://a.org/?access_token=REDACTED>; rel="next"',
        ),
        ("can't reach https://me:pw@a.org/x", "can't reach https://a.org/x"),
        ("?resumptionToken=1001|4&cursor=abc", "?resumptionToken=1001|4&cursor=abc"),
        ("?monkey=1&tokens=2", "?monkey=1&tokens=2"),
        ("mail me@a.org at http://a.org/@me", "mail me@a.org at http://a.org/@me"),
    ],
)
def test_secrets_are_taken_out_and_nothing_else(text, shown):
    assert redact(text) == shown
    assert redact(shown) == shown

"""The text of a sample -> the request that it shows."""

from __future__ import annotations

import pytest

from harness.discover.calls import request_of

NOTES = "https://a.example/notes"


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("fetch('@')", "GET"),
        ("requests.get('@', params={'a': 1})", "GET"),
        ("url = '@'\nrequests.post(url, json={})", "POST"),
        ("url = '@'\nrequests.request('PATCH', url)", "PATCH"),
        ("urllib.request.urlopen('@', data=body)", "POST"),
        ("urllib.request.urlopen('@')", "GET"),
        ("uri = URI('@')\nNet::HTTP.post(uri, '{}')", "POST"),
        ("uri = URI('@')\nrequest = Net::HTTP::Delete.new(uri)", "DELETE"),
        ("uri = URI('@')\nNet::HTTP.get(uri)", "GET"),
        ("$ch = curl_init('@');\ncurl_setopt($ch, CURLOPT_POSTFIELDS, '{}');", "POST"),
        ("$ch = curl_init('@');\ncurl_setopt($ch, CURLOPT_CUSTOMREQUEST, 'DELETE');", "DELETE"),
        ("$ch = curl_init('@');\ncurl_setopt($ch, CURLOPT_RETURNTRANSFER, true);", "GET"),
        ('HttpRequest.newBuilder().uri(URI.create("@")).DELETE().build()', "DELETE"),
        ('HttpRequest.newBuilder(URI.create("@")).POST(BodyPublishers.ofString(a))', "POST"),
        ('HttpRequest.newBuilder(URI.create("@")).method("PATCH", body)', "PATCH"),
        ('HttpRequest.newBuilder(URI.create("@")).build()', "GET"),
        ('var url = "@";\nawait client.PutAsJsonAsync(url, note);', "PUT"),
        ('new HttpRequestMessage(HttpMethod.Delete, "@")', "DELETE"),
        ('url := "@"\nhttp.Post(url, "application/json", body)', "POST"),
        ('url := "@"\nhttp.NewRequest(http.MethodPut, url, body)', "PUT"),
    ],
)
def test_a_client_says_its_method_in_its_own_way(text: str, method: str) -> None:
    assert (method, NOTES) == request_of(text.replace("@", NOTES))


def test_a_text_without_an_address_shows_no_request() -> None:
    assert request_of("client.notes.create()") is None

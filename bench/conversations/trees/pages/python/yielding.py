"""A generator that calls itself for the next page."""

import os
import sys

import httpx


def films(client, url):
    response = client.get(url)
    response.raise_for_status()
    page = response.json()
    yield from page["results"]
    if page["next"] is not None:
        yield from films(client, page["next"])


def main():
    key = os.environ.get("KEY")
    if not key:
        sys.exit("Set KEY to your API key.")
    try:
        with httpx.Client(headers={"Authorization": f"Bearer {key}"}, timeout=5) as client:
            for film in films(client, os.environ["HOST"] + "/v1/films"):
                print(film["text"])
    except httpx.HTTPStatusError as error:
        sys.exit(f"HTTP {error.response.status_code}: {error.response.text}")
    except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
        sys.exit(f"Request failed: {error!r}")


if __name__ == "__main__":
    main()

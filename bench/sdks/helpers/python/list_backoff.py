import os, sys
import backoff
import requests

key = os.environ.get("KEY") or sys.exit("Set KEY to your API key.")


def fatal(error):
    return error.response is not None and 400 <= error.response.status_code < 500 and error.response.status_code != 429


def wait(error):
    return int(error.response.headers.get("Retry-After", 0)) if error.response is not None else 0.2


@backoff.on_exception(backoff.runtime, requests.RequestException, value=wait, max_tries=4, giveup=fatal, jitter=None)
def notes():
    response = requests.get(os.environ["HOST"] + "/v1/notes", headers={"Authorization": f"Bearer {key}"}, timeout=5)
    response.raise_for_status()
    return response.text


try:
    print(notes())
except requests.RequestException as error:
    sys.exit(f"{error}: {error.response.text if error.response is not None else ''}")

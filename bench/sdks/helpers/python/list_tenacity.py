import os, sys
import requests
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_exponential

key = os.environ.get("KEY") or sys.exit("Set KEY to your API key.")


def passing(error):
    if isinstance(error, requests.HTTPError):
        return error.response.status_code in (429, 500, 502, 503, 504)
    return isinstance(error, (requests.ConnectionError, requests.Timeout))


@retry(
    stop=stop_after_attempt(4),
    wait=wait_exponential(multiplier=1, min=1, max=4),
    retry=retry_if_exception(passing),
    reraise=True,
)
def notes():
    response = requests.get(os.environ["HOST"] + "/v1/notes", headers={"Authorization": f"Bearer {key}"}, timeout=5)
    response.raise_for_status()
    return response


try:
    print(notes().text)
except requests.HTTPError as error:
    sys.exit(f"{error}\n{error.response.text}")
except requests.RequestException as error:
    sys.exit(f"Request failed: {error}")

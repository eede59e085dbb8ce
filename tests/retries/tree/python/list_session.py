# A session whose adapter repeats requests by urllib3's helper.
import os
import sys

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")

retry = Retry(total=3, backoff_factor=0.1, status_forcelist=(429, 500, 502, 503, 504))
session = requests.Session()
session.mount("http://", HTTPAdapter(max_retries=retry))
session.headers["Authorization"] = f"Bearer {key}"
try:
    response = session.get(os.environ["HOST"] + "/v1/notes", timeout=5)
    response.raise_for_status()
except requests.HTTPError as error:
    sys.exit(f"{error}: {error.response.text}")
except requests.RequestException as error:
    sys.exit(f"Request failed: {error}")
print(response.text)

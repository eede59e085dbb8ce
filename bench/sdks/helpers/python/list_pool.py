import os, sys
import urllib3

key = os.environ.get("KEY") or sys.exit("Set KEY to your API key.")
http = urllib3.PoolManager(
    retries=urllib3.Retry(3, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]), timeout=5
)
try:
    response = http.request("GET", os.environ["HOST"] + "/v1/notes", headers={"Authorization": f"Bearer {key}"})
except urllib3.exceptions.HTTPError as error:
    sys.exit(f"Request failed: {error}")
text = response.data.decode()
if response.status != 200:
    sys.exit(f"HTTP {response.status}: {text}")
print(text)

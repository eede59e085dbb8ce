import os, sys
import httpx

key = os.environ.get("KEY") or sys.exit("Set KEY to your API key.")
with httpx.Client(transport=httpx.HTTPTransport(retries=3), timeout=5) as client:
    try:
        response = client.get(os.environ["HOST"] + "/v1/notes", headers={"Authorization": f"Bearer {key}"})
        response.raise_for_status()
    except httpx.HTTPStatusError as error:
        sys.exit(f"{error}: {error.response.text}")
    except httpx.HTTPError as error:
        sys.exit(f"Request failed: {error}")
print(response.text)

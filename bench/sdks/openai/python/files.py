import os
import sys

import openai

if not os.environ.get("OPENAI_API_KEY"):
    sys.exit("Set OPENAI_API_KEY to your API key.")
client = openai.OpenAI()
try:
    files = list(client.files.list(limit=4))
    if not files:
        sys.exit("There are no files.")
    for file in files:
        print(file.id, file.filename)
except openai.APIStatusError as error:
    sys.exit(f"HTTP {error.status_code}: {error.response.text}")
except openai.OpenAIError as error:
    sys.exit(f"Request failed: {error} ({error.__cause__})")
except (ValueError, TypeError, AttributeError) as error:
    sys.exit(f"Unexpected answer: {error!r}")

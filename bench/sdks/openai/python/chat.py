import os
import sys

import openai

if not os.environ.get("OPENAI_API_KEY"):
    sys.exit("Set OPENAI_API_KEY to your API key.")
client = openai.OpenAI()
try:
    completion = client.chat.completions.create(model="gpt-x", messages=[{"role": "user", "content": "Say hello"}])
    print(completion.choices[0].message.content)
except openai.APIStatusError as error:
    sys.exit(f"HTTP {error.status_code}: {error.response.text}")
except openai.OpenAIError as error:
    sys.exit(f"Request failed: {error} ({error.__cause__})")
except (ValueError, TypeError, AttributeError) as error:
    sys.exit(f"Unexpected answer: {error!r}")

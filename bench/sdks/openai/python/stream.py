import os
import sys

import openai

if not os.environ.get("OPENAI_API_KEY"):
    sys.exit("Set OPENAI_API_KEY to your API key.")
client = openai.OpenAI()
try:
    stream = client.chat.completions.create(
        model="gpt-x", messages=[{"role": "user", "content": "Say hello"}], stream=True
    )
    ended = False
    for chunk in stream:
        choice = chunk.choices[0]
        print(choice.delta.content or "", end="", flush=True)
        ended = ended or choice.finish_reason is not None
    print()
    if not ended:
        sys.exit("The stream ended before its end.")
except openai.APIStatusError as error:
    sys.exit(f"HTTP {error.status_code}: {error.response.text}")
except Exception as error:
    sys.exit(f"Request failed: {error!r} ({error.__cause__})")

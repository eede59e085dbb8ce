import os
import sys

from openai import OpenAI, OpenAIError

if not os.environ.get("OPENAI_API_KEY"):
    sys.exit("Set OPENAI_API_KEY to your API key.")
try:
    models = OpenAI(timeout=5).models.list()
    print([model.id for model in models.data])
except OpenAIError as error:
    sys.exit(f"{error} ({error.__cause__})")
except Exception as error:
    sys.exit(f"Unexpected answer: {error!r}")

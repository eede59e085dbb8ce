import asyncio
import os
import sys

import openai


async def main():
    async with openai.AsyncOpenAI() as client:
        page = await client.files.list(limit=2)
        while True:
            for file in page.data:
                print(file.id)
            if not page.has_next_page():
                return
            page = await page.get_next_page()


if not os.environ.get("OPENAI_API_KEY"):
    sys.exit("Set OPENAI_API_KEY to your API key.")
try:
    asyncio.run(main())
except openai.APIStatusError as error:
    sys.exit(f"HTTP {error.status_code}: {error.response.text}")
except openai.OpenAIError as error:
    sys.exit(f"Request failed: {error} ({error.__cause__})")
except (ValueError, TypeError, AttributeError) as error:
    sys.exit(f"Unexpected answer: {error!r}")

import asyncio
import os
import sys

import openai


async def main():
    async with openai.AsyncOpenAI() as client:
        stream = await client.chat.completions.create(
            model="gpt-x", messages=[{"role": "user", "content": "Say hello"}], stream=True
        )
        reason = None
        async for chunk in stream:
            for choice in chunk.choices:
                if choice.delta.content:
                    print(choice.delta.content)
                reason = choice.finish_reason or reason
        if not reason:
            raise EOFError("the stream has no end")


if not os.environ.get("OPENAI_API_KEY"):
    sys.exit("Set OPENAI_API_KEY to your API key.")
try:
    asyncio.run(main())
except openai.APIStatusError as error:
    sys.exit(f"HTTP {error.status_code}: {error.response.text}")
except Exception as error:
    sys.exit(f"Request failed: {error!r} ({error.__cause__})")

// A stored refresh token gives an access token.
const { API_HOST, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN } = process.env;
if (!REFRESH_TOKEN) {
  console.error('REFRESH_TOKEN is not set.');
  process.exit(1);
}

async function checked(answer: Response): Promise<any> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${text}`);
  return JSON.parse(text);
}

try {
  const signal = AbortSignal.timeout(12000);
  const tokens = await checked(
    await fetch(`${API_HOST}/oauth/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', authorization: `Basic ${btoa(`${CLIENT_ID}:${CLIENT_SECRET}`)}` },
      body: `grant_type=refresh_token&refresh_token=${encodeURIComponent(REFRESH_TOKEN)}`,
      signal,
    }),
  );
  const headers = { Authorization: `Bearer ${tokens.access_token}` };
  console.log(JSON.stringify(await checked(await fetch(`${API_HOST}/v1/orders`, { headers, signal }))));
} catch (error: any) {
  console.error(`The request failed: ${error.message} ${error.cause ?? ''}`);
  process.exit(1);
}

// Client credentials by HTTP Basic, with fetch.
const host = process.env.API_HOST;
const { CLIENT_ID, CLIENT_SECRET } = process.env;
if (!CLIENT_ID || !CLIENT_SECRET) {
  console.error('Set CLIENT_ID and CLIENT_SECRET.');
  process.exit(1);
}

async function checked(answer: Response): Promise<any> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${text}`);
  return JSON.parse(text);
}

try {
  const { access_token } = await checked(
    await fetch(`${host}/oauth/token`, {
      method: 'POST',
      headers: { Authorization: 'Basic ' + Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64') },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'orders:read' }),
      signal: AbortSignal.timeout(8000),
    }),
  );
  const orders = await checked(
    await fetch(`${host}/v1/orders`, {
      headers: { Authorization: `Bearer ${access_token}` },
      signal: AbortSignal.timeout(8000),
    }),
  );
  console.log(JSON.stringify(orders));
} catch (error: any) {
  console.error(`The request failed: ${error.message} ${error.cause ?? ''}`);
  process.exit(1);
}

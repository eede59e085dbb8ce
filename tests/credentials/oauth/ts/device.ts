// Sign in on another device (RFC 8628).
const { API_HOST, CLIENT_ID, CLIENT_SECRET } = process.env;
if (!CLIENT_ID || !CLIENT_SECRET) {
  console.error('Set CLIENT_ID and CLIENT_SECRET.');
  process.exit(1);
}
const pause = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000));

async function post(path: string, form: Record<string, string>): Promise<any> {
  const signal = AbortSignal.timeout(8000);
  const answer = await fetch(API_HOST + path, { method: 'POST', body: new URLSearchParams(form), signal });
  return answer.json();
}

try {
  const device = await post('/oauth/device/code', { client_id: CLIENT_ID, scope: 'orders:read' });
  console.error(`Open ${device.verification_uri} and enter ${device.user_code}.`);
  let tokens;
  do {
    await pause(device.interval);
    tokens = await post('/oauth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: device.device_code,
      client_id: CLIENT_ID,
    });
  } while (tokens.error === 'authorization_pending');
  if (!tokens.access_token) throw new Error(`${tokens.error}: ${tokens.error_description}`);
  const headers = { Authorization: `Bearer ${tokens.access_token}` };
  const answer = await fetch(`${API_HOST}/v1/orders`, { headers, signal: AbortSignal.timeout(8000) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${text}`);
  console.log(JSON.stringify(JSON.parse(text)));
} catch (error: any) {
  console.error(`The request failed: ${error.message} ${error.cause ?? ''}`);
  process.exit(1);
}

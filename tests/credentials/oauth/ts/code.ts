// The authorization code with PKCE (RFC 7636).
import { createHash, randomBytes } from 'node:crypto';

const { API_HOST, CLIENT_ID, CLIENT_SECRET } = process.env;
const back = 'http://localhost:8765/callback';
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
  const signal = AbortSignal.timeout(12000);
  const verifier = randomBytes(40).toString('base64url');
  const asked = new URL(`${API_HOST}/oauth/authorize`);
  asked.search = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: back,
    scope: 'orders:read',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const sentBack = await fetch(asked, { redirect: 'manual', signal });
  const code = new URL(sentBack.headers.get('location')!).searchParams.get('code')!;
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: back,
    client_id: CLIENT_ID,
    code_verifier: verifier,
  });
  const { access_token } = await checked(await fetch(`${API_HOST}/oauth/token`, { method: 'POST', body, signal }));
  const headers = { Authorization: `Bearer ${access_token}` };
  console.log(JSON.stringify(await checked(await fetch(`${API_HOST}/v1/orders`, { headers, signal }))));
} catch (error: any) {
  console.error(`The request failed: ${error.message} ${error.cause ?? ''}`);
  process.exit(1);
}

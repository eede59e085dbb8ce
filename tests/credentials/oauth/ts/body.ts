// Client credentials in the body, with node:http alone.
import * as http from 'node:http';

const { API_HOST, CLIENT_ID, CLIENT_SECRET } = process.env;
if (!CLIENT_SECRET) {
  console.error('CLIENT_SECRET is not set.');
  process.exit(1);
}

function call(method: string, path: string, headers: Record<string, string>, body = ''): Promise<any> {
  return new Promise((done, fail) => {
    const request = http.request(`${API_HOST}${path}`, { method, headers, timeout: 8000 }, (answer) => {
      let text = '';
      answer.on('data', (piece) => (text += piece));
      answer.on('aborted', () => fail(new Error('the connection was closed')));
      answer.on('end', () => {
        if (answer.statusCode !== 200) return fail(new Error(`HTTP ${answer.statusCode}: ${text}`));
        try {
          done(JSON.parse(text));
        } catch (error) {
          fail(error);
        }
      });
    });
    request.on('timeout', () => request.destroy(new Error('timed out')));
    request.on('error', fail);
    request.end(body);
  });
}

try {
  const form = `grant_type=client_credentials&client_id=${CLIENT_ID}&client_secret=${encodeURIComponent(CLIENT_SECRET)}`;
  const type = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': String(form.length) };
  const { access_token } = await call('POST', '/oauth/token', type, form);
  console.log(JSON.stringify(await call('GET', '/v1/orders', { Authorization: `Bearer ${access_token}` })));
} catch (error: any) {
  console.error(`The request failed: ${error.message}`);
  process.exit(1);
}

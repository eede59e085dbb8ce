// A small client of its own: it keeps its token, and gets a new one when the API says 401.
class Client {
  #token: Promise<string> | undefined;

  #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  async #newToken(): Promise<string> {
    const form = new FormFields({ grant_type: 'client_credentials' }).with('client_id', process.env.CLIENT_ID!);
    const answer = await fetch('https://auth.example.com/oauth/token', {
      method: 'POST',
      body: form.with('client_secret', this.#secret),
      signal: AbortSignal.timeout(8000),
    });
    if (!answer.ok) throw new Error(`no token: ${await answer.text()}`);
    return (await answer.json()).access_token;
  }

  async get(path: string): Promise<any> {
    for (const last of [false, true]) {
      this.#token ??= this.#newToken();
      const headers = new Headers({ authorization: `Bearer ${await this.#token}` });
      const answer = await fetch(process.env.API_HOST + path, { headers, signal: AbortSignal.timeout(8000) });
      if (answer.ok) return answer.json();
      if (answer.status !== 401 || last) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`);
      this.#token = undefined;
    }
  }
}

class FormFields extends URLSearchParams {
  with(name: string, value: string): this {
    this.set(name, value);
    return this;
  }
}

if (!process.env.CLIENT_SECRET) {
  console.error('CLIENT_SECRET is not set.');
  process.exit(1);
}
try {
  console.log(JSON.stringify(await new Client(process.env.CLIENT_SECRET).get('/v1/orders')));
} catch (error: any) {
  console.error(`The request failed: ${error.message} ${error.cause ?? ''}`);
  process.exit(1);
}

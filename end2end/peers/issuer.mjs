// A certified OpenID provider that nobody here wrote, for the peers' test: in-memory, on loopback, with a few made-up staff.
//   ISSUER_PORT=… CONSOLE=http://127.0.0.1:… CLIENT_SECRET=… node issuer.mjs
// Prints "ready" when it listens.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const port = Number(process.env.ISSUER_PORT || 4492);
const issuer = `http://127.0.0.1:${port}`;
const console_ = process.env.CONSOLE || 'http://127.0.0.1:4490';
const clientSecret = process.env.CLIENT_SECRET;
if (!clientSecret) throw new Error('CLIENT_SECRET is missing');

const staff = {
  hana: { name: 'Hana Novak', groups: ['passdesk-helpdesk'] },
  sam: { name: 'Sam Okafor', groups: ['passdesk-supervisor'] },
  aya: { name: 'Aya Tanaka', groups: ['passdesk-auditor'] },
  ada: { name: 'Ada Lindqvist', groups: ['passdesk-admin'] },
  otto: { name: 'Otto Without-Role', groups: ['canteen'] },
};
const scope = 'openid profile email groups';

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'passdesk',
      client_secret: clientSecret,
      redirect_uris: [`${console_}/auth/callback`],
      post_logout_redirect_uris: [`${console_}/sign-in?ended=signed_out`],
      backchannel_logout_uri: `${console_}/auth/backchannel-logout`,
      backchannel_logout_session_required: true,
      response_types: ['code'],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: 'client_secret_basic',
      scope,
    },
  ],
  scopes: ['openid', 'profile', 'email', 'groups'],
  // The groups come with `groups` and with `profile`, so a client may ask for either.
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username', 'groups'],
    groups: ['groups'],
    email: ['email', 'email_verified'],
    acr: null,
    auth_time: null,
    sid: null,
  },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  acrValues: ['urn:passdesk:password', 'urn:passdesk:second-factor'],
  cookies: { keys: [randomBytes(32).toString('hex')] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  // The provider refuses to call loopback addresses; the console is on one, and gets the back-channel logout.
  fetch(url, { dispatcher, ...options }) {
    const own = new URL(url).origin === new URL(console_).origin;
    return fetch(url, own ? options : { ...options, dispatcher });
  },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount(_ctx, id) {
    const person = staff[id];
    if (!person) return undefined;
    return {
      accountId: id,
      claims: () => ({
        sub: id,
        name: person.name,
        preferred_username: id,
        email: `${id}@desk.example`,
        email_verified: true,
        groups: person.groups,
      }),
    };
  },
  // Consent is the house's, not the person's: every sign-in carries its grant.
  async loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const known = session.grantIdFor(client.clientId);
    if (known) return ctx.oidc.provider.Grant.find(known);
    const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(scope);
    await grant.save();
    return grant;
  },
});
provider.on('server_error', (_ctx, error) => process.stderr.write(`${error.stack}\n`));
provider.on('backchannel.error', (_ctx, error) => process.stderr.write(`back-channel logout: ${error.message}\n`));

const page = (uid, wrong) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Staff sign-in</title>
<h1>Staff sign-in</h1>${wrong ? '<p role="alert">Nobody here has that name.</p>' : ''}
<form method="post" action="/interaction/${uid}"><label>Account <input name="account" required autofocus></label>
<button>Continue</button></form></html>`;

async function interact(request, response) {
  const { uid } = await provider.interactionDetails(request, response);
  let account;
  if (request.method === 'POST') {
    let body = '';
    for await (const chunk of request) body += chunk;
    account = new URLSearchParams(body).get('account');
  }
  if (account !== undefined && Object.hasOwn(staff, account)) {
    const login = { accountId: account, acr: 'urn:passdesk:password', remember: false };
    return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  return response.end(page(uid, account !== undefined));
}

const serve = provider.callback();
const server = createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return serve(request, response);
  return interact(request, response).catch((error) => {
    response.writeHead(400, { 'content-type': 'text/plain' });
    response.end(error.message);
  });
});
server.listen(port, '127.0.0.1', () => process.stdout.write('ready\n'));
process.on('SIGTERM', () => process.exit(0));

import { type Browser, expect, type Page } from '@playwright/test';

const moto = process.env.PEERS_MOTO ?? '';
const pool = process.env.PEERS_POOL ?? '';
const client = process.env.PEERS_CLIENT ?? '';

function call(operation: string, input: object): Promise<Response> {
  return fetch(moto, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      // moto reads the region out of the signature's scope and does not check the signature itself.
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(input),
  });
}

/** What moto, and not the console, says about a user. */
export async function askMoto(username: string) {
  const answer = await call('AdminGetUser', { UserPoolId: pool, Username: username });
  expect(answer.status, 'moto answers').toBe(200);
  return (await answer.json()) as { Username: string; UserStatus: string; Enabled: boolean; UserAttributes: { Name: string; Value: string }[] };
}

/** A user's attribute, as moto has it. */
export async function attributeAtMoto(username: string, name: string): Promise<string | undefined> {
  return (await askMoto(username)).UserAttributes.find(({ Name }) => Name === name)?.Value;
}

/** A call of moto's by somebody else than the console: its answer, or the exception's name. */
export async function asideAtMoto(operation: string, input: object): Promise<string> {
  const answer = await call(operation, { UserPoolId: pool, ...input });
  return answer.ok ? 'done' : (((await answer.json()) as { __type?: string }).__type ?? 'nothing');
}

/** A session of a user at moto: whether it still lives. */
export async function sessionAtMoto(username: string, password: string): Promise<() => Promise<boolean>> {
  const answer = await call('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: client, AuthParameters: { USERNAME: username, PASSWORD: password } });
  const said = (await answer.json()) as { AuthenticationResult?: { AccessToken: string } };
  return async () => (await call('GetUser', { AccessToken: said.AuthenticationResult?.AccessToken })).ok;
}

/** What a user meets who signs in at moto with this password: `signed in`, the challenge, or the error. */
export async function signInAtMoto(username: string, password: string): Promise<string> {
  const answer = await call('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: client, AuthParameters: { USERNAME: username, PASSWORD: password } });
  const said = (await answer.json()) as { ChallengeName?: string; AuthenticationResult?: object; __type?: string };
  return said.AuthenticationResult ? 'signed in' : (said.ChallengeName ?? said.__type ?? 'nothing');
}

/** Signs a member of staff in at oidc-provider, in a browser of their own. */
export async function signedIn(browser: Browser, account: string, { javaScriptEnabled = true } = {}): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled });
  // The issuer's own pages would like a typeface from elsewhere; nothing here leaves the machine.
  await context.route((url) => url.hostname !== '127.0.0.1', (route) => route.abort());
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).or(page.getByRole('button', { name: 'Sign in' })).first().click();
  await page.getByLabel('Account').fill(account);
  await page.getByRole('button', { name: 'Continue' }).click();
  return page;
}

/** Finds a user by their e-mail address. */
export async function openUser(page: Page, email: string) {
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await page.goto('/users');
  const field = page.getByRole('searchbox', { name: 'Find a user' });
  await field.fill(email);
  await field.press('Enter');
  // A single exact hit opens itself.
  await expect(page).toHaveURL(/\/users\/[^/?]+\/[^/?]+/);
}

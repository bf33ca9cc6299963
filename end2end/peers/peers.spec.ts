import { expect, test, type Browser, type Page } from '@playwright/test';

const moto = process.env.PEERS_MOTO ?? '';
const pool = process.env.PEERS_POOL ?? '';

/** What moto, and not the console, says about a user. */
async function askMoto(username: string) {
  const answer = await fetch(moto, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.AdminGetUser',
      // moto reads the region out of the signature's scope and does not check the signature itself.
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({ UserPoolId: pool, Username: username }),
  });
  expect(answer.status, 'moto answers').toBe(200);
  return (await answer.json()) as { Username: string; UserStatus: string };
}

async function signedIn(browser: Browser, account: string): Promise<Page> {
  const context = await browser.newContext();
  // The issuer's own pages would like a typeface from elsewhere; nothing here leaves the machine.
  await context.route((url) => url.hostname !== '127.0.0.1', (route) => route.abort());
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).or(page.getByRole('button', { name: 'Sign in' })).first().click();
  await page.getByLabel('Account').fill(account);
  await page.getByRole('button', { name: 'Continue' }).click();
  return page;
}

test('a reset sent from the console arrives in moto, and the auditor sees its record', async ({ browser }) => {
  expect((await askMoto('mira')).UserStatus).toBe('CONFIRMED');

  const desk = await signedIn(browser, 'hana');
  await expect(desk.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await desk.goto('/users');
  const field = desk.getByRole('searchbox', { name: 'Find a user' });
  await field.fill('mira.kovac@people.example');
  await field.press('Enter');
  // A single exact hit opens itself.
  await expect(desk).toHaveURL(/\/users\/[^/?]+\/[^/?]+/);
  await desk.getByLabel('Reason').fill('Caller lost the phone that kept the password');
  await desk.getByRole('button', { name: 'Send reset code' }).click();
  await expect(desk.getByRole('status').first()).toBeVisible();
  expect((await askMoto('mira')).UserStatus).toBe('RESET_REQUIRED');

  const audit = await signedIn(browser, 'aya');
  await expect(audit.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await audit.goto('/audit');
  const record = audit.getByRole('row').filter({ hasText: 'password.reset' });
  await expect(record.first()).toContainText('Hana Novak');
});

test('somebody without a role is told so and does not get in', async ({ browser }) => {
  const page = await signedIn(browser, 'otto');
  await expect(page).toHaveURL((url) => url.origin === process.env.PEERS_CONSOLE);
  await expect(page.getByRole('alert').first()).toBeVisible();
  await page.goto('/users');
  await expect(page.getByRole('searchbox', { name: 'Find a user' })).toHaveCount(0);
});

test('signing out ends the session at the issuer too', async ({ browser }) => {
  const page = await signedIn(browser, 'hana');
  await page.getByRole('button', { name: 'Sign out' }).click();
  // The issuer asks whether to sign out there as well, and then sends the person back.
  await page.getByRole('button', { name: /sign me out/i }).click();
  await expect(page).toHaveURL(`${process.env.PEERS_CONSOLE}/sign-in?ended=signed_out`);
  await expect(page.getByRole('status')).toContainText('You are signed out.');
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).or(page.getByRole('button', { name: 'Sign in' })).first().click();
  await expect(page.getByLabel('Account')).toBeVisible();
});

test('signing out at the issuer ends the session at the console', async ({ browser }) => {
  const page = await signedIn(browser, 'sam');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await page.goto(`${process.env.PEERS_ISSUER}/session/end`);
  await page.getByRole('button', { name: /sign me out/i }).click();
  await expect(page.getByText(/sign-out success/i)).toBeVisible();
  await page.goto(`${process.env.PEERS_CONSOLE}/users`);
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveCount(0);
  await expect(page.getByRole('searchbox', { name: 'Find a user' })).toHaveCount(0);
});

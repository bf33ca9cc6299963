import { type Persona, personas } from '../people';
import { customers, expect, expectProblem, signIn, test } from './support';

const staff: [Persona, string][] = [
  ['helpdesk', 'helpdesk'],
  ['supervisor', 'supervisor'],
  ['both', 'helpdesk, supervisor'],
  ['auditor', 'auditor'],
  ['administrator', 'admin'],
];
for (const [persona, roles] of staff) {
  test(`${personas[persona]} signs in as ${roles}, is asked for a user, and signs out`, async ({ page }) => {
    await signIn(page, persona);
    const banner = page.getByRole('banner');
    await expect(banner).toContainText(personas[persona]);
    await expect(banner).toContainText(roles);
    await expect(page.getByRole('searchbox', { name: 'Find a user' })).toBeFocused();
    await expect(banner.getByRole('link', { name: 'Audit' })).toHaveCount(persona === 'helpdesk' ? 0 : 1);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('status')).toContainText('You are signed out.');
    await page.goto('/users');
    await expect(page).toHaveURL(/\/sign-in\?/);
  });
}

test('somebody without a role is told so and does not get in', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: personas.noRole }).click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('You are known here, but you have no role in this console.');
  await expect(alert).toContainText('This attempt is recorded.');
  await page.goto('/users');
  await expect(page.getByRole('searchbox')).toHaveCount(0);
});

test('cancelling at the issuer leads back to the button, with a sentence', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('alert')).toContainText('The sign-in did not work.');
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('a sign-in leads to the page that was asked for', async ({ page }) => {
  const asked = `/users?pool=${customers}&q=kowal`;
  await page.goto(asked);
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await expect(page.getByText('Sign in to see that page.')).toBeVisible();
  await signIn(page, 'helpdesk');
  await expect(page).toHaveURL(asked);
});

test('a sign-in leads nowhere outside the console', async ({ page, sandbox }) => {
  for (const foreign of ['//evil.example/', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
    await page.goto(`/sign-in?return_to=${encodeURIComponent(foreign)}`);
    await signIn(page, 'helpdesk');
    await expect(page).toHaveURL(`${sandbox.console}/users`);
    await page.context().clearCookies();
  }
});

test('a forged problem in the address shows nothing', async ({ page }) => {
  for (const forged of ['<script>alert(1)</script>', 'Call 0900 123456', 'toString', '']) {
    await page.goto(`/sign-in?problem=${encodeURIComponent(forged)}&ended=${encodeURIComponent(forged)}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(page.getByRole('status')).toHaveCount(0);
    await expect(page.locator('body')).not.toContainText(forged || 'undefined');
  }
  await page.goto('/sign-in?problem=issuer_unavailable');
  await expect(page.getByRole('alert')).toContainText('The sign-in service does not answer.');
});

test('a session that ends elsewhere is over at the next click, and the page says where to go on', async ({ page, enter }) => {
  await signIn(page, 'both');
  const other = await enter('supervisor');
  await other.goto('/sessions');
  // The newest session of hers is the one on this page.
  await other.getByRole('button', { name: new RegExp(`End the session of ${personas.both}`) }).first().click();
  await expect(other.getByRole('status')).toContainText('The session is ended.');

  await page.goto('/sessions');
  await expect(page).toHaveURL(/\/sign-in\?return_to=%2Fsessions/);
  await signIn(page, 'both');
  await expect(page).toHaveURL('/sessions');
});

test('an address that is no page says so, and leads back to the search', async ({ enter }) => {
  const page = await enter('helpdesk');
  const answer = await page.goto('/nowhere');
  expect(answer?.status()).toBe(404);
  await expectProblem(page, 'There is no such page.');
  await page.getByRole('link', { name: 'Find a user' }).click();
  await expect(page).toHaveURL('/users');
});

import { expect, test } from '@playwright/test';
import { askMoto, openUser, signedIn } from './support';

test('a reset sent from the console arrives in moto, and the auditor sees its record', async ({ browser }) => {
  expect((await askMoto('mira')).UserStatus).toBe('CONFIRMED');

  const desk = await signedIn(browser, 'hana');
  await openUser(desk, 'mira.kovac@people.example');
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

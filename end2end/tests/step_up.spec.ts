import { readFileSync } from 'node:fs';
import { type Page } from '@playwright/test';
import { type Persona, personas } from '../people';
import { good, openPasswordForm, fillPassword, outcome, passwordField, radio, readPassword, setButton } from './passwords';
import { expect, expectAccessible, islandsReady, signIn, test } from './support';
import type { Control } from '../control';

/** What stands beside a button that leads to the issuer first. */
const asked = (page: Page) => page.getByText('You will be asked to sign in again.').filter({ visible: true });
const back = 'You signed in again. Check what is below, then send it.';

/** Somebody whom the issuer lets in by a sign-in of yesterday, in a browser of their own. */
async function sinceYesterday(page: Page, control: Control, persona: Persona) {
  await control.misbehave('old_auth_time');
  await signIn(page, persona);
}

/** At the issuer, which says what it is asked for. */
async function signInAgain(page: Page, persona: Persona) {
  await expect(page.getByText('The console asks for a fresh sign-in.')).toBeVisible();
  await page.getByRole('button', { name: personas[persona] }).click();
}

test('a permanent password asks for a fresh sign-in, and the form comes back filled in', async ({ page, control, scripts }) => {
  const user = await control.someone();
  await sinceYesterday(page, control, 'supervisor');
  await openPasswordForm(page, user, scripts);
  await expect(asked(page)).toHaveCount(0);
  await fillPassword(page, { lasts: 'permanent', reason: 'Caller lost the phone & the “old” one', ticket: 'INC-204817' });
  await expect(asked(page)).toHaveCount(1);
  await radio(page, 'Generated words').check();
  await page.getByLabel('Caller verified by').selectOption('manager');
  await setButton(page, 'permanent').click();

  await signInAgain(page, 'supervisor');
  await expect(page).toHaveURL(/\/again\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('status').filter({ hasText: back })).toBeVisible();
  await expect(page).not.toHaveTitle(/^Error/);
  for (const name of ['Permanent', 'Generated words']) await expect(radio(page, name)).toBeChecked();
  await expect(page.getByLabel('Reason')).toHaveValue('Caller lost the phone & the “old” one');
  await expect(page.getByLabel('Ticket')).toHaveValue('INC-204817');
  await expect(page.getByLabel('Caller verified by')).toHaveValue('manager');
  await expect(asked(page)).toHaveCount(0);
  expect(await control.passwords(user)).toBe(0);
  await expectAccessible(page);
  await setButton(page, 'permanent').click();
  await expect(outcome(page)).toContainText(`${user.attributes.name} has a new password.`);
  expect(await control.signIn(user, await readPassword(page))).toBe('signed in');
  expect(await control.passwords(user)).toBe(1);
});

test('a typed password has to be typed again, since it is kept nowhere', async ({ page, control, scripts }) => {
  const user = await control.someone();
  await sinceYesterday(page, control, 'supervisor');
  await openPasswordForm(page, user, scripts);
  await fillPassword(page, { password: good });
  await expect(asked(page)).toHaveCount(1);
  await setButton(page, 'temporary').click();
  await signInAgain(page, 'supervisor');
  await expect(page.getByRole('status').filter({ hasText: back })).toBeVisible();
  if (scripts) await islandsReady(page);
  await expect(radio(page, 'Typed')).toBeChecked();
  await expect(passwordField(page)).toHaveValue('');
  expect(await page.content()).not.toContain(good);
  await passwordField(page).fill(good);
  await setButton(page, 'temporary').click();
  await expect(outcome(page)).toContainText('has a temporary password.');
  expect(await control.signIn(user, good)).toBe('NEW_PASSWORD_REQUIRED');
});

test('somebody else at the issuer is told so, and the session and the form are there as before', async ({ page, control, scripts }) => {
  const user = await control.someone();
  await sinceYesterday(page, control, 'supervisor');
  await openPasswordForm(page, user, scripts);
  await fillPassword(page, { lasts: 'permanent' });
  await setButton(page, 'permanent').click();
  await signInAgain(page, 'administrator');
  await expect(page.getByRole('alert')).toContainText('Somebody else signed in.');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Go on as you are' }).click();
  await expect(page).toHaveURL(/\/again\//);
  await expect(page.getByRole('alert')).toContainText('This asks you to sign in again.');
  await expect(page.getByText(personas.supervisor)).toBeVisible();
  // The issuer need not ask: then its word is not taken.
  await control.misbehave('old_auth_time');
  await page.getByRole('main').getByRole('link', { name: 'Sign in again' }).click();
  await signInAgain(page, 'supervisor');
  await expect(page.getByRole('alert')).toContainText('The sign-in service did not ask you to sign in again.');
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await signInAgain(page, 'supervisor');
  await expect(page.getByRole('status').filter({ hasText: back })).toBeVisible();
  expect(await control.passwords(user)).toBe(0);
});

test('an export asks for a fresh sign-in, and is one click away afterwards', async ({ page, control }) => {
  await sinceYesterday(page, control, 'auditor');
  await page.goto('/audit?action=session.start');
  await expect(asked(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await signInAgain(page, 'auditor');
  await expect(page).toHaveURL('/audit?action=session.start&signed_in=again#export');
  await expect(page.getByRole('status').filter({ hasText: 'You signed in again. Export it now.' })).toBeVisible();
  await expect(asked(page)).toHaveCount(0);
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  expect(readFileSync(await (await file).path(), 'utf8')).toContain('session.start');

  await page.goto('/audit?action=session.step_up');
  await expect(page.getByRole('table', { name: 'Records, newest first' }).getByRole('row').nth(1)).toContainText('Signed in again');
});

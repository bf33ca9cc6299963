import type { Page } from '@playwright/test';
import { card, expect, fillPair, fillReset, openUser, pageOf, pair, reference, sendResetCode, test, type User } from './support';

async function tryReset(page: Page, user: User, scripts: boolean) {
  await openUser(page, user, scripts);
  await fillReset(page, { reason: 'Caller forgot the password', ticket: 'INC-204817' });
  await fillPair(page, 1, 'locale', 'pl-PL');
  await sendResetCode(page);
}

async function expectKept(page: Page) {
  await expect(page.getByLabel('Reason')).toHaveValue('Caller forgot the password');
  await expect(page.getByLabel('Ticket')).toHaveValue('INC-204817');
  await expect(pair(page, 1).getByLabel('Key')).toHaveValue('locale');
  await expect(pair(page, 1).getByLabel('Value')).toHaveValue('pl-PL');
}

test("Cognito's refusal is an alert in our own words, with a reference", async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await control.fault({ operation: 'AdminResetUserPassword', kind: 'limit_exceeded', times: 1 });
  await tryReset(page, user, scripts);
  await expect(page).toHaveURL(/\/results\//);
  await expect(page).toHaveTitle(/^Error: Refused by Cognito/);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('Refused by Cognito');
  await expect(alert).toContainText("Cognito's limit for this user or for messages is reached.");
  await expect(page.getByRole('status')).toHaveCount(0);
  await expect(card(page, 'On record')).toContainText(reference);
  // AWS's own word is for the ticket, and no sentence to read out.
  await expect(alert).not.toContainText('Exception');
  for (const place of ['On record', 'For the ticket']) await expect(card(page, place)).toContainText('LimitExceededException');
  expect(await control.resets(user)).toBe(0);
});

test("the pool's own trigger saying no is told apart from Cognito", async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await control.fault({ operation: 'AdminResetUserPassword', kind: 'user_lambda_validation', times: 1 });
  await tryReset(page, user, scripts);
  await expect(page.getByRole('alert')).toContainText("The pool's own trigger refused it.");
});

for (const kind of ['cut_after', 'garbage'] as const) {
  test(`an answer that is lost (${kind}) is told by reading the user again: no success, and not sent twice`, async ({ enter, control, scripts }) => {
    const user = await control.someone();
    const page = await enter('helpdesk');
    await control.fault({ operation: 'AdminResetUserPassword', kind, times: 1 });
    await tryReset(page, user, scripts);
    await expect(page).toHaveURL(/\/results\//);
    const status = page.getByRole('status');
    await expect(status).toContainText('Took effect');
    await expect(status).toContainText('took effect after all');
    await expect(page.getByRole('main')).toContainText('Do not send it again.');
    await expect(page.getByRole('main')).not.toContainText('Succeeded');
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Try again with what you typed' })).toHaveCount(0);
    expect(await control.resets(user), 'it did happen, once').toBe(1);

    const auditor = await enter('auditor');
    await auditor.goto(`/audit?outcome=took_effect&user=${user.username}`);
    await expect(auditor.getByRole('row').filter({ hasText: 'Reset code' })).toContainText('Took effect');
  });
}

test('throttling is waited out: a short one is not even seen', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await control.fault({ operation: 'AdminResetUserPassword', kind: 'throttle', times: 1 });
  await tryReset(page, user, scripts);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  expect(await control.resets(user)).toBe(1);
});

test('throttled for good means not sent, and what was typed can be tried again', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await control.fault({ operation: 'AdminResetUserPassword', kind: 'throttle' });
  await tryReset(page, user, scripts);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('Not sent');
  await expect(alert).toContainText('Cognito is limiting how fast we may ask.');
  expect(await control.resets(user)).toBe(0);
  await control.clearFaults();
  await page.getByRole('link', { name: 'Try again with what you typed' }).click();
  await expect(page).toHaveURL(new RegExp(`${pageOf(user)}\\?do=reset&from=`));
  await expectKept(page);
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  expect(await control.resets(user)).toBe(1);
});

test('when the user cannot be read before the act, the form is offered again with everything in it', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await control.fault({ operation: 'AdminGetUser', kind: 'throttle' });
  await fillReset(page, { reason: 'Caller forgot the password', ticket: 'INC-204817' });
  await fillPair(page, 1, 'locale', 'pl-PL');
  await sendResetCode(page);
  await expect(page).toHaveURL(/\/again\//);
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('alert')).toContainText('Nothing was done.');
  await expect(page.getByRole('alert')).toContainText(reference);
  await expectKept(page);
  await control.clearFaults();
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  expect(await control.resets(user)).toBe(1);
});

test('a user who was deleted meanwhile is said to be gone, and nothing is sent', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillReset(page);
  await control.remove(user);
  await sendResetCode(page);
  await expect(page.getByText('This user is not in the pool.').first()).toBeVisible();
  await expect(page).toHaveTitle(/^Error: /);
});

test('Cognito out of reach is a sentence and not a stack of exceptions', async ({ enter, control }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await control.fault({ operation: '*', kind: 'cut_before' });
  const answer = await page.goto(pageOf(user));
  expect(answer?.status()).toBe(503);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cognito cannot be reached.');
  await expect(page.getByRole('main')).toContainText(reference);
});

import { actions, expectWhyKept, fillWhy, openForm, press, someoneFor, type Word } from './accounts';
import { good, openPasswordForm, outcome, passwordField, radio, setButton, setPassword } from './passwords';
import { expect, fillPair, openUser, pair, sendResetCode, test } from './support';
import { type Page } from '@playwright/test';

const changed = 'Something has changed for this user since you opened the page.';

async function expectStale(page: Page) {
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole('alert').filter({ hasText: 'There is a problem' });
  await expect(summary).toContainText(changed);
  await expect(summary).toContainText('Nothing was done.');
  await summary.getByRole('link').click();
  await expect(page).toHaveURL(/#action$/);
  await expectWhyKept(page);
}

test('a reset code that a colleague has just sent is shown first, and can be sent again on purpose', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const [page, colleague] = [await enter('helpdesk'), await enter('customer')];
  await openUser(page, user, scripts);
  await fillWhy(page);
  await fillPair(page, 1, 'locale', 'pl-PL');
  await openUser(colleague, user, scripts);
  await fillWhy(colleague);
  await sendResetCode(colleague);
  await expect(outcome(colleague)).toContainText('Succeeded');

  await sendResetCode(page);
  await expectStale(page);
  await expect(pair(page, 1).getByLabel('Value')).toHaveValue('pl-PL');
  await expect(page.getByRole('main')).toContainText('Reset code sent by Inês Duarte, just now.');
  await expect(page.getByRole('main')).toContainText('stays RESET_REQUIRED');
  expect(await control.resets(user)).toBe(1);
  await sendResetCode(page);
  await expect(outcome(page)).toContainText('Succeeded');
  expect(await control.resets(user)).toBe(2);
});

test('a password that is being read out somewhere is not replaced unseen', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const [page, colleague] = [await enter('supervisor'), await enter('helpdesk')];
  await openPasswordForm(page, user, scripts);
  await radio(page, 'Permanent').check();
  await radio(page, 'Typed').check();
  await passwordField(page).fill(good);
  await fillWhy(page);
  await setPassword(colleague, user, scripts);
  await expect(outcome(colleague)).toContainText('has a temporary password.');
  await setButton(page, 'permanent').click();
  await expectStale(page);
  for (const name of ['Permanent', 'Typed']) await expect(radio(page, name)).toBeChecked();
  await expect(passwordField(page), 'a password is kept nowhere').toHaveValue('');
  await expect(page.getByRole('main')).toContainText('If they have it, let them sign in with it.');
  expect(await control.passwords(user)).toBe(1);
});

for (const word of ['invitation', 'verify-email', 'confirm'] as Word[]) {
  test(`${actions[word].card}: the page is old once somebody has acted, and sending again works`, async ({ enter, control, scripts }) => {
    const user = await someoneFor(control, word);
    const [page, colleague] = [await enter('supervisor'), await enter('helpdesk')];
    await openForm(page, user, word, scripts);
    await fillWhy(page);
    await openForm(colleague, user, 'sign-out', scripts);
    await fillWhy(colleague);
    await press(colleague, 'sign-out');
    await expect(outcome(colleague)).toContainText('Succeeded');
    await press(page, word);
    await expectStale(page);
    expect(await control.effects(user, actions[word].operation)).toBe(0);
    await press(page, word);
    await expect(outcome(page)).toContainText('Succeeded');
    expect(await control.effects(user, actions[word].operation)).toBe(1);
  });
}

test('a user who helped themselves meanwhile is shown as they are now, and the reason need not be typed again', async ({ enter, control, scripts }) => {
  const user = await someoneFor(control, 'invitation');
  const page = await enter('helpdesk');
  await openForm(page, user, 'invitation', scripts);
  await fillWhy(page);
  await control.change(user, { status: 'CONFIRMED' });
  await press(page, 'invitation');
  await expectStale(page);
  await expect(page.getByRole('heading', { level: 2 }).filter({ hasText: 'can sign in with their password.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send reset code' })).toBeVisible();
  expect(await control.outbox(user), 'nothing was sent').toHaveLength(0);
});

test('a double click finds its first result, and no old page', async ({ enter, control, scripts }) => {
  const page = await enter('helpdesk');
  for (const word of ['sign-out', 'invitation'] as Word[]) {
    const user = await someoneFor(control, word);
    await openForm(page, user, word, scripts);
    await fillWhy(page);
    await control.fault({ operation: actions[word].operation, delay_ms: 300, times: 1 });
    await page.getByRole('main').getByRole('button', { name: actions[word].button, exact: true }).dblclick();
    await expect(outcome(page)).toContainText('Succeeded');
    await expect(page.getByText(changed)).toHaveCount(0);
    expect(await control.effects(user, actions[word].operation)).toBe(1);
  }
});

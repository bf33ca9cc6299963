import type { Page } from '@playwright/test';
import { seededPassword } from '../control';
import { fillPassword, openPasswordForm, outcome, readPassword, setButton, setPassword, shown } from './passwords';
import { expect, fillReset, openUser, sendResetCode, test, type User } from './support';

const set = { name: 'a password', send: (page: Page) => setButton(page, 'temporary').click(), fill: fillPassword, open: openPasswordForm };
const reset = { name: 'a reset code', send: sendResetCode, fill: fillReset, open: openUser };

async function actAndSignOut(page: Page, user: User, scripts: boolean, { open, fill, send }: typeof set | typeof reset) {
  await open(page, user, scripts);
  await fill(page);
  await page.getByLabel('Sign out everywhere').check();
  await send(page);
  await expect(outcome(page)).toContainText('Succeeded');
}

for (const act of [set, reset]) {
  test(`sessions end with ${act.name} where that is ticked`, async ({ enter, control, scripts }) => {
    const user = await control.someone();
    const lives = await control.session(user, seededPassword);
    expect(await lives()).toBe(true);
    const page = await enter('helpdesk');
    await actAndSignOut(page, user, scripts, act);
    await expect(page.getByRole('status').filter({ hasText: 'They are signed out everywhere.' })).toBeVisible();
    expect(await lives()).toBe(false);
    expect(await control.effects(user, 'AdminUserGlobalSignOut')).toBe(1);

    const auditor = await enter('auditor');
    await auditor.goto(`/audit?action=user.sign_out&user=${user.username}`);
    await expect(auditor.getByRole('row').filter({ hasText: 'Succeeded' })).toContainText('Tomasz Wilk');
  });

  test(`that signing out failed is said beside the success of ${act.name}`, async ({ enter, control, scripts }) => {
    const page = await enter('helpdesk');
    for (const [kind, words] of [['access_denied', 'They were not signed out everywhere.'], ['cut_after', 'Nobody can tell whether they were signed out everywhere.']] as const) {
      await control.fault({ operation: 'AdminUserGlobalSignOut', kind, times: 1 });
      await actAndSignOut(page, await control.someone(), scripts, act);
      await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible();
      await expect(page.getByText(/: Succeeded/), 'the text for the ticket says both').toContainText(words);
      if (act === set) await expect(shown(page), 'the password is shown all the same').toBeVisible();
      await control.clearFaults();
    }
  });
}

test('without the tick sessions go on', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const lives = await control.session(user, seededPassword);
  const page = await enter('helpdesk');
  await setPassword(page, user, scripts);
  await expect(outcome(page)).toBeVisible();
  await expect(page.getByText(/signed out/)).toHaveCount(0);
  expect(await lives()).toBe(true);
});

test('a double click sets one password', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openPasswordForm(page, user, scripts);
  await fillPassword(page);
  await control.fault({ operation: 'AdminSetUserPassword', delay_ms: 400, times: 1 });
  await setButton(page, 'temporary').dblclick();
  await expect(page).toHaveURL(/\/results\//);
  await expect(outcome(page)).toContainText('has a temporary password.');
  expect(await control.passwords(user)).toBe(1);
  // Without scripts the second click may take the place of the first, whose answer has the way to see the password: then the page
  // says that it cannot be shown, and how to go on.
  const lost = page.getByRole('link', { name: 'Set a new one' });
  await expect(scripts ? shown(page) : shown(page).or(lost)).toBeVisible();
  if (await shown(page).isVisible()) expect(await control.signIn(user, await readPassword(page))).toBe('NEW_PASSWORD_REQUIRED');
});

test('two tabs that show the same state set one password, and the second says so', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  const other = await page.context().newPage();
  for (const tab of [page, other]) {
    await openPasswordForm(tab, user, scripts);
    await fillPassword(tab);
  }
  for (const tab of [page, other]) {
    await setButton(tab, 'temporary').click();
    await expect(tab).toHaveURL(/\/results\//);
  }
  const password = await readPassword(page);
  await expect(other.getByRole('main')).toContainText('This form was sent before. Nothing was done now');
  await expect(other.getByText('The password was already shown.')).toBeVisible();
  expect(await control.passwords(user)).toBe(1);
  expect(await control.signIn(user, password)).toBe('NEW_PASSWORD_REQUIRED');
  // Whoever wants another one after all gets it.
  await other.getByRole('link', { name: 'Set a new one' }).click();
  await fillPassword(other);
  await setButton(other, 'temporary').click();
  expect(await control.signIn(user, await readPassword(other))).toBe('NEW_PASSWORD_REQUIRED');
  expect(await control.passwords(user)).toBe(2);
});

test('the same form sent again leads to the same result, with one password and nothing to see', async ({ enter, control, scripts }) => {
  const [user, stranger] = [await control.someone(), await control.someone()];
  const page = await enter('helpdesk');
  await openPasswordForm(page, user, scripts);
  const key = await page.locator('[name=action_id]').inputValue();
  await fillPassword(page);
  await setButton(page, 'temporary').click();
  const password = await readPassword(page);
  const result = page.url();
  for (const whom of [user, stranger]) {
    await openPasswordForm(page, whom, scripts);
    await page.locator('[name=action_id]').evaluate((input: HTMLInputElement, value) => void (input.value = value), key);
    await fillPassword(page);
    await setButton(page, 'temporary').click();
    if (whom === user) {
      await expect(page).toHaveURL(`${result}?repeated=yes`);
      await expect(page.getByText('The password was already shown.')).toBeVisible();
    }
  }
  await expect(page).toHaveURL(/\/again\//);
  await expect(page.getByRole('alert')).toContainText('This form was sent before, for something else.');
  await expect(page.getByLabel('Reason')).toHaveValue('Caller lost the old phone');
  expect([await control.passwords(user), await control.passwords(stranger)]).toEqual([1, 0]);
  expect(await control.signIn(user, password)).toBe('NEW_PASSWORD_REQUIRED');
  await setButton(page, 'temporary').click();
  expect(await control.signIn(stranger, await readPassword(page))).toBe('NEW_PASSWORD_REQUIRED');
});

test('a lost answer is a doubt, and its password is never shown', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await control.fault({ operation: 'AdminSetUserPassword', kind: 'cut_after', times: 1 });
  await setPassword(page, user, scripts);
  await expect(outcome(page, 'status')).toContainText('took effect after all');
  await expect(page.getByRole('main')).toContainText('It was set, and nobody knows it');
  await expect(shown(page)).toHaveCount(0);
  expect(await control.passwords(user)).toBe(1);
});

test('who became protected while the form was open gets no password', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('supervisor');
  await openPasswordForm(page, user, scripts);
  await fillPassword(page, { lasts: 'permanent' });
  await control.change(user, { groups: ['admins'] });
  await setButton(page, 'permanent').click();
  await expect(page.getByRole('alert').filter({ hasText: 'There is a problem' })).toContainText('This user is protected.');
  await expect(page.getByRole('button', { name: 'Ask for approval' })).toBeVisible();
  expect(await control.passwords(user)).toBe(0);
});

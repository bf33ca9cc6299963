import { actions, check, expectWhyKept, fillWhy, openForm, press, someoneFor, type Word } from './accounts';
import { good, openPasswordForm, outcome, passwordField, radio, setButton } from './passwords';
import { card, expect, expectFieldError, fillPair, openUser, pair, reference, sendResetCode, test } from './support';

const works = 'This would work, as far as can be told beforehand.';

test('a reset code is checked without sending, and then sent with what was typed', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillWhy(page);
  await page.getByLabel('Sign out everywhere').check();
  await fillPair(page, 1, 'locale', 'pl-PL');
  await check(page);

  const answer = page.getByRole('status').filter({ hasText: 'Checked' });
  for (const words of [works, 'Nothing was sent or changed.', reference]) await expect(answer).toContainText(words);
  await expect(page).not.toHaveTitle(/^Error/);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expectWhyKept(page);
  await expect(page.getByLabel('Sign out everywhere')).toBeChecked();
  await expect(pair(page, 1).getByLabel('Value')).toHaveValue('pl-PL');
  expect(await control.resets(user)).toBe(0);
  expect(await control.outbox(user)).toHaveLength(0);
  expect((await control.user(user.username)).status).toBe('CONFIRMED');
  await expect(card(page, 'What happened so far'), 'a check reads as a check').toContainText('(checked only) would work');
  await expect(card(page, 'What happened so far')).not.toContainText(/succeeded/i);

  await sendResetCode(page);
  await expect(outcome(page)).toContainText('Succeeded');
  expect(await control.resets(user)).toBe(1);
});

for (const word of Object.keys(actions) as Word[]) {
  test(`${actions[word].card}: checked without sending, nothing done, everything kept, and then done`, async ({ enter, control, scripts }) => {
    const user = await someoneFor(control, word);
    const page = await enter('supervisor');
    await openForm(page, user, word, scripts);
    await fillWhy(page);
    const follows = page.getByRole('checkbox', { name: 'Send a reset code' });
    if (word.startsWith('verify')) await follows.uncheck();
    await check(page);
    await expect(page.getByRole('status').filter({ hasText: 'Checked' })).toContainText(works);
    await expectWhyKept(page);
    if (word.startsWith('verify')) await expect(follows).not.toBeChecked();
    expect(await control.effects(user, actions[word].operation)).toBe(0);
    await press(page, word);
    await expect(outcome(page)).toContainText('Succeeded');
    expect(await control.effects(user, actions[word].operation)).toBe(1);
  });
}

test('a password is checked without being set; a typed one is asked for again', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('supervisor');
  await openPasswordForm(page, user, scripts);
  await radio(page, 'Permanent').check();
  await radio(page, 'Typed').check();
  await passwordField(page).fill(good);
  await fillWhy(page);
  await check(page);
  await expect(page.getByRole('status').filter({ hasText: 'Checked' })).toContainText(works);
  await expectWhyKept(page);
  for (const name of ['Permanent', 'Typed']) await expect(radio(page, name)).toBeChecked();
  await expect(passwordField(page), 'a password is kept nowhere').toHaveValue('');
  expect(await page.content()).not.toContain(good);
  expect(await control.passwords(user)).toBe(0);
  await passwordField(page).fill(good);
  await setButton(page, 'permanent').click();
  await expect(outcome(page)).toContainText('has a new password.');
  expect(await control.signIn(user, good)).toBe('signed in');
});

test("a check says what the pool's rules have against a typed password", async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('supervisor');
  await openPasswordForm(page, user, scripts);
  await radio(page, 'Typed').check();
  await passwordField(page).fill('xqzkvw');
  await fillWhy(page);
  await check(page);
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('alert').filter({ hasText: 'There is a problem' })).toContainText('at least 12 characters');
  await expect(page.getByText(works)).toHaveCount(0);
  await expectWhyKept(page);
  expect(await control.passwords(user)).toBe(0);
});

test('a field that needs attention is named by a check as by sending', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillWhy(page, { reason: '' });
  await fillPair(page, 1, 'locale', 'pl-PL');
  await check(page);
  await expectFieldError(page, 'Reason', 'Say why you do this: it goes into the audit trail.');
  await expect(page.getByLabel('Ticket')).toHaveValue('INC-204817');
  await expect(pair(page, 1).getByLabel('Key')).toHaveValue('locale');
  await expect(page.getByText(/^Checked/)).toHaveCount(0);
});

test('a check of what has become impossible says why, in a status and not in green, and what was typed stays', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillWhy(page);
  await control.change(user, { status: 'FORCE_CHANGE_PASSWORD' });
  await check(page);
  const answer = page.getByRole('status').filter({ hasText: 'Checked: Send a reset code' });
  await expect(answer).toContainText('This would not work: a temporary password waits to be changed.');
  await expect(answer).toContainText('Nothing was sent or changed.');
  await expect(page.getByText(works)).toHaveCount(0);
  // The page offers what helps in this state, and the reason need not be typed again.
  await expect(page.getByRole('button', { name: 'Resend invitation' })).toBeVisible();
  await expectWhyKept(page);
  expect(await control.resets(user)).toBe(0);
  const auditor = await enter('auditor');
  await auditor.goto(`/audit?user=${user.username}`);
  await expect(auditor.getByRole('row').filter({ hasText: '(checked only)' })).toContainText('Would not work');
});

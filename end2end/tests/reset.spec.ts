import { card, expect, expectFieldError, fillReset, openUser, pageOf, reference, sendResetCode, test } from './support';

test('a reset code is sent, and the result page says what happened and what comes next', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillReset(page, { reason: 'Caller lost the phone that kept the password', ticket: 'INC-204817' });
  await page.getByLabel('Caller verified by').selectOption({ label: 'Call-back to the number on file' });
  await sendResetCode(page);

  await expect(page).toHaveURL(/\/results\/[0-9a-f-]{36}$/);
  const status = page.getByRole('status');
  await expect(status).toContainText('Succeeded');
  await expect(status).toContainText(`The reset code for ${user.attributes.name} is on its way.`);
  await expect(status).toContainText('It works for 1 hour.');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'What to do now' })).toBeVisible();
  const record = card(page, 'On record');
  for (const said of ['Tomasz Wilk', 'Caller lost the phone that kept the password', 'INC-204817']) await expect(record).toContainText(said);
  await expect(record).toContainText(reference);
  await expect(page.getByText(/^Reset code for .*: Succeeded/)).toBeVisible();

  const [message] = await control.outbox(user);
  expect(message?.destination).toBe(user.attributes.email);
  expect((await control.user(user.username)).status).toBe('RESET_REQUIRED');

  await page.getByRole('link', { name: `Back to ${user.attributes.name}` }).click();
  await expect(page.getByRole('heading', { level: 2 }).first()).toContainText('was sent a reset code');
  await expect(card(page, 'What happened so far')).toContainText('INC-204817');
});

test('the result page can be reloaded and shown to a colleague, and neither sends anything', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillReset(page);
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  await page.reload();
  await expect(page.getByRole('status')).toContainText('Succeeded');
  const colleague = await enter('customer');
  await colleague.goto(page.url());
  await expect(colleague.getByRole('status')).toContainText('Succeeded');
  expect(await control.resets(user)).toBe(1);
});

test('the same form sent again leads to the same result, with one effect', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  const key = await page.locator('[name=action_id]').inputValue();
  await fillReset(page);
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  const result = page.url();

  await page.goBack();
  await expect(page).toHaveURL(pageOf(user));
  // A browser may bring the page back as it was, or ask for it again: what is sent here is the form as it was.
  await page.locator('[name=action_id]').evaluate((input: HTMLInputElement, value) => void (input.value = value), key);
  await fillReset(page);
  await sendResetCode(page);
  await expect(page).toHaveURL(`${result}?repeated=yes`);
  await expect(page.getByRole('main')).toContainText('This form was sent before. Nothing was done now');
  expect(await control.resets(user)).toBe(1);
  expect(await control.outbox(user)).toHaveLength(1);
});

test('a form that was sent for one user is not taken for another', async ({ enter, control, scripts }) => {
  const [user, other] = [await control.someone(), await control.someone()];
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  const key = await page.locator('[name=action_id]').inputValue();
  await fillReset(page);
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  await openUser(page, other, scripts);
  await page.locator('[name=action_id]').evaluate((input: HTMLInputElement, value) => void (input.value = value), key);
  await fillReset(page);
  await sendResetCode(page);
  await expect(page).toHaveURL(/\/again\//);
  await expect(page.getByRole('alert')).toContainText('This form was sent before, for something else.');
  await expect(page.getByLabel('Reason'), 'what was typed is kept').toHaveValue('Caller forgot the password');
  expect(await control.resets(other)).toBe(0);
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  expect(await control.resets(other)).toBe(1);
});

test('a double click sends one code', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillReset(page);
  await control.fault({ operation: 'AdminResetUserPassword', delay_ms: 400, times: 1 });
  await page.getByRole('button', { name: 'Send reset code' }).dblclick();
  await expect(page.getByRole('status')).toContainText('Succeeded');
  expect(await control.resets(user)).toBe(1);
});

test('a reason is asked for, by title, summary and sentence, and what was typed is kept', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillReset(page, { reason: '', ticket: 'INC-204817' });
  await page.getByLabel('Caller verified by').selectOption('manager');
  await sendResetCode(page);
  await expectFieldError(page, 'Reason', 'Say why you do this: it goes into the audit trail.');
  await expect(page.getByLabel('Ticket')).toHaveValue('INC-204817');
  await expect(page.getByLabel('Caller verified by')).toHaveValue('manager');
  await fillReset(page, { reason: 'abc' });
  await sendResetCode(page);
  await expectFieldError(page, 'Reason', 'Say a little more: a reason has at least 4 characters.');
  await expect(page.getByLabel('Reason')).toHaveValue('abc');
  expect(await control.resets(user)).toBe(0);

  await fillReset(page);
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
});

test('a form that came back begins at its summary', async ({ enter, control, scripts }) => {
  test.skip(!scripts, 'moving the focus takes a script');
  const page = await enter('helpdesk');
  await openUser(page, await control.someone(), scripts);
  await sendResetCode(page);
  await expect(page.getByRole('alert')).toBeFocused();
});

test("a ticket follows the desk's pattern", async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  for (const wrong of ['204817', 'INC204817', 'INC-2048177']) {
    await fillReset(page, { ticket: wrong });
    await sendResetCode(page);
    await expectFieldError(page, 'Ticket', 'Write the ticket as in INC-204817.');
    await expect(page.getByLabel('Ticket')).toHaveValue(wrong);
    await expect(page.getByLabel('Reason')).toHaveValue('Caller forgot the password');
  }
  expect(await control.resets(user)).toBe(0);
});

test('a user who changed between view and act is refused by what is true now', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillReset(page);
  await control.change(user, { groups: ['admins'] });
  await sendResetCode(page);
  await expect(page.getByRole('alert').filter({ hasText: 'There is a problem' })).toContainText('This user is protected. Nobody helps protected users alone: ask for an approval in the form.');
  await expect(page.getByRole('button', { name: 'Ask for approval' })).toBeVisible();
  await expect(page.getByLabel('Reason')).not.toHaveValue('');
  expect(await control.resets(user)).toBe(0);
});

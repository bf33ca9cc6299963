import { seededPassword } from '../control';
import { good, fillPassword, openPasswordForm, outcome, passwordField, radio, readPassword, setButton, setPassword, shown } from './passwords';
import { card, expect, pageOf, reference, test } from './support';

test('the help desk sets a temporary password, reads it out, and the user must change it at the next sign-in', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await page.goto(pageOf(user));
  await page.getByRole('navigation', { name: 'What to do' }).getByRole('link', { name: 'Set a password' }).click();
  await expect(page).toHaveURL(/\?do=password/);
  await expect(page.getByRole('link', { name: 'Set a password' })).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('button', { name: 'Send reset code' })).toHaveCount(0);
  await fillPassword(page, { ticket: 'INC-204817' });
  await page.getByLabel('Caller verified by').selectOption('manager');
  await setButton(page, 'temporary').click();

  await expect(page).toHaveURL(/\/results\/[0-9a-f-]{36}$/);
  await expect(outcome(page)).toContainText(`${user.attributes.name} has a temporary password.`);
  await expect(outcome(page)).toContainText('It sent no message: you tell them.');
  await expect(page.getByRole('alert')).toHaveCount(0);
  const password = await readPassword(page);
  expect(password.length).toBeGreaterThanOrEqual(12);
  const spoken = page.getByRole('group', { name: 'Temporary password' }).getByRole('listitem');
  await expect(spoken, 'a line for each group').toHaveCount(password.split('-').length);
  await expect(page.getByRole('listitem').filter({ hasText: 'let them sign in with it while you are on the line' })).toBeVisible();
  const record = card(page, 'On record');
  for (const said of ['Tomasz Wilk', 'Caller lost the old phone', 'INC-204817', reference]) await expect(record).toContainText(said);
  await expect(page.getByText(/^Temporary password for .*: Succeeded/), 'the text for the ticket is without it').not.toContainText(password);

  expect(await control.signIn(user, password)).toBe('NEW_PASSWORD_REQUIRED');
  expect((await control.user(user.username)).status).toBe('FORCE_CHANGE_PASSWORD');
  expect(await control.outbox(user)).toHaveLength(0);

  await page.getByRole('link', { name: `Back to ${user.attributes.name}` }).click();
  await expect(page.getByRole('heading', { level: 2 }).first()).toContainText('has a temporary password and must change it');
  await expect(card(page, 'What happened so far')).toContainText('INC-204817');
  await openPasswordForm(page, user, scripts);
  await expect(page.getByRole('main')).toContainText('stays FORCE_CHANGE_PASSWORD');
});

test('a supervisor sets a permanent password that was typed, and the old one works no more', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  expect(await control.signIn(user, seededPassword)).toBe('signed in');
  const page = await enter('supervisor');
  await setPassword(page, user, scripts, { lasts: 'permanent', password: good });

  await expect(page).toHaveURL(/\/results\//);
  await expect(outcome(page)).toContainText(`${user.attributes.name} has a new password.`);
  await expect(shown(page), 'whoever typed it knows it').toHaveCount(0);
  expect(await page.content()).not.toContain(good);
  expect(await control.signIn(user, good)).toBe('signed in');
  expect(await control.signIn(user, seededPassword)).toBe('NotAuthorizedException');
  expect((await control.user(user.username)).status).toBe('CONFIRMED');
});

test('words are generated where they are asked for, and work', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openPasswordForm(page, user, scripts);
  await radio(page, 'Generated words').check();
  await fillPassword(page);
  await setButton(page, 'temporary').click();
  const password = await readPassword(page);
  expect(password.split('-').filter((part) => part.length > 2).length).toBeGreaterThanOrEqual(6);
  await expect(page.getByRole('group', { name: 'Temporary password' }).getByRole('listitem').filter({ hasText: 'hyphen' }).first()).toBeVisible();
  expect(await control.signIn(user, password)).toBe('NEW_PASSWORD_REQUIRED');
});

test('each choice shows its own effect, its own button and no other', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('supervisor');
  await openPasswordForm(page, user, scripts);
  await expect(radio(page, 'Temporary')).toBeChecked();
  await expect(radio(page, 'Generated')).toBeChecked();
  const effects = {
    temporary: [/they are asked for a new password of their own/, /7 days, until/, /becomes FORCE_CHANGE_PASSWORD/],
    permanent: [/they are asked for nothing new: it works until somebody changes it/, /stays CONFIRMED/],
  };
  for (const [chosen, other] of [['permanent', 'temporary'], ['temporary', 'permanent']] as const) {
    await radio(page, chosen === 'permanent' ? 'Permanent' : 'Temporary').check();
    for (const effect of effects[chosen]) await expect(page.getByText(effect)).toBeVisible();
    for (const effect of effects[other]) await expect(page.getByText(effect)).toBeHidden();
    await expect(setButton(page, chosen)).toBeVisible();
    await expect(setButton(page, other)).toBeHidden();
  }
  await expect(passwordField(page)).toBeHidden();
  await radio(page, 'Typed').check();
  await expect(passwordField(page)).toBeVisible();
  await expect(passwordField(page)).toHaveAttribute('type', 'password');
  await expect(page.getByRole('main')).toContainText('Cognito sends no message when a password is set');
});

test("a help-desk worker's passwords are temporary and generated, and the form says why", async ({ enter, control, scripts }) => {
  const page = await enter('helpdesk');
  await openPasswordForm(page, await control.someone(), scripts);
  for (const [name, reason] of [['Permanent', 'your role sets temporary passwords only.'], ['Typed', 'your role has passwords generated.']] as const) {
    await expect(radio(page, name)).toBeDisabled();
    await expect(radio(page, name)).toHaveAccessibleDescription(new RegExp(`Not possible: ${reason}`));
  }
  for (const name of ['Temporary', 'Generated', 'Generated words']) await expect(radio(page, name)).toBeEnabled();
  await expect(passwordField(page)).toHaveCount(0);
  await expect(setButton(page, 'permanent')).toBeHidden();
});

test('a user of another identity provider gets no password, and is sent to where theirs is', async ({ enter, control }) => {
  const user = await control.user('Google_108214573920164837261');
  const page = await enter('supervisor');
  await page.goto(`${pageOf(user)}?do=password`);
  await expect(page.getByRole('heading', { level: 2 }).first()).toContainText('signs in through Google');
  const choice = page.getByRole('navigation', { name: 'What to do' }).getByRole('link', { name: 'Set a password' });
  await expect(choice).toBeDisabled();
  await expect(choice).toContainText('Not possible: another identity provider signs this user in.');
  await expect(page.getByRole('radio')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /password/ })).toHaveCount(0);
});

test('a disabled user gets no password', async ({ enter, control, scripts }) => {
  const page = await enter('supervisor');
  await page.goto(`${pageOf(await control.user('samir.haddad'))}?do=password`);
  await expect(page.getByRole('link', { name: 'Set a password' })).toContainText('Not possible: the account is disabled.');
  await expect(page.getByRole('radio')).toHaveCount(0);

  // Disabled while the form was open.
  const user = await control.someone();
  await openPasswordForm(page, user, scripts);
  await fillPassword(page);
  await control.change(user, { enabled: false });
  await setButton(page, 'temporary').click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('alert').filter({ hasText: 'There is a problem' })).toContainText('Something has changed for this user since you opened the page.');
  await expect(page.getByRole('heading', { level: 2 }).filter({ hasText: 'is disabled and cannot sign in.' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Set/ })).toHaveCount(0);
  expect(await control.passwords(user)).toBe(0);
});

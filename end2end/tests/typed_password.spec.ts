import { fillPassword, good, openPasswordForm, outcome, passwordField, radio, setButton, setPassword } from './passwords';
import { expect, expectFieldError, test } from './support';

const sentences = {
  length: 'At least 12 characters',
  capital: 'A capital letter (A to Z)',
  small: 'A lower-case letter (a to z)',
  digit: 'A digit (0 to 9)',
  ends: 'No space at the beginning or end',
};

test('each rule of the pool is met or not as one types', async ({ enter, control, scripts }) => {
  test.skip(!scripts, 'the rules live by a script');
  const page = await enter('supervisor');
  await openPasswordForm(page, await control.someone(), scripts);
  await radio(page, 'Typed').check();
  const rule = (name: keyof typeof sentences) => page.getByRole('listitem').filter({ hasText: sentences[name] });
  for (const name of ['length', 'capital', 'small', 'digit', 'ends'] as const) await expect(rule(name)).not.toContainText('met');
  const steps: [string, (keyof typeof sentences)[]][] = [
    ['quartz', ['small', 'ends']],
    ['quartz ', ['small']],
    ['quartz7', ['small', 'digit', 'ends']],
    ['QUARTZ7', ['capital', 'digit', 'ends']],
    ['Quartz7', ['capital', 'small', 'digit', 'ends']],
    ['Quartz7-Meadow', ['length', 'capital', 'small', 'digit', 'ends']],
  ];
  for (const [text, met] of steps) {
    await passwordField(page).fill(text);
    for (const name of ['length', 'capital', 'small', 'digit', 'ends'] as const) {
      await expect(rule(name), `${name} of “${text}”`).toContainText(met.includes(name) ? ', met' : ', not met');
    }
  }
});

test('after a pause the server says whether it is easy to guess, and is asked about the last one only', async ({ enter, control, scripts }) => {
  test.skip(!scripts, 'asking while one types takes a script');
  const page = await enter('supervisor');
  await openPasswordForm(page, await control.someone(), scripts);
  await radio(page, 'Typed').check();
  const asked: string[] = [];
  page.on('request', (request) => void (request.url().includes('/api/') && asked.push(new URL(request.url()).pathname)));
  const rules = page.locator('#password-rules');
  await expect(rules).toContainText('Hard to guess, and none of the common passwords or their names');
  // What breaks a rule is not asked about at all.
  await passwordField(page).pressSequentially('Password-123', { delay: 10 });
  await expect(rules.getByRole('listitem').filter({ hasText: 'Many people use this password' })).toContainText(', not met');
  await passwordField(page).fill(good);
  await expect(rules.getByRole('listitem').filter({ hasText: /^Hard to guess, met$/ })).toBeVisible();
  expect(asked).toEqual(['/api/passwords/check', '/api/passwords/check']);
});

test('a typed password can be looked at', async ({ enter, control, scripts }) => {
  const page = await enter('supervisor');
  await openPasswordForm(page, await control.someone(), scripts);
  await radio(page, 'Typed').check();
  await passwordField(page).fill(good);
  const show = page.getByRole('button', { name: 'Show', exact: true });
  if (!scripts) {
    await expect(show, 'without scripts it would do nothing').toBeHidden();
    return;
  }
  await show.click();
  await expect(passwordField(page)).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: 'Hide', exact: true }).click();
  await expect(passwordField(page)).toHaveAttribute('type', 'password');
  await expect(passwordField(page)).toHaveValue(good);
});

const refused: [string, string[]][] = [
  ['xqzkvw', ['at least 12 characters', 'a capital letter', 'a digit']],
  ['Password-12345', ['Many people use this password']],
  ['', ['Type the password, or have one generated.']],
];
for (const [password, says] of refused) {
  test(`“${password}” comes back refused, with an empty field and everything else as it was`, async ({ enter, control, scripts }) => {
    const user = await control.someone();
    const page = await enter('supervisor');
    await openPasswordForm(page, user, scripts);
    await page.getByLabel('Sign out everywhere').check();
    await page.getByLabel('Caller verified by').selectOption('manager');
    await fillPassword(page, { lasts: 'permanent', password, ticket: 'INC-204817' });
    await setButton(page, 'permanent').click();

    for (const sentence of says) await expectFieldError(page, 'Password', sentence);
    await expect(passwordField(page)).toHaveValue('');
    if (password) expect(await page.content()).not.toContain(password);
    await expect(radio(page, 'Permanent')).toBeChecked();
    await expect(radio(page, 'Typed')).toBeChecked();
    await expect(page.getByLabel('Reason')).toHaveValue('Caller lost the old phone');
    await expect(page.getByLabel('Ticket')).toHaveValue('INC-204817');
    await expect(page.getByLabel('Caller verified by')).toHaveValue('manager');
    await expect(page.getByLabel('Sign out everywhere')).toBeChecked();
    expect(await control.passwords(user)).toBe(0);

    await passwordField(page).fill(good);
    await setButton(page, 'permanent').click();
    await expect(outcome(page)).toContainText('has a new password.');
    expect(await control.signIn(user, good)).toBe('signed in');
  });
}

test("a password with the user's own name in it is refused", async ({ enter, control, scripts }) => {
  const user = await control.someone();
  // Written small; with the rest it has the twelve characters that the pool asks for.
  const family = (user.attributes.family_name ?? '').toLowerCase();
  const page = await enter('supervisor');
  await setPassword(page, user, scripts, { password: `${family}-Aa7-${family}` });
  await expectFieldError(page, 'Password', 'Leave out the names, numbers and addresses that belong to this user or pool.');
  expect(await control.passwords(user)).toBe(0);
});

test('what Cognito refuses stands beside the field, and the next one is a new action', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('supervisor');
  await setPassword(page, user, scripts, { lasts: 'permanent', password: good });
  await expect(outcome(page)).toBeVisible();
  // The pool remembers it.
  await setPassword(page, user, scripts, { lasts: 'permanent', password: good });
  await expectFieldError(page, 'Password', 'They had this password before.');
  await expect(passwordField(page)).toHaveValue('');
  expect(await page.content()).not.toContain(good);

  await control.fault({ operation: 'AdminSetUserPassword', kind: 'invalid_password', times: 1 });
  await passwordField(page).fill(`${good}-2`);
  await setButton(page, 'permanent').click();
  await expectFieldError(page, 'Password', "The pool's rules do not allow this password.");
  await passwordField(page).fill(`${good}-2`);
  await setButton(page, 'permanent').click();
  await expect(outcome(page)).toContainText('has a new password.');
  expect(await control.passwords(user)).toBe(2);
});

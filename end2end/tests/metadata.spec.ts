import { card, expect, fillPair, fillReset, openUser, pair, sendResetCode, test } from './support';

const note = 'Cognito does not store, check or encrypt this; only the pool’s triggers read it.';

test('ClientMetadata arrives at the trigger, as typed and in full', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await expect(page.getByRole('group', { name: 'ClientMetadata' })).toContainText(note.replace('’', "'"));
  await fillReset(page);
  await fillPair(page, 1, 'locale', 'pl-PL');
  await fillPair(page, 2, 'note', '  spaces, "quotes", ={}; ąę 日本 🌻 ');
  await fillPair(page, 3, ' flag ', '');
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  await expect(card(page, 'On record')).toContainText('locale: pl-PL');
  const [message] = await control.outbox(user);
  expect(message?.client_metadata).toEqual({ locale: 'pl-PL', note: '  spaces, "quotes", ={}; ąę 日本 🌻 ', flag: '' });
});

test('a form without pairs sends none', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillReset(page);
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  const [message] = await control.outbox(user);
  expect(message?.client_metadata ?? {}).toEqual({});
});

test('rows are added, and nothing that was typed is lost', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillReset(page, { ticket: 'INC-204817' });
  await fillPair(page, 1, 'locale', 'pl-PL');
  const asked: string[] = [];
  // Every page asks by itself, now and then, what waits for an approval.
  page.on('request', (request) => void (request.url().includes('/escalations/news') || asked.push(request.url())));
  await page.getByRole('button', { name: 'Add rows' }).click();
  await expect(pair(page, 4)).toBeVisible();
  // At once with scripts; by posting, and back to the same page, without.
  expect(asked.length === 0).toBe(scripts);
  await expect(page).not.toHaveTitle(/^Error/);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByLabel('Reason')).toHaveValue('Caller forgot the password');
  await expect(page.getByLabel('Ticket')).toHaveValue('INC-204817');
  await expect(pair(page, 1).getByLabel('Key')).toHaveValue('locale');
  await expect(pair(page, 1).getByLabel('Value')).toHaveValue('pl-PL');
  await fillPair(page, 4, 'ticket', 'INC-204817');
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  const [message] = await control.outbox(user);
  expect(message?.client_metadata).toEqual({ locale: 'pl-PL', ticket: 'INC-204817' });
});

test('a key used twice and a value without a key are refused beside their rows, with everything kept', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillReset(page);
  await fillPair(page, 1, 'locale', 'pl-PL');
  await fillPair(page, 2, 'locale', 'en-GB');
  await fillPair(page, 3, '', 'lost');
  await sendResetCode(page);

  await expect(page).toHaveTitle(/^Error: /);
  const twice = 'This key is used in a row above. Use each key once.';
  const keyless = 'Give this value a key, or clear the value.';
  await expect(page.getByRole('alert')).toContainText(keyless);
  await expect(pair(page, 1)).not.toContainText('Error');
  await expect(pair(page, 2)).toContainText(twice);
  await expect(pair(page, 3)).toContainText(keyless);
  await expect(pair(page, 2).getByLabel('Key')).toHaveAccessibleDescription(new RegExp(twice));
  await page.getByRole('alert').getByRole('link', { name: twice }).click();
  await expect(page).toHaveURL(/#metadata-1/);
  for (const [place, key, value] of [[1, 'locale', 'pl-PL'], [2, 'locale', 'en-GB'], [3, '', 'lost']] as const) {
    await expect(pair(page, place).getByLabel('Key')).toHaveValue(key);
    await expect(pair(page, place).getByLabel('Value')).toHaveValue(value);
  }
  await expect(page.getByLabel('Reason')).toHaveValue('Caller forgot the password');
  expect(await control.resets(user)).toBe(0);

  await fillPair(page, 2, 'language', 'en-GB');
  await fillPair(page, 3, 'found', 'lost');
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  const [message] = await control.outbox(user);
  expect(message?.client_metadata).toEqual({ locale: 'pl-PL', language: 'en-GB', found: 'lost' });
});

const looks: [string, string][] = [
  ['AKIAIOSFODNN7EXAMPLE', 'This looks like an AWS access key.'],
  ['eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.x', 'This looks like a signed token (JWT).'],
  ['4111 1111 1111 1111', 'This looks like a payment card number.'],
];

test('what looks like a secret is warned about while one types', async ({ enter, control, scripts }) => {
  test.skip(!scripts, 'without scripts the form says so when it comes back');
  const page = await enter('helpdesk');
  await openUser(page, await control.someone(), scripts);
  for (const [place, [value]] of looks.entries()) await fillPair(page, place + 1, `note${place}`, value);
  for (const [place, [, sentence]] of looks.entries()) await expect(pair(page, place + 1)).toContainText(sentence);
  await fillPair(page, 1, 'locale', 'pl-PL');
  await expect(pair(page, 1)).not.toContainText('This looks like');
});

test('what looks like a secret is sent only when somebody says so', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillReset(page);
  await fillPair(page, 1, 'note', 'AKIAIOSFODNN7EXAMPLE');
  await sendResetCode(page);
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('alert')).toContainText('This looks like a secret.');
  await expect(pair(page, 1)).toContainText('This looks like');
  await expect(pair(page, 1).getByLabel('Value')).toHaveValue('AKIAIOSFODNN7EXAMPLE');
  expect(await control.resets(user)).toBe(0);
  await page.getByLabel('Send it all the same').check();
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  const [message] = await control.outbox(user);
  expect(message?.client_metadata).toEqual({ note: 'AKIAIOSFODNN7EXAMPLE' });
});

test('rows come and go at once, are checked while one types, and are counted', async ({ enter, control, scripts }) => {
  test.skip(!scripts, 'without scripts the server does this');
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillPair(page, 1, 'a', '1');
  await fillPair(page, 2, 'a', '2');
  await expect(pair(page, 2)).toContainText('This key is used in a row above.');
  await expect(page.getByText('2 pairs, 4 characters')).toBeVisible();
  await page.getByRole('button', { name: 'Remove pair 1' }).click();
  await expect(pair(page, 1).getByLabel('Value')).toHaveValue('2');
  await expect(pair(page, 1)).not.toContainText('This key is used');
  await expect(page.getByText('1 pair, 2 characters')).toBeVisible();

  await fillReset(page);
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  const [message] = await control.outbox(user);
  expect(message?.client_metadata, 'what was removed is not sent').toEqual({ a: '2' });
});

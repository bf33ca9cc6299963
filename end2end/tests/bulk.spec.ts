import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { type Control } from '../control';
import { personas } from '../people';
import { customers, card, expect, expectAccessible, expectFieldError, expectNoSidewaysScroll, holdStill, signIn, test, type User } from './support';

interface List {
  help?: string;
  text?: string;
  file?: { name: string; content: string | Buffer };
  reason?: string;
}

/** Fills the form of a new run and sends it. */
async function send(page: Page, { help = 'Reset codes', text = '', file, reason = 'Passwords leaked at a supplier' }: List) {
  await page.getByRole('radio', { name: help }).check();
  if (text) await page.getByLabel('Or paste the list').fill(text);
  if (file) await page.getByLabel('File with the list').setInputFiles({ name: file.name, mimeType: 'text/csv', buffer: Buffer.from(file.content) });
  await page.getByLabel('Reason').fill(reason);
  await page.getByLabel('Ticket').fill('INC-204817');
  await page.getByRole('button', { name: 'Check the list' }).click();
}

const start = (page: Page) => page.getByRole('button', { name: /^Start for/ });
const number = (page: Page) => page.getByLabel('For how many users?');
const row = (page: Page, line: number) => page.locator(`tr[data-line="${line}"]`);

/** Waits for what a page shows by itself where it has scripts, and when it is loaded again where it has none. */
async function comes(page: Page, scripts: boolean, shown: Locator) {
  if (scripts) return expect(shown).toBeVisible({ timeout: 20_000 });
  return expect(async () => {
    await page.reload();
    await expect(shown).toBeVisible({ timeout: 400 });
  }).toPass({ timeout: 20_000 });
}

async function ready(page: Page, scripts: boolean) {
  await expect(page).toHaveURL(/\/bulk\/[0-9a-f-]{36}$/);
  await comes(page, scripts, page.getByRole('heading', { name: 'Ready to start' }));
}

/** People of this test's own, by a list of their usernames. */
async function crowd(control: Control, size: number) {
  const users: User[] = [];
  for (let place = 0; place < size; place += 1) users.push(await control.someone());
  return { users, names: users.map(({ username }) => username) };
}

/** Nothing of a run comes to its end before the answer is called. */
async function hold(control: Control) {
  await control.fault({ operation: 'AdminResetUserPassword', kind: 'throttle' });
  return () => control.clearFaults();
}

test('a list is looked at, started by its number, and carried out; each row says what came of it', async ({ enter, control, scripts }) => {
  const { users, names } = await crowd(control, 3);
  const page = await enter('supervisor');
  await page.goto('/bulk');
  await send(page, { text: [...names, users[0]?.attributes.email, 'nobody.of.this.name'].join('\n') });
  await ready(page, scripts);
  const effect = card(page, 'Ready to start');
  await expect(effect).toContainText('3 users');
  await expect(effect).toContainText('3 by e-mail');
  await expect(effect).toContainText('Each user gets a code');
  await expect(row(page, 4)).toContainText('It is the same user as in line 1.');
  await expect(row(page, 5)).toContainText('Left out');
  await effect.getByRole('link', { name: 'Who, and why' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(2);

  await number(page).fill('5');
  await start(page).click();
  await expectFieldError(page, 'For how many users?', 'Type the number of users that it is for: 3.');
  for (const user of users) expect(await control.resets(user)).toBe(0);
  await number(page).fill('3');
  await start(page).dblclick();
  await expect(page).toHaveURL(/\/bulk\/[0-9a-f-]{36}$/);
  await comes(page, scripts, page.getByRole('heading', { name: 'Done for all 3 users' }));
  for (const user of users) expect(await control.resets(user)).toBe(1);
  await expect(row(page, 1)).toContainText('Succeeded');

  const begun = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the results' }).click();
  const lines = readFileSync(await (await begun).path(), 'utf8').trim().split('\r\n');
  expect(lines).toHaveLength(6);
  expect(lines[1]).toContain('succeeded');

  const run = page.url();
  await row(page, 1).getByRole('link', { name: 'Result of line 1' }).click();
  await expect(page.getByRole('status').first()).toContainText('Succeeded');
  await page.goto(run);
  await page.getByRole('link', { name: 'All of it in the audit trail' }).click();
  await expect(page.getByRole('main')).toContainText('Bulk run started');
  for (const { username } of users) await expect(page.getByRole('main')).toContainText(username);
});

test('a file is refused as a whole with its faulty lines named, and goes through once it is mended', async ({ enter, control, scripts }) => {
  const { names } = await crowd(control, 2);
  const page = await enter('supervisor');
  await page.goto('/bulk');
  const faulty = `Username,UserPoolId,metadata.locale\n${names[0]},${customers},en\n,${customers},en\nname with spaces,,de\n`;
  await send(page, { file: { name: 'leaked <b>users</b>.csv', content: faulty } });
  await expect(page).toHaveTitle(/^Error: Bulk runs/);
  const faults = page.getByRole('list', { name: 'Lines that cannot be read' });
  await expect(faults.getByRole('listitem').filter({ hasText: 'Line 3' })).toContainText('no identifier');
  await expect(faults.getByRole('listitem').filter({ hasText: 'Line 4' })).toBeVisible();
  await expect(page.getByText('Choose the file again')).toContainText('leaked <b>users</b>.csv');
  await expect(page.getByLabel('Reason')).toHaveValue('Passwords leaked at a supplier');
  await expect(page.getByRole('radio', { name: 'Reset codes' })).toBeChecked();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.setViewportSize({ width: 1280, height: 900 });

  await send(page, { file: { name: 'leaked <b>users</b>.csv', content: `Username,metadata.locale\r\n${names[0]},en\r\n${names[1]},de\r\n` } });
  await ready(page, scripts);
  await expect(card(page, 'This run')).toContainText('leaked <b>users</b>.csv (CSV)');
  await expect(card(page, 'Ready to start')).toContainText('2 users');
});

test('what is no list is refused in words, with what was typed', async ({ enter, scripts }) => {
  const page = await enter('supervisor');
  const files = [
    { name: 'empty.csv', content: '', says: /Choose a file, or paste the list here|no rows|empty/i },
    { name: 'book.xlsx', content: Buffer.from('504b0304140006000800000021006264ee9d680100009004000013000802', 'hex'), says: /spreadsheet|Excel|UTF-8|CSV/i },
    { name: 'passwords.csv', content: 'Username,Password\namara.okafor,Correct-Horse-7\n', says: /Passwords are never read from lists/ },
  ];
  for (const { name, content, says } of files) {
    await page.goto('/bulk');
    await send(page, { file: { name, content } });
    await expect(page).toHaveTitle(/^Error: /);
    await expect(page.getByRole('main')).toContainText(says);
    await expect(page.getByRole('main')).not.toContainText('Correct-Horse-7');
    await expect(page.getByLabel('Reason')).toHaveValue('Passwords leaked at a supplier');
  }
  await page.goto('/bulk');
  await send(page, { file: { name: 'large.csv', content: 'x'.repeat(6 * 1024 * 1024) } });
  if (scripts) await expect(page.getByText('The file is larger than 5 MB.')).toBeVisible();
  else {
    await expect(page.getByRole('main')).toContainText('The list is larger than 5 MB.');
    await expect(page.getByLabel('Reason')).toHaveValue('Passwords leaked at a supplier');
  }
});

test('a run is seen as it goes, is paused, resumed and cancelled', async ({ enter, control, scripts }) => {
  const { users, names } = await crowd(control, 4);
  const page = await enter('supervisor');
  await page.goto('/bulk');
  await send(page, { text: names.join('\n') });
  await ready(page, scripts);
  let letGo = await hold(control);
  await number(page).fill('4');
  await start(page).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('0 of 4 users had their turn');
  await expect(page.getByRole('main')).toContainText(`by the rules for ${personas.supervisor}`);
  await page.getByRole('button', { name: 'Pause' }).click();
  await comes(page, scripts, page.getByRole('heading', { name: 'Somebody paused it.' }));
  // A second person entitled sees the same, and lets it go on in their own name.
  const admin = await enter('administrator');
  await admin.goto('/bulk');
  await admin.getByRole('row').filter({ hasText: 'Paused' }).getByRole('link').first().click();
  await expect(admin).toHaveURL(page.url());
  await admin.getByRole('button', { name: 'Resume' }).click();
  // On the first page too, which nobody loads again where it has scripts.
  await comes(page, scripts, page.getByRole('heading', { name: 'It is under way' }));
  await expect(card(page, 'This run')).toContainText(personas.administrator);
  await letGo();
  await comes(page, scripts, page.getByRole('heading', { name: 'Done for all 4 users' }));
  for (const user of users) expect(await control.resets(user)).toBe(1);

  await page.goto('/bulk');
  const { users: others, names: otherNames } = await crowd(control, 2);
  await send(page, { text: otherNames.join('\n') });
  await ready(page, scripts);
  letGo = await hold(control);
  await number(page).fill('2');
  await start(page).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await page.getByText('Cancel this run…').click();
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  await letGo();
  // What was begun comes to its end, and counts.
  const end = page.getByRole('heading', { name: /^It was cancelled: done for \d of 2 users$/ });
  await comes(page, scripts, end);
  let done = 0;
  for (const user of others) done += await control.resets(user);
  await expect(end).toHaveText(`It was cancelled: done for ${done} of 2 users`);
  // Back, to a page from before: it starts nothing.
  await page.goBack();
  await page.goto(page.url().split('?')[0] ?? '');
  await expect(start(page)).toHaveCount(0);
});

test('a run that cannot go on pauses with its cause, and goes on once that is mended', async ({ enter, control, scripts }) => {
  const { users, names } = await crowd(control, 2);
  const page = await enter('supervisor');
  await page.goto('/bulk');
  await send(page, { text: names.join('\n') });
  await ready(page, scripts);
  await control.fault({ operation: 'AdminResetUserPassword', kind: 'mail_limit' });
  await number(page).fill('2');
  await start(page).click();
  await comes(page, scripts, page.getByRole('heading', { name: "The pool's mails of the day are used up." }));
  await expect(card(page, 'It is paused')).toContainText('it goes on for 2 users in your name');
  await control.clearFaults();
  await page.getByRole('button', { name: 'Resume' }).click();
  await comes(page, scripts, page.getByRole('heading', { name: 'Done for all 2 users' }));
  for (const user of users) expect(await control.resets(user)).toBe(1);
});

test('what came of each row is told apart: nothing is green that was refused', async ({ enter, control, scripts }) => {
  const { names } = await crowd(control, 2);
  const page = await enter('supervisor');
  await page.goto('/bulk');
  await send(page, { text: names.join('\n') });
  await ready(page, scripts);
  await control.fault({ operation: 'AdminResetUserPassword', kind: 'user_lambda_validation', times: 1 });
  await number(page).fill('2');
  await start(page).click();
  await comes(page, scripts, page.getByRole('heading', { name: 'Done for 1 of 2 users' }));
  await expect(card(page, 'Done for 1 of 2 users')).toContainText('Refused by Cognito: nothing changed for them');
  await page.getByRole('navigation', { name: 'Rows by standing' }).getByRole('link', { name: 'Refused by Cognito (1)' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(1);
});

test('starting asks for a fresh sign-in, which starts nothing by itself', async ({ page, control, scripts }) => {
  const { users, names } = await crowd(control, 1);
  await control.misbehave('old_auth_time');
  await signIn(page, 'supervisor');
  await page.goto('/bulk');
  await send(page, { text: names.join('\n') });
  await ready(page, scripts);
  await expect(page.getByText('You will be asked to sign in again first.')).toBeVisible();
  await number(page).fill('1');
  await start(page).click();
  await page.getByRole('button', { name: personas.supervisor }).click();
  await expect(page.getByRole('status').filter({ hasText: 'You signed in again.' })).toBeVisible();
  expect(await control.resets(users[0] as User)).toBe(0);
  await number(page).fill('1');
  await start(page).click();
  await comes(page, scripts, page.getByRole('heading', { name: 'Done for the one user' }));
  expect(await control.resets(users[0] as User)).toBe(1);
});

test('above fifty users a second person confirms what they see', async ({ enter, control, scripts }) => {
  const { users, names } = await crowd(control, 51);
  const page = await enter('supervisor');
  await page.goto('/bulk');
  await send(page, { help: 'Signing out everywhere', text: names.join('\n') });
  await ready(page, scripts);
  await number(page).fill('51');
  await page.getByRole('button', { name: 'Start for 51 users, once another person confirms' }).click();
  await expect(page.getByRole('heading', { name: 'Another person has to confirm it' })).toBeVisible();
  await expect(page.getByLabel('For how many users?')).toHaveCount(0);
  const admin = await enter('administrator');
  await admin.goto(page.url());
  if (scripts) await expect(admin.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Bulk' })).toContainText('waits for you');
  const asked = card(admin, 'Confirm as the second person');
  await expect(asked).toContainText(`Of ${personas.supervisor}, who started it.`);
  await expect(asked).toContainText('Passwords leaked at a supplier');
  await number(admin).fill('51');
  await admin.getByRole('button', { name: 'Confirm and start for 51 users' }).click();
  await comes(page, scripts, page.getByRole('heading', { name: 'Done for all 51 users' }));
  expect(await control.effects(users[50] as User, 'AdminUserGlobalSignOut')).toBe(1);
});

test('what rows and reasons hold is text, whatever it is', async ({ enter, scripts }) => {
  const page = await enter('supervisor');
  await page.goto('/bulk');
  const hostile = '</textarea><script>alert(1)</script>';
  await send(page, { text: hostile, reason: '' });
  await expect(page.getByLabel('Or paste the list')).toHaveValue(hostile);
  await send(page, { text: `${hostile}\n<img/src=x/onerror=alert(2)>\nwide.name`, reason: 'Reason \u202e<b>gnp.exe</b>' });
  await comes(page, scripts, page.getByRole('heading', { name: 'Ready to start' }));
  await expect(row(page, 1)).toContainText(hostile);
  await expect(row(page, 2)).toContainText('<img/src=x/onerror=alert(2)>');
  await expect(card(page, 'This run')).toContainText('⟨U+202E⟩<b>gnp.exe</b>');
  await expectNoSidewaysScroll(page);
});

test('the desk has no lists', async ({ enter }) => {
  const page = await enter('helpdesk');
  await page.goto('/users');
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Bulk' })).toHaveCount(0);
  await page.goto('/bulk');
  await expect(page).toHaveTitle(/^Error: /);
});

const states = ['the form', 'nobody can be helped', 'ready', 'waits for a second person', 'running', 'paused', 'done'] as const;
for (const state of states) {
  test(`${state}: accessible, one heading, no sideways scrolling, in light and dark, on a desk and on a phone`, async ({ enter, control, scripts }) => {
    const page = await enter('supervisor');
    await page.goto('/bulk');
    if (state !== 'the form') {
      const { names } = await crowd(control, state === 'waits for a second person' ? 51 : 2);
      await send(page, { text: state === 'nobody can be helped' ? 'nobody.of.this.name' : [...names, 'nobody.of.this.name'].join('\n') });
    }
    if (state === 'nobody can be helped') await comes(page, scripts, page.getByRole('heading', { name: 'It can be done for nobody in this list' }));
    else if (state !== 'the form') await ready(page, scripts);
    if (['running', 'paused'].includes(state)) await hold(control);
    if (['running', 'paused', 'done', 'waits for a second person'].includes(state)) {
      await number(page).fill(state === 'waits for a second person' ? '51' : '2');
      await start(page).click();
      await expect(start(page)).toHaveCount(0);
    }
    if (state === 'paused') {
      await page.getByRole('button', { name: 'Pause' }).click();
      await comes(page, scripts, page.getByRole('button', { name: 'Resume' }));
    }
    if (state === 'done') await comes(page, scripts, page.getByRole('heading', { name: 'Done for all 2 users' }));
    if (scripts) await holdStill(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    if (['ready', 'running', 'paused', 'waits for a second person'].includes(state)) {
      await page.getByText('Cancel this run…').click();
      await page.getByRole('button', { name: 'Cancel the run' }).click();
      await comes(page, scripts, page.getByRole('heading', { name: /^It was cancelled/ }));
    }
  });
}

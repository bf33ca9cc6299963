import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { card, customers, expect, expectFieldError, expectProblem, fillPair, fillReset, openUser, pageOf, reference, sendResetCode, test, type User } from './support';

const rows = (page: Page) => page.getByRole('table', { name: 'Records, newest first' }).getByRole('row');

/** The row's own link, which leads to the record; the names in it lead to lists. */
const record = (row: Locator) => row.getByRole('rowheader').getByRole('link');
/** The day of a record, in UTC: around midnight it need not be the one that the test began on. */
const dayOf = async (row: Locator) => ((await row.locator('time').getAttribute('datetime')) ?? '').slice(0, 10);
const apply = (page: Page) => page.getByRole('button', { name: 'Apply' }).click();

async function resetFor(page: Page, user: User, scripts: boolean, ticket: string) {
  await openUser(page, user, scripts);
  await fillReset(page, { reason: 'Caller forgot the password', ticket });
  await fillPair(page, 1, 'locale', 'pl-PL');
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
}

for (const reader of ['supervisor', 'auditor', 'administrator'] as const) {
  test(`a ${reader} sees who did what to whom, why and how it ended, with both halves and their hashes`, async ({ enter, control, scripts }) => {
    const user = await control.someone();
    await resetFor(await enter('helpdesk'), user, scripts, 'INC-204817');
    const page = await enter(reader);
    await page.goto(`/audit?user=${user.username}`);
    const row = rows(page).filter({ hasText: 'password.reset' });
    await expect(row).toHaveCount(1);
    for (const cell of ['Tomasz Wilk', 'helpdesk', 'Reset code sent', user.attributes.name ?? '', user.username, 'Northwind customers', 'Succeeded', 'Caller forgot the password', 'INC-204817']) {
      await expect(row).toContainText(cell);
    }

    await record(row).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Reset code sent: ${user.attributes.name}`);
    for (const half of ['What was asked for', 'How it ended']) await expect(page.getByRole('heading', { name: half })).toBeVisible();
    const main = page.getByRole('main');
    for (const fact of ['locale: pl-PL', 'CONFIRMED', 'RESET_REQUIRED', user.sub, 'AWS request id', '127.0.0.1']) await expect(main).toContainText(fact);
    await expect(main.getByText('Hash', { exact: true })).toHaveCount(2);
    await expect(main.getByText(/^[0-9a-f]{64}$/)).toHaveCount(4);
    await page.getByRole('link', { name: "The user's page" }).click();
    await expect(page).toHaveURL(pageOf(user));
  });
}

test('help-desk staff may not read the trail, are told so, and that is in the trail', async ({ enter }) => {
  const page = await enter('customer');
  const answer = await page.goto('/audit');
  expect(answer?.status()).toBe(403);
  await expectProblem(page, 'The audit trail is for supervisors and auditors.');
  await expect(page.getByText('This attempt is recorded.')).toBeVisible();
  const quoted = (await page.getByRole('main').innerText()).match(reference)?.[0] ?? 'no reference';

  const auditor = await enter('auditor');
  await auditor.goto('/audit?action=trail.read&outcome=denied&who=Duarte');
  await record(rows(auditor).filter({ hasText: 'Denied by policy' }).first()).click();
  await expect(auditor.getByRole('heading', { name: 'What policy denied' })).toBeVisible();
  await expect(auditor.getByRole('main')).toContainText(quoted);
});

test('filters stand in the address and in the form, and are taken away with one click', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  await resetFor(await enter('helpdesk'), user, scripts, 'INC-730021');
  const page = await enter('auditor');
  await page.goto('/audit');
  await expect(page.getByLabel('Ticket')).toBeHidden();
  await page.getByText('More filters').click();
  await page.getByLabel('Ticket').fill('INC-730021');
  await page.getByLabel('Who').fill('wilk');
  await page.getByLabel('Action', { exact: true }).selectOption({ label: 'Reset code' });
  await page.getByLabel('Outcome').selectOption({ label: 'Succeeded' });
  await page.getByLabel('Pool').selectOption({ label: 'Northwind customers' });
  await apply(page);
  await expect(page).toHaveURL(`/audit?who=wilk&action=password.reset&outcome=succeeded&pool=${customers}&ticket=INC-730021`);
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).nth(1)).toContainText(user.attributes.name ?? '');
  await expect(page.getByLabel('Who')).toHaveValue('wilk');
  await expect(page.getByLabel('Pool')).toHaveValue(customers);
  await page.getByLabel('Outcome').selectOption({ label: 'Refused by Cognito' });
  await apply(page);
  await expect(page.getByText('No records fit')).toBeVisible();
  await page.getByRole('link', { name: 'Clear all filters' }).click();
  await expect(page).toHaveURL('/audit');
  await expect(page.getByLabel('Who')).toHaveValue('');
});

test('on a phone the filters are folded, and say how many are set', async ({ enter }) => {
  const page = await enter('auditor');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/audit?who=priya&action=session.start');
  await expect(page.getByLabel('Who')).toBeHidden();
  await expect(rows(page).nth(1)).toBeInViewport();
  await page.getByText('Filters (2 set)').click();
  await expect(page.getByLabel('Who')).toHaveValue('priya');
  await page.setViewportSize({ width: 1280, height: 844 });
  await page.goto('/audit?who=priya&action=session.start');
  await expect(page.getByLabel('Who')).toBeVisible();
});

test('a word of four hundred letters takes no room from others, and the page does not scroll sideways', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const desk = await enter('helpdesk');
  await openUser(desk, user, scripts);
  await fillReset(desk, { reason: 'w'.repeat(400), ticket: 'INC-730025' });
  await sendResetCode(desk);
  await expect(desk).toHaveURL(/\/results\//);
  const page = await enter('auditor');
  for (const width of [1280, 1024, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/audit?ticket=inc-730025');
    const box = await page.getByText(/^w{400}/).boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? width), `at ${width}`).toBeLessThan(width);
    expect(box?.height, `at ${width}`).toBeLessThan(90);
  }
});

test('days are days in UTC, and a day that is none is refused beside its field and stays to be seen', async ({ enter }) => {
  const page = await enter('auditor');
  await page.goto('/audit');
  const day = await dayOf(rows(page).nth(1));
  await page.goto(`/audit?from=${day}&until=${day}`);
  await expect(rows(page).nth(1)).toBeVisible();
  await page.goto('/audit?from=2020-01-01&until=2020-01-02');
  await expect(page.getByText('No records fit')).toBeVisible();
  await page.goto('/audit?from=yesterday');
  await expectFieldError(page, 'From', 'Write the day as in 2026-11-21.');
  await expect(page.getByLabel('From')).toHaveValue('yesterday');
});

test('what is set can be taken away one by one, and the fields for rare days are folded until one is set', async ({ enter }) => {
  const page = await enter('auditor');
  await page.goto('/audit?who=wilk&role=helpdesk&outcome=attention');
  await expect(page.getByLabel('Role')).toBeVisible();
  const set = page.getByRole('navigation', { name: 'Filters that are set' });
  await expect(set.getByRole('link')).toHaveText([/Who: wilk/, /Outcome: Needs attention/, /Role: helpdesk/]);
  await set.getByRole('link', { name: 'Take away Role: helpdesk' }).click();
  await expect(page).toHaveURL('/audit?who=wilk&outcome=attention');
  await expect(page.getByLabel('Role')).toBeHidden();
  await set.getByRole('link', { name: 'Take away Who: wilk' }).click();
  await set.getByRole('link', { name: 'Take away Outcome: Needs attention' }).click();
  await expect(page).toHaveURL('/audit');
  await expect(set).toHaveCount(0);
});

test('what fits is counted, and the numbers stand in tables that lead to the records', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  await resetFor(await enter('helpdesk'), user, scripts, 'INC-730022');
  const page = await enter('auditor');
  await page.goto('/audit?ticket=INC-730022');
  const day = await dayOf(rows(page).nth(1));
  await expect(page.getByText(/^1 action in the last 30 days \(/)).toBeVisible();
  await expect(page.getByRole('img', { name: /^Actions by day/ })).toHaveCount(0);
  await page.getByText('Counts as a table').click();
  const counted = page.getByRole('table', { name: 'By what was done, and how it ended' });
  await expect(counted.getByRole('row').nth(1)).toHaveText(/Reset code\s*1\s*1/);
  await page.getByRole('table', { name: 'By day' }).getByRole('rowheader').getByRole('link').click();
  await expect(page).toHaveURL(`/audit?ticket=INC-730022&from=${day}&until=${day}`);
  await expect(rows(page)).toHaveCount(2);
  await page.getByText('Counts as a table').click();
  await counted.getByRole('link', { name: '1' }).click();
  await expect(page).toHaveURL(/action=password.reset&outcome=succeeded/);
  await expect(rows(page)).toHaveCount(2);
});

test('a name leads to everything of that person, or to everything done to that user', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  await resetFor(await enter('helpdesk'), user, scripts, 'INC-730023');
  const page = await enter('auditor');
  await page.goto('/audit?ticket=INC-730023');
  await rows(page).nth(1).getByRole('link', { name: `Everything to ${user.attributes.name}` }).click();
  await expect(page).toHaveURL(`/audit?user_sub=${user.sub}&ticket=INC-730023`);
  await rows(page).nth(1).getByRole('link', { name: 'Everything by Tomasz Wilk' }).click();
  await expect(page.getByRole('link', { name: /Take away Exactly this person: Tomasz Wilk \(nw-1002\)/ })).toBeVisible();
  await record(rows(page).nth(1)).click();
  await page.getByRole('link', { name: 'Everything done to this user' }).click();
  await expect(page).toHaveURL(`/audit?user_sub=${user.sub}`);
  await page.goto(pageOf(user));
  await page.getByRole('link', { name: 'Everything done to this user' }).click();
  await expect(page).toHaveURL(`/audit?user_sub=${user.sub}`);
});

test('what fits the filters is exported as a file, by those who may', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  await resetFor(await enter('helpdesk'), user, scripts, 'INC-730024');
  const page = await enter('auditor');
  await page.goto('/audit?ticket=INC-730024');
  for (const [name, ending] of [['Export CSV', 'csv'], ['Export JSON Lines', 'jsonl']] as const) {
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(new RegExp(`^passdesk-audit-.*\\.${ending}$`));
    const text = readFileSync(await file.path(), 'utf8');
    expect(text).toContain('INC-730024');
    expect(text).not.toContain('session.start');
  }
  const supervisor = await enter('supervisor');
  await supervisor.goto('/audit?ticket=INC-730024');
  await expect(rows(supervisor)).toHaveCount(2);
  await expect(supervisor.getByRole('button', { name: /^Export/ })).toHaveCount(0);
});

test('searches and reads are shown when they are asked for', async ({ enter, control }) => {
  const user = await control.someone();
  const desk = await enter('helpdesk');
  await desk.goto(`/users?pool=${customers}&q=${user.username}`);
  await expect(desk).toHaveURL(pageOf(user));
  const page = await enter('auditor');
  await page.goto(`/audit?user=${user.username}`);
  await expect(page.getByText('No records fit')).toBeVisible();
  await page.getByRole('link', { name: 'Show them too.' }).click();
  await expect(page).toHaveURL(`/audit?user=${user.username}&reads=on`);
  await expect(page.getByLabel('Searches and reads too')).toBeChecked();
  await expect(rows(page).filter({ hasText: 'User read' }).first()).toContainText('Tomasz Wilk');
  await page.goto('/audit?action=user.search&who=wilk');
  await expect(rows(page).filter({ hasText: `searched for: ${user.username}` }).first()).toBeVisible();
});

test('sign-ins are in the trail', async ({ enter }) => {
  await enter('helpdesk');
  const page = await enter('auditor');
  await page.goto('/audit?action=session.start&who=wilk');
  await expect(rows(page).nth(1)).toContainText('Sign-in');
});

test('the trail comes in pages, older and newer, with the filters kept', async ({ enter }) => {
  const desk = await enter('customer');
  for (let times = 0; times < 52; times += 1) expect((await desk.request.get('/audit')).status()).toBe(403);
  const page = await enter('supervisor');
  await page.goto('/audit?outcome=denied&who=Duarte');
  await expect(rows(page)).toHaveCount(51);
  await expect(page.getByRole('link', { name: 'Newer' })).toHaveCount(0);
  // What follows the question mark is the way back to this page of the list.
  const place = async (row: Locator) => ((await record(row).getAttribute('href')) ?? '').split('?')[0] ?? '';
  const newest = await place(rows(page).nth(1));
  const last = await place(rows(page).last());
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(page).toHaveURL(/outcome=denied.*before=\d+/);
  await expect(rows(page).nth(1)).toContainText('Denied by policy');
  expect(await place(rows(page).nth(1))).not.toBe(last);
  await page.getByRole('link', { name: 'Newer' }).click();
  await expect(rows(page)).toHaveCount(51);
  expect(await place(rows(page).nth(1))).toBe(newest);
});

test("a user's page has the timeline, with the record for whoever may read it", async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const desk = await enter('helpdesk');
  await desk.goto(pageOf(user));
  await expect(desk.getByText('Nobody has acted on this user from here.')).toBeVisible();
  await resetFor(desk, user, scripts, 'INC-204817');
  await desk.goto(pageOf(user));
  const event = (page: Page) => card(page, 'What happened so far').getByRole('listitem').filter({ hasText: 'Reset code' });
  await expect(event(desk)).toContainText('Tomasz Wilk');
  await event(desk).getByRole('link', { name: 'Details' }).click();
  await expect(desk).toHaveURL(/\/results\//);

  const auditor = await enter('auditor');
  await auditor.goto(pageOf(user));
  await event(auditor).getByRole('link', { name: 'Details' }).click();
  await expect(auditor).toHaveURL(/\/audit\//);
});

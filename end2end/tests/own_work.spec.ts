import type { Page } from '@playwright/test';
import { customers, expect, expectAccessible, expectNoSidewaysScroll, expectProblem, fillReset, openUser, sendResetCode, test, type User } from './support';

const table = (page: Page, caption: string) => page.getByRole('table', { name: new RegExp(`^${caption}`) });
const rowOf = (page: Page, caption: string, user: User) => table(page, caption).getByRole('row').filter({ has: page.getByText(user.username, { exact: true }) });

const openWork = async (page: Page) => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My work' }).click();
  await expect(page).toHaveTitle(/^My work/);
};

async function send(page: Page, user: User, scripts: boolean, texts = {}) {
  await openUser(page, user, scripts);
  await fillReset(page, texts);
  await sendResetCode(page);
  await expect(page).toHaveURL(/\/results\//);
}

test('who helped somebody finds them again, with the way to the result, to the user, and back', async ({ enter, control, scripts }) => {
  const page = await enter('helpdesk');
  const user = await control.someone();
  await send(page, user, scripts, { ticket: 'INC-204817' });
  const result = page.url();
  await page.getByRole('main').getByRole('link', { name: 'My work' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My work' })).toHaveAttribute('aria-current', 'page');
  const row = rowOf(page, '(Everything else from|From) today', user);
  for (const words of ['Reset code sent', 'Caller forgot the password', 'Succeeded', 'INC-204817', 'just now']) await expect(row).toContainText(words);
  await row.getByRole('link', { name: /^Reset code sent/ }).click();
  await expect(page).toHaveURL(result);
  await openWork(page);
  await row.getByRole('rowheader').getByRole('link').click();
  await expect(page).toHaveURL(`/users/${user.pool}/${user.sub}`);
});

test('what did not work stands on top and says what to do, until it is done', async ({ enter, control, scripts }) => {
  const page = await enter('helpdesk');
  const user = await control.someone();
  await control.fault({ operation: 'AdminResetUserPassword', kind: 'throttle' });
  await send(page, user, scripts);
  await control.clearFaults();
  await openWork(page);
  const open = rowOf(page, 'Needs attention', user);
  for (const words of ['Not sent', 'Nothing was done. Wait a few seconds, and try again.']) await expect(open).toContainText(words);
  await expect(rowOf(page, '(Everything else from|From) today', user)).toHaveCount(0);
  await open.getByRole('link', { name: /^Reset code/ }).click();
  await page.getByRole('link', { name: 'Try again with what you typed' }).click();
  await sendResetCode(page);
  await expect(page).toHaveURL(/\/results\//);
  await openWork(page);
  await expect(open).toHaveCount(0);
  await expect(rowOf(page, '(Everything else from|From) today', user)).toHaveCount(2);
});

test('a record of ones own leads to its result, and the trail says where ones own work is', async ({ enter, control, scripts }) => {
  const page = await enter('helpdesk');
  await send(page, await control.someone(), scripts);
  const result = page.url();
  await page.goto(result.replace('/results/', '/audit/'));
  await expect(page).toHaveURL(result);
  await page.goto('/audit');
  await expectProblem(page, 'The audit trail is for supervisors and auditors.');
  await page.getByRole('main').getByRole('link', { name: 'My work' }).click();
  await expect(page).toHaveTitle(/^My work/);
  const auditor = await enter('auditor');
  await auditor.goto('/audit?action=work.read');
  await expect(auditor.getByRole('table').getByRole('row').nth(1)).toContainText('looked at their own work: today');
  await expect(auditor.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My work' })).toHaveCount(0);
});

test('more than a page is gone through by Older, and back to the newest', async ({ enter, control, scripts }) => {
  const page = await enter('both');
  const user = await control.user('kofi.mensah');
  const form = { pool: customers, sub: user.sub, username: user.username, reason: 'One of many', check: 'yes' };
  const headers = { accept: 'text/html', 'sec-fetch-site': 'same-origin' };
  const tickets = Array.from({ length: 55 }, (_, place) => `INC-${300_000 + place}`);
  for (const ticket of tickets) {
    await page.request.post('/api/passwords/reset', { form: { ...form, ticket, action_id: crypto.randomUUID() }, headers, maxRedirects: 0 });
  }
  await openUser(page, user, scripts);
  await openWork(page);
  const rows = table(page, '(Everything else from|From) today').locator('tbody').getByRole('row');
  // Other tests may have let the same person do something before.
  const shown = async () => (await rows.locator('code', { hasText: /^INC-3000/ }).allTextContents()).reverse();
  await expect(rows).toHaveCount(50);
  await expect(rows.first()).toContainText('Reset code (checked only)');
  const newest = await shown();
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(page).toHaveURL(/\/work\?before=\d+$/);
  // What is read at once is read from a whole page.
  await page.waitForLoadState();
  expect([...(await shown()), ...newest]).toEqual(tickets);
  await page.getByRole('link', { name: 'Newest' }).click();
  await expect(page).toHaveURL('/work');
});

test('a page of odd names and long texts looks right: light and dark, desk and phone', async ({ enter, control, scripts }) => {
  const page = await enter('helpdesk');
  for (const name of ['wide.name', 'combining', 'spoofed', 'sunflower🌻']) {
    const user = await control.user(name);
    await control.change(user, { status: 'CONFIRMED', enabled: true });
    if (name === 'combining') await control.fault({ operation: 'AdminResetUserPassword', kind: 'code_delivery_failure', times: 1 });
    await send(page, user, scripts, { reason: name === 'wide.name' ? 'x'.repeat(400) : 'Caller says <b>nothing</b> arrives. '.repeat(8).trim() });
  }
  await openWork(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expect(table(page, 'Needs attention')).toContainText('Refused by Cognito');
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

test('days without work look right', async ({ enter }) => {
  const page = await enter('administrator');
  await page.goto('/work?days=yesterday');
  await expect(page.getByRole('heading', { name: 'Nothing from yesterday' })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.getByRole('main').getByRole('link', { name: 'Last 7 days' }).first().click();
  await expect(page).toHaveURL('/work?days=week');
});

import type { Page } from '@playwright/test';
import { customers, expect, expectAccessible, expectNoSidewaysScroll, fillReset, islandsReady, kiosks, openUser, partners, sendResetCode, test, type User } from './support';

/** A board that is there: the first reading of a pool may take longer than its page waits for it. */
async function openBoard(page: Page, query: string) {
  await expect(async () => {
    await page.goto(`/waiting?${query}`);
    await expect(page.getByText(/Reading who is waiting|once in five seconds/)).toHaveCount(0, { timeout: 200 });
  }).toPass({ intervals: [500] });
}

/** The board as it is now: what was read earlier in this sandbox would be shown for up to a minute, and be read anew between two of a test's pages. */
const openNewBoard = (page: Page, query: string) => openBoard(page, `newer_than=${(Date.now() + 1_000) * 1_000}&${query}`);

const table = (page: Page) => page.getByRole('table', { name: /^Who is waiting in/ });
const rowOf = (page: Page, user: User) => table(page).getByRole('row').filter({ has: page.getByText(user.username, { exact: true }) });
const times = async (page: Page) => table(page).locator('time').evaluateAll((found) => found.map((time) => time.getAttribute('datetime') ?? ''));

test('the board is one click away and shows the oldest first, with a way to the form that helps', async ({ enter, scripts }) => {
  const page = await enter('helpdesk');
  await openBoard(page, `pool=${customers}`);
  await page.goto('/users');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Waiting' }).click();
  await expect(page).toHaveTitle(/^Who is waiting/);
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Waiting' })).toHaveAttribute('aria-current', 'page');
  await expect(table(page).getByRole('columnheader')).toHaveText(['Name', 'What they must do', 'Since (UTC)', 'Time left', 'Contact', 'Next step']);
  await page.goto(`/waiting?pool=${customers}&kind=temporary&clock=expired`);
  const dana = table(page).getByRole('row').filter({ hasText: 'dana.kowalczyk' });
  for (const words of ['Dana Kowalczyk', 'Must change a temporary password', 'FORCE_CHANGE_PASSWORD', 'Expired', '16 days over', 'd•••@example.org']) await expect(dana).toContainText(words);
  await expect(dana).not.toContainText('dana.kowalczyk@');
  await page.goto(`/waiting?pool=${customers}`);
  const since = await times(page);
  expect(since).toHaveLength(50);
  expect(since).toEqual([...since].sort());
  await page.goto(`/waiting?pool=${customers}&kind=temporary&clock=expired`);
  await dana.getByRole('link', { name: /^Send the invitation again\s*: Dana Kowalczyk$/ }).click();
  await expect(page).toHaveURL(/\?do=invitation#action$/);
  if (scripts) await islandsReady(page);
  await expect(page.getByRole('button', { name: 'Resend invitation' })).toBeVisible();
});

test('filters stand in the address: a reload keeps them, and the back button takes them away', async ({ enter }) => {
  const page = await enter('helpdesk');
  await openBoard(page, `pool=${customers}`);
  await page.getByRole('navigation', { name: 'Waiting with' }).getByRole('link', { name: /^Reset codes \d+$/ }).click();
  await expect(page).toHaveURL(`/waiting?pool=${customers}&kind=reset`);
  await expect(table(page)).not.toContainText('FORCE_CHANGE_PASSWORD');
  await page.getByRole('navigation', { name: 'Time left' }).getByRole('link', { name: /^Expired \d+$/ }).click();
  await expect(page).toHaveURL(`/waiting?pool=${customers}&kind=reset&clock=expired`);
  const chosen = page.locator('.link-filter [aria-current]');
  await expect(chosen).toHaveText([/^Reset codes/, /^Expired/]);
  await page.reload();
  await expect(chosen).toHaveText([/^Reset codes/, /^Expired/]);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(`/waiting?pool=${customers}`);
  await expect(chosen).toHaveText([/^Everybody/, /^Any/]);
});

test('pages go forth and back, and nobody stands on both', async ({ enter }) => {
  const page = await enter('helpdesk');
  await openNewBoard(page, `pool=${customers}`);
  const usernames = table(page).locator('.table__identifier');
  const first = await usernames.allTextContents();
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(`/waiting?pool=${customers}&page=2`);
  // What is read at once is read from a whole page.
  await page.waitForLoadState();
  const second = await usernames.allTextContents();
  expect(second.length).toBeGreaterThan(0);
  expect(first.filter((name) => second.includes(name))).toEqual([]);
  await page.getByRole('link', { name: 'Previous' }).click();
  await expect(usernames).toHaveText(first);
});

test('whom staff have just helped has a new clock at once', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  await control.change(user, { status: 'RESET_REQUIRED' });
  const page = await enter('helpdesk');
  await openNewBoard(page, `pool=${customers}&clock=working&kind=reset`);
  await expect(rowOf(page, user)).not.toContainText('Helped');
  await openUser(page, user, scripts);
  await page.goto(`/users/${user.pool}/${user.sub}?do=reset`);
  if (scripts) await islandsReady(page);
  await fillReset(page);
  await sendResetCode(page);
  await expect(page).toHaveURL(/\/results\//);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Waiting' }).click();
  // The newest stands last, behind those who wait for something else.
  await page.goto(`/waiting?pool=${customers}&clock=working&kind=reset`);
  await expect(rowOf(page, user)).toContainText('Helped');
  await expect(rowOf(page, user)).toContainText('Ask for the code, or send it again');
});

test('nobody waits in a pool, and a reading that takes long says how far it is', async ({ enter, control }) => {
  const page = await enter('helpdesk');
  await openBoard(page, `pool=${kiosks}`);
  await expect(page.getByRole('heading', { name: 'Nobody is waiting in Northwind kiosks' })).toBeVisible();
  await control.fault({ operation: 'ListUsers', delay_ms: 3_000, times: 1 });
  await page.goto(`/waiting?pool=${partners}`);
  await expect(page.getByRole('main').getByRole('status').filter({ hasText: 'Reading who is waiting in Northwind partners: 0 users so far.' })).toBeVisible();
  const reload = page.getByRole('link', { name: 'Reload' });
  await expect(async () => {
    // The page waits for the reading for a moment; once it is there, so is the board, and there is no such link.
    if ((await reload.count()) > 0) await reload.click({ timeout: 1_000 });
    await expect(table(page)).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(page).toHaveURL(`/waiting?pool=${partners}`);
});

test('a supervisor finds each look in the trail', async ({ enter }) => {
  const page = await enter('supervisor');
  await openBoard(page, `pool=${customers}&kind=reset`);
  await page.goto('/audit?action=waiting.read');
  await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText('looked at who is waiting: reset codes, page 1');
});

for (const [name, query] of [
  ['the board', `pool=${customers}`],
  ['its second page', `pool=${customers}&page=2`],
  ['an empty board', `pool=${kiosks}`],
] as const) {
  test(`${name} looks right: light and dark, desk and phone`, async ({ enter }) => {
    const page = await enter('supervisor');
    await openBoard(page, query);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });
}

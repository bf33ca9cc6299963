import type { Page } from '@playwright/test';
import { expect, findUser, islandsReady, pageOf, test } from './support';

test.beforeEach(({ scripts }) => test.skip(!scripts, 'the live results take a script'));

const found = (page: Page) => page.getByRole('list', { name: 'Users found' });
const field = (page: Page) => page.getByRole('searchbox', { name: 'Find a user' });

async function ready(page: Page) {
  await page.goto('/users');
  await islandsReady(page);
}

test('users appear while one types, and a click opens one', async ({ enter, control }) => {
  const page = await enter('helpdesk');
  await ready(page);
  await field(page).pressSequentially('dana.kow', { delay: 30 });
  const dana = found(page).getByRole('link', { name: /Dana Kowalczyk/ });
  await expect(dana).toContainText('FORCE_CHANGE_PASSWORD');
  await expect(dana).toContainText('d•••@example.org');
  await expect(page.getByRole('status').filter({ hasText: /^1 user found$/ })).toBeAttached();
  await dana.click();
  await expect(page).toHaveURL(pageOf(await control.user('dana.kowalczyk')));
});

test('fewer than three characters ask nothing, and nobody found says where it looked', async ({ enter }) => {
  const page = await enter('helpdesk');
  await ready(page);
  await field(page).fill('am');
  await field(page).fill('zzz.nobody');
  await expect(page.getByText(/^Nobody found. Looked in username/)).toBeVisible();
  await field(page).fill('zz');
  await expect(page.getByText(/^Nobody found/)).toHaveCount(0);
});

test('an older answer never stands in place of a newer one, and one request is under way at most', async ({ enter }) => {
  const page = await enter('helpdesk');
  await ready(page);
  let underWay = 0;
  let most = 0;
  let asked = 0;
  const isSearch = (url: string) => new URL(url).pathname.startsWith('/api/');
  page.on('request', (request) => {
    if (!isSearch(request.url())) return;
    asked += 1;
    most = Math.max(most, (underWay += 1));
  });
  const over = (request: { url(): string }) => void (isSearch(request.url()) && (underWay -= 1));
  page.on('requestfinished', over);
  page.on('requestfailed', over);

  // The first question is slow: its answer comes when more has been typed, and the last of it has waited to be asked as well.
  let answer = () => {};
  const typedOn = new Promise<void>((done) => (answer = done));
  await page.route((url) => isSearch(url.href), async (route) => {
    await typedOn;
    await route.continue();
  });
  const first = page.waitForRequest((request) => isSearch(request.url()));
  await field(page).fill('fatima');
  await first;
  for (const typed of ['ko', 'kow', 'kowal', 'dana.kow']) await field(page).fill(typed);
  await page.waitForTimeout(500);
  answer();
  await expect(found(page).getByRole('link')).toHaveCount(1);
  await expect(found(page)).toContainText('Dana Kowalczyk');
  await expect(page.getByRole('status').filter({ hasText: /users? found/ })).toHaveText('1 user found');
  expect(most, 'requests at the same time').toBe(1);
  expect(asked, 'what was typed in between is not asked').toBeLessThanOrEqual(3);
  await expect(found(page)).not.toContainText('atima');
});

test('arrow keys walk through the results, Enter opens, Escape closes', async ({ enter }) => {
  const page = await enter('helpdesk');
  await ready(page);
  await field(page).fill('anan.');
  const links = found(page).getByRole('link');
  await expect(links.nth(1)).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(links.nth(0)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue('anan.');
  await page.keyboard.press('Escape');
  await expect(found(page)).toHaveCount(0);

  await field(page).fill('anan.c');
  await expect(links.first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await expect(found(page)).toHaveCount(0);
  await expect(field(page), 'the focus is not lost with the list').toBeFocused();
});

test('the slash goes to the search from anywhere but a field', async ({ enter, control }) => {
  const page = await enter('helpdesk');
  await page.goto(pageOf(await control.user('amara.okafor')));
  await islandsReady(page);
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue('');
  await page.getByLabel('Reason').focus();
  await page.keyboard.press('/');
  await expect(page.getByLabel('Reason')).toHaveValue('/');
});

test('a search that fails while typing says so under the box', async ({ enter, control }) => {
  const page = await enter('helpdesk');
  await ready(page);
  await control.fault({ operation: 'ListUsers', kind: 'throttle' });
  await field(page).fill('kowal');
  await expect(page.getByText('Cognito is limiting how fast we may ask.').first()).toBeVisible();
  await control.clearFaults();
  await findUser(page, 'dana.kowalczyk');
  await expect(page.getByRole('heading', { level: 1, name: 'Dana Kowalczyk' })).toBeVisible();
});

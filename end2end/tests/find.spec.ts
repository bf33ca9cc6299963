import { customers, expect, expectFieldError, findUser, pageOf, partners, reference, test } from './support';

const kinds: [string, string][] = [
  ['an e-mail address', 'amara.okafor@example.com'],
  ['an e-mail address in other case', 'Amara.Okafor@Example.com'],
  ['a number in international notation', '+44 7700 900147'],
  ['a number with two zeros', '0044 (7700) 900-147'],
  ['a username', 'amara.okafor'],
  ['a preferred username', 'amara'],
  ['a sub', 'sub'],
];
test("whatever fits one user exactly opens that user's page", async ({ enter, control }) => {
  const amara = await control.user('amara.okafor');
  const page = await enter('helpdesk');
  for (const [kind, typed] of kinds) {
    await test.step(kind, async () => {
      await page.goto('/users');
      await findUser(page, typed === 'sub' ? amara.sub : typed);
      await expect(page).toHaveURL(pageOf(amara));
      await expect(page.getByRole('heading', { level: 1, name: 'Amara Okafor' })).toBeVisible();
    });
  }
});

test('names and beginnings, in any case, find the user among the results', async ({ enter }) => {
  const page = await enter('helpdesk');
  for (const typed of ['Amara Okafor', 'amara okafor', 'Okafor', 'amara.oka', 'AMARA.OKAFOR@']) {
    await test.step(typed, async () => {
      await page.goto('/users');
      await findUser(page, typed);
      await expect(page.getByRole('rowheader', { name: 'Amara Okafor' })).toBeVisible();
    });
  }
});

test('names in other scripts are found as they are written', async ({ enter }) => {
  const page = await enter('helpdesk');
  await findUser(page, '陈美');
  await expect(page.getByRole('rowheader', { name: '陈美' })).toBeVisible();
  await findUser(page, 'سمير');
  await expect(page.getByRole('row').filter({ hasText: 'samir.haddad' })).toContainText('Disabled');
});

test('results tell who it is, in which state, and the best next step', async ({ enter }) => {
  const page = await enter('helpdesk');
  await findUser(page, 'dana.kow');
  const table = page.getByRole('table', { name: 'Users found' });
  await expect(table.getByRole('columnheader')).toHaveText(['Name', 'Username', 'Contact', 'UserStatus', 'Last change', 'Best next step']);
  const dana = table.getByRole('row').filter({ hasText: 'Dana Kowalczyk' });
  for (const cell of ['dana.kowalczyk', 'd•••@example.org', 'FORCE_CHANGE_PASSWORD', 'Temporary password expired: send the invitation again']) await expect(dana).toContainText(cell);
  await expect(dana).not.toContainText('dana.kowalczyk@example.org');
  await expect(page.getByRole('main').getByRole('status').filter({ hasText: 'Looked in' })).toContainText('1 user. Looked in username, name, given name');
  await dana.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dana Kowalczyk' })).toBeVisible();
});

test('results come in pages, forth and back to the first', async ({ enter }) => {
  const page = await enter('helpdesk');
  await findUser(page, 'an');
  const names = page.getByRole('rowheader');
  const usernames = page.getByRole('cell').locator('.table__identifier');
  await expect(names.first()).toBeVisible();
  // What is read at once is read from a whole page.
  await page.waitForLoadState();
  const first = await usernames.allTextContents();
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.getByRole('link', { name: 'First page' })).toBeVisible();
  await page.waitForLoadState();
  const second = await usernames.allTextContents();
  expect(second.length).toBeGreaterThan(0);
  expect(first.filter((name) => second.includes(name)), 'nobody is on both pages').toEqual([]);
  await page.getByRole('link', { name: 'First page' }).click();
  await expect(usernames).toHaveText(first);
});

test('another pool is asked the same question', async ({ enter }) => {
  const page = await enter('helpdesk');
  await findUser(page, 'pia.lar');
  await expect(page.getByText('Nobody in Northwind customers matches “pia.lar”')).toBeVisible();
  const pools = page.getByRole('navigation', { name: 'User pool' });
  await pools.getByRole('link', { name: 'Northwind partners' }).click();
  await expect(page).toHaveURL(`/users?pool=${partners}&q=pia.lar`);
  await expect(page.getByRole('searchbox', { name: 'Find a user' })).toHaveValue('pia.lar');
  await expect(page.getByRole('rowheader', { name: 'Pia Larsen' })).toBeVisible();
  await expect(pools.getByRole('link', { name: 'Northwind partners' })).toHaveAttribute('aria-current', /./);
});

test('an e-mail address that stands for the username keeps its case', async ({ enter }) => {
  const page = await enter('helpdesk');
  await page.goto(`/users?pool=${partners}&q=Otto.Brandt%40reseller.example`);
  await expect(page.getByRole('heading', { level: 1, name: 'Otto Brandt' })).toBeVisible();
});

test('nobody found says where it looked and what else to try', async ({ enter }) => {
  const page = await enter('helpdesk');
  await findUser(page, 'zzz.nobody@example.com');
  await expect(page.getByText('Nobody in Northwind customers matches “zzz.nobody@example.com”')).toBeVisible();
  await expect(page.getByText('Looked in e-mail, username and preferred username.')).toBeVisible();
  await page.getByRole('link', { name: 'Look in Northwind partners' }).click();
  await expect(page.getByText('Nobody in Northwind partners matches “zzz.nobody@example.com”')).toBeVisible();
});

test('a search that is too long is refused beside the field, and kept', async ({ enter }) => {
  const page = await enter('helpdesk');
  const long = 'x'.repeat(129);
  await findUser(page, long);
  await expectFieldError(page, 'Find a user', 'Shorten the search to 128 characters or fewer.');
  await expect(page.getByRole('searchbox', { name: 'Find a user' })).toHaveValue(long);
});

test('quotes, backslashes and filter signs are looked for, not obeyed', async ({ enter }) => {
  const page = await enter('helpdesk');
  await findUser(page, `sean.o'brien+"beta"\\test`);
  await expect(page.getByRole('heading', { level: 1, name: /Seán/ })).toBeVisible();
  await page.goto('/users');
  await findUser(page, '" or username ^= "a');
  await expect(page.getByText(/^Nobody in Northwind customers matches/)).toBeVisible();
});

test('a pool that is not served is named as such', async ({ enter }) => {
  const page = await enter('helpdesk');
  const answer = await page.goto('/users?pool=eu-west-1_Nowhere1&q=amara');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'This console does not serve that user pool.' })).toBeVisible();
});

test('Cognito limiting the search is said in a sentence with a reference', async ({ enter, control }) => {
  const page = await enter('helpdesk');
  await control.fault({ operation: 'ListUsers', kind: 'throttle' });
  const answer = await page.goto(`/users?pool=${customers}&q=kowal`);
  expect(answer?.status()).toBe(503);
  await expect(page.getByRole('heading', { level: 1, name: 'Cognito is limiting how fast we may ask.' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(reference);
});

import type { Page } from '@playwright/test';
import { expect, expectFieldError, islandsReady, test } from './support';

const label = 'E-mail addresses, phone numbers, usernames or subs';
const field = (page: Page) => page.getByRole('textbox', { name: label });
const openForm = (page: Page) => page.getByText('Look up a list').click();
const lookUp = (page: Page) => page.getByRole('button', { name: 'Look up all' }).click();
const answer = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words });

test('a pasted list is looked up entry by entry, under an address that names nobody', async ({ enter }) => {
  const page = await enter('helpdesk');
  await page.goto('/users');
  await openForm(page);
  await field(page).fill('amara.okafor@example.com\nkofi.mensah\n+12025550143\nnobody@example.com');
  await lookUp(page);
  await expect(answer(page, '3 of 4 entries found')).toBeVisible();
  await expect(page).toHaveURL(/\/users\?pool=[^&]+&list=[0-9a-f-]{36}$/);
  const table = page.getByRole('table', { name: 'Entries found' });
  await expect(table.getByRole('row').filter({ hasText: 'amara.okafor@example.com' })).toContainText('CONFIRMED');
  await expect(table.getByRole('row').filter({ hasText: '+12025550143' })).toContainText('mateo.alvarez');
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'nobody@example.com' })).toBeVisible();
  await page.reload();
  await expect(answer(page, '3 of 4 entries found'), 'a reload looks again and posts nothing').toBeVisible();
  await page.getByRole('link', { name: 'Northwind partners' }).click();
  await expect(answer(page, '0 of 4 entries found'), 'another pool is asked for the same list').toBeVisible();
});

test('a list that is too long comes back whole, and goes through when it is shorter', async ({ enter, scripts }) => {
  const page = await enter('helpdesk');
  await page.goto('/users');
  await openForm(page);
  const entries = Array.from({ length: 100 }, (_, place) => `user${place}.${'x'.repeat(80)}@example.com`);
  const odd = '</textarea><script>alert(1)</script>';
  await field(page).fill([...entries, odd].join('\n'));
  await lookUp(page);
  await expectFieldError(page, label, 'Look up 100 entries at most at a time. These are 101.');
  // Plain HTML holds it in one line, and a script gives it its lines back.
  const between = scripts ? '\n' : '; ';
  await expect(field(page)).toHaveValue([...entries, odd].join(between));
  await field(page).fill(['kofi.mensah', ...entries.slice(1)].join(between));
  await lookUp(page);
  await expect(answer(page, '1 of 100 entries found')).toBeVisible();
});

test('lines that are pasted into the search box go where lists are looked up, and one line stays', async ({ enter, scripts }) => {
  test.skip(!scripts, 'a browser alone glues the lines together');
  const page = await enter('helpdesk');
  await page.goto('/users');
  await islandsReady(page);
  await openForm(page);
  await field(page).fill('kofi.mensah\n\n+12025550143\n');
  await field(page).press('ControlOrMeta+a');
  await field(page).press('ControlOrMeta+x');
  await openForm(page);
  await expect(field(page)).toBeHidden();
  const search = page.getByRole('searchbox', { name: 'Find a user' });
  await search.press('ControlOrMeta+v');
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue('kofi.mensah\n+12025550143');
  await expect(search).toHaveValue('');
  await lookUp(page);
  await expect(answer(page, '2 of 2 entries found')).toBeVisible();

  await search.fill('kofi.mensah');
  await search.press('ControlOrMeta+a');
  await search.press('ControlOrMeta+x');
  await search.press('ControlOrMeta+v');
  await expect(search).toHaveValue('kofi.mensah');

  await page.goto('/sessions');
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', 'kofi.mensah\r\namara.okafor\r\n');
    document.querySelector('input[type=search]')?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  const banner = page.getByRole('searchbox').first();
  await expect(banner).toHaveValue('kofi.mensah; amara.okafor');
  await banner.press('Enter');
  await expect(answer(page, '2 of 2 entries found')).toBeVisible();
});

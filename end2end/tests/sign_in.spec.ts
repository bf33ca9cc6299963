import { expect, expectAccessible, signIn, test } from './support';

test('help-desk staff sign in and are asked for a user', async ({ page }) => {
  await signIn(page, 'helpdesk');
  await page.goto('/users');
  await expect(page.getByRole('searchbox', { name: 'Find a user' })).toBeVisible();
  await expectAccessible(page);
});

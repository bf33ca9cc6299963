import { expect, expectAccessible, expectNoSidewaysScroll, test } from './support';

test('the policy is a table of all roles where there is room, and a block for each role on a phone', async ({ enter }) => {
  const page = await enter('auditor');
  await page.goto('/policy');
  const table = page.getByRole('table', { name: 'Rights by role' });
  const block = page.locator('summary').filter({ hasText: /^helpdesk: \d+ of \d+ rights$/ });
  await expect(table).toBeVisible();
  await expect(block).toBeHidden();
  await expect(page.getByRole('table', { name: 'Limits of each role' })).toContainText('nothing beside a reason');
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(table).toBeHidden();
  await expect(block).toBeVisible();
  await expect(page.getByText('Reset code', { exact: true }).locator('visible=true')).toHaveCount(0);
  await block.click();
  const rights = page.locator('details[open]').filter({ has: block });
  await expect(rights).toContainText('Reset code');
  await expect(rights).toContainText('Permanent password');
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

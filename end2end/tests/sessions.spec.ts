import { personas } from '../people';
import { expect, signIn, test } from './support';

const live = (page: import('@playwright/test').Page) => page.getByRole('table', { name: 'Live sessions' }).getByRole('row');

test('staff see their own sessions, and end the others of theirs', async ({ page, browser }) => {
  const elsewhere = await (await browser.newContext()).newPage();
  await signIn(elsewhere, 'both');
  await signIn(page, 'both');
  await page.goto('/sessions');
  const own = live(page).filter({ hasText: 'This one' });
  await expect(own).toHaveCount(1);
  // In words, with the browser's own text behind them.
  await expect(own.getByTitle(/^Mozilla\//)).toHaveText(/^Chrome \d+ on \w+$/);
  await page.getByRole('button', { name: 'End my other sessions' }).click();
  await expect(page.getByRole('status')).toContainText('Your other sessions are ended.');
  await expect(page.getByRole('button', { name: 'End my other sessions' })).toHaveCount(0);
  await elsewhere.goto('/users');
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await elsewhere.context().close();
});

test("help-desk staff see nobody else's sessions", async ({ enter }) => {
  await enter('supervisor');
  const page = await enter('helpdesk');
  await page.goto('/sessions');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('My sessions');
  await expect(live(page).filter({ hasText: personas.helpdesk }).first()).toBeVisible();
  await expect(live(page).filter({ hasText: personas.supervisor })).toHaveCount(0);
});

test('a supervisor sees everybody, and ends a session, which goes on record', async ({ enter, page }) => {
  await signIn(page, 'administrator');
  const supervisor = await enter('supervisor');
  await supervisor.goto('/sessions');
  await expect(supervisor.getByRole('heading', { level: 1 })).toHaveText("Everyone's sessions");
  const theirs = live(supervisor).filter({ hasText: personas.administrator });
  await expect(theirs.first()).toContainText('127.0.0.1');
  await theirs.first().getByRole('button', { name: /^End the session of/ }).click();
  await expect(supervisor.getByRole('status')).toContainText('The session is ended.');
  await page.goto('/users');
  await expect(page).toHaveURL(/\/sign-in/);

  await supervisor.goto('/audit?action=session.end_other');
  await expect(supervisor.getByRole('row').filter({ hasText: personas.administrator }).first()).toContainText(personas.supervisor);
});

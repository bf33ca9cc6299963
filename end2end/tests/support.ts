import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

/** The people of the sandbox's issuer, by the word on their button. */
export type Persona = 'helpdesk' | 'supervisor' | 'auditor' | 'administrator';

export const test = base.extend<{ scripts: boolean }>({
  /** Whether this run has JavaScript: tests of an island skip themselves without it. */
  scripts: async ({ javaScriptEnabled }, use) => {
    await use(javaScriptEnabled !== false);
  },
});

export { expect };

/** Signs in at the console as one of the sandbox's personas, and ends on the page that asks for a user. */
export async function signIn(page: Page, persona: Persona | RegExp) {
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).or(page.getByRole('button', { name: 'Sign in' })).first().click();
  const name = persona instanceof RegExp ? persona : new RegExp(persona, 'i');
  await page.getByRole('button', { name }).first().click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

export async function signOut(page: Page) {
  await page.getByRole('button', { name: 'Sign out' }).click();
}

/** Searches for a user; a single exact hit opens itself. */
export async function findUser(page: Page, words: string) {
  await page.goto('/users');
  const field = page.getByRole('searchbox', { name: 'Find a user' });
  await field.fill(words);
  await field.press('Enter');
}

/**
 * Fails on anything that axe calls serious or critical. axe itself is a script, which a page without scripts does not
 * run: such a page's document is shown, as it stands, to a second browser context that has them.
 */
export async function expectAccessible(page: Page) {
  const copy = await copyWithScripts(page);
  const { violations } = await new AxeBuilder({ page: copy ?? page }).analyze();
  await copy?.context().close();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  expect(grave).toEqual([]);
}

/** Fails when the page scrolls sideways. */
export async function expectNoSidewaysScroll(page: Page) {
  const { width, inner } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    inner: window.innerWidth,
  }));
  expect(width).toBeLessThanOrEqual(inner);
}

async function copyWithScripts(page: Page): Promise<Page | undefined> {
  const browser = page.context().browser();
  if (test.info().project.use.javaScriptEnabled !== false || !browser) return undefined;
  const html = (await page.content()).replace(/<script\b[^>]*>[\s\S]*?<\/script>/gi, '');
  const colorScheme = (await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)) ? 'dark' : 'light';
  const context = await browser.newContext({ javaScriptEnabled: true, viewport: page.viewportSize(), colorScheme });
  const copy = await context.newPage();
  const address = page.url().split('#')[0] ?? '';
  await copy.route((url) => url.href === address, (route) => route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }));
  await copy.goto(address);
  return copy;
}

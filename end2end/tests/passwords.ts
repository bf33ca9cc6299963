import { type Locator, type Page } from '@playwright/test';
import { expect, islandsReady, pageOf, type User } from './support';

/** A password that the sandbox's pools take and nobody has. */
export const good = 'Quartz-Meadow-58-lantern';

export type Lasts = 'temporary' | 'permanent';

interface Filled {
  lasts?: Lasts;
  /** Typed; generated without it. */
  password?: string;
  reason?: string;
  ticket?: string;
}

export const radio = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });
export const passwordField = (page: Page) => page.getByLabel('Password', { exact: true });
export const setButton = (page: Page, lasts: Lasts) => page.getByRole('button', { name: `Set ${lasts} password` });

/** Opens the form that sets a password, ready to type on. */
export async function openPasswordForm(page: Page, user: User, scripts: boolean) {
  await page.goto(`${pageOf(user)}?do=password`);
  if (scripts) await islandsReady(page);
}

/** Fills the form that sets a password. */
export async function fillPassword(page: Page, { lasts = 'temporary', password, reason = 'Caller lost the old phone', ticket = '' }: Filled = {}) {
  if (lasts === 'permanent') await radio(page, 'Permanent').check();
  if (password !== undefined) {
    await radio(page, 'Typed').check();
    await passwordField(page).fill(password);
  }
  await page.getByLabel('Reason').fill(reason);
  if (ticket) await page.getByLabel('Ticket').fill(ticket);
}

/** Sets a password through the form, and leaves the page at the answer. */
export async function setPassword(page: Page, user: User, scripts: boolean, filled: Filled = {}) {
  await openPasswordForm(page, user, scripts);
  await fillPassword(page, filled);
  await setButton(page, filled.lasts ?? 'temporary').click();
}

/** The result's own notice: other regions of the page speak too. */
export const outcome = (page: Page, role: 'status' | 'alert' = 'status') => page.getByRole(role).filter({ hasText: /Succeeded|Refused|Denied|Not sent|Unknown|Took effect|Had no effect|Unresolved/ });

/** Where a generated password stands. */
export const shown = (page: Page): Locator => page.locator('#reveal-value');

/** The generated password of the page. */
export async function readPassword(page: Page): Promise<string> {
  await expect(shown(page)).toBeVisible();
  return (await shown(page).innerText()).trim();
}

/** The page does not have the password, not even where nobody sees it. */
export async function expectGone(page: Page, password: string) {
  await expect(shown(page)).toHaveCount(0);
  expect(await page.content()).not.toContain(password);
}

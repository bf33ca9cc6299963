import type { Page } from '@playwright/test';
import { wholeChromium } from '../chromium';
import { fillPassword, good, openPasswordForm, outcome, passwordField, readPassword, setButton, setPassword, shown } from './passwords';
import { expect, pageOf, signIn, test } from './support';

// Playwright turns Chromium's back-forward cache off, which keeps whole pages in memory, and the Chromium without windows has none: people have it on.
const kept = test.extend<{ keeping: Page; restored: string[] }>({
  restored: async ({}, use) => use([]),
  keeping: async ({ playwright, baseURL, javaScriptEnabled, restored }, use) => {
    const browser = await playwright.chromium.launch({
      ...wholeChromium,
      args: [...wholeChromium.args, '--enable-features=BackForwardCache'],
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    const context = await browser.newContext({ baseURL, javaScriptEnabled });
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Page.enable');
    devtools.on('Page.frameNavigated', ({ frame, type }) => void (type === 'BackForwardCacheRestore' && restored.push(new URL(frame.url).pathname)));
    await use(page);
    await browser.close();
  },
});

/** A page from the cache is there at once, and Playwright waits for its loading in vain. */
const back = (page: Page) => page.goBack({ waitUntil: 'commit' });

kept('this browser does keep pages', async ({ keeping: page, restored }) => {
  await signIn(page, 'helpdesk');
  // A page that still waits for an answer, such as that of who waits for an approval, may not be kept.
  await page.goto('/users?q=kowal', { waitUntil: 'networkidle' });
  await page.goto('/sessions');
  await back(page);
  await expect(page.getByRole('searchbox', { name: 'Find a user' })).toHaveValue('kowal');
  await expect.poll(() => restored).toEqual(['/users']);
});

for (const elsewhere of ['console', 'issuer'] as const) {
  kept(`it keeps no password: on to the ${elsewhere} and back`, async ({ keeping: page, restored, control, scripts, sandbox }) => {
    await signIn(page, 'helpdesk');
    await setPassword(page, await control.someone(), scripts);
    const password = await readPassword(page);
    const result = new URL(page.url()).pathname;
    await page.goto(elsewhere === 'console' ? '/sessions' : sandbox.issuer);
    await back(page);
    await expect(page.getByText(/The password was already shown\.|The password is hidden/)).toBeVisible();
    await expect(shown(page)).toHaveCount(0);
    expect(await page.content()).not.toContain(password);
    expect(restored, 'not even hidden').not.toContain(result);
  });
}

kept('it keeps no password that was typed', async ({ keeping: page, control, scripts }) => {
  kept.skip(!scripts, 'emptying the field takes a script; without, it comes back unreadable, as a password field');
  const user = await control.someone();
  await signIn(page, 'supervisor');
  await openPasswordForm(page, user, scripts);
  await fillPassword(page, { lasts: 'permanent', password: good });
  await setButton(page, 'permanent').click();
  await expect(outcome(page)).toContainText('has a new password.');
  await back(page);
  await expect(page).toHaveURL(`${pageOf(user)}?do=password`);
  await expect(page.getByLabel('Reason')).toBeVisible();
  await expect(passwordField(page)).toHaveValue('');
});

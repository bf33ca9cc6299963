import { expect, type Page, test } from '@playwright/test';
import { askMoto, attributeAtMoto, openUser, sessionAtMoto, signedIn, signInAtMoto } from './support';

/** A user for each run: nobody is helped twice. */
const runs = [
  { scripts: 'on', invited: ['ivo', 'ivo.petrov'], signedUp: ['freja', 'freja.holm', 'Peers-Test-12!'], disabled: ['dilan', 'dilan.kaya', 'Peers-Test-6!'], unverified: ['una', 'una.byrne'] },
  { scripts: 'off', invited: ['noor', 'noor.aziz'], signedUp: ['gael', 'gael.simon', 'Peers-Test-13!'], disabled: ['petra', 'petra.novy', 'Peers-Test-7!'], unverified: ['vito', 'vito.russo'] },
] as const;

const succeeded = (page: Page) => page.getByRole('status').filter({ hasText: 'Succeeded' });

async function help(page: Page, email: string, card: string, button: string) {
  await openUser(page, `${email}@people.example`);
  await page.getByRole('navigation', { name: 'What to do' }).getByRole('link', { name: card }).click();
  await page.getByLabel('Reason').fill('Caller never got the message');
  await page.getByRole('button', { name: 'Check without sending' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Checked' })).toContainText('This would work');
  await page.getByRole('main').getByRole('button', { name: button, exact: true }).click();
}

for (const { scripts, invited, signedUp, disabled, unverified } of runs) {
  const options = { javaScriptEnabled: scripts === 'on' };

  test(`scripts ${scripts}: the invitation takes the old temporary password away at moto`, async ({ browser }) => {
    const [username, email] = invited;
    expect(await signInAtMoto(username, 'Temporary-1!')).toBe('NEW_PASSWORD_REQUIRED');
    const page = await signedIn(browser, 'hana', options);
    await help(page, email, 'Resend the invitation', 'Resend invitation');
    await expect(succeeded(page)).toContainText('is on its way.');
    await expect(succeeded(page)).toContainText(`an e-mail at ${email[0]}•••@people.example with a new temporary password`);
    expect((await askMoto(username)).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    expect(await signInAtMoto(username, 'Temporary-1!')).toBe('NotAuthorizedException');
  });

  test(`scripts ${scripts}: a confirmed sign-up lets them in at moto`, async ({ browser }) => {
    const [username, email, password] = signedUp;
    expect(await signInAtMoto(username, password)).toBe('UserNotConfirmedException');
    const page = await signedIn(browser, 'hana', options);
    await help(page, email, 'Confirm the sign-up', 'Confirm sign-up');
    await expect(succeeded(page)).toContainText('is confirmed.');
    expect((await askMoto(username)).UserStatus).toBe('CONFIRMED');
    expect(await attributeAtMoto(username, 'email_verified'), 'no contact becomes verified by it').not.toBe('true');
    expect(await signInAtMoto(username, password)).toBe('signed in');
  });

  test(`scripts ${scripts}: an enabled account signs in at moto, and its sessions end when it is signed out`, async ({ browser }) => {
    const [username, email, password] = disabled;
    expect(await signInAtMoto(username, password)).toBe('NotAuthorizedException');
    const page = await signedIn(browser, 'sam', options);
    await help(page, email, 'Enable the account', 'Enable account');
    await expect(succeeded(page)).toContainText('is enabled.');
    expect((await askMoto(username)).Enabled).toBe(true);
    const lives = await sessionAtMoto(username, password);
    expect(await lives()).toBe(true);
    await help(page, email, 'Sign out everywhere', 'Sign out everywhere');
    await expect(succeeded(page)).toContainText('is signed out everywhere.');
    expect(await lives()).toBe(false);
    expect(await signInAtMoto(username, password), 'the password stays').toBe('signed in');
  });

  test(`scripts ${scripts}: a contact marked verified, and a code to it, arrive at moto`, async ({ browser }) => {
    const [username, email] = unverified;
    expect(await attributeAtMoto(username, 'email_verified')).toBe('false');
    const page = await signedIn(browser, 'sam', options);
    await help(page, email, 'Mark the e-mail address verified', 'Mark e-mail address verified');
    await expect(succeeded(page)).toContainText('counts as verified.');
    await expect(page.getByRole('status').filter({ hasText: 'A reset code is on its way' })).toBeVisible();
    expect(await attributeAtMoto(username, 'email_verified')).toBe('true');
    expect((await askMoto(username)).UserStatus).toBe('RESET_REQUIRED');
  });
}

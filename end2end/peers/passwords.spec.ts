import { expect, test } from '@playwright/test';
import { askMoto, openUser, signedIn, signInAtMoto } from './support';

const runs = [
  { scripts: 'on', temporary: ['jonas', 'jonas.berg', 'Peers-Test-2!'], permanent: ['nadia', 'nadia.ferrant', 'Peers-Test-4!'] },
  { scripts: 'off', temporary: ['leila', 'leila.haddad', 'Peers-Test-3!'], permanent: ['oskar', 'oskar.lind', 'Peers-Test-5!'] },
] as const;

for (const { scripts, temporary, permanent } of runs) {
  const javaScriptEnabled = scripts === 'on';

  test(`scripts ${scripts}: a temporary password is read off the page, and moto asks for a new one`, async ({ browser }) => {
    const [username, email, old] = temporary;
    expect(await signInAtMoto(username, old), 'the old one worked').toBe('signed in');
    const page = await signedIn(browser, 'hana', { javaScriptEnabled });
    await openUser(page, `${email}@people.example`);
    await page.getByRole('link', { name: 'Set a password' }).click();
    await expect(page.getByRole('radio', { name: 'Temporary', exact: true })).toBeChecked();
    await page.getByLabel('Reason').fill('Caller lost the phone that kept the password');
    await page.getByRole('button', { name: 'Set temporary password' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Succeeded' })).toContainText('has a temporary password.');
    const password = (await page.locator('#reveal-value').innerText()).trim();
    expect((await askMoto(username)).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    expect(await signInAtMoto(username, password)).toBe('NEW_PASSWORD_REQUIRED');
    expect(await signInAtMoto(username, old)).toBe('NotAuthorizedException');
    await page.reload();
    await expect(page.getByText('The password was already shown.')).toBeVisible();
  });

  test(`scripts ${scripts}: a permanent password signs in at moto, and the old one no more`, async ({ browser }) => {
    const [username, email, old] = permanent;
    const password = `Quartz-Meadow-58-${scripts}`;
    const page = await signedIn(browser, 'sam', { javaScriptEnabled });
    await openUser(page, `${email}@people.example`);
    await page.getByRole('link', { name: 'Set a password' }).click();
    await page.getByRole('radio', { name: 'Permanent', exact: true }).check();
    await page.getByRole('radio', { name: 'Typed', exact: true }).check();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Reason').fill('Caller lost the phone that kept the password');
    // This issuer says when somebody signed in only where it is asked to; so it is asked, by max_age, and asks the person again.
    await expect(page.getByText('You will be asked to sign in again.').filter({ visible: true })).toHaveCount(1);
    await page.getByRole('button', { name: 'Set permanent password' }).click();
    await page.getByLabel('Account').fill('sam');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('status')).toContainText('You signed in again. Check what is below, then send it.');
    await expect(page.getByLabel('Reason')).toHaveValue('Caller lost the phone that kept the password');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Set permanent password' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Succeeded' })).toContainText('has a new password.');
    expect((await askMoto(username)).UserStatus).toBe('CONFIRMED');
    expect(await signInAtMoto(username, password)).toBe('signed in');
    expect(await signInAtMoto(username, old)).toBe('NotAuthorizedException');
  });
}

import type { Page } from '@playwright/test';
import { type Control } from '../control';
import { type Persona } from '../people';
import { fillPassword, openPasswordForm, outcome, radio, setButton, setPassword, shown } from './passwords';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './support';

interface Look {
  name: string;
  as: Persona;
  open: (page: Page, control: Control, scripts: boolean) => Promise<unknown>;
}

const looks: Look[] = [
  { name: 'the form for a generated password', as: 'helpdesk', open: async (page, control, scripts) => openPasswordForm(page, await control.someone(), scripts) },
  {
    name: 'the form for a typed password that came back',
    as: 'supervisor',
    open: async (page, control, scripts) => {
      await setPassword(page, await control.someone(), scripts, { lasts: 'permanent', password: 'short', reason: '', ticket: 'wrong' });
      await expect(page).toHaveTitle(/^Error/);
      await expect(radio(page, 'Typed')).toBeChecked();
    },
  },
  {
    name: 'the password, and that they were signed out',
    as: 'helpdesk',
    open: async (page, control, scripts) => {
      await openPasswordForm(page, await control.someone(), scripts);
      await fillPassword(page);
      await radio(page, 'Generated words').check();
      await page.getByLabel('Sign out everywhere').check();
      await setButton(page, 'temporary').click();
      await expect(shown(page)).toBeVisible();
    },
  },
  {
    name: 'the result without the password, and that they were not signed out',
    as: 'supervisor',
    open: async (page, control, scripts) => {
      await control.fault({ operation: 'AdminUserGlobalSignOut', kind: 'access_denied', times: 1 });
      await openPasswordForm(page, await control.someone(), scripts);
      await fillPassword(page, { lasts: 'permanent' });
      await page.getByLabel('Sign out everywhere').check();
      await setButton(page, 'permanent').click();
      await expect(outcome(page)).toBeVisible();
      await page.reload();
      await expect(page.getByText('The password was already shown.')).toBeVisible();
    },
  },
  {
    name: 'the form offered again',
    as: 'supervisor',
    open: async (page, control, scripts) => {
      await openPasswordForm(page, await control.someone(), scripts);
      await fillPassword(page, { lasts: 'permanent' });
      await control.fault({ operation: 'AdminGetUser', kind: 'access_denied' });
      await setButton(page, 'permanent').click();
      await expect(page).toHaveURL(/\/again\//);
      await control.clearFaults();
    },
  },
];

for (const { name, as, open } of looks) {
  test(`${name}: accessible, one heading, no sideways scrolling, in light and dark, on a desk and on a phone`, async ({ enter, control, scripts }) => {
    const page = await enter(as);
    await open(page, control, scripts);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page).toHaveTitle(/passdesk/);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });
}

test('a password is set by keyboard alone', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('supervisor');
  await openPasswordForm(page, user, scripts);
  await radio(page, 'Temporary').focus();
  await page.keyboard.press('ArrowDown');
  await expect(radio(page, 'Permanent')).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(radio(page, 'Generated')).toBeFocused();
  await page.getByLabel('Reason').focus();
  await page.keyboard.type('Caller lost the old phone');
  await page.keyboard.press('Enter');
  await expect(outcome(page)).toContainText('has a new password.');
  expect((await control.user(user.username)).status).toBe('CONFIRMED');
});

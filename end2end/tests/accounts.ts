import { type Page } from '@playwright/test';
import { type Control } from '../control';
import { expect, islandsReady, pageOf, type User } from './support';

/** What is done to an account's standing: its word in the address, the card that leads to it, and the button that does it. */
export const actions = {
  invitation: { card: 'Resend the invitation', button: 'Resend invitation', path: 'resend_invitation', operation: 'AdminCreateUser' },
  confirm: { card: 'Confirm the sign-up', button: 'Confirm sign-up', path: 'confirm_sign_up', operation: 'AdminConfirmSignUp' },
  enable: { card: 'Enable the account', button: 'Enable account', path: 'enable', operation: 'AdminEnableUser' },
  'verify-email': { card: 'Mark the e-mail address verified', button: 'Mark e-mail address verified', path: 'mark_contact_verified', operation: 'AdminUpdateUserAttributes' },
  'verify-phone': { card: 'Mark the phone number verified', button: 'Mark phone number verified', path: 'mark_contact_verified', operation: 'AdminUpdateUserAttributes' },
  'sign-out': { card: 'Sign out everywhere', button: 'Sign out everywhere', path: 'sign_out', operation: 'AdminUserGlobalSignOut' },
} as const;

export type Word = keyof typeof actions;

/** Somebody for whom it works. */
export async function someoneFor(control: Control, word: Word): Promise<User> {
  const user = await control.someone();
  const patches: Record<Word, object> = {
    invitation: { status: 'FORCE_CHANGE_PASSWORD' },
    confirm: { status: 'UNCONFIRMED', attributes: { email_verified: 'false' } },
    enable: { enabled: false },
    'verify-email': { attributes: { email_verified: 'false' } },
    'verify-phone': { attributes: { email: null, email_verified: null, phone_number: `+442079460${user.username.slice(-3)}`, phone_number_verified: 'false' } },
    'sign-out': {},
  };
  return control.change(user, patches[word]);
}

export const choose = (page: Page, card: string) => page.getByRole('navigation', { name: 'What to do' }).getByRole('link', { name: card });

/** Opens the form by its card, as people do. */
export async function openForm(page: Page, user: User, word: Word, scripts: boolean) {
  await page.goto(pageOf(user));
  await choose(page, actions[word].card).click();
  await expect(page).toHaveURL(new RegExp(`\\?do=${word}`));
  await expect(choose(page, actions[word].card)).toHaveAttribute('aria-current', 'true');
  if (scripts) await islandsReady(page);
}

export async function fillWhy(page: Page, { reason = 'Caller never got the message', ticket = 'INC-204817' } = {}) {
  await page.getByLabel('Reason').fill(reason);
  await page.getByLabel('Ticket').fill(ticket);
  await page.getByLabel('Caller verified by').selectOption('manager');
}

export async function expectWhyKept(page: Page) {
  await expect(page.getByLabel('Reason')).toHaveValue('Caller never got the message');
  await expect(page.getByLabel('Ticket')).toHaveValue('INC-204817');
  await expect(page.getByLabel('Caller verified by')).toHaveValue('manager');
}

export const press = (page: Page, word: Word) => page.getByRole('main').getByRole('button', { name: actions[word].button, exact: true }).click();
export const check = (page: Page) => page.getByRole('button', { name: 'Check without sending' }).click();

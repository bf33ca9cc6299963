import type { Page } from '@playwright/test';
import { customers, expect, expectAccessible, expectFieldError, expectNoSidewaysScroll, type User, test } from './support';

// Not one of a pool's users, and written differently in every notation.
const secret = 'Qz"58+Meadow/Lant%<7&ern';

const field = (page: Page) => page.getByRole('textbox', { name: 'Document' });
const fillIn = (page: Page) => page.getByRole('button', { name: 'Fill in the form' }).click();

/** The page, from where users are looked for. */
async function openRequests(page: Page) {
  await page.goto('/users');
  await page.getByRole('link', { name: 'Paste a request' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Paste a request' })).toBeVisible();
}

const request = (user: User) =>
  JSON.stringify({ UserPoolId: user.pool, Username: user.username, ClientMetadata: { locale: 'pl-PL', said: '</textarea><b>"yes"' } }, undefined, 2);

test('a pasted request opens the form of its user, filled in, and nothing is sent by that', async ({ enter, control }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openRequests(page);
  await field(page).fill(request(user));
  await page.getByLabel('Reason').fill('Caller lost the old phone');
  await fillIn(page);
  await expect(page.getByRole('status').filter({ hasText: 'Filled in from your document. Nothing was sent.' })).toBeVisible();
  await expect(page.getByLabel('Reason')).toHaveValue('Caller lost the old phone');
  await expect(page.getByRole('group', { name: 'Pair 2', exact: true }).getByLabel('Value')).toHaveValue('</textarea><b>"yes"');
  await page.getByRole('button', { name: 'Send reset code' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'is on its way' })).toBeVisible();
});

test('a request that needs attention comes back as it was, with line and column, and goes through once it is corrected', async ({ enter, control }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openRequests(page);
  const document = `# from the ticket </textarea><script>alert(1)</script>\nUserPoolId: ${user.pool}\nUsrname: ${user.username}\nPermanent: yes`;
  await field(page).fill(document);
  await fillIn(page);
  await expect(page.getByRole('alert')).toContainText('Line 3, column 1: “Usrname” is no name of a request. Username is.');
  await expect(page.getByRole('alert')).toContainText('Line 4, column 12: Permanent takes true or false');
  await expect(field(page)).toHaveValue(document);
  await field(page).fill(document.replace('Usrname', 'Username').replace('\nPermanent: yes', ''));
  await fillIn(page);
  await expect(page).toHaveURL(/\?do=reset&draft=/);
});

test('what is chosen and typed wins, and what is wrong with it is said beside it', async ({ enter, control }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openRequests(page);
  await field(page).fill('{"UserPoolId": "", "Username": "somebody.else"}');
  await page.getByLabel('User pool').selectOption(customers);
  await page.getByLabel('Username, alias or sub').fill('two words');
  await fillIn(page);
  await expectFieldError(page, 'Username, alias or sub', 'A username, an alias or a sub has 1 to 128 characters and no spaces.');
  await page.getByLabel('Username, alias or sub').fill(user.username);
  await fillIn(page);
  await expect(page).toHaveURL(new RegExp(`/users/${user.pool}/${user.sub}\\?do=reset`));
});

test('a password in a request is not kept, and the form says so', async ({ enter, control }) => {
  const user = await control.someone();
  const page = await enter('supervisor');
  await openRequests(page);
  const whole = { UserPoolId: user.pool, Username: user.username, Password: secret, Permanent: true };
  await field(page).fill(JSON.stringify({ ...whole, Username: 7 }));
  await fillIn(page);
  await expect(page.getByRole('alert')).toContainText('Username takes a text, and this is a number.');
  await expect(page.getByText('The password was taken out of your document.')).toBeVisible();
  await expect(field(page)).toHaveValue(JSON.stringify({ ...whole, Username: 7, Password: '<password>' }));
  await field(page).fill(JSON.stringify(whole).slice(0, -1));
  await fillIn(page);
  await expect(page.getByText('Your document was not kept.')).toBeVisible();
  await expect(field(page)).toHaveValue('');
  await field(page).fill(JSON.stringify(whole));
  await fillIn(page);
  await expect(page.getByText('The password in the document was not kept.')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Permanent', exact: true })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'Generated', exact: true })).toBeChecked();
  expect(await page.content()).not.toContain('58+Meadow');
  await page.goBack();
  await expect(field(page)).not.toHaveValue(/58\+Meadow/);
});

test('a file is read into the field by scripts, and without them there is no choice of one', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openRequests(page);
  const chooser = page.getByLabel('Or read it from a file');
  if (!scripts) {
    await expect(chooser).toBeHidden();
    return;
  }
  await chooser.setInputFiles({ name: 'request.json', mimeType: 'application/json', buffer: Buffer.from(request(user)) });
  await expect(field(page)).toHaveValue(request(user));
  await expect(page.getByRole('status').filter({ hasText: 'request.json stands in the field now. It is not sent yet.' })).toBeVisible();
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Username: żółć', 'utf16le')]);
  await chooser.setInputFiles({ name: 'wide.yaml', mimeType: 'application/yaml', buffer: utf16 });
  await expect(field(page)).toHaveValue('Username: żółć');
  await chooser.setInputFiles({ name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from([0x89, 0x50, 0xff, 0xfe, 0xc3]) });
  await expect(page.getByRole('status').filter({ hasText: 'picture.png is no text in UTF-8.' })).toBeVisible();
  await chooser.setInputFiles({ name: 'large.json', mimeType: 'application/json', buffer: Buffer.alloc(200_000, 32) });
  await expect(page.getByRole('status').filter({ hasText: 'large.json is too large for a request.' })).toBeVisible();
});

test('skeletons are downloaded', async ({ enter }) => {
  const page = await enter('helpdesk');
  await openRequests(page);
  for (const name of ['A reset code, JSON', 'A password, YAML']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
    expect(download.suggestedFilename()).toMatch(/^admin-(re)?set-user-password\.(json|yaml)$/);
  }
});

test('the page is accessible, empty and with errors', async ({ enter }) => {
  const page = await enter('helpdesk');
  await openRequests(page);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await field(page).fill(`Username: 7\nUsrname: ${'x'.repeat(300)}\nPassword: y`);
  await fillIn(page);
  await expect(page).toHaveTitle(/^Error: /);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

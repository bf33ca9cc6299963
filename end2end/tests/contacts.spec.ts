import { expect, expectAccessible, pageOf, test } from './support';

/** The user's address as it stands on their page, masked and whole. */
async function contactsOf(control: { someone: () => Promise<{ attributes: { email?: string } } & Parameters<typeof pageOf>[0]> }) {
  const user = await control.someone();
  const whole = user.attributes.email ?? '';
  return { user, whole, masked: `${whole[0]}•••@example.com` };
}

test('an address alone shows no contacts; a click on the page does, and so does going back to it', async ({ enter, control }) => {
  const { user, whole, masked } = await contactsOf(control);
  const page = await enter('helpdesk');
  const main = page.getByRole('main');
  await page.goto(`${pageOf(user)}?contacts=shown`);
  await expect(main).toContainText(masked);
  await expect(main).toContainText('an address alone does not show them');
  expect(await page.content(), 'the address is not in the document').not.toContain(whole);
  await expectAccessible(page);
  // The same address as the one that is open: still a click on our own page.
  await page.getByRole('link', { name: 'Show contacts' }).click();
  await expect(main).toContainText(whole);
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await page.goBack();
  await expect(main).toContainText(whole);
});

test('a page of another origin leads to a masked page, and to no sign-in', async ({ enter, control, sandbox }) => {
  const { user, whole, masked } = await contactsOf(control);
  const page = await enter('helpdesk');
  const elsewhere = async (target: string) => {
    const address = `${sandbox.issuer}/elsewhere`;
    await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: `<a href="${target}">Go</a>` }));
    await page.goto(address);
    await page.getByRole('link', { name: 'Go' }).click();
    await page.unroute(address);
  };
  await elsewhere(`${sandbox.console}${pageOf(user)}?contacts=shown`);
  await expect(page.getByRole('main')).toContainText(masked);
  expect(await page.content()).not.toContain(whole);
  await elsewhere(`${sandbox.console}/auth/login?return_to=%2Faudit`);
  await expect(page).toHaveURL(/\/sign-in\?return_to=%2Faudit/);
});

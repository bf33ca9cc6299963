import { readFileSync } from 'node:fs';
import { expect, expectProblem, test } from './support';

test('an auditor has the trail verified, and both pages say what came of it', async ({ enter, scripts }) => {
  const page = await enter('auditor');
  await page.goto('/audit');
  await page.getByRole('main').getByRole('link', { name: 'Proof of the trail' }).click();
  await expect(page).toHaveURL('/audit/proof');
  await expect(page.getByRole('heading', { level: 1, name: 'Proof of the trail' })).toBeVisible();
  await page.getByRole('button', { name: 'Verify trail' }).click();
  await expect(page).toHaveURL('/audit/proof');
  // While it runs the page looks again by itself; without scripts a link does.
  const running = page.getByRole('link', { name: 'Look again' });
  await page.waitForLoadState();
  while (!scripts && (await running.isVisible())) {
    await running.click();
    // Before that, no link says that nothing runs, and nobody would look again.
    await page.waitForLoadState();
  }
  await expect(page.getByRole('button', { name: 'Verify trail' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(/(All|[\d,]+ of) [\d,]+ records verified, (just now|1 minute ago)/);
  await expect(page.getByRole('main').getByRole('alert')).toHaveCount(0);
  await page.getByRole('link', { name: 'All records' }).click();
  await expect(page.getByRole('main')).toContainText(/(All|[\d,]+ of) [\d,]+ records verified, (just now|1 minute ago)[^.]*\. (Signed up to record|Nothing is signed)/);
  await page.goto('/audit?action=trail.verify');
  await expect(page.getByRole('table', { name: 'Records, newest first' }).getByRole('row').nth(1)).toContainText('Priya Raghavan');
  // How it ended is a record too, and belongs to the asking.
  await expect(async () => {
    await page.goto('/audit?action=trail.verified&who=Priya');
    await expect(page.getByRole('table', { name: 'Records, newest first' }).getByRole('row').nth(1)).toContainText('Nothing wrong');
  }).toPass();
  await page.getByRole('table', { name: 'Records, newest first' }).getByRole('row').nth(1).getByRole('rowheader').getByRole('link').click();
  await expect(page.getByText('Priya Raghavan had the trail verified: nothing was wrong.')).toBeVisible();
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await expect(page).toHaveURL('/audit?who=Priya&action=trail.verified');
});

test('checkpoints and their key are there to be taken away, and so is the whole trail', async ({ enter, scripts }) => {
  const page = await enter('auditor');
  await page.goto('/audit/proof');
  await expect(page.getByRole('region', { name: 'The key in use' })).toHaveText(/^\s*passdesk-audit\+[0-9a-f]{8}\+\S+\s*$/);
  await expect(page.getByRole('button', { name: 'Copy' })).toHaveCount(scripts ? 1 : 0);
  const newest = page.getByRole('table', { name: 'The newest checkpoints' }).getByRole('row').nth(1);
  await newest.getByText('Signed note').click();
  await expect(newest.getByRole('region', { name: /^Checkpoint \d+$/ })).toContainText('— passdesk-audit ');
  const notes = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download all checkpoints' }).click();
  expect(readFileSync(await (await notes).path(), 'utf8')).toContain('— passdesk-audit ');
  const verifier = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the verifier' }).click();
  expect(readFileSync(await (await verifier).path(), 'utf8')).toContain('Verifies an audit trail');
  const everything = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export the whole trail' }).click();
  const lines = readFileSync(await (await everything).path(), 'utf8').trimEnd().split('\n');
  const sequences = lines.map((line) => (JSON.parse(line) as { sequence?: number }).sequence).filter(Boolean);
  expect(sequences.slice(0, 3)).toEqual([1, 2, 3]);
});

test('a supervisor may verify and not export; the help desk may neither', async ({ enter }) => {
  const supervisor = await enter('supervisor');
  await supervisor.goto('/audit/proof');
  await expect(supervisor.getByRole('button', { name: 'Verify trail' })).toBeVisible();
  await expect(supervisor.getByRole('button', { name: /^Export/ })).toHaveCount(0);
  const desk = await enter('helpdesk');
  const answer = await desk.goto('/audit/proof');
  expect(answer?.status()).toBe(403);
  await expectProblem(desk, 'The audit trail is for supervisors and auditors.');
});

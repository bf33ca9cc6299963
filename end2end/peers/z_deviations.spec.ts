import { expect, test } from '@playwright/test';
import { deviations } from './deviations';

// Last, since moto is asked to do what it should refuse: its users are no longer what they were.
for (const { what, reason, holds } of deviations) {
  test(`moto still deviates: ${what}`, async () => {
    expect(await holds(), `it does no longer: take it off the list (${reason})`).toBe(true);
  });
}

import { writeFileSync } from 'node:fs';
import type { FullConfig, Reporter, Suite, TestCase } from '@playwright/test/reporter';

/** Ends a run with `N passed, N failed`, and leaves the two numbers in the file that PASSDESK_COUNTS names. */
export default class CountsReporter implements Reporter {
  private tests: TestCase[] = [];
  private errors = 0;

  onBegin(_config: FullConfig, suite: Suite) {
    this.tests = suite.allTests();
  }

  /** An error outside any test: a file that does not load, a server that does not start. */
  onError() {
    this.errors += 1;
  }

  onEnd() {
    const passed = this.tests.filter((test) => ['expected', 'flaky'].includes(test.outcome()));
    const failed = this.tests.filter((test) => test.outcome() === 'unexpected').length + this.errors;
    // `expected` also holds tests that were never started because the run was cut short.
    const ran = passed.filter((test) => test.results.length > 0).length;
    if (process.env.PASSDESK_COUNTS) writeFileSync(process.env.PASSDESK_COUNTS, `${ran} ${failed}\n`);
    console.log(`  browser: ${ran} passed, ${failed} failed`);
  }

  printsToStdio() {
    return true;
  }
}

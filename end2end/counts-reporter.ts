import { appendFileSync, writeFileSync } from 'node:fs';
import type { FullConfig, Reporter, Suite, TestCase } from '@playwright/test/reporter';

/**
 * Ends a run with `N passed, N failed`, and leaves the two numbers in the file that PASSDESK_COUNTS names.
 * Each failed test leaves its name and the first lines of its error in the file that PASSDESK_FAILURES names: the end of a long log is
 * what people look at first.
 */
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
    const unexpected = this.tests.filter((test) => test.outcome() === 'unexpected');
    const failed = unexpected.length + this.errors;
    // `expected` also holds tests that were never started because the run was cut short.
    const ran = passed.filter((test) => test.results.length > 0).length;
    if (process.env.PASSDESK_COUNTS) writeFileSync(process.env.PASSDESK_COUNTS, `${ran} ${failed}\n`);
    if (process.env.PASSDESK_FAILURES) {
      for (const test of unexpected) appendFileSync(process.env.PASSDESK_FAILURES, `${named(test)}\n`);
    }
    console.log(`  browser: ${ran} passed, ${failed} failed`);
  }

  printsToStdio() {
    return true;
  }
}

/** The most lines of an error that are repeated at the end. */
const LINES = 12;

function named(test: TestCase): string {
  const error = test.results.flatMap((result) => result.errors).map((error) => error.message ?? error.value ?? '')[0] ?? '';
  // Colours of a terminal.
  const plain = error.replace(/\u001b\[[0-9;]*m/g, '');
  const lines = plain.split('\n').filter((line) => line.trim() !== '').slice(0, LINES);
  return [test.titlePath().filter((part) => part !== '').join(' › '), ...lines.map((line) => `    ${line}`)].join('\n');
}

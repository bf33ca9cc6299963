import { existsSync } from 'node:fs';

/** How the tests start Chromium: the one that set-up found, quiet, and without a sandbox of its own when run as root. */
export const chromium = {
  executablePath: process.env.PASSDESK_CHROMIUM || (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined),
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

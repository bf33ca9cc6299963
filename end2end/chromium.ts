import { existsSync } from 'node:fs';

/**
 * What Chromium leaves out: the address bar's list of suggestions, for which it starts two more processes with every window, and what Playwright
 * leaves out. Of two such arguments the last one counts, so that Playwright's own stand here again, as of 1.65.
 */
const disabled = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];

/** A whole Chromium, the one that set-up found: quiet, and without a sandbox of its own when run as root. */
export const wholeChromium = {
  executablePath: process.env.PASSDESK_CHROMIUM || (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined),
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--disable-features=${disabled.join(',')}`,
  ],
};

/** How the tests start Chromium: without windows where there is such a one, since that takes a quarter less of the processor. */
export const chromium = { ...wholeChromium, executablePath: process.env.PASSDESK_HEADLESS_CHROMIUM || wholeChromium.executablePath };

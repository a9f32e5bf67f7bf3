// Real Chromium for the tests: without a network, and with an account of all that a page asks for, says or does.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const executable = '/usr/bin/chromium';

/** Null: there is one. A pipeline of ours must have one, see .ci/run. */
export function noBrowser(): string | null {
  if (existsSync(executable)) return null;
  if (process.env['CI'] === 'true')
    throw new Error(`there is no ${executable}, and CI=true: the browser tests must run`);
  return `there is no ${executable} (apt-get install chromium)`;
}

const switches = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: executable, args: switches });

export interface Opened {
  page: Page;
  /** Console messages, errors, dialogs and requests: a report has none. */
  noise: string[];
  close(): Promise<void>;
}

/** Writes the page into a folder and opens it as a user does, from the disk. */
export async function openPage(
  browser: Browser,
  folder: string,
  html: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
  const page = await context.newPage();
  const noise: string[] = [];
  const address = pathToFileURL(file).href;
  page.on('console', (message) => noise.push(`console: ${message.text()}`));
  page.on('pageerror', ({ message }) => noise.push(`error: ${message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (url !== address && url !== 'data:,') noise.push(`request: ${url}`);
  });
  page.on('dialog', (dialog) => {
    noise.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.route('**/*', (route) => (route.request().url() === address ? route.continue() : route.abort()));
  await page.goto(address);
  return { page, noise, close: () => context.close() };
}

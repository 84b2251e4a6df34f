// One headless Chromium for a test file, with a fresh profile for every page.
import { chromium } from 'playwright-core';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function startBrowser(...more) {
  const executablePath = process.env.CHROMIUM;
  if (!executablePath) throw new Error('CHROMIUM must name the browser; run `cargo xtask test e2e`');
  return chromium.launch({ executablePath, args: [...FLAGS, ...more], headless: true });
}

// A page of its own, which fails the test on anything written to the console as an error.
export async function freshPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(`${error}`));
  page.on('console', (message) => {
    if (message.type() === 'error') page.errors.push(message.text());
  });
  return page;
}

// A page whose browser keeps its profile in this folder.
export async function pageWithProfile(folder) {
  const context = await chromium.launchPersistentContext(folder, { executablePath: process.env.CHROMIUM, args: FLAGS, headless: true });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

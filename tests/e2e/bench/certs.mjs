// How long the page takes for one device, its CAs and its key: all rules, signature checks by WebCrypto included.
// Usage: node certs.mjs CHAIN.pem KEY.pem; prints microseconds, the median and the slowest of a hundred.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { serveFolder } from '../support/static_server.mjs';

const COUNT = 1000;
const [chain, key] = process.argv.slice(2).map((path) => readFileSync(path));
const browser = await startBrowser();
const site = await serveFolder(fileURLToPath(new URL('../../../dist', import.meta.url)));
try {
  const page = await freshPage(browser);
  await page.goto(`${site.url}#/certificates/batch`);
  const buffer = Buffer.concat([chain, key]);
  const files = Array.from({ length: COUNT }, (_, number) => ({ name: `${number}.pem`, mimeType: 'application/x-pem-file', buffer }));
  await page.locator('#files-batch').setInputFiles(files);
  const overview = page.getByTestId('batch-overview');
  await overview.waitFor({ timeout: 120_000 });
  const [half, most] = await overview.evaluate(({ dataset }) => [dataset.halfMicros, dataset.mostMicros]);
  console.log(half, most);
} finally {
  await browser.close();
  await site.stop();
}

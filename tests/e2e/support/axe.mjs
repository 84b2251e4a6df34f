// axe-core on the page as it stands.
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function assertAccessible(page, where) {
  // Through the debugger, since the page's content security policy rightly forbids injected scripts.
  if (!(await page.evaluate('typeof axe !== "undefined"'))) await page.evaluate(source);
  const { violations } = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  const found = violations.map((violation) =>
    `${violation.id} (${violation.impact}): ${violation.nodes.map((node) => node.target.join(' ')).join(' | ')}`);
  assert.deepEqual(found, [], `axe finds violations on ${where}`);
}

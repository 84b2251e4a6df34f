// What a page lets one save.
const BEGUN_WITHIN_MILLIS = 60_000;

// Clicks, and returns the download that follows. A click that does not come about fails by itself; a click that is followed
// by no download says what the page says instead.
export async function downloadAfter(page, click) {
  const begun = page.waitForEvent('download', { timeout: BEGUN_WITHIN_MILLIS }).catch((error) => error);
  await click();
  const download = await begun;
  if (!(download instanceof Error)) return download;
  const statuses = await page.getByRole('status').allInnerTexts();
  throw new Error(`no download after the click; the page says: ${statuses.filter(Boolean).join(' | ') || 'nothing'}`, { cause: download });
}

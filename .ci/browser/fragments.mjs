// Opens a page of each kind of a site that fetches its sidebar: with scripts the sidebar comes late and
// nothing moves; without scripts, and where it cannot be fetched, a link to the jobs stays.
//
//   node fragments.mjs FOLDER
import path from 'node:path';
import { finish, kindOf, launch, pages, serve } from './serve.mjs';

const root = path.resolve(process.argv[2]);
const LATE = 300;
// What Chrome itself calls good ends at 0.1.
const MOST = 0.01;
let missing = false;
const { origin, close } = await serve(
  root,
  "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'",
  async (asked) => {
    if (!asked.startsWith('/fragments/')) return undefined;
    // Readers see the page before, so whatever moves is seen to move.
    await new Promise((done) => setTimeout(done, LATE));
    return missing ? '/none.html' : undefined;
  },
);
const browser = await launch();
const problems = [];
let looks = 0;
let worst = 0;

// All that moved since the beginning.
function shifts() {
  globalThis.moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.moved += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
}

async function look(context, url, where, check) {
  const page = await context.newPage();
  const say = (what) => problems.push(`${url} ${where}: ${what}`);
  page.on('request', (request) => request.url().startsWith(origin) || say(`asks ${request.url()}`));
  page.on('pageerror', (error) => say(error.message));
  page.on('console', (message) => {
    const expected = message.text().includes('404') && (missing || url.startsWith('/there-is-no'));
    if (message.type() === 'error' && !expected) say(message.text());
  });
  await page.goto(origin + url, { waitUntil: 'load' });
  await check(page, say);
  looks += 1;
  await page.close();
}

// The first page of each kind, by the class of its body.
async function kinds() {
  const first = new Map();
  for (const url of await pages(root)) {
    const { kind } = await kindOf(root, url);
    // Beside all jobs there are no jobs.
    if (kind === 'kind-jobs') continue;
    if (kind && !first.has(kind)) first.set(kind, url);
  }
  return [...first.values()];
}

const link = '[data-fragment] > a:only-child[href="/jobs/"]';
const urls = await kinds();
for (const [width, height] of [[1600, 900], [1600, 3000], [800, 1200], [320, 900]]) {
  const viewport = { width, height };
  const scripted = await browser.newContext({ viewport });
  await scripted.addInitScript(shifts);
  const plain = await browser.newContext({ viewport, javaScriptEnabled: false });
  for (const url of urls) {
    const where = `at ${width} × ${height} px`;
    missing = false;
    await look(scripted, url, where, async (page, say) => {
      await page.waitForSelector('[data-fragment] .sidebar-jobs li a', { timeout: 5000 }).catch(() => say('shows no sidebar'));
      await page.waitForTimeout(100);
      const moved = await page.evaluate(() => globalThis.moved);
      worst = Math.max(worst, moved);
      if (moved > MOST) say(`moves by ${moved}`);
      const scroll = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (scroll > 0) say('scrolls sideways');
    });
    await look(plain, url, `${where} without scripts`, async (page, say) => {
      if (!(await page.locator(link).isVisible())) say('shows no link to the jobs');
    });
  }
  missing = true;
  await look(scripted, '/', 'where nothing can be fetched', async (page, say) => {
    await page.waitForTimeout(2 * LATE);
    if (!(await page.locator(link).isVisible())) say('shows no link to the jobs');
    await page.locator(link).click();
    if (new URL(page.url()).pathname !== '/jobs/') say('has a link that leads elsewhere');
  });
  await scripted.close();
  await plain.close();
}
await browser.close();
close();
console.log(`what moves most moves by ${worst}`);
finish(looks, problems);

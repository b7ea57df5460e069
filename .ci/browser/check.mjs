// Opens every page in Chromium, at three widths, light and dark, under a strict content
// security policy, and fails on whatever a reader would suffer from. Of each kind of page
// some are looked at with axe too, and with scripts off.
//
//   node check.mjs FOLDER [PAGES OF EACH KIND]
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { finish, kindOf, launch, pages, serve, strict } from './serve.mjs';

const root = path.resolve(process.argv[2]);
const most = Number(process.argv[3] ?? 4);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { origin, close } = await serve(root, strict('/suche/'));
const browser = await launch();
const problems = [];
const urls = await pages(root);
let looks = 0;

// Those that axe looks at: the longest pages of each kind have the most to find.
const closely = new Set();
const kinds = new Map();
for (const url of urls) {
  const { kind, length } = await kindOf(root, url);
  kinds.set(kind, [...(kinds.get(kind) ?? []), { url, length }]);
}
for (const of of kinds.values()) {
  for (const { url } of of.sort((a, b) => b.length - a.length).slice(0, most)) closely.add(url);
}

async function look(context, url, where, check) {
  const page = await context.newPage();
  const say = (what) => problems.push(`${url} ${where}: ${what}`);
  page.on('request', (request) => request.url().startsWith(origin) || say(`asks ${request.url()}`));
  page.on('pageerror', (error) => say(error.message));
  page.on('console', (message) => {
    const expected = url.startsWith('/there-is-no') && message.text().includes('404');
    if (message.type() === 'error' && !expected) say(message.text());
  });
  await page.goto(origin + url, { waitUntil: 'load' });
  await check(page, say);
  looks += 1;
  await page.close();
}

async function width(page, say) {
  const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  if (scroll > client) say(`is ${scroll} px wide and scrolls sideways`);
}

for (const colorScheme of ['light', 'dark']) {
  for (const wide of [1600, 800, 320]) {
    const context = await browser.newContext({ colorScheme, viewport: { width: wide, height: 900 } });
    for (const url of urls) {
      if (!closely.has(url) && colorScheme === 'dark') continue;
      await look(context, url, `at ${wide} px, ${colorScheme}`, async (page, say) => {
        await width(page, say);
        const stored = await page.evaluate(() => document.cookie + Object.keys(localStorage).join());
        if (stored) say(`stores ${stored}`);
        if (!closely.has(url)) return;
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }));
        for (const { id, help, nodes } of violations) say(`${id}: ${help}: ${nodes[0].html.slice(0, 160)}`);
      });
    }
    await context.close();
  }
}

// Without scripts all is there: the text, the ways out, the picture. A skip link leads to the text.
const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 800, height: 900 } });
for (const url of closely) {
  await look(plain, url, 'without scripts', async (page, say) => {
    for (const part of ['h1', 'main', 'footer a']) {
      if (!(await page.locator(part).first().isVisible())) say(`shows no ${part}`);
    }
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    if (!(await page.locator('main:focus').count())) say('has no skip link that comes first and leads to the text');
  });
}
await browser.close();
close();
console.log(`${urls.length} pages of ${kinds.size} kinds, ${closely.size} of them closely`);
finish(looks, problems);

// Searches the bundled site as a reader does, with the keyboard alone: nothing is loaded before, what is
// found is there, and no word of a text becomes part of the page.
//
//   node search.mjs FOLDER [FOLDER FOR PICTURES]
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { finish, launch, serve, strict } from './serve.mjs';

const root = path.resolve(process.argv[2]);
const pictures = process.argv[3];
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { origin, close } = await serve(root, strict('/suche/'));
const browser = await launch();
const problems = [];
let looks = 0;

const problem = (where) => (what) => problems.push(`${where}: ${what}`);
const titles = (page) => page.locator('[data-search-results] h2 a').allTextContents();
const done = (page) =>
  page.waitForFunction(() => {
    const { textContent } = document.querySelector('[data-search-status]');
    return textContent !== '' && textContent !== document.querySelector('form[data-search]').dataset.busy;
  });

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1400, 320]) {
    const say = problem(`${width} px, ${colorScheme}`);
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    const asked = [];
    page.on('request', (request) => {
      asked.push(request.url());
      if (!request.url().startsWith(origin)) say(`asks ${request.url()}`);
    });
    page.on('pageerror', (error) => say(error.message));
    page.on('console', (message) => message.type() === 'error' && say(message.text()));
    await page.goto(`${origin}/suche/`, { waitUntil: 'networkidle' });
    if (asked.some((url) => url.includes('/pagefind/'))) say('loads the index before somebody searches');

    // From the top of the page to the field, by the keyboard.
    for (let at = 0; at < 60; at += 1) {
      await page.keyboard.press('Tab');
      if (await page.locator('#search-words:focus').count()) break;
    }
    await page.keyboard.type('Regulierungen');
    await page.keyboard.press('Enter');
    await done(page);
    const found = await titles(page);
    // The texts say `regulieren` and `reguliert`: words are stemmed, and nothing else is found.
    if (!found.length) say(`finds nothing: ${await page.locator('[data-search-status]').textContent()}`);
    const marked = await page.locator('[data-search-results] mark').allTextContents();
    const others = marked.filter((word) => !word.toLowerCase().includes('regulier'));
    if (others.length) say(`finds ${others} for Regulierungen`);
    if (!page.url().endsWith('?words=Regulierungen&years=all')) say(`is then at ${page.url()}`);
    if (!(await page.locator('[data-search-results] mark').count())) say('marks no word');
    const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    if (scroll > client) say(`is ${scroll} px wide and scrolls sideways`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    for (const { id, help, nodes } of violations) say(`${id}: ${help}: ${nodes[0].html.slice(0, 160)}`);
    if (pictures) await page.screenshot({ path: path.join(pictures, `search-${width}-${colorScheme}.png`) });
    looks += 1;

    // Each leads to a page that is there.
    const paths = await page.locator('[data-search-results] h2 a').evaluateAll((links) => links.map((link) => link.href));
    for (const url of paths) {
      const answer = await context.request.get(url);
      if (!answer.ok()) say(`${url} is not there`);
    }

    // One year has less than all, an address can be kept, and going back brings the words back.
    await page.locator('#search-words').fill('KI');
    await page.keyboard.press('Enter');
    await done(page);
    const all = await page.locator('[data-search-status]').textContent();
    await page.goto(`${origin}/suche/?words=KI&years=2023`);
    await done(page);
    const year = await page.locator('[data-search-status]').textContent();
    if (all === year) say(`finds as much in one year as in all: ${all}`);
    const dates = await page.locator('.found-date').allTextContents();
    if (!dates.length || !dates.every((date) => date.endsWith('2023'))) say(`shows other years than 2023: ${dates}`);
    await page.locator('#search-words').fill('Wolkenkuckucksheim');
    await page.keyboard.press('Enter');
    await done(page);
    if ((await titles(page)).length) say('finds what nobody wrote');
    await page.goBack();
    await done(page);
    if ((await page.locator('#search-words').inputValue()) !== 'KI') say('forgets the words when one goes back');
    looks += 1;
    await context.close();
  }
}
await browser.close();
close();
finish(looks, problems);

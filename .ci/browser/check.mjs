// Opens pages of every kind in Chromium, at three widths, light and dark, under a strict
// content security policy, and fails on whatever a reader would suffer from.
//
//   node check.mjs FOLDER
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { finish, launch, pages, serve } from './serve.mjs';

const root = path.resolve(process.argv[2]);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { origin, close } = await serve(root, "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'");
const browser = await launch();
const problems = [];
let looks = 0;
for (const colorScheme of ['light', 'dark']) {
  for (const width of [1600, 800, 320]) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    for (const url of await pages(root)) {
      const page = await context.newPage();
      const say = (what) => problems.push(`${url} at ${width} px, ${colorScheme}: ${what}`);
      page.on('request', (request) => request.url().startsWith(origin) || say(`asks ${request.url()}`));
      page.on('console', (message) => {
        const expected = url.startsWith('/there-is-no') && message.text().includes('404');
        if (message.type() === 'error' && !expected) say(message.text());
      });
      await page.goto(origin + url, { waitUntil: 'load' });
      const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      if (scroll > client) say(`is ${scroll} px wide and scrolls sideways`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document));
      for (const { id, help, nodes } of violations) say(`${id}: ${help}: ${nodes[0].html.slice(0, 160)}`);
      const stored = await page.evaluate(() => document.cookie + Object.keys(localStorage).join());
      if (stored) say(`stores ${stored}`);
      looks += 1;
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
close();
finish(looks, problems);

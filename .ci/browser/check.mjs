// Opens pages of every kind in Chromium, at three widths, light and dark, under a strict
// content security policy, and fails on whatever a reader would suffer from.
//
//   node check.mjs FOLDER
import { createServer } from 'node:http';
import { readFile, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const root = path.resolve(process.argv[2]);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.xml': 'application/rss+xml' };

const server = createServer(async (request, response) => {
  let file = path.join(root, decodeURIComponent(new URL(request.url, 'http://x').pathname));
  if (existsSync(file) && (await stat(file)).isDirectory()) file = path.join(file, 'index.html');
  const found = existsSync(file);
  if (!found) file = path.join(root, '404.html');
  response.writeHead(found ? 200 : 404, {
    'content-type': types[path.extname(file)] ?? 'application/octet-stream',
    'content-security-policy': "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'",
  });
  response.end(await readFile(file));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const origin = `http://127.0.0.1:${server.address().port}`;

async function pages(folder = '') {
  const found = [];
  for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await pages(name)));
    else if (entry.name === 'index.html') found.push(`${folder}/`);
    else if (entry.name === '404.html') found.push('/there-is-no-such-page/');
  }
  return found.sort();
}

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const problems = [];
let looks = 0;
for (const colorScheme of ['light', 'dark']) {
  for (const width of [1600, 800, 320]) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    for (const url of await pages()) {
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
server.close();
console.log(`${looks} looks at pages, ${problems.length} problems`);
for (const problem of [...new Set(problems)].slice(0, 40)) console.log(problem);
process.exit(problems.length ? 1 : 0);

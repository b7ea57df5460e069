// Edits a site as an author does while `blattwerk serve` runs, and looks whether the open pages
// follow by themselves: all of it in Chromium, and under a strict content security policy.
//
//   node preview.mjs PROGRAM PROJECT
//
// Works on a copy of the project. Prints how long it takes from an edit to what is seen of it.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finish, launch } from './serve.mjs';

const [program, project] = process.argv.slice(2).map((argument) => path.resolve(argument));
const AT = '2026-11-23T12:00:00+01:00';
const PATIENCE = 20_000;
const POLL = 10;
// Long enough for what must not happen.
const PAUSE = 500;
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const root = await mkdtemp(path.join(tmpdir(), 'preview-'));
for (const name of ['site.toml', 'content', 'themes', 'static', 'templates', 'data']) {
  if (existsSync(path.join(project, name))) await cp(path.join(project, name), path.join(root, name), { recursive: true });
}
const at = (file) => path.join(root, file);

// ---- The server, and what stands between it and the browser

async function serve() {
  const child = spawn(program, ['serve', '-r', root, '--port', '0', '--at', AT], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)));
  let said = '';
  const ready = new Promise((done, fail) => {
    const read = (chunk) => {
      said += chunk;
      const found = said.match(/http:\/\/localhost:\d+\/\S*/);
      if (found) done(new URL(found[0]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', (chunk) => (said += chunk));
    ended.then((code) => fail(new Error(`the server ended with ${code}: ${said}`)));
    setTimeout(() => fail(new Error(`the server is not ready: ${said}`)), PATIENCE).unref();
  });
  try {
    return { address: await ready, child, ended, said: () => said };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

// Counts the streams, which Playwright does not see where a shared worker asks for them, and adds
// the policy. The server may be started anew behind it.
async function gate() {
  const gate = { server: undefined, streams: 0 };
  const answer = http.createServer((request, response) => {
    const { host, port } = gate.server.address;
    const isStream = request.url.endsWith('/_blattwerk/events');
    const asked = http.request({ host: 'localhost', port, path: request.url, method: request.method, headers: { ...request.headers, host } });
    asked.on('response', (answered) => {
      response.writeHead(answered.statusCode, { ...answered.headers, 'content-security-policy': POLICY });
      answered.pipe(response);
      answered.on('error', () => response.destroy());
    });
    asked.on('error', () => {
      if (response.headersSent) return response.destroy();
      response.writeHead(502, { 'content-security-policy': POLICY });
      response.end();
    });
    if (isStream) gate.streams += 1;
    response.on('close', () => {
      if (isStream) gate.streams -= 1;
      asked.destroy();
    });
    request.pipe(asked);
  });
  await new Promise((done) => answer.listen(0, 'localhost', done));
  gate.origin = `http://localhost:${answer.address().port}`;
  gate.close = () => {
    answer.closeAllConnections();
    answer.close();
  };
  return gate;
}

// ---- The browser

const problems = [];
let checks = 0;

// Each in a browser of its own, as it were: with its own worker, its own stream and nothing stored.
async function check(claim, look, begin = () => {}) {
  checks += 1;
  const tabs = await context(begin);
  try {
    const late = new Promise((_, fail) => setTimeout(() => fail(new Error('takes for ever')), 6 * PATIENCE).unref());
    const times = await Promise.race([look(tabs), late]);
    console.log(`ok      ${claim}${times ? ` (${times})` : ''}`);
  } catch (error) {
    const why = error.message.split('\n').slice(0, 3).join(' ');
    console.log(`FAILED  ${claim}: ${why}`);
    problems.push(`${claim}: ${why}`);
    // The next one is not to suffer from it.
    for (const file of before.keys()) await mend(file).catch(() => {});
  }
  before.clear();
  await tabs.close();
}

function must(holds, what) {
  if (!holds) throw new Error(what);
}

async function until(what, holds) {
  for (const end = Date.now() + PATIENCE; !(await holds()); await new Promise((done) => setTimeout(done, POLL))) {
    must(Date.now() < end, `never: ${what}`);
  }
}

async function context(begin) {
  const made = await browser.newContext({ viewport: { width: 800, height: 600 } });
  made.setDefaultTimeout(PATIENCE);
  await made.addInitScript(() => {
    globalThis.broken = [];
    addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await made.addInitScript(begin);
  made.on('console', (message) => {
    // Pages are answered so while they cannot be built or the server is gone, and then they name no icon.
    const expected = /status of 50\d|ERR_(CONNECTION|INCOMPLETE|EMPTY)/.test(message.text()) || message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !expected) unwanted.push(message.text());
  });
  made.on('weberror', (error) => unwanted.push(error.error().message));
  return made;
}

const unwanted = [];

async function open(context, article) {
  const page = await context.newPage();
  await page.goto(between.origin + article.url, { waitUntil: 'load' });
  return page;
}

const overlay = (page) => page.locator('blattwerk-errors section');
const shows = (page, text) => page.waitForFunction((text) => document.querySelector('main')?.textContent.includes(text), text, { polling: POLL, timeout: PATIENCE });
const mark = (page) => page.evaluate(() => (globalThis.marker = true));
const isMarked = (page) => page.evaluate(() => globalThis.marker === true);

// The browser may move on by a few pixels to keep the text where it is.
async function scroll(page) {
  await page.evaluate(() => scrollTo({ top: 700, behavior: 'instant' }));
  await page.waitForTimeout(PAUSE);
  return page.evaluate(() => scrollY);
}

async function staysAt(page, place) {
  const is = () => page.evaluate((place) => document.readyState === 'complete' && Math.abs(scrollY - place) < 2, place).catch(() => false);
  await until(`the page is at ${place} px again`, is);
  await page.waitForTimeout(PAUSE);
  must(await is(), `the page did not stay at ${place} px`);
}

// From an edit to what is seen of it.
async function seen(edit, look) {
  const begin = performance.now();
  await edit();
  await look();
  return `${Math.round(performance.now() - begin)} ms`;
}

// ---- The author

async function articles(folder = 'content/articles') {
  const found = [];
  for (const entry of await readdir(at(folder), { withFileTypes: true, recursive: true })) {
    const file = path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name));
    if (!entry.isFile() || !file.endsWith('.md') || path.basename(file).startsWith('_')) continue;
    const url = file.slice('content'.length).replace(/(\/index)?\.md$/, '/');
    found.push({ file, url, text: await readFile(at(file), 'utf8') });
  }
  return found.sort((a, b) => b.text.length - a.text.length);
}

// What the files held that the check at hand has changed.
const before = new Map();

// As editors save: nobody sees half of it. Without bytes the file is removed.
async function save(file, bytes) {
  const exists = existsSync(at(file));
  if (!before.has(file)) before.set(file, exists ? await readFile(at(file)) : undefined);
  if (bytes === undefined) return rm(at(file));
  const beside = `${root}.saved`;
  await writeFile(beside, bytes);
  await mkdir(path.dirname(at(file)), { recursive: true });
  await rename(beside, at(file));
}

async function append(file, text) {
  await save(file, Buffer.concat([await readFile(at(file)), Buffer.from(text)]));
}

const mend = (file) => save(file, before.get(file));

let editions = 0;

// What is added stands at the end, where no teaser takes it from.
function extend(article) {
  editions += 1;
  const text = `Nachtrag Nummer ${editions}.`;
  return { text, write: () => append(article.file, `\n${text}\n`) };
}

const allShow = (pages, text) => Promise.all(pages.map((page) => shows(page, text)));

async function tenTabs(tabs) {
  const pages = [];
  for (let tab = 0; tab < 10; tab += 1) pages.push(await open(tabs, long));
  await until('one stream', () => between.streams === 1);
  const { text, write } = extend(long);
  const took = await seen(write, () => allShow(pages, text));
  must(between.streams === 1, `there are ${between.streams} streams`);
  return { pages, took };
}

const between = await gate();
const browser = await launch();
try {
  between.server = await serve();
} catch (error) {
  await leave();
  finish(0, [error.message]);
}
// By the length of their text: the longest can be scrolled.
const [long, other, wrong] = await articles();

async function leave() {
  await browser.close();
  between.close();
  between.server?.child.kill('SIGINT');
  await Promise.race([between.server?.ended, new Promise((done) => setTimeout(done, 2000).unref())]);
  between.server?.child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
}

// ---- The checks

await check('an edit shows in an open page, which stays where it was scrolled to', async (tabs) => {
  const page = await open(tabs, long);
  const place = await scroll(page);
  const { text, write } = extend(long);
  const took = await seen(write, () => shows(page, text));
  await staysAt(page, place);
  return took;
});

await check('so it does where the address has a fragment and the second edit follows at once', async (tabs) => {
  const page = await open(tabs, { url: `${long.url}#content` });
  for (const pause of [100, 200, 300]) {
    const place = await scroll(page);
    await extend(long).write();
    await page.waitForTimeout(pause);
    const { text, write } = extend(long);
    await seen(write, () => shows(page, text));
    await staysAt(page, place);
  }
});

await check('a page that stays the same is not loaded again', async (tabs) => {
  const [page, edited] = [await open(tabs, long), await open(tabs, other)];
  await mark(page);
  const { text, write } = extend(other);
  await seen(write, () => shows(edited, text));
  await page.waitForTimeout(PAUSE);
  must(await isMarked(page), 'it was loaded again');
});

await check('a tab that nobody looks at is brought up to date when it is looked at', async (tabs) => {
  const [page, edited] = [await open(tabs, long), await open(tabs, long)];
  const look = (state) =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await mark(page);
  await look('hidden');
  const { text, write } = extend(long);
  await seen(write, () => shows(edited, text));
  await page.waitForTimeout(PAUSE);
  must(await isMarked(page), 'it was loaded while nobody looked');
  await look('visible');
  await shows(page, text);
});

await check('a template with an error shows above the last good page, and goes when it is mended', async (tabs) => {
  const page = await open(tabs, long);
  await mark(page);
  const title = await page.locator('h1').first().textContent();
  const file = 'templates/article.html';
  const broken = '{% extends "zeitung/article.html" %}\n{% block content %}\n{{ page.title | }}\n{% endblock content %}\n';
  const took = await seen(() => save(file, broken), () => overlay(page).waitFor());
  const text = await overlay(page).textContent();
  must(/templates\/article\.html:3\b/.test(text), `it says no place: ${text}`);
  must(/^1 error/.test(text), `it says no number: ${text}`);
  must((await page.locator('h1').first().textContent()) === title, 'the page below is another one');
  must(await isMarked(page), 'the page below was loaded again');
  const late = await open(tabs, long);
  await overlay(late).waitFor();
  const mended = await seen(() => mend(file), () => overlay(page).waitFor({ state: 'detached' }));
  await overlay(late).waitFor({ state: 'detached' });
  await late.locator('h1', { hasText: title.trim() }).first().waitFor();
  must(await isMarked(page), 'the page was loaded again, and is the same');
  return `${took}, mended ${mended}`;
});

await check('an error in the front matter is shown as text, whatever it holds', async (tabs) => {
  const page = await open(tabs, long);
  await mark(page);
  const hostile = `title: ["<script>broken.push('script')</script><img src=x onerror=broken.push('img')>${' und so weiter'.repeat(40)}"]`;
  const wide = await page.locator('main').boundingBox();
  const took = await seen(() => save(wrong.file, wrong.text.replace(/^title: .*$/m, hostile)), () => overlay(page).waitFor());
  const text = await overlay(page).textContent();
  must(text.includes(`${wrong.file}:2`), `it says no place: ${text}`);
  must(text.includes("<script>broken.push('script')</script>"), `it does not show the line: ${text}`);
  must(await page.evaluate(() => broken.length === 0), 'it ran what the line holds');
  must(JSON.stringify(wide) === JSON.stringify(await page.locator('main').boundingBox()), 'the page below moved');
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1200, 320]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 600 });
      const [scroll, client] = await overlay(page).evaluate((section) => [section.scrollWidth, section.clientWidth]);
      must(scroll <= client, `it scrolls sideways at ${width} px`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run('blattwerk-errors'));
      must(!violations.length, `${colorScheme}, ${width} px: ${violations.map(({ help, nodes }) => `${help}: ${nodes[0].html}`).join()}`);
    }
  }
  await page.keyboard.press('Escape');
  await overlay(page).waitFor({ state: 'detached' });
  must(await isMarked(page), 'the page below was loaded again');
  await save(wrong.file, wrong.text.replace(/^date: .*$/m, 'date: 2026-13-01'));
  await overlay(page).getByText('2026-13-01').first().waitFor();
  await overlay(page).getByRole('button', { name: 'Close' }).click();
  await overlay(page).waitFor({ state: 'detached' });
  await save(wrong.file, wrong.text.replace(/^date: .*$/m, 'date: 2026-14-01'));
  await overlay(page).waitFor();
  await save(wrong.file, wrong.text);
  await overlay(page).waitFor({ state: 'detached' });
  return took;
});

await check('a style sheet is swapped in the open page', async (tabs) => {
  const page = await open(tabs, long);
  await mark(page);
  const sheets = await page.evaluate(() => document.styleSheets.length);
  const rule = '\nbody { background-color: rgb(1, 2, 3) !important; }\n';
  const isSo = () => page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)', undefined, { polling: POLL });
  const took = await seen(() => append('themes/zeitung/assets/style.css', rule), isSo);
  await until('the old style sheet is gone', () => page.evaluate((sheets) => document.styleSheets.length === sheets, sheets));
  must(await isMarked(page), 'the page was loaded again');
  return took;
});

await check('a picture is swapped in the open page', async (tabs) => {
  const illustrated = (await articles()).find(({ file, text }) => file.endsWith('/index.md') && /^ +src: \S+\.png$/m.test(text));
  must(illustrated, 'no article has a picture of its own');
  const page = await open(tabs, illustrated);
  await mark(page);
  // Pictures further down are not asked for before somebody scrolls to them.
  await page.locator('main img').last().scrollIntoViewIfNeeded();
  const name = illustrated.text.match(/^ +src: (\S+\.png)$/m)[1];
  // Behind its end a picture may hold what it likes. It is another file then, and looks the same.
  const took = await seen(
    () => append(path.join(path.dirname(illustrated.file), name), 'another'),
    () => page.waitForSelector(`img[src*="${name}?"]`),
  );
  await until('it is shown', () => page.locator(`img[src*="${name}?"]`).evaluate((picture) => picture.complete && picture.naturalWidth > 0));
  must(await isMarked(page), 'the page was loaded again');
  return took;
});

await check('ten tabs load, follow an edit, and need one stream, which goes with them', async (tabs) => {
  const { pages, took } = await tenTabs(tabs);
  for (const page of pages) await page.close();
  await until('no stream', () => between.streams === 0);
  return took;
});

await check('so they do without shared workers, also when the tab that held the stream is closed', async (tabs) => {
  const { pages, took } = await tenTabs(tabs);
  const holds = (page) => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/_blattwerk/worker.js')));
  for (let round = 0; round < 2; round += 1) {
    const holders = await Promise.all(pages.map(holds));
    must(holders.filter(Boolean).length === 1, `${holders.filter(Boolean).length} tabs hold the stream`);
    await pages.splice(holders.indexOf(true), 1)[0].close();
    await until('one stream again', () => between.streams === 1);
    const { text, write } = extend(long);
    await seen(write, () => allShow(pages, text));
  }
  return took;
}, () => delete globalThis.SharedWorker);

await check('on the way back a page is brought up to date', async (tabs) => {
  const page = await open(tabs, long);
  await page.goto(between.origin + other.url);
  const { text, write } = extend(long);
  await seen(write, () => page.waitForTimeout(PAUSE));
  await page.goBack();
  await shows(page, text);
  const next = extend(long);
  await seen(next.write, () => shows(page, next.text));
});

await check('the server ends when it is asked to, and pages that were open go on with the next one', async (tabs) => {
  const pages = [await open(tabs, long), await open(tabs, other)];
  await mark(pages[1]);
  await until('one stream', () => between.streams === 1);
  const stopped = await seen(
    () => between.server.child.kill('SIGINT'),
    async () => {
      let code;
      between.server.ended.then((ended) => (code = ended));
      await until('the server ended', () => code !== undefined);
      must(code === 0, `it ended with ${code}: ${between.server.said()}`);
    },
  );
  const { text, write } = extend(long);
  await write();
  between.server = await serve();
  await shows(pages[0], text);
  must(await isMarked(pages[1]), 'a page that stayed the same was loaded again');
  return `ended ${stopped}`;
});

await check('no policy was violated and no script failed', async () => {
  must(!unwanted.length, [...new Set(unwanted)].join(' | '));
});

await leave();
finish(checks, problems);

// A box for what another host shows: that host is asked for nothing before somebody clicks, then for just
// this; without scripts there is a link.
//
//   node embeds.mjs FOLDER PATH
import path from 'node:path';
import { finish, launch, serve } from './serve.mjs';

const [folder, url] = process.argv.slice(2);
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; frame-src https:";
const { origin, close } = await serve(path.resolve(folder), policy);
const browser = await launch();
const problems = [];

async function open(javaScriptEnabled) {
  const context = await browser.newContext({ javaScriptEnabled });
  const asked = [];
  await context.route(
    (address) => !address.href.startsWith(origin),
    (route) => {
      asked.push(route.request().url());
      return route.fulfill({ status: 200, contentType: 'text/html', body: '<p>A frame</p>' });
    },
  );
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(origin + url, { waitUntil: 'networkidle' });
  return { page, asked };
}

const { page, asked } = await open(true);
if (asked.length) problems.push(`asks ${asked} before a click`);
await page.locator('figure button').first().focus();
await page.keyboard.press('Enter');
await page.waitForSelector('figure iframe');
await page.waitForLoadState('networkidle');
const frame = await page.locator('figure iframe').first().evaluate(({ src, title, referrerPolicy }) => ({ src, title, referrerPolicy }));
if (asked.length !== 1 || asked[0] !== frame.src) problems.push(`asks ${asked} for ${frame.src}`);
if (!frame.title) problems.push('the frame has no title');
if (!frame.referrerPolicy) problems.push('the frame tells where it stands');
if (await page.evaluate(() => document.activeElement === document.body)) problems.push('the focus is lost');

const plain = await open(false);
if (plain.asked.length) problems.push(`asks ${plain.asked} without scripts`);
if (!(await plain.page.locator('figure a[href^="https://"]').first().isVisible())) problems.push('has no link without scripts');
if (await plain.page.locator('figure button').first().isVisible()) problems.push('has a button that does nothing without scripts');

await browser.close();
close();
finish(2, problems);

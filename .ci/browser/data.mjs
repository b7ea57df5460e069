// Reads what a built site tells programs: structured data by a JSON schema and by the rules for rich
// results, the JSON Feed by its schema, and follows every address of the site itself, absolute ones
// and those in feeds, sitemaps and data too, to a file and to the place in it.
//
//   node data.mjs FOLDER BASE_URL
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import Validator from '@adobe/structured-data-validator';
import WebAutoExtractor from '@marbec/web-auto-extractor';
import { parseDocument } from 'htmlparser2';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { finish } from './serve.mjs';

const root = path.resolve(process.argv[2]);
const base = process.argv[3];
const problems = [];
const here = path.dirname(new URL(import.meta.url).pathname);

async function files(folder = '') {
  const found = [];
  for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await files(name)));
    else found.push(name);
  }
  return found.sort();
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats(ajv);
const schema = async (file) => ajv.compile(JSON.parse(await readFile(path.join(here, file), 'utf8')));
const fits = (check, value, say) => check(value) || say(ajv.errorsText(check.errors));

// Every element and its attributes, whatever the nesting.
function* elements(node) {
  for (const child of node.children ?? []) {
    if (child.attribs) yield child;
    yield* elements(child);
  }
}

const urlsOf = {
  '.html': (document) =>
    [...elements(document)].flatMap(({ name, attribs }) => [
      ...['href', 'src', 'poster', 'action', 'cite', 'data-fragment', 'data-search'].map((key) => attribs[key]),
      ...(attribs.srcset ?? '').split(',').map((one) => one.trim().split(/\s+/)[0]),
      ...(name === 'meta' && /^(og:(url|image)|article:author)$/.test(attribs.property ?? '') ? [attribs.content] : []),
    ]),
  '.xml': (document) =>
    [...elements(document)].flatMap(({ name, attribs, children }) => [
      ...['href', 'url', 'xmlUrl', 'htmlUrl'].map((key) => attribs[key]),
      ...(/^(link|loc|image:loc|comments|wfw:commentRss|url)$/.test(name) ? [children.map(({ data }) => data ?? '').join('').trim()] : []),
    ]),
};

// All texts of a JSON value; what is called `@id` is a name, and need not lead anywhere.
function* texts(value) {
  if (typeof value === 'string') yield value;
  else if (value && typeof value === 'object') {
    for (const [key, one] of Object.entries(value)) if (key !== '@id') yield* texts(one);
  }
}

const known = new Map();
async function ids(file) {
  if (!known.has(file)) {
    const document = parseDocument(await readFile(path.join(root, file), 'utf8'));
    known.set(file, new Set([...elements(document)].map(({ attribs }) => attribs.id)));
  }
  return known.get(file);
}

let followed = 0;
async function follow(url, from) {
  if (!url || /^(data|mailto|tel|tag|urn):/.test(url)) return;
  const page = base + from.replace(/index\.html$/, '');
  const target = new URL(url, page);
  if (!target.href.startsWith(base)) return;
  const name = decodeURIComponent(target.pathname.slice(new URL(base).pathname.length));
  const file = name === '' || name.endsWith('/') ? `${name}index.html` : name;
  followed += 1;
  // A script adds to it what it needs.
  const isFolder = file.includes('/pagefind/') && existsSync(path.join(root, path.dirname(file)));
  if (!existsSync(path.join(root, file))) {
    if (!isFolder) problems.push(`${from}: ${url} leads nowhere`);
    return;
  }
  const fragment = decodeURIComponent(target.hash.slice(1));
  if (fragment && file.endsWith('.html') && !(await ids(file)).has(fragment)) {
    problems.push(`${from}: ${url} leads to no place in ${file}`);
  }
}

const all = await files();
const data = await schema('../schemas/structured-data.json');
const feed = await schema('../../tests/site/feeds/json-feed-1.1.json');
const validator = new Validator();
const types = new Map();
let jobs = 0;

for (const file of all) {
  const say = (what) => problems.push(`${file}: ${what}`);
  const end = path.extname(file);
  const text = /\.(html|xml|opml|json)$/.test(file) ? await readFile(path.join(root, file), 'utf8') : '';
  if (end === '.html') {
    const document = parseDocument(text);
    for (const url of urlsOf[end](document)) await follow(url, file);
    for (const { name, attribs, children } of elements(document)) {
      if (name !== 'script' || attribs.type !== 'application/ld+json') continue;
      const value = JSON.parse(children[0].data);
      for (const one of value['@graph'] ?? [value]) {
        types.set(one['@type'], (types.get(one['@type']) ?? 0) + 1);
        fits(data, one, say);
        if (one['@type'] === 'JobPosting') jobs += 1;
      }
      for (const one of texts(value)) if (one.startsWith(base)) await follow(one, file);
    }
    const extracted = new WebAutoExtractor({ addLocation: true, embedSource: ['rdfa', 'microdata'] }).parse(text);
    for (const { severity, issueMessage, path: at } of await validator.validate(extracted)) {
      const where = at.map(({ type, property }) => type ?? property).join('.');
      if (severity === 'ERROR') say(`${where}: ${issueMessage}`);
    }
  } else if (end === '.xml' || end === '.opml') {
    for (const url of urlsOf['.xml'](parseDocument(text, { xmlMode: true }))) await follow(url, file);
  } else if (file === 'feed.json') {
    const value = JSON.parse(text);
    fits(feed, value, say);
    for (const one of texts(value)) if (one.startsWith(base) && !one.includes(' ')) await follow(one, file);
  }
}
if (!jobs) problems.push('no page of a job has structured data');
console.log([...types].map(([type, count]) => `${count} ${type}`).join(', '));
console.log(`${followed} addresses of the site followed`);
finish(all.length, problems);

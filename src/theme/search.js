// Searches the archive in the browser. Nothing is loaded before somebody searches.
const SHOWN = 10;

const form = document.querySelector('form[data-search]');
const { words, years } = form.elements;
const status = document.querySelector('[data-search-status]');
const list = document.querySelector('[data-search-results]');
const more = document.querySelector('[data-search-more]');

let engine;
const merged = new Map();
let newest = 0;

// The engine, once it knows these parts of the index.
async function prepared(parts) {
  engine ??= import(`${form.dataset.search}pagefind.js`).then(async (pagefind) => {
    await pagefind.init();
    return pagefind;
  });
  const pagefind = await engine;
  for (const part of parts.filter((part) => !merged.has(part))) {
    merged.set(part, pagefind.mergeIndex(part, { mergeFilter: { part } }));
  }
  await Promise.all(parts.map((part) => merged.get(part)));
  return pagefind;
}

// The years that are to be searched, as the list has them.
function chosen() {
  const all = [...years.options].filter((option) => option.dataset.parts);
  const { value, dataset } = years.selectedOptions[0];
  if (dataset.parts) return all.filter((option) => option.value === value);
  return all.slice(0, dataset.years ? Number(dataset.years) : all.length);
}

const letters = (text) =>
  text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');

// Whether one of some words is a form of what was asked for: most of its letters are at the
// beginning, or all of them inside.
function isAmong(asked, words) {
  const least = Math.min(asked.length, Math.max(3, Math.ceil(asked.length * 0.6)));
  return words.some((word) => word.includes(asked) || word.startsWith(asked.slice(0, least)));
}

// Of a word that a part does not know, pagefind finds the longest beginning that it knows: `re` for
// `Regulierung`. Then it has found nothing, and so it is with all that it has found in this part.
async function isMeant(term, result) {
  const { raw_content: content, locations, meta } = await result.data();
  const all = content.split(/\s+/u);
  const found = locations.map((at) => all[at] ?? '');
  const words = letters([...found, meta.title, meta.kicker ?? ''].join(' ')).split(/[^\p{L}\p{N}]+/u);
  const asked = letters(term).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return asked.every((word) => isAmong(word, words));
}

async function found(pagefind, parts, term) {
  const of = async (part) => {
    const { results } = await pagefind.search(term, { filters: { part } });
    return results.length && (await isMeant(term, results[0])) ? results : [];
  };
  const results = await Promise.all(parts.map(of));
  return results.flat().sort((one, other) => other.score - one.score);
}

const say = (text) => {
  status.textContent = text;
};

// What pagefind escapes comes as text again; of its marks only those around words stay.
function excerpt(html) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const paragraph = document.createElement('p');
  for (const node of body.childNodes) {
    if (node.nodeName === 'MARK') {
      const mark = document.createElement('mark');
      mark.textContent = node.textContent;
      paragraph.append(mark);
    } else {
      paragraph.append(node.textContent);
    }
  }
  return paragraph;
}

function entry({ raw_url: url, excerpt: html, meta }) {
  const item = document.createElement('li');
  const line = (name, text) => {
    const part = document.createElement('p');
    part.className = name;
    part.textContent = text;
    return part;
  };
  if (meta.kicker) item.append(line('kicker', meta.kicker));
  const title = document.createElement('h2');
  const link = document.createElement('a');
  link.href = url;
  link.textContent = meta.title;
  title.append(link);
  item.append(title, excerpt(html), line('found-date', meta.date));
  return item;
}

async function show(results) {
  const next = results.splice(0, SHOWN);
  const items = (await Promise.all(next.map((result) => result.data()))).map(entry);
  list.append(...items);
  more.hidden = results.length === 0;
  more.onclick = async () => {
    const before = list.children.length;
    await show(results);
    list.children[before]?.querySelector('a').focus();
  };
}

const filled = (text, count, term) =>
  text.replace('{count}', new Intl.NumberFormat(document.documentElement.lang).format(count)).replace('{words}', term);

async function search(term) {
  newest += 1;
  const mine = newest;
  const texts = form.dataset;
  list.replaceChildren();
  more.hidden = true;
  say(texts.busy);
  try {
    const parts = chosen().flatMap(({ dataset }) => dataset.parts.split(' '));
    const results = await found(await prepared(parts), parts, term);
    // Another search was begun meanwhile.
    if (mine !== newest) return;
    const count = results.length;
    const text = count === 0 ? texts.none : count === 1 ? texts.one : texts.many;
    await show(results);
    say(filled(text, count, term));
  } catch (error) {
    console.error(error);
    if (mine === newest) say(texts.failed);
  }
}

// An address with words in it can be kept, sent, and gone back to.
function read() {
  const asked = new URLSearchParams(location.search);
  words.value = asked.get('words') ?? '';
  const year = asked.get('years');
  if (year !== null && [...years.options].some((option) => option.value === year)) years.value = year;
  if (words.value.trim()) search(words.value.trim());
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const asked = new URLSearchParams(new FormData(form));
  history.pushState(null, '', `?${asked}`);
  if (words.value.trim()) search(words.value.trim());
});
addEventListener('popstate', read);
read();

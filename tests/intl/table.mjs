// What Node's Intl writes, for tests/intl.rs (RULES.md, DE-9 to DE-11):
//
//   node tests/intl/table.mjs > tests/intl/table.json
//
// Needs CLDR 48 (`node -p process.versions.cldr`): Node 20.20, 22.21, 24 or later.

const languages = ["de", "de-AT", "de-CH", "en"];

const zone = "Europe/Berlin";
const moments = [
  "2026-01-05T08:00:00+01:00",
  "2026-11-23T20:05:09+01:00",
  "2024-02-29T00:00:00+01:00", // a leap day, at midnight
  "2025-12-31T23:59:59+01:00",
  "2026-03-29T01:59:59+01:00", // the last second of winter time
  "2026-03-29T03:00:00+02:00", // and the first of summer time
  "2026-10-25T02:30:00+02:00", // the hour that comes twice
  "2026-10-25T02:30:00+01:00",
  "2026-05-01T12:00:00+02:00",
];

const numbers = [0, 1, 999, 1000, 1234, 9999, 10000, 123456, 1234567.89, -1234.5, 0.5, 1e9];
const counts = [...Array(23).keys(), 100, 101, 1000, 1000000];

// DE-10's lists backwards, and what else begins a title.
const words = [
  ..."Götz|Göthe|Goldmann|Goethe|Göbel|Ärger|Arger|Apfel|Ähre|Aerosol".split("|"),
  ..."Maße|Masse|masse|Zebra|Österreich|Oslo|Übung|Ufer|Straße|Strasse|Strassen".split("|"),
  ..."5G|10|9|2026|KI|KI-Modelle|KI Labor|Éclair|Eclair|Łódź|Lodz".split("|"),
];

// The formats of docs/templates.md that Intl has by itself.
const styles = {
  full: { dateStyle: "full" },
  long: { dateStyle: "long" },
  short: { year: "numeric", month: "2-digit", day: "2-digit" },
  datetime: { dateStyle: "long", timeStyle: "short" },
  time: { timeStyle: "short" },
  month_year: { month: "long", year: "numeric" },
  month: { month: "long" },
  day_month: { day: "numeric", month: "long" },
  weekday: { weekday: "long" },
  year: { year: "numeric" },
};

const format = (language, at, options) =>
  new Intl.DateTimeFormat(language, { ...options, timeZone: zone }).format(at);

function date(language, at, style) {
  const text = format(language, at, styles[style]);
  if (!language.startsWith("de")) return text;
  // Ours alone: a comma where Intl has the `um` of sentences, and `Uhr`.
  if (style === "datetime") return text.replace(" um ", ", ") + " Uhr";
  return style === "time" ? text + " Uhr" : text;
}

// Those that machines read, put together from what Intl knows of the day.
function machine(at) {
  const options = {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    second: "2-digit", hourCycle: "h23", timeZoneName: "longOffset", timeZone: zone,
  };
  const parts = new Intl.DateTimeFormat("en-US", options).formatToParts(at);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const iso = `${part.year}-${part.month}-${part.day}`;
  const time = `${part.hour}:${part.minute}:${part.second}`;
  const offset = part.timeZoneName.slice(3);
  const word = options => format("en-US", at, options);
  const [weekday, day] = [word({ weekday: "short" }), word({ day: "numeric" })];
  return {
    iso,
    rfc3339: `${iso}T${time}${offset}`,
    rfc2822: `${weekday}, ${day} ${word({ month: "short" })} ${part.year} ${time} ${offset.replace(":", "")}`,
  };
}

// English writes short dates as it likes, `1/5/2026`; CLDR's short style has two digits.
const short = { en: { year: "numeric", month: "numeric", day: "numeric" } };

const table = { cldr: process.versions.cldr, zone, moments, numbers, counts, words, languages: {} };
for (const language of languages) {
  styles.short = short[language] ?? { year: "numeric", month: "2-digit", day: "2-digit" };
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
  const plural = new Intl.PluralRules(language);
  const dates = moments.map(moment => {
    const at = new Date(moment);
    const own = Object.keys(styles).map(style => [style, date(language, at, style)]);
    return { ...Object.fromEntries(own), ...machine(at) };
  });
  table.languages[language] = {
    dates,
    numbers: numbers.map(value => number.format(value)),
    plurals: counts.map(count => plural.select(count)),
    // DIN 5007-1
    order: [...words].sort(new Intl.Collator(language).compare),
  };
}
// DIN 5007-2
table.phonebook = [...words].sort(new Intl.Collator("de-u-co-phonebk").compare);
console.log(JSON.stringify(table, null, 1));

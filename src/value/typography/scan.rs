//! One pass over a text: from one byte that might mean something to the next.

use std::ops::Range;

use super::languages::{Habits, LONGEST_TITLE, MULTIPLES, SIGNS, SIGNS_BEFORE, UNITS};
use super::quotes::Quoting;
use super::{Blank, Edit, Rules};

const WIDE: &str = "\u{a0}";
const NARROW: &str = "\u{202f}";

/// What may stand in the blank of an abbreviation.
const BLANKS: [&str; 4] = [" ", "\n", WIDE, NARROW];

pub(super) struct Scanner<'t, 's, 'l> {
    text: &'t str,
    /// Where the rules change next, and to which.
    ahead: &'l [(usize, Rules<'s>)],
    rules: Rules<'s>,
    edits: Vec<Edit<'s>>,
    quoting: Option<Quoting<'s>>,
}

/// Bytes at which a rule may apply. The rest is passed over at a byte a step.
static MEANS: [bool; 256] = {
    let mut means = [false; 256];
    let bytes = b"\"'-.:0123456789";
    let mut at = 0;
    while at < bytes.len() {
        means[bytes[at] as usize] = true;
        at += 1;
    }
    // `§´«»` and `–…„“‚‘’‹›€`
    means[0xC2] = true;
    means[0xE2] = true;
    // Quotes of East Asia.
    means[0xE3] = true;
    means
};

impl<'t, 's, 'l> Scanner<'t, 's, 'l> {
    pub(super) fn new(text: &'t str, languages: &'l [(usize, Rules<'s>)]) -> Self {
        let (first, ahead) = languages.split_first().expect("a text has a language");
        Self { text, ahead, rules: first.1, edits: Vec::new(), quoting: None }
    }

    pub(super) fn run(mut self) -> Vec<Edit<'s>> {
        let mut at = 0;
        while let Some(next) = self.next(at) {
            at = self.step(next);
        }
        self.edits
    }

    fn next(&self, at: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(at..)?;
        Some(at + rest.iter().position(|&byte| MEANS[usize::from(byte)])?)
    }

    /// Looks at what stands here, and says where to go on.
    fn step(&mut self, at: usize) -> usize {
        while let Some(((from, rules), rest)) = self.ahead.split_first()
            && *from <= at
        {
            (self.rules, self.ahead) = (*rules, rest);
        }
        match self.byte(at) {
            Some(b'"' | b'\'') => self.quotes(at),
            Some(b'-') => self.hyphens(at),
            Some(b'.') => self.dots(at),
            Some(b':') => self.colon(at),
            Some(b'0'..=b'9') => self.number(at),
            _ => self.sign(at),
        }
    }

    fn quotes(&mut self, at: usize) -> usize {
        let quoting = self.quoting.get_or_insert_with(|| Quoting::new(self.text, at));
        quoting.run(self.text, at, self.rules, &mut self.edits)
    }

    /// ` - `, `--`, `---`
    fn hyphens(&mut self, at: usize) -> usize {
        let end = at + self.text[at..].bytes().take_while(|&byte| byte == b'-').count();
        let (before, after) = (self.before(at), self.after(end));
        let blank = |c: Option<char>| c.is_some_and(is_blank);
        let ends = |c: Option<char>| c.is_none_or(|c| is_blank(c) || is_closing(c));
        let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let habits = self.habits();
        let dash = if end - at == 3 { habits.long } else { "–" };
        match end - at {
            1 if blank(before) && blank(after) && !self.begins(at) => self.dash(at, end, "–"),
            2 | 3 if blank(before) && ends(after) => self.dash(at, end, dash),
            2 | 3 if before.is_none() && blank(after) => self.edit(at, end, dash),
            2 if before.is_some_and(|c| c.is_ascii_digit())
                && after.is_some_and(|c| c.is_ascii_digit()) =>
            {
                self.edit(at, end, "–");
            }
            2 if in_word(before) && in_word(after) => self.edit(at, end, habits.joined),
            3 if in_word(before) && in_word(after) => self.edit(at, end, habits.long),
            _ => {}
        }
        end
    }

    /// A dash never begins a line.
    fn dash(&mut self, at: usize, end: usize, dash: &'s str) {
        self.keep_with(at, WIDE);
        self.edit(at, end, dash);
    }

    fn dots(&mut self, at: usize) -> usize {
        let end = at + self.text[at..].bytes().take_while(|&byte| byte == b'.').count();
        match end - at {
            1 => return self.dot(at),
            3 if self.before(at) != Some('/') && self.after(end) != Some('/') => {
                self.ellipsis(at, end);
                self.edit(at, end, "…");
            }
            _ => {}
        }
        end
    }

    /// `er … kam`: where words are missing, the line may end behind it only.
    fn ellipsis(&mut self, at: usize, end: usize) {
        if self.after(end).is_none_or(|c| c.is_whitespace() || is_closing(c)) && !self.begins(at) {
            self.keep_with(at, WIDE);
        }
    }

    /// The first dot of `z. B.`, that of `Dr. X`, and that of `www.`
    fn dot(&mut self, at: usize) -> usize {
        let next = at + 1;
        let Some(letter) = self.before(at).filter(|c| c.is_alphabetic()) else { return next };
        let word = at - letter.len_utf8();
        if !self.before(word).is_some_and(|c| c.is_alphanumeric() || ".…".contains(c)) {
            return self.abbreviation(word).unwrap_or(next);
        }
        if self.ends_with_word(at, &["www"]) {
            return self.address(next);
        }
        // A longer word is no title, and most are longer.
        let bytes = &self.text.as_bytes()[at.saturating_sub(LONGEST_TITLE)..at];
        if bytes.len() == LONGEST_TITLE && bytes.iter().all(u8::is_ascii_alphabetic) {
            return next;
        }
        let name = self.text[next..].strip_prefix([' ', '\n']).and_then(|name| name.chars().next());
        if name.is_some_and(char::is_uppercase) && self.ends_with_word(next, self.habits().titles) {
            self.edit(next, next + 1, WIDE);
        }
        next
    }

    /// One that begins at `start`; says where it ends.
    fn abbreviation(&mut self, start: usize) -> Option<usize> {
        let rest = &self.text[start..];
        let first = rest.chars().next()?;
        // Few begin alike, and none is long.
        let known = self.habits().abbreviations.iter().filter(|known| begins_alike(known, first));
        let Abbreviation { gaps, end } = known.filter_map(|known| read(rest, known)).next()?;
        for gap in gaps {
            let gap = start + gap.start..start + gap.end;
            if self.text[gap.clone()] != *NARROW {
                self.edit(gap.start, gap.end, NARROW);
            }
        }
        Some(start + end)
    }

    /// The rest of an address stays.
    fn colon(&mut self, at: usize) -> usize {
        let is_scheme = self.before(at).is_some_and(|c| c.is_ascii_alphanumeric());
        match is_scheme && self.text[at..].starts_with("://") {
            true => self.address(at + 3),
            false => at + 1,
        }
    }

    fn address(&self, from: usize) -> usize {
        let ends = |c: char| c.is_whitespace() || "<>\"“”„«»\u{fffc}".contains(c);
        self.text[from..].find(ends).map_or(self.text.len(), |end| from + end)
    }

    fn sign(&mut self, at: usize) -> usize {
        let Some(sign) = self.after(at) else { return at + 1 };
        let end = at + sign.len_utf8();
        match sign {
            '–' if self.after(end).is_none_or(is_blank) && !self.begins(at) => {
                self.keep_with(at, WIDE);
            }
            '…' => self.ellipsis(at, end),
            '´' if self.before(at).is_some_and(char::is_alphabetic)
                && self.after(end).is_some_and(char::is_alphabetic) =>
            {
                self.edit(at, end, "’");
            }
            '„' | '“' | '”' | '‚' | '‘' | '’' | '«' | '»' | '‹' | '›' | '「' | '」' | '『'
            | '』' => {
                let quoting = self.quoting.get_or_insert_with(|| Quoting::new(self.text, at));
                quoting.set_already(self.text, at, sign, self.rules);
            }
            _ => {}
        }
        end
    }
}

/// Numbers, and what belongs to them.
impl<'t, 's> Scanner<'t, 's, '_> {
    fn number(&mut self, at: usize) -> usize {
        let end = self.end_of_number(at);
        if self.before(at).is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return end;
        }
        self.name_before(at);
        if let Some(second) = self.range(at, end) {
            return second;
        }
        self.unit(end);
        self.month(at, end);
        end
    }

    /// Digits, with points, commas and colons between them.
    fn end_of_number(&self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut end = at;
        while is_digit(end)
            || (matches!(bytes.get(end), Some(b'.' | b',' | b':')) && is_digit(end + 1))
        {
            end += 1;
        }
        end
    }

    /// `Nr. 3`, `§ 5`
    fn name_before(&mut self, at: usize) {
        if !matches!(self.byte_before(at), Some(b' ' | b'\n')) {
            return;
        }
        let Habits { numbered, counted, months_before, .. } = self.habits();
        let is_name = |names: &[&str]| self.ends_with_word(at - 1, names);
        // Most words before a number are none of these, and can be told by their last byte.
        let names = match self.byte_before(at - 1) {
            Some(b'.') => is_name(numbered) || is_name(counted),
            Some(b'a'..=b'z') => is_name(months_before),
            _ => is_name(&SIGNS_BEFORE),
        };
        if names {
            self.edit(at - 1, at, WIDE);
        }
    }

    /// `10 %`, `5 GB`, `30 Mrd. €`
    fn unit(&mut self, end: usize) {
        let Some(word) = self.word_behind(end) else { return };
        if word == "%" {
            let percent = match self.rules.site.percent {
                Blank::Narrow => NARROW,
                Blank::Wide => WIDE,
            };
            return self.edit(end, end + 1, percent);
        }
        if MULTIPLES.contains(&word) {
            self.edit(end, end + 1, WIDE);
            let multiple = end + 1 + word.len();
            let dot = usize::from(self.byte(multiple) == Some(b'.'));
            return self.unit_behind(multiple + dot);
        }
        self.unit_behind(end);
    }

    fn unit_behind(&mut self, end: usize) {
        if self.word_behind(end).is_some_and(|word| self.is_unit(word)) {
            self.edit(end, end + 1, WIDE);
        }
    }

    fn is_unit(&self, word: &str) -> bool {
        let signs = || SIGNS.binary_search(&word).is_ok() || self.habits().units.contains(&word);
        UNITS.binary_search(&word).is_ok() || signs()
    }

    /// A word that one blank parts from what ends here. The longest unit is not long.
    fn word_behind(&self, end: usize) -> Option<&'t str> {
        let text: &'t str = self.text;
        word_at(text.get(end..)?.strip_prefix([' ', '\n'])?)
    }

    /// `23. November`
    fn month(&mut self, at: usize, end: usize) {
        if is_day(&self.text[at..end]) && self.is_before_month(end) {
            self.edit(end + 1, end + 2, WIDE);
        }
    }

    fn is_before_month(&self, end: usize) -> bool {
        let month =
            self.text[end..].strip_prefix('.').and_then(|month| month.strip_prefix([' ', '\n']));
        month.is_some_and(|month| begins_with_word(month, self.habits().months))
    }

    /// `2020-2026`, where it can be nothing else; says where the second number ends.
    fn range(&mut self, at: usize, end: usize) -> Option<usize> {
        let dot = usize::from(self.byte(end) == Some(b'.') && self.byte(end + 1) == Some(b'-'));
        let hyphen = end + dot;
        let second = hyphen + 1;
        let is_pair = self.byte(hyphen) == Some(b'-')
            && self.byte(second).is_some_and(|byte| byte.is_ascii_digit());
        if !is_pair || !self.before(at).is_none_or(opens) {
            return None;
        }
        let last = self.end_of_number(second);
        let (a, b) = (&self.text[at..end], &self.text[second..last]);
        let sure = match dot {
            0 => self.ends_range(last) && self.is_range(a, b, at, last),
            _ => is_day(a) && is_day(b) && self.is_before_month(last) || are_dates(a, b),
        };
        if sure {
            self.edit(hyphen, second, "–");
            self.unit(last);
            self.month(second, last);
        }
        Some(last)
    }

    fn ends_range(&self, last: usize) -> bool {
        let mut rest = self.text[last..].chars();
        match rest.next() {
            Some('.' | ':' | '\'' | '’') => !rest.next().is_some_and(char::is_alphanumeric),
            Some(c) => c.is_whitespace() || is_closing(c) || "%‰°€\"“”‘’«»".contains(c),
            None => true,
        }
    }

    fn is_range(&self, a: &str, b: &str, at: usize, last: usize) -> bool {
        let is_date = |text: &str| {
            text.split('.').count() == 3
                && text.split('.').next_back().is_some_and(|year| year.len() == 4)
        };
        if is_date(a) && is_date(b) {
            return true;
        }
        if are_years(a, b) {
            return true;
        }
        let rises = match (plain_number(a), plain_number(b)) {
            (Some(a), Some(b)) => a < b,
            _ => !(is_date(a) || is_date(b)),
        };
        let Habits { numbered, spelled, measures, .. } = self.habits();
        let named = || {
            let name = self.text[..at].trim_end_matches([' ', '\u{a0}', '\u{202f}']);
            let is_name = |names: &[&str]| self.ends_with_word(name.len(), names);
            name.len() < at && (is_name(&["§", "§§"]) || is_name(numbered) || is_name(spelled))
        };
        let measured = || {
            let rest = self.text[last..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
            let word = word_at(rest).unwrap_or_default();
            self.is_unit(word) || measures.contains(&word) || MULTIPLES.contains(&word)
        };
        rises && (named() || measured())
    }
}

/// What stands where.
impl<'s> Scanner<'_, 's, '_> {
    fn habits(&self) -> &'static Habits {
        self.rules.language.habits
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn byte_before(&self, at: usize) -> Option<u8> {
        self.byte(at.checked_sub(1)?)
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// Whether there is nothing but a blank between the beginning and `at`.
    fn begins(&self, at: usize) -> bool {
        self.text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() && at == c.len_utf8())
    }

    /// Whether one of `words` ends at `at`, and no longer one.
    fn ends_with_word(&self, at: usize, words: &[&str]) -> bool {
        let text = &self.text[..at];
        words.iter().any(|word| {
            text.strip_suffix(word)
                .is_some_and(|rest| !rest.chars().next_back().is_some_and(char::is_alphanumeric))
        })
    }

    /// Puts a blank that keeps the line together in the place of the single one before `at`.
    fn keep_with(&mut self, at: usize, blank: &'s str) {
        if !matches!(self.byte_before(at), Some(b' ' | b'\n')) {
            return;
        }
        if !self.before(at - 1).is_some_and(char::is_whitespace) {
            self.edit(at - 1, at, blank);
        }
    }

    fn edit(&mut self, from: usize, to: usize, with: &'s str) {
        if self.edits.last().is_none_or(|last| last.range.end <= from) {
            self.edits.push(Edit { range: from..to, with });
        }
    }
}

/// An abbreviation as it stands at the beginning of a text.
struct Abbreviation {
    /// Where its blanks are, or where they belong.
    gaps: Vec<Range<usize>>,
    end: usize,
}

/// Reads an abbreviation, with any blank or none between its parts.
fn read(text: &str, known: &str) -> Option<Abbreviation> {
    let mut gaps = Vec::new();
    let mut at = 0;
    for (place, part) in known.split(' ').enumerate() {
        if place > 0 {
            let blank = BLANKS.into_iter().find(|blank| text[at..].starts_with(blank));
            let end = at + blank.map_or(0, str::len);
            gaps.push(at..end);
            at = end;
        }
        let written = text[at..].get(..part.len())?;
        // It may begin a sentence.
        let (first, rest) = (written.chars().next()?, written.chars().skip(1));
        let same = if place == 0 { begins_alike(part, first) } else { part.starts_with(first) };
        if !same || !rest.eq(part.chars().skip(1)) {
            return None;
        }
        at += part.len();
    }
    // Behind a narrow blank another part follows: `s. u.` is not in `S. u. a.`
    let goes_on = text[at..].starts_with(|c: char| c.is_alphanumeric() || NARROW.contains(c));
    (!goes_on).then_some(Abbreviation { gaps, end: at })
}

/// Whether a word that is known in small letters begins with this letter, small or big.
fn begins_alike(known: &str, first: char) -> bool {
    let small = known.chars().next();
    small == Some(first)
        || first.is_uppercase() && small.is_some_and(|c| c.to_uppercase().eq([first]))
}

/// Letters and what units are written with. None that is too long for a unit.
fn word_at(text: &str) -> Option<&str> {
    const LONGEST: usize = 16;
    let in_word = |c: char| c.is_alphabetic() || "%‰°€$£µΩ²³/".contains(c);
    let end = text.char_indices().take(LONGEST + 1).find(|(_, c)| !in_word(*c));
    match end {
        Some((0, _)) => None,
        Some((end, _)) => Some(&text[..end]),
        None => (text.len() <= LONGEST && !text.is_empty()).then_some(text),
    }
}

fn begins_with_word(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

fn is_day(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `1.1` and `31.1.2026` of `1.1.-31.1.2026`.
fn are_dates(a: &str, b: &str) -> bool {
    let parts = |text: &str| text.split('.').filter(|part| is_day(part)).count();
    parts(a) == 2 && a.split('.').count() == 2 && parts(b) >= 2 && b.split('.').count() == 3
        || parts(a) == 2 && parts(b) == 2 && b.split('.').count() == 2
}

/// `2020` and `2026`, or `2025` and `26`; not `2020` and `11`, which is a month.
fn are_years(a: &str, b: &str) -> bool {
    let is_year = |text: &str| text.len() == 4 && text.starts_with(['1', '2']);
    let (Some(first), Some(second)) = (plain_number(a), plain_number(b)) else { return false };
    match b.len() {
        4 => is_year(a) && is_year(b) && first < second,
        2 => is_year(a) && second > 12 && second > first % 100,
        _ => false,
    }
}

/// Digits without anything between them. A number that begins with a zero is one of a phone.
fn plain_number(text: &str) -> Option<u32> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 6;
    let is_counted = !text.starts_with('0') || text == "0";
    (is_number && is_counted).then(|| text.parse().ok()).flatten()
}

/// A narrow blank stands inside of French quotes, where none was before they were set.
fn is_blank(c: char) -> bool {
    c.is_whitespace() && c != '\u{202f}'
}

/// What a range may stand behind.
fn opens(c: char) -> bool {
    c.is_whitespace() || "([{\"'„“‚‘«»‹›".contains(c)
}

/// What ends a sentence or a part of it, quotes too.
pub(super) fn is_closing(c: char) -> bool {
    ".,;:!?)]}…\"'”’“‘«»‹›".contains(c)
}

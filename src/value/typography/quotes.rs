//! Quotes and apostrophes.
//!
//! Whether a mark opens, closes or is an apostrophe follows from what stands beside it; the
//! quotes that are open only say which level it belongs to.

use memchr::memchr2_iter;

use super::languages::Pair;
use super::{Edit, Rules};

const APOSTROPHE: &str = "’";

/// No more marks than these follow one another.
const LONGEST: usize = 4;

/// The marks that follow one another directly, and what they do together.
struct Run {
    start: usize,
    end: usize,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Opens,
    Closes,
    /// Between two letters or digits.
    Inside,
    /// After a comma and before a letter, where a blank is missing.
    Either,
    /// There is no telling.
    Stray,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Double,
    Single,
}

struct Open<'s> {
    mark: Mark,
    /// 0 is the outer one.
    level: usize,
    close: &'s str,
}

pub(super) struct Quoting<'s> {
    /// All of the text, or of its rest.
    runs: Vec<Run>,
    /// The first of them that is not passed yet.
    next: usize,
    /// Per run, what the runs behind it hold.
    behind: Vec<Behind>,
    open: Vec<Open<'s>>,
    doubles: usize,
    singles: usize,
}

#[derive(Clone, Copy, Default)]
struct Behind {
    /// Whether any run closes a single quote.
    any_single_closes: bool,
    /// Whether the next run with such a mark closes it.
    next_double_closes: bool,
    next_single_closes: bool,
}

impl<'s> Quoting<'s> {
    /// Looks at the text from `from` on.
    pub(super) fn new(text: &str, from: usize) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        for at in memchr2_iter(b'"', b'\'', &text.as_bytes()[from..]).map(|at| from + at) {
            match runs.last_mut() {
                Some(last) if last.end == at => last.end += 1,
                _ => runs.push(Run { start: at, end: at + 1, shape: Shape::Stray }),
            }
        }
        for run in &mut runs {
            run.shape = shape(text, run);
        }
        let behind = behind(text, &runs);
        Self { runs, next: 0, behind, open: Vec::new(), doubles: 0, singles: 0 }
    }

    /// Sets the marks that begin at `at`, and says where they end.
    pub(super) fn run(
        &mut self,
        text: &str,
        at: usize,
        rules: Rules<'s>,
        edits: &mut Vec<Edit<'s>>,
    ) -> usize {
        // Those within an address were not asked for.
        while self.runs.get(self.next).is_some_and(|run| run.end <= at) {
            self.next += 1;
        }
        let Some(run) = self.runs.get(self.next) else { return at + 1 };
        let (start, end, shape, behind) = (run.start, run.end, run.shape, self.behind[self.next]);
        self.next += 1;
        let around = Around {
            before: text[..start].chars().next_back(),
            after: &text[end..],
            behind,
            alone: end - start == 1,
        };
        for place in start.max(at)..end {
            let mark = if text.as_bytes()[place] == b'"' { Mark::Double } else { Mark::Single };
            let part = Part { first: place == start, last: place + 1 == end };
            let with = match shape {
                Shape::Stray => None,
                Shape::Opens => Some(self.opening(mark, part, &around, rules)),
                Shape::Closes => Some(self.closing(mark, part, &around, rules)),
                Shape::Either if self.is_open(mark) => Some(self.close(mark, rules)),
                Shape::Either => Some(self.opening(mark, part, &around, rules)),
                Shape::Inside => Self::inside(mark, &around),
            };
            if let Some(with) = with
                && edits.last().is_none_or(|last| last.range.end <= place)
            {
                edits.push(Edit { range: place..place + 1, with });
            }
        }
        end
    }

    fn opening(&mut self, mark: Mark, part: Part, around: &Around, rules: Rules<'s>) -> &'s str {
        let is_apostrophe =
            || (part.last && is_elided(around.after, rules)) || !around.behind.any_single_closes;
        match mark {
            Mark::Single if is_apostrophe() => APOSTROPHE,
            mark => self.open(mark, rules),
        }
    }

    fn closing(&mut self, mark: Mark, part: Part, around: &Around, rules: Rules<'s>) -> &'s str {
        let before = around.before.filter(|_| part.first);
        let is_digit = before.is_some_and(|c| c.is_ascii_digit()) && around.alone;
        match mark {
            Mark::Double
                if is_digit && (!self.is_open(mark) || around.behind.next_double_closes) =>
            {
                "″"
            }
            Mark::Single if !self.is_open(mark) && is_digit => "′",
            Mark::Single if !self.is_open(mark) && before.is_some_and(char::is_alphanumeric) => {
                APOSTROPHE
            }
            // `'Hans' Haus'`
            Mark::Single
                if before.is_some_and(|c| "sxzßSXZ".contains(c))
                    && around.behind.next_single_closes =>
            {
                APOSTROPHE
            }
            mark => self.close(mark, rules),
        }
    }

    /// An outer quote within a word is none, or one that nobody can tell from none.
    fn inside(mark: Mark, around: &Around) -> Option<&'static str> {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let behind_digit = is_digit(around.before);
        match mark {
            // `1'234` is Swiss, `6'2"` are feet.
            Mark::Single if behind_digit && is_digit(around.after.chars().next()) => None,
            Mark::Single if around.alone => Some(APOSTROPHE),
            Mark::Double if behind_digit && around.alone => Some("″"),
            Mark::Single | Mark::Double => None,
        }
    }

    fn is_open(&self, mark: Mark) -> bool {
        match mark {
            Mark::Double => self.doubles > 0,
            Mark::Single => self.singles > 0,
        }
    }

    fn open(&mut self, mark: Mark, rules: Rules<'s>) -> &'s str {
        let level = match (self.open.last(), mark) {
            (Some(around), _) => 1 - around.level,
            (None, Mark::Double) => 0,
            (None, Mark::Single) => 1,
        };
        let (open, close) = rules.quotes[level];
        self.push(Open { mark, level, close });
        open
    }

    fn close(&mut self, mark: Mark, rules: Rules<'s>) -> &'s str {
        if self.is_open(mark) {
            // What was opened inside and never closed is over as well.
            while let Some(open) = self.pop() {
                if open.mark == mark {
                    return open.close;
                }
            }
        }
        // A quote of several paragraphs.
        rules.quotes[if mark == Mark::Double { 0 } else { 1 }].1
    }

    /// Notes a quote that is set already.
    pub(super) fn set_already(&mut self, text: &str, at: usize, sign: char, rules: Rules<'s>) {
        if self.open.last().is_some_and(|open| is_sign(open.close, sign)) {
            let after = text[at + sign.len_utf8()..].chars().next();
            // Not the apostrophe in `‘it’s’`.
            if !after.is_some_and(char::is_alphanumeric) {
                self.pop();
            }
            return;
        }
        let opens = |pair: &Pair| is_sign(pair.0, sign);
        if let Some(level) = rules.quotes.iter().position(opens) {
            let mark = if level == 0 { Mark::Double } else { Mark::Single };
            self.push(Open { mark, level, close: rules.quotes[level].1 });
        }
    }

    fn push(&mut self, open: Open<'s>) {
        *self.count(open.mark) += 1;
        self.open.push(open);
    }

    fn pop(&mut self) -> Option<Open<'s>> {
        let open = self.open.pop()?;
        *self.count(open.mark) -= 1;
        Some(open)
    }

    fn count(&mut self, mark: Mark) -> &mut usize {
        match mark {
            Mark::Double => &mut self.doubles,
            Mark::Single => &mut self.singles,
        }
    }
}

/// What stands around a run.
struct Around<'t> {
    before: Option<char>,
    /// All of the text.
    after: &'t str,
    behind: Behind,
    alone: bool,
}

/// Which part of its run a mark is.
#[derive(Clone, Copy)]
struct Part {
    first: bool,
    last: bool,
}

/// French marks have a blank inside.
fn is_sign(mark: &str, sign: char) -> bool {
    mark.trim_matches('\u{202f}').starts_with(sign)
}

fn behind(text: &str, runs: &[Run]) -> Vec<Behind> {
    let mut behind = vec![Behind::default(); runs.len()];
    let mut now = Behind::default();
    for (run, behind) in runs.iter().zip(&mut behind).rev() {
        *behind = now;
        let marks = &text[run.start..run.end];
        let closes = run.shape == Shape::Closes;
        if marks.contains('"') {
            now.next_double_closes = closes;
        }
        if marks.contains('\'') && run.shape != Shape::Inside {
            now.next_single_closes = closes;
            now.any_single_closes |= closes || run.shape == Shape::Either;
        }
    }
    behind
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Nothing,
    /// A bracket before, or something that opens.
    Opening,
    Dash,
    Closing,
    Word,
}

fn shape(text: &str, run: &Run) -> Shape {
    let marks = &text[run.start..run.end];
    // Two of the outer ones may be a quote within a quote, more of them are none.
    let means_else = marks.contains("''") || marks.contains("\"\"\"") || marks.len() > LONGEST;
    let mut after = text[run.end..].chars();
    let before = text[..run.start].chars().next_back().map_or(Side::Nothing, side);
    let next = after.next();
    match (before, next.map_or(Side::Nothing, side)) {
        _ if means_else => Shape::Stray,
        (Side::Nothing, Side::Nothing) | (Side::Opening, Side::Nothing) => Shape::Stray,
        (Side::Dash, Side::Word | Side::Opening) => Shape::Opens,
        (Side::Dash, _) => Shape::Closes,
        (Side::Nothing | Side::Opening, Side::Word | Side::Opening | Side::Dash) => Shape::Opens,
        // `"?` and `"…`, but not the quote that a blank has driven away from its sentence.
        (Side::Nothing | Side::Opening, Side::Closing) => match next {
            Some('?' | '!' | '…') => Shape::Opens,
            Some('.') if after.next() == Some('.') => Shape::Opens,
            _ if before == Side::Opening => Shape::Opens,
            _ => Shape::Stray,
        },
        (Side::Closing, Side::Word | Side::Opening) => Shape::Either,
        (Side::Word, Side::Word) => Shape::Inside,
        (Side::Word, Side::Opening) => Shape::Closes,
        (Side::Closing | Side::Word, Side::Nothing | Side::Closing | Side::Dash) => Shape::Closes,
    }
}

fn side(c: char) -> Side {
    match c {
        c if c.is_whitespace() => Side::Nothing,
        '-' | '–' | '—' | '/' | '‑' | '‐' => Side::Dash,
        '(' | '[' | '{' | '<' | '„' | '‚' | '=' => Side::Opening,
        // They may be apostrophes.
        '’' | '‘' => Side::Word,
        c if super::scan::is_closing(c) => Side::Closing,
        _ => Side::Word,
    }
}

/// Whether a word begins here whose beginning is left out: `'n`, `'90er`.
fn is_elided(after: &str, rules: Rules) -> bool {
    const LONGEST: usize = 16;
    let digits = after.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let letters = after[digits..].chars().take(LONGEST).take_while(|c| c.is_alphabetic());
    let word: String = letters.flat_map(char::to_lowercase).collect();
    match digits {
        0 => {
            let known = rules.language.habits.elided.iter().any(|elided| *elided == word);
            // A whole word is quoted more likely: `'rein'`.
            let is_quoted = after.chars().nth(word.chars().count()) == Some('\'');
            known && (word.len() == 1 || !is_quoted)
        }
        2 => matches!(&*word, "er" | "ern" | "ers" | "s"),
        _ => false,
    }
}

//! What of a mail's text its sender wrote: without quotes, signatures, addresses.
//!
//! By the marks that mail programs set, in German and in English. What has none stays, and is
//! for the editors to see.

/// How a long line goes on in the next one (RFC 3676).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// The blank at its end is one between two words.
    WithBlank,
    /// That blank is a mark only.
    WithoutBlank,
}

/// The lines that were one before they were sent are one again.
pub(super) fn unflowed(text: &str, flow: Flow) -> String {
    let mut all = String::with_capacity(text.len());
    let mut goes_on = false;
    for line in text.lines() {
        let is_quote = line.starts_with('>');
        let line = line.strip_prefix(' ').unwrap_or(line);
        if goes_on && (is_quote || is_signature(line)) {
            all.push('\n');
        }
        goes_on = line.ends_with(' ') && !is_quote && !is_signature(line);
        match flow {
            Flow::WithoutBlank if goes_on => all.push_str(&line[..line.len() - 1]),
            Flow::WithBlank | Flow::WithoutBlank => all.push_str(line),
        }
        if !goes_on {
            all.push('\n');
        }
    }
    all
}

/// What is left of a text, its paragraphs apart by an empty line.
pub(super) fn words(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let raw: Vec<&str> = text.lines().collect();
    let mut kept: Vec<String> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if is_signature(raw[at]) || begins_message(&lines[at..]) {
            break;
        }
        if let Some(length) = attribution(&lines[at..]) {
            let sentence = &lines[at..at + length];
            let behind = lines[at + length..].iter().find(|line| !line.is_empty());
            if behind.is_none_or(|line| line.starts_with('>')) {
                at += length;
                continue;
            }
            // Where quotes have no marks, all that follows is one. People may write such a
            // sentence, but no address in it.
            if sentence.iter().any(|line| line.contains('@')) {
                break;
            }
        }
        if !lines[at].starts_with('>') && !is_footer(lines[at]) {
            let line = without_addresses(lines[at]);
            // Of an empty one in the mail a paragraph ends, of one that was dropped none does.
            if !line.is_empty() || lines[at].is_empty() {
                kept.push(line);
            }
        }
        at += 1;
    }
    paragraphs(&kept)
}

fn paragraphs(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        match line.is_empty() {
            true if text.is_empty() || text.ends_with("\n\n") => {}
            true => text.push('\n'),
            false => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text.trim_end().to_owned()
}

/// The line that ends a text, by an old custom of Usenet.
fn is_signature(line: &str) -> bool {
    line == "-- " || line == "--"
}

/// What telephones add.
fn is_footer(line: &str) -> bool {
    const STARTS: [&str; 7] = [
        "von meinem ",
        "gesendet mit ",
        "gesendet von ",
        "gesendet aus ",
        "sent from my ",
        "sent with ",
        "diese nachricht wurde von meinem ",
    ];
    let line = line.to_lowercase();
    // Longer ones are sentences.
    line.chars().count() < 80
        && STARTS.iter().any(|start| line.starts_with(start))
        && (!line.starts_with("von meinem ") || line.contains("gesendet"))
}

/// Whether another message begins here, as programs set one below an answer.
fn begins_message(lines: &[&str]) -> bool {
    const TITLES: [&str; 9] = [
        "ursprüngliche nachricht",
        "ursprüngliche e-mail",
        "originalnachricht",
        "original-nachricht",
        "original message",
        "weitergeleitete nachricht",
        "forwarded message",
        "anfang der weitergeleiteten nachricht:",
        "begin forwarded message:",
    ];
    let Some(first) = lines.first() else { return false };
    let bare = first.trim_matches(['-', '_', ' ', '*']).to_lowercase();
    let is_framed = first.starts_with("--") || first.ends_with(':');
    let is_rule = first.len() > 4 && first.trim_matches('_').is_empty();
    (is_framed && TITLES.contains(&bare.as_str()))
        || is_header_block(lines)
        || (is_rule && is_header_block(&lines[1..]))
}

/// `Von: …`, `Gesendet: …`, `An: …`, `Betreff: …`, in lines that follow each other.
fn is_header_block(lines: &[&str]) -> bool {
    let is = |line: &str, names: &[&str]| {
        let line = line.trim_start_matches('*').to_lowercase();
        names.iter().any(|name| line.strip_prefix(name).is_some_and(is_colon))
    };
    if !lines.first().is_some_and(|line| is(line, &["von", "from"])) {
        return false;
    }
    let block = lines.iter().skip(1).take(8).take_while(|line| !line.is_empty());
    let names: [&[&str]; 3] =
        [&["gesendet", "datum", "sent", "date"], &["an", "to"], &["betreff", "subject"]];
    let mut found = [false; 3];
    for line in block {
        names.iter().zip(&mut found).for_each(|(names, found)| *found |= is(line, names));
    }
    found.iter().filter(|found| **found).count() >= 2
}

fn is_colon(rest: &str) -> bool {
    rest.trim_start_matches('*').starts_with(':')
}

/// Of how many lines the sentence is that names a quote: `Am … schrieb …:`.
fn attribution(lines: &[&str]) -> Option<usize> {
    const MOST: usize = 4;
    let first = lines.first()?;
    if !["Am ", "On "].iter().any(|start| first.starts_with(start)) {
        return None;
    }
    let mut sentence = String::new();
    for (at, line) in lines.iter().take(MOST).enumerate() {
        if line.is_empty() {
            return None;
        }
        sentence.push_str(line);
        sentence.push(' ');
        if line.ends_with(':') {
            let verb =
                [" schrieb", "geschrieben", " wrote"].iter().any(|verb| sentence.contains(verb));
            return (verb && (has_time(&sentence) || sentence.contains('@'))).then_some(at + 1);
        }
    }
    None
}

/// `8:15`, `08.15`
fn has_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).any(|part| {
        part[0].is_ascii_digit()
            && matches!(part[1], b':' | b'.')
            && part[2].is_ascii_digit()
            && part[3].is_ascii_digit()
    })
}

/// What words stand before an address or a number.
const LABELS: [&str; 16] = [
    "e-mail", "email", "mail", "tel", "telefon", "fon", "phone", "mobil", "mobile", "handy", "fax",
    "telefax", "t", "m", "f", "e",
];

/// A line without mail addresses; empty if there is nothing else on it, or a number to call.
fn without_addresses(line: &str) -> String {
    if is_phone(line) {
        return String::new();
    }
    if !line.contains('@') {
        return line.to_owned();
    }
    let words: Vec<&str> = line.split(' ').filter(|word| !is_address(word)).collect();
    let rest = words.join(" ");
    let bare: Vec<&str> =
        rest.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
    match bare.iter().all(|word| LABELS.contains(&word.to_lowercase().as_str())) {
        true => String::new(),
        false => rest.trim().to_owned(),
    }
}

/// Whether a word is, or holds, a mail address.
fn is_address(word: &str) -> bool {
    word.match_indices('@').any(|(at, _)| {
        let before = word[..at].chars().next_back();
        let host = word[at + 1..].trim_end_matches(|c: char| !c.is_alphanumeric());
        before.is_some_and(|c| c.is_alphanumeric() || "._%+-".contains(c))
            && host.starts_with(char::is_alphanumeric)
            && host.contains('.')
    })
}

/// Whether there is a number to call on a line, and nothing else.
fn is_phone(line: &str) -> bool {
    let lower = line.to_lowercase();
    let number = lower.trim_start_matches(|c: char| !c.is_ascii_digit() && !"+(".contains(c));
    let label = lower[..lower.len() - number.len()].trim_end();
    let label = label.trim_end_matches(['.', ':', ' ']);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let fits = number.chars().all(|c| c.is_ascii_digit() || "+-–/(). ".contains(c));
    let is_labelled = LABELS.contains(&label);
    let is_dialled =
        label.is_empty() && number.starts_with(['+', '0', '(']) && number.matches('.').count() != 2;
    (6..=20).contains(&digits) && fits && (is_labelled || is_dialled)
}

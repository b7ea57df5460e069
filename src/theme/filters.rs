//! Filters beyond Tera's: functions of their arguments and of the page's language only.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::Languages;
use crate::config::{Config, MarkdownOptions};
use crate::document::nearest;
use crate::value::slug::SOFT_HYPHEN;
use crate::value::{DateStyle, Locale, Moment, slugify_in};

/// The names of all filters, for the manual's test.
pub const NAMES: [&str; 11] = [
    "date",
    "number",
    "plural",
    "slugify",
    "urlencode",
    "json",
    "striptags",
    "absolute",
    "typographic",
    "plain",
    "wrap",
];

pub(super) fn register(tera: &mut Tera, config: &Config, languages: &Languages) {
    let (zone, known) = (config.timezone.clone(), languages.clone());
    tera.register_filter("date", move |text: &str, kwargs: Kwargs, state: &State| {
        date(text, &zone, language(&known, &kwargs, state)?, kwargs.get::<&str>("format")?)
    });
    let known = languages.clone();
    tera.register_filter("number", move |value: &Value, kwargs: Kwargs, state: &State| {
        number(value, language(&known, &kwargs, state)?)
    });
    let known = languages.clone();
    tera.register_filter("plural", move |value: i64, kwargs: Kwargs, state: &State| {
        let category = language(&known, &kwargs, state)?.plural(value);
        match kwargs.get::<String>(category)? {
            Some(form) => Ok(form),
            None => kwargs.must_get::<String>("other"),
        }
    });
    let home = config.default_language.clone();
    tera.register_filter("slugify", move |text: &str, _: Kwargs, _: &State| {
        slugify_in(&home, text)
    });
    tera.register_filter("urlencode", |text: &str, _: Kwargs, _: &State| urlencode(text));
    tera.register_filter("json", |value: &Value, _: Kwargs, _: &State| json(value));
    tera.register_filter("striptags", |text: &str, _: Kwargs, _: &State| striptags(text));
    let (typography, known) = (config.markdown.clone(), languages.clone());
    tera.register_filter("typographic", move |text: &Value, kwargs: Kwargs, state: &State| {
        let lang = match kwargs.get::<&str>("lang")? {
            Some(lang) => lang,
            None => known.of(state).as_str(),
        };
        typographic(text, &typography, lang)
    });
    tera.register_filter("plain", |text: &Value, _: Kwargs, _: &State| plain(text));
    tera.register_filter("wrap", |text: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let width = kwargs.get::<usize>("width")?.unwrap_or(WIDTH);
        Ok(wrap(text, width, kwargs.get::<&str>("indent")?.unwrap_or_default()))
    });
    let base = config.base_url.clone();
    tera.register_filter("absolute", move |link: &str, _: Kwargs, _: &State| {
        base.absolute_link(link).into_owned()
    });
}

/// Of a line of plain text in a mail (RFC 3676 asks for less than 78 characters).
const WIDTH: usize = 72;

/// Breaks lines at blanks. What has none, as an address, stays whole, and so do words that a
/// no-break space joins. `indent` stands before all lines but the first one.
fn wrap(text: &str, width: usize, indent: &str) -> String {
    let options = textwrap::Options::new(width.max(1))
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    let mut lines = Vec::new();
    for line in text.lines() {
        let options = match lines.is_empty() {
            true => options.clone().subsequent_indent(indent),
            false => options.clone().initial_indent(indent).subsequent_indent(indent),
        };
        lines.extend(
            textwrap::wrap(line, options).into_iter().map(|line| line.trim_end().to_owned()),
        );
    }
    lines.join("\n")
}

fn language<'l>(
    languages: &'l Languages,
    kwargs: &Kwargs,
    state: &State,
) -> TeraResult<&'l Locale> {
    Ok(match kwargs.get::<&str>("lang")? {
        Some(name) => languages.get(Some(name)),
        None => languages.of(state),
    })
}

fn date(text: &str, zone: &TimeZone, locale: &Locale, format: Option<&str>) -> TeraResult<String> {
    let at: ZonedDateTime = match text.parse::<Timestamp>() {
        Ok(at) => at.to_zoned_datetime(zone.clone()),
        Err(_) => Moment::parse(text, zone)
            .map_err(|fault| Error::message(format!("`{text}` is not a date: {}", fault.fact)))?
            .in_zone(zone),
    };
    let format = format.unwrap_or("long");
    if format.contains('%') {
        return jiff::fmt::strtime::format(format, &at).map_err(|error| {
            Error::message(format!("`{format}` is not a pattern for dates: {error}"))
        });
    }
    match DateStyle::parse(format) {
        Some(style) => Ok(locale.date(&at, style)),
        None => Err(Error::message(match nearest(format, DateStyle::NAMES.into_iter()) {
            Some(known) => format!("there is no date format `{format}`; did you mean `{known}`?"),
            None => format!(
                "there is no date format `{format}`; known: {}",
                DateStyle::NAMES.join(", ")
            ),
        })),
    }
}

fn number(value: &Value, locale: &Locale) -> TeraResult<String> {
    if let Some(integer) = value.as_i128() {
        return Ok(locale.number(integer));
    }
    value
        .as_f64()
        .and_then(crate::value::locale::Number::from_float)
        .map(|number| locale.number(number))
        .ok_or_else(|| Error::message(format!("`number` needs a number, not {}", value.name())))
}

/// Encodes a part of a query (RULES.md, DISC-5): only the unreserved characters stay.
pub fn urlencode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// RULES.md, LD-0: nothing in it can end the script that it stands in.
fn json(value: &Value) -> TeraResult<Value> {
    let text = serde_json::to_string(value).map_err(|error| Error::message(error.to_string()))?;
    if !text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        return Ok(Value::safe_string(&text));
    }
    let escaped = text
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029");
    Ok(Value::safe_string(&escaped))
}

/// Sets a plain text. What is HTML already was set where it was made, and what is no text has
/// nothing to set.
fn typographic(text: &Value, markdown: &MarkdownOptions, lang: &str) -> TeraResult<Value> {
    match text.as_str() {
        Some(plain) if markdown.typographic && !text.is_safe() => {
            Ok(Value::from(markdown.typography.rules(lang).set(plain).into_owned()))
        }
        Some(_) => Ok(text.clone()),
        None => Err(Error::message(format!("`typographic` needs a text, not {}", text.name()))),
    }
}

/// RULES.md, DE-5: without what divides words, for where that would be shown or searched.
fn plain(text: &Value) -> TeraResult<Value> {
    let Some(shown) = text.as_str() else {
        return Err(Error::message(format!("`plain` needs a text, not {}", text.name())));
    };
    let plain = shown.replace([SOFT_HYPHEN, '\u{200b}'], "");
    Ok(if text.is_safe() { Value::safe_string(&plain) } else { Value::from(plain) })
}

/// Drops tags and comments; what is not closed is text.
fn striptags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = match rest.starts_with("<!--") {
            true => rest.find("-->").map(|at| at + 3),
            false => rest.find('>').map(|at| at + 1),
        };
        match end {
            Some(end) => rest = &rest[end..],
            None => break,
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ld_0_json_cannot_end_its_script() {
        let value = Value::from_serializable("</script><!-- & \u{2028}");
        assert_eq!(
            json(&value).unwrap().as_str(),
            Some(r#""\u003c/script\u003e\u003c!-- \u0026 \u2028""#)
        );
    }

    #[test]
    fn disc_5_a_query_keeps_no_character_that_means_something() {
        assert_eq!(urlencode("C++ & „KI“#1"), "C%2B%2B%20%26%20%E2%80%9EKI%E2%80%9C%231");
    }

    proptest::proptest! {
        #[test]
        fn sec_1_any_text_comes_back_from_json_and_ends_no_script(
            text in "(\\PC|[\\x00-\\x1f<>&\"'/\\\\\u{2028}\u{2029}\u{feff}]|</script>|<!--|]]>){0,30}",
        ) {
            let json = json(&Value::from(text.as_str())).unwrap();
            let json = json.as_str().unwrap();
            let ends = ['<', '>', '&', '\n', '\u{2028}', '\u{2029}'];
            proptest::prop_assert!(!json.contains(ends));
            proptest::prop_assert_eq!(serde_json::from_str::<String>(json).unwrap(), text);
        }

        #[test]
        fn sec_1_any_text_comes_back_from_a_query(text in "(\\PC|[\\x00-\\x1f%&=+#? ]){0,30}") {
            let encoded = urlencode(&text);
            let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
            proptest::prop_assert!(encoded.chars().all(unreserved));
            proptest::prop_assert_eq!(crate::value::percent_decode(&encoded), text.as_str());
        }

        #[test]
        fn sec_1_any_text_comes_back_from_html_and_its_attributes(
            text in "(\\PC|[<>&\"'`={}\\[\\]]|-->|]]>|</p>|&amp;|&#34;){0,30}",
        ) {
            let mut tera = Tera::new();
            let quoted = "<p title=\"{{ text }}\" lang='{{ text }}'>{{ text }}</p>";
            tera.add_raw_template("a.html", quoted).unwrap();
            let mut context = tera::Context::new();
            context.insert("text", &text);
            let page = scraper::Html::parse_fragment(&tera.render("a.html", &context).unwrap());
            let found: Vec<_> = page.select(&scraper::Selector::parse("p").unwrap()).collect();
            proptest::prop_assert_eq!(found.len(), 1);
            proptest::prop_assert_eq!(found[0].text().collect::<String>(), text.as_str());
            proptest::prop_assert_eq!(found[0].attr("title"), Some(text.as_str()));
            proptest::prop_assert_eq!(found[0].attr("lang"), Some(text.as_str()));
        }
    }

    #[test]
    fn tags_are_stripped_and_text_stays() {
        assert_eq!(striptags("<p>a &lt; <b>b</b><!-- > --> c"), "a &lt; b c");
    }
}

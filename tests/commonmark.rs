#![expect(clippy::disallowed_methods, reason = "tests read files")]

//! Runs the examples of the CommonMark specification.
//!
//! HTML is compared as the specification's own runner does, by a port of its
//! `normalize.py` (John MacFarlane, BSD licence): white space around blocks, the
//! order of attributes and the spelling of entities mean nothing.

use std::cell::RefCell;
use std::path::PathBuf;

use blattwerk::markdown::{Embeds, External, Labels, Loading, Options, Unresolved, render};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Example {
    markdown: String,
    html: String,
    example: u32,
    section: String,
}

#[test]
fn all_examples_of_the_specification_pass() {
    let path = std::env::var_os("BLATTWERK_SPEC").map(PathBuf::from).unwrap_or_else(|| {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/spec/commonmark-0.31.2.json")
    });
    let Ok(json) = std::fs::read_to_string(&path) else {
        println!("commonmark: NOT RUN, no examples at {}", path.display());
        return;
    };
    let examples: Vec<Example> = serde_json::from_str(&json).unwrap();
    let failures: Vec<_> = examples.iter().filter_map(failure).collect();
    let passed = examples.len() - failures.len();
    println!("commonmark: {passed} of {} examples pass", examples.len());
    assert!(failures.is_empty() && !examples.is_empty(), "{}", failures.join("\n"));
}

fn failure(example: &Example) -> Option<String> {
    let Example { markdown, html, example, section } = example;
    let made = plain_commonmark(markdown);
    (normalized(&made) != normalized(html)).then(|| {
        format!("example {example} ({section}): {markdown:?}\n  want {html:?}\n  have {made:?}")
    })
}

fn plain_commonmark(markdown: &str) -> String {
    let options = Options {
        extensions: false,
        raw_html: true,
        highlight: false,
        external: External::default(),
        embeds: Embeds::Boxes,
        sizes: "",
        opening: Loading::Unsaid,
        labels: &Labels::default(),
        slugs: "de",
        typography: None,
    };
    render(markdown, &options, &mut Unresolved).html
}

/// HTML with everything dropped that means nothing to a reader.
fn normalized(html: &str) -> String {
    let tokenizer = Tokenizer::new(Normalizer::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.state.into_inner().output
}

/// The tokenizer hands out shared references only.
#[derive(Default)]
struct Normalizer {
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    output: String,
    last: Last,
    last_tag: String,
    in_pre: bool,
}

#[derive(Default, PartialEq)]
enum Last {
    #[default]
    StartTag,
    EndTag,
    Data,
    Other,
}

impl TokenSink for Normalizer {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.text(&text),
            Token::NullCharacterToken => state.text("\0"),
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => state.end_tag(&tag.name),
            Token::TagToken(tag) => state.start_tag(&tag),
            Token::CommentToken(comment) => state.other(&format!("<!--{comment}-->")),
            Token::DoctypeToken(doctype) => state.other(&format!("<!{:?}>", doctype.name)),
            Token::ParseError(_) | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn text(&mut self, text: &str) {
        let after_tag = matches!(self.last, Last::StartTag | Last::EndTag);
        let after_block = after_tag && is_block(&self.last_tag) && !self.in_pre;
        let mut text = text.to_owned();
        if after_tag && self.last_tag == "br" {
            text = text.trim_start_matches('\n').to_owned();
        }
        if !self.in_pre {
            text = folded(&text);
        }
        if after_block && self.last == Last::StartTag {
            text = text.trim_start().to_owned();
        } else if after_block {
            text = text.trim().to_owned();
        }
        self.output += &escaped(&text);
        self.last = Last::Data;
    }

    fn end_tag(&mut self, name: &str) {
        if name == "pre" {
            self.in_pre = false;
        } else if is_block(name) {
            self.trim_end();
        }
        self.output += &format!("</{name}>");
        self.last_tag = name.to_owned();
        self.last = Last::EndTag;
    }

    fn start_tag(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if name == "pre" {
            self.in_pre = true;
        }
        if is_block(name) {
            self.trim_end();
        }
        let mut attributes: Vec<_> =
            tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
        attributes.sort();
        self.output += &format!("<{name}");
        for (name, value) in attributes {
            self.output += &format!(" {name}=\"{}\"", escaped(&value));
        }
        self.output.push('>');
        self.last_tag = name.to_owned();
        self.last = if tag.self_closing { Last::EndTag } else { Last::StartTag };
    }

    fn other(&mut self, markup: &str) {
        self.output += markup;
        self.last = Last::Other;
    }

    fn trim_end(&mut self) {
        self.output.truncate(self.output.trim_end().len());
    }
}

fn folded(text: &str) -> String {
    let mut folded = String::new();
    for c in text.chars() {
        match c.is_ascii_whitespace() {
            true if folded.ends_with(' ') => {}
            true => folded.push(' '),
            false => folded.push(c),
        }
    }
    folded
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn is_block(name: &str) -> bool {
    const BLOCKS: &str = " article header aside hgroup blockquote hr iframe body li map button \
        object canvas ol caption output col p colgroup pre dd progress div section dl table td dt \
        tbody embed textarea fieldset tfoot figcaption th figure thead footer tr form ul h1 h2 h3 \
        h4 h5 h6 video script style ";
    BLOCKS.contains(&format!(" {name} "))
}

#[test]
fn normalizing_drops_only_what_means_nothing() {
    assert_eq!(normalized("<p>a\n b</p>\n\n<hr />"), normalized("<p>\na b</p><hr>"));
    assert_eq!(normalized("<a title='x' href=\"y\">&ouml;</a>"), "<a href=\"y\" title=\"x\">ö</a>");
    assert_ne!(normalized("<pre>a\n b</pre>"), normalized("<pre>a b</pre>"));
    assert_ne!(normalized("<p>a <em>b</em></p>"), normalized("<p>a<em>b</em></p>"));
    assert_ne!(normalized("&lt;b&gt;"), normalized("<b>"));
}

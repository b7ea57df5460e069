//! HTML as a browser reads it.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Elements without an end.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "source", "wbr"];

/// Whether each element is closed, in the order that asks for, and each tag is well written.
pub(super) fn is_balanced(html: &str) {
    let tokenizer = Tokenizer::new(Balance::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let Balance { open, fault } = tokenizer.sink;
    let (open, fault) = (open.into_inner(), fault.into_inner());
    assert!(open.is_empty() && fault.is_none(), "{open:?} open, {fault:?} in {html}");
}

/// The tokenizer hands out shared references only.
#[derive(Default)]
struct Balance {
    open: RefCell<Vec<String>>,
    /// The first.
    fault: RefCell<Option<String>>,
}

impl TokenSink for Balance {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => self.tag(&tag),
            Token::ParseError(error) => self.complain(&error),
            Token::CommentToken(comment) => self.complain(&format!("a comment: {comment}")),
            Token::DoctypeToken(_)
            | Token::CharacterTokens(_)
            | Token::NullCharacterToken
            | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

impl Balance {
    fn tag(&self, tag: &Tag) {
        let name: &str = &tag.name;
        let mut open = self.open.borrow_mut();
        match tag.kind {
            TagKind::StartTag if VOID.contains(&name) => {}
            TagKind::StartTag => open.push(name.to_owned()),
            TagKind::EndTag => {
                let last = open.pop();
                if last.as_deref() != Some(name) {
                    self.complain(&format!("</{name}> closes {last:?}"));
                }
            }
        }
    }

    fn complain(&self, fault: &str) {
        self.fault.borrow_mut().get_or_insert_with(|| fault.to_owned());
    }
}

//! Well-formed XML, whatever the texts hold.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Elements one after the other, each on its own line.
pub(super) struct Xml(Writer<Vec<u8>>);

impl Xml {
    /// Begins a document with its root element.
    pub fn new(root: &str, attributes: &[(&str, &str)]) -> Self {
        let mut xml = Self(Writer::new(Vec::with_capacity(16 << 10)));
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        xml.line();
        xml.open(root, attributes);
        xml
    }

    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let start = with_attributes(name, attributes);
        self.event(Event::Start(start));
        self.line();
    }

    pub fn close(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name)));
        self.line();
    }

    pub fn text(&mut self, name: &str, text: &str) {
        self.text_with(name, &[], text);
    }

    /// A text that some take for HTML (RULES.md, RSS-9). The numbers of characters mean the same as
    /// their names, and pass where somebody reads names twice.
    pub fn title(&mut self, name: &str, text: &str) {
        self.event(Event::Start(with_attributes(name, &[])));
        let number = |c: char| match c {
            '&' => "&#x26;".into(),
            '<' => "&#x3C;".into(),
            '>' => "&#x3E;".into(),
            // Else it would be read as the end of a line.
            '\r' => "&#xD;".into(),
            c => String::from(c),
        };
        let text: String = clean(text).chars().map(number).collect();
        self.event(Event::Text(BytesText::from_escaped(text)));
        self.event(Event::End(BytesEnd::new(name)));
        self.line();
    }

    pub fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.event(Event::Start(with_attributes(name, attributes)));
        let text = clean(text);
        self.event(Event::Text(BytesText::new(&text)));
        self.event(Event::End(BytesEnd::new(name)));
        self.line();
    }

    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(with_attributes(name, attributes)));
        self.line();
    }

    /// Ends the root element.
    pub fn finish(mut self, root: &str) -> Vec<u8> {
        self.close(root);
        self.0.into_inner()
    }

    fn event(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("memory takes all that is written");
    }

    fn line(&mut self) {
        self.event(Event::Text(BytesText::from_escaped("\n")));
    }
}

fn with_attributes<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute((*key, &*clean(value)));
    }
    start
}

/// RULES.md, RSS-12: XML 1.0 knows no control characters, not even escaped ones.
fn clean(text: &str) -> Cow<'_, str> {
    let forbidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(forbidden) {
        return text.chars().filter(|&c| !forbidden(c)).collect::<String>().into();
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rss_12_any_text_gives_well_formed_xml(text in "(\\PC|[\\x00-\\x20\u{fffe}\u{ffff}<>&\"']|\\]\\]>){0,40}") {
            let mut xml = Xml::new("a", &[("b", &text)]);
            xml.text("c", &text);
            xml.title("d", &text);
            let bytes = String::from_utf8(xml.finish("a")).unwrap();
            let document = roxmltree::Document::parse(&bytes).unwrap();
            let read = document.descendants().find(|node| node.has_tag_name("c")).unwrap();
            prop_assert_eq!(read.text().unwrap_or_default(), clean(&text));
            let title = document.descendants().find(|node| node.has_tag_name("d")).unwrap();
            prop_assert_eq!(title.text().unwrap_or_default(), clean(&text));
        }
    }
}

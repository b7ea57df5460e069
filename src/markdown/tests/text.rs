use super::*;

/// What a teaser shows of a text, and why.
#[derive(Debug, PartialEq)]
enum Lead {
    BeforeMore(String),
    FirstParagraph(String),
}

fn lead(text: &str) -> Option<Lead> {
    super::before_more(text, None)
        .map(Lead::BeforeMore)
        .or_else(|| super::first_paragraph(text, None).map(Lead::FirstParagraph))
}

fn before_more(text: &str) -> Option<Lead> {
    Some(Lead::BeforeMore(text.into()))
}

fn first_paragraph(text: &str) -> Option<Lead> {
    Some(Lead::FirstParagraph(text.into()))
}

#[test]
fn plain_text_is_what_a_reader_sees() {
    for (text, visible) in [
        ("# A\n\nb *c*\n  [d](e)\tf\\\ng", "A b c d f g"),
        ("a[^1] ![b](c) `d`\n\n[^1]: e", "a d e"),
        ("x**y**z Straßen\u{AD}bahn 5\u{A0}GB &amp; &auml;", "xyz Straßen\u{AD}bahn 5\u{A0}GB & ä"),
        ("- [x] a\n- b\n\n| c | d |\n|---|---|\n| e | f |", "a b c d e f"),
        (
            "<div title=\">\">a<b>b</b><p>&Auml; 1 < 2 &</div>\n\nc<br>d<i>e</i>",
            "ab Ä 1 < 2 & c de",
        ),
        ("<script>\nif (a</b) x()\n</script>\n\n<!-- a -->\n\nb", "b"),
    ] {
        assert_eq!(plain(text), visible, "{text:?}");
    }
}

#[test]
fn words_are_counted_as_they_are_seen() {
    assert_eq!(rendered("Die **Teil**menge – 3 `let x` KI-Modelle.\n\n```\na b\n```").words, 8);
    assert_eq!(rendered("a[^1]\n\n[^1]: b c").words, 3);
}

#[test]
fn gender_stars_are_no_emphasis() {
    assert_eq!(html("Leser*innen und Bürger*innen"), "<p>Leser*innen und Bürger*innen</p>\n");
    assert_eq!(html("jede*r *und* eine*r"), "<p>jede*r <em>und</em> eine*r</p>\n");
    assert_eq!(
        html("*Tages*zeitung, un*glaub*lich"),
        "<p><em>Tages</em>zeitung, un<em>glaub</em>lich</p>\n"
    );
    assert_eq!(
        plain("Leser*innen, Bürger*innen, Leser:innen"),
        "Leser*innen, Bürger*innen, Leser:innen"
    );
}

#[test]
fn the_lead_is_what_stands_before_the_mark() {
    assert_eq!(lead("# A\n\nb\n\nc\n\n<!-- more -->\n\nd"), before_more("A b c"));
    assert_eq!(lead("a <!--more--> b"), before_more("a"));
    assert_eq!(lead("<p>a</p>\n<!--more-->\n<p>b</p>"), before_more("a"));
    assert_eq!(lead("a\n\n<!--\nx -->\n\n<!-- more -->\n\nb"), before_more("a"));
}

#[test]
fn a_mark_in_code_is_none() {
    assert_eq!(lead("```\n<!-- more -->\n```\n\na\n\nb"), first_paragraph("a"));
    assert_eq!(lead("`<!-- more -->` a\n\n<!-- more -->\n\nb"), before_more("<!-- more --> a"));
}

#[test]
fn the_lead_is_else_the_first_paragraph_with_words() {
    assert_eq!(
        lead("<!-- more -->\n\n# A\n\n![b](c)\n\n> d\n\n- e\n\nf\ng\n\nh"),
        first_paragraph("f g")
    );
    assert_eq!(lead("# A\n\n- b"), None);
    assert_eq!(lead(""), None);
}

#[test]
fn the_lead_knows_links_and_footnotes_that_are_defined_below() {
    let long = "\n\nz".repeat(1000);
    let below = format!("{long}\n\n[x: y]: u v w\n\n[b]: /t 'u'\n[^1]: v\n");
    assert_eq!(lead(&format!("a [b][], c[^1] [sic]{below}")), first_paragraph("a b, c [sic]"));
    assert_eq!(lead(&format!("a [b]\n\n<!-- more -->{below}")), before_more("a b"));
}

#[test]
fn the_lead_is_found_however_far_down_it_stands() {
    let far =
        format!("# {}\n\n```\n{}\n```\n\n- ä\r\n\r\n", "ä".repeat(1500), "x\n\ny\n".repeat(4000));
    assert_eq!(lead(&format!("{far}end\n\n{far}")), first_paragraph("end"));
}

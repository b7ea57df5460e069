//! Texts that would take forever, or all of the stack, if time were quadratic or
//! nesting were recursion. The claim of each is that it ends.

use super::*;
use crate::markdown::links::runs_script;

/// Reads `text` in every way there is.
fn survives(text: &str) -> Rendered {
    plain(text);
    before_more(text, None);
    first_paragraph(text, None);
    let site = german();
    let typography = Some(site.rules("de"));
    let labels = Labels::default();
    rendered_with(text, &Options { typography, ..options(&labels) }, &mut Unresolved);
    rendered(text)
}

#[test]
fn deep_nesting() {
    for text in [
        "> ".repeat(10_000) + "a",
        ">".repeat(10_000) + "# a",
        "[".repeat(10_000) + "a",
        "![".repeat(10_000) + "a" + &"](b)".repeat(10_000),
        "*a **b ".repeat(10_000),
        "- ".repeat(10_000) + "a",
        "<b>".repeat(10_000),
        "<!--".repeat(10_000),
        "\n\n<div>".repeat(10_000),
        "<script>\n</".repeat(10_000),
    ] {
        survives(&text);
    }
}

#[test]
fn boxes_without_end() {
    for lines in ["url: https://youtu.be/a\nposter: b", "url: [", "a: &a [*a, *a]", "- > |"] {
        survives(&format!("```embed\n{lines}\n```\n\n").repeat(3_000));
    }
    survives(&format!("```embed\nurl: https://{}\n", "a\n".repeat(300_000)));
    survives(&format!("```embed\n{}", "[".repeat(300_000)));
}

#[test]
fn a_line_of_ten_megabytes() {
    for piece in ["a", "<", "[a](b) "] {
        survives(&piece.repeat(10_000_000 / piece.len()));
    }
}

#[test]
fn marks_without_end() {
    for piece in [
        "*a",
        "a*in ",
        "`a",
        "~a",
        "_a ",
        "[^a]",
        "&auml",
        "&",
        "|",
        "<a b=\"",
        "<!-- more",
        "\u{AD}ä ",
    ] {
        survives(&piece.repeat(1_000_000 / piece.len()));
    }
}

#[test]
fn thousands_of_headings_with_one_title() {
    let rendered = survives(&"# a\n".repeat(100_000));
    assert_eq!(rendered.toc.len(), 100_000);
    assert_eq!(rendered.toc[99_999].id, "a-99999");
}

#[test]
fn thousands_of_footnotes() {
    let marks: String = (0..20_000).map(|n| format!("[^{n}] ")).collect();
    let notes: String = (0..20_000).map(|n| format!("\n\n[^{n}]: a[^{}]", n + 1)).collect();
    survives(&(marks + &notes));
    survives(&("[^1]".repeat(50_000) + "\n\n[^1]: a"));
}

#[test]
fn thousands_of_references_and_marks_for_more() {
    survives(&("[a] ".repeat(50_000) + "\n\n" + &"[a]: b\n".repeat(50_000)));
    survives(&"`<!-- more -->`\n\n".repeat(50_000));
    survives(&"\n\n".repeat(1_000_000));
}

#[test]
fn code_that_leads_a_grammar_astray() {
    for language in ["rust", "html", "md", "js", "php", "latex"] {
        let line = "<a \"'`${[(*/".repeat(160);
        survives(&format!("```{language}\n{}```", format!("{line}\n").repeat(30)));
    }
}

/// Pieces that mean something, and any others.
const PIECES: &str = "([a-zäß\n *_`~<>!|:#\\[\\]()^&;{}=\"'0-9.+-]|\\PC|\\[\\^1\\]|\\]\\(|: |\
    \n\n|\n> |\n- |<!-- more -->|javascript:|<script>|<b onclick=x>|\n# |onclick=x|\"|&quot;){0,60}";

proptest::proptest! {
    #[test]
    fn any_text(text in PIECES) {
        survives(&text);
    }

    #[test]
    fn what_is_text_stays_text(text in PIECES) {
        let labels = Labels::default();
        let options = Options { raw_html: false, ..options(&labels) };
        let html = rendered_with(&text, &options, &mut Unresolved).html;
        let page = scraper::Html::parse_fragment(&html);
        let mut ids = std::collections::BTreeSet::new();
        for element in page.tree.values().filter_map(|node| node.as_element()) {
            assert!(!["script", "style", "iframe"].contains(&element.name()), "{html}");
            for (name, value) in element.attrs() {
                assert!(!name.starts_with("on") && name != "style", "{html}");
                assert!(name != "href" || !runs_script(value), "{html}");
                assert!(name != "id" || ids.insert(value), "{html}");
            }
        }
    }
}

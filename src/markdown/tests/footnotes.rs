use super::*;

#[test]
fn footnotes_stand_at_the_end_in_the_order_of_their_marks() {
    assert_eq!(
        html("a[^Eins] b[^2] c[^eins]\n\n[^2]: zwei\n\n[^eins]: eins\n\n    - Liste\n"),
        "<p>a<sup class=\"footnote-ref\"><a href=\"#fn_eins\" id=\"fnref_eins\" role=\"doc-noteref\">1</a></sup> \
         b<sup class=\"footnote-ref\"><a href=\"#fn_2\" id=\"fnref_2\" role=\"doc-noteref\">2</a></sup> \
         c<sup class=\"footnote-ref\"><a href=\"#fn_eins\" id=\"fnref_eins-1\" role=\"doc-noteref\">1</a></sup></p>\n\
         <section class=\"footnotes\" aria-label=\"Fußnoten\"><ol>\n\
         <li id=\"fn_eins\">\n<p>eins</p>\n<ul>\n<li>Liste</li>\n</ul>\n\
         <p><a class=\"footnote-back\" href=\"#fnref_eins\" aria-label=\"Zurück zum Text\" role=\"doc-backlink\">↩\u{FE0E}</a> \
         <a class=\"footnote-back\" href=\"#fnref_eins-1\" aria-label=\"Zurück zum Text (2)\" role=\"doc-backlink\">↩\u{FE0E}<sup>2</sup></a></p>\n</li>\n\
         <li id=\"fn_2\">\n<p>zwei \
         <a class=\"footnote-back\" href=\"#fnref_2\" aria-label=\"Zurück zum Text\" role=\"doc-backlink\">↩\u{FE0E}</a></p>\n</li>\n\
         </ol></section>\n"
    );
}

#[test]
fn footnotes_can_refer_to_footnotes_and_to_themselves() {
    let html = html("a[^x]\n\n[^y]: y[^x]\n\n[^x]: x[^y]\n");
    let (x, y) = (html.find("<li id=\"fn_x\">").unwrap(), html.find("<li id=\"fn_y\">").unwrap());
    assert!(x < y);
    assert!(html[y..].contains("<a href=\"#fn_x\" id=\"fnref_x-1\" role=\"doc-noteref\">1</a>"));
    assert!(html[x..y].contains("href=\"#fnref_x-1\""));
}

#[test]
fn ids_of_footnotes_give_way_to_those_that_headings_ask_for() {
    let html = html("# a {#fn_1}\n\nb[^1]\n\n[^1]: c\n");
    assert!(html.contains("<li id=\"fn_1-1\">") && html.contains("href=\"#fn_1-1\""));
}

#[test]
fn a_mark_within_a_link_leaves_no_link_around_it() {
    assert!(html("[a[^1]](b)\n\n[^1]: c\n").starts_with("<p>[a<sup"));
}

#[test]
fn footnotes_that_nobody_sees_are_reported() {
    let text = "a[^1]\n\n[^1]: b\n\n[^1]: c\n\n[^x]: d\n";
    let unused = |label: &str| FindingKind::UnusedFootnote { label: label.into() };
    let kinds: Vec<_> = findings(text).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds, [unused("1"), unused("x")]);
}

#[test]
fn a_mark_without_a_footnote_is_text() {
    assert_eq!(html("a[^1]"), "<p>a[^1]</p>\n");
}

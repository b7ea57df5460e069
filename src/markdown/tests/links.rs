use super::*;

/// Notes what it is asked. `out…` is external, `bad…` is broken.
#[derive(Default)]
struct Asked(Vec<String>);

impl Resolver for Asked {
    fn link(&mut self, destination: &str) -> Link {
        self.0.push(destination.to_owned());
        match destination {
            to if to.starts_with("out") => {
                Link::To { url: format!("https://{to}/"), external: true }
            }
            to if to.starts_with("bad") => Link::Broken { why: "gone".into(), hint: None },
            to if to.starts_with("@/") => Link::To { url: to[1..].to_owned(), external: false },
            _ => Link::AsWritten,
        }
    }

    fn image(&mut self, destination: &str) -> Image {
        self.0.push(destination.to_owned());
        match destination {
            "tee.jpg" => Image::At {
                url: "/a/tee.jpg".into(),
                size: Some((4, 3)),
                versions: Versions::default(),
            },
            "photo.jpg" => Image::At {
                url: "/a/photo.jpg".into(),
                size: Some((900, 600)),
                versions: Versions {
                    same: Some("/a/photo-480w.jpg 480w".into()),
                    webp: Some("/a/photo-480w.jpg.webp 480w".into()),
                },
            },
            "bad.jpg" => Image::Broken { why: "gone".into(), hint: Some("look".into()) },
            _ => Image::AsWritten,
        }
    }
}

fn resolved(text: &str) -> Rendered {
    let labels = Labels::default();
    let external = External { target_blank: true, no_follow: true, no_referrer: true };
    rendered_with(text, &Options { external, ..options(&labels) }, &mut Asked::default())
}

#[test]
fn the_resolver_says_where_links_lead() {
    assert_eq!(resolved("[a](@/x \"&\")").html, "<p><a href=\"/x\" title=\"&amp;\">a</a></p>\n");
    assert_eq!(resolved("[a][r]\n\n[r]: ü").html, "<p><a href=\"%C3%BC\">a</a></p>\n");
}

#[test]
fn links_to_other_sites_carry_what_the_options_say() {
    let rel = "target=\"_blank\" rel=\"noopener nofollow noreferrer\"";
    assert_eq!(resolved("[a](out)").html, format!("<p><a href=\"https://out/\" {rel}>a</a></p>\n"));
    assert_eq!(html("[a](out)"), "<p><a href=\"out\">a</a></p>\n");
}

#[test]
fn a_broken_link_stays_as_written_and_is_reported() {
    let text = "see [a](bad) there";
    let Rendered { html, findings, .. } = resolved(text);
    assert_eq!(html, "<p>see <a href=\"bad\">a</a> there</p>\n");
    assert_eq!(&text[findings[0].range.clone()], "[a](bad)");
    let kind =
        FindingKind::BrokenLink { destination: "bad".into(), why: "gone".into(), hint: None };
    assert_eq!(findings[0].kind, kind);
}

#[test]
fn each_destination_is_asked_about_once_in_order() {
    let mut asked = Asked::default();
    let labels = Labels::default();
    let text = "[a](x) ![b](y) [c](x)[^1] <z@example.org> `[d](e)`\n\n[^1]: [f](g)\n\n[h](i)";
    rendered_with(text, &options(&labels), &mut asked);
    assert_eq!(asked.0, ["x", "y", "i", "g"]);
}

#[test]
fn scripts_are_no_links_however_they_hide() {
    for destination in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "java&#x0A;script:alert(1)",
        "<\u{1}java\tscript:alert(1)>",
        "< javascript:alert(1)>",
        "%6aavascript%3Aalert(1)",
        "vbscript:x",
        "data:text/html,x",
    ] {
        let text = format!("[*a*]({destination})");
        assert_eq!(html(&text), "<p><em>a</em></p>\n", "{destination:?}");
        let kind = &rendered(&text).findings[0].kind;
        assert!(matches!(kind, FindingKind::UnsafeDestination { .. }), "{kind:?}");
    }
    assert_eq!(html("<javascript:x>"), "<p>javascript:x</p>\n");
    assert_eq!(html("![a](javascript:x \"b\")"), "<p>a</p>\n");
}

#[test]
fn other_addresses_stay_links() {
    for destination in
        ["https://a.example/javascript:x", "mailto:a@b", "x?data:y", "database:x", "#a"]
    {
        let link = format!("<p><a href=\"{destination}\">a</a></p>\n");
        assert_eq!(html(&format!("[a]({destination})")), link);
    }
    assert!(
        html("![a](data:image/png;base64,AA==)").contains("src=\"data:image/png;base64,AA==\"")
    );
}

#[test]
fn scripts_are_no_links_in_plain_commonmark_either() {
    let labels = Labels::default();
    let options = Options { extensions: false, raw_html: false, ..options(&labels) };
    let html = rendered_with("[a](javascript:x) <b>", &options, &mut Unresolved).html;
    assert_eq!(html, "<p>a &lt;b&gt;</p>\n");
}

#[test]
fn images_load_late_and_keep_their_place() {
    assert_eq!(
        resolved("Ein ![Tee & *Kaffee*](tee.jpg \"t\")").html,
        "<p>Ein <img src=\"/a/tee.jpg\" alt=\"Tee &amp; Kaffee\" title=\"t\" width=\"4\" height=\"3\" \
         loading=\"lazy\" decoding=\"async\" /></p>\n"
    );
}

#[test]
fn an_image_alone_with_a_title_is_a_figure() {
    assert_eq!(
        html("![a](b \"c < d\")"),
        "<figure><img src=\"b\" alt=\"a\" loading=\"lazy\" decoding=\"async\" />\
         <figcaption>c &lt; d</figcaption></figure>\n"
    );
    assert!(html("![a](b)").starts_with("<p><img"));
    assert!(html("![a](b \"c\") d").starts_with("<p><img"));
}

#[test]
fn images_that_are_missing_or_say_nothing_are_reported() {
    let text = "![](bad.jpg)";
    let found: Vec<_> = resolved(text).findings.into_iter().map(|found| found.kind).collect();
    let destination = || "bad.jpg".to_owned();
    let (why, hint) = ("gone".to_owned(), Some("look".to_owned()));
    let broken = FindingKind::BrokenImage { destination: destination(), why, hint };
    assert_eq!(found, [FindingKind::MissingAlt { destination: destination() }, broken]);
}

#[test]
fn a_linked_image_is_an_image_in_a_link() {
    assert_eq!(
        html("[![a](b)](c)"),
        "<p><a href=\"c\"><img src=\"b\" alt=\"a\" loading=\"lazy\" decoding=\"async\" /></a></p>\n"
    );
}

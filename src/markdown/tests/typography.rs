//! Typography across inline elements. `~` stands for U+00A0, `¦` for U+202F.

use super::*;

fn set(text: &str) -> Rendered {
    let site = german();
    let labels = Labels::of("de");
    let options = Options { typography: Some(site.rules("de")), ..options(&labels) };
    rendered_with(text, &options, &mut Unresolved)
}

fn visible(html: &str) -> String {
    html.trim_end().replace('\u{a0}', "~").replace('\u{202f}', "¦")
}

fn all(pairs: &[(&str, &str)]) {
    let wrong: Vec<String> = pairs
        .iter()
        .map(|(text, wanted)| (text, wanted, visible(&set(text).html)))
        .filter(|(_, wanted, made)| made != *wanted)
        .map(|(text, wanted, made)| format!("  {text}\n  want {wanted}\n  have {made}\n"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn de_1_quotes_reach_across_inline_elements() {
    all(&[
        (r#""*Ja*", sagte er."#, "<p>„<em>Ja</em>“, sagte er.</p>"),
        (r#"*"Ja"*, sagte er."#, "<p><em>„Ja“</em>, sagte er.</p>"),
        (r#"Sie sagte "**nein**"."#, "<p>Sie sagte „<strong>nein</strong>“.</p>"),
        (r#""Er *sagte" es*"#, "<p>„Er <em>sagte“ es</em></p>"),
        (r#""Sie rief '~~Halt~~'!""#, "<p>„Sie rief ‚<del>Halt</del>‘!“</p>"),
        (r#"Das "[Wort](/a/)" gilt."#, "<p>Das „<a href=\"/a/\">Wort</a>“ gilt.</p>"),
        ("\"Eine Zeile,\nund \"noch\" eine.\"", "<p>„Eine Zeile,\nund ‚noch‘ eine.“</p>"),
        ("\"Oben\\\nunten\"", "<p>„Oben<br />\nunten“</p>"),
        ("*Peter*'s Haus", "<p><em>Peter</em>’s Haus</p>"),
        ("„**x**\"", "<p>„<strong>x</strong>“</p>"),
        (r#""`x`" und '`y`'"#, "<p>„<code>x</code>“ und ‚<code>y</code>‘</p>"),
        (
            r#""![a](b.png)""#,
            "<p>„<img src=\"b.png\" alt=\"a\" loading=\"lazy\" decoding=\"async\" />“</p>",
        ),
        // A block ends all quotes.
        ("\"Eins\n\n\"Zwei\"", "<p>„Eins</p>\n<p>„Zwei“</p>"),
        ("- \"a\n- \"b\"", "<ul>\n<li>„a</li>\n<li>„b“</li>\n</ul>"),
    ]);
    assert!(set("\"Ja\"[^1], sagte er.\n\n[^1]: Er sagte: \"Ja\".").html.contains("„Ja“<sup"));
    assert!(set("a[^1]\n\n[^1]: Er sagte: \"Ja\".").html.contains("Er sagte: „Ja“."));
    assert!(set("| \"a | \"b\" |\n|---|---|\n| c | 'd' |").html.contains("„b“</th>"));
}

#[test]
fn de_2_and_de_3_reach_across_line_ends_and_emphasis() {
    all(&[
        ("eins\n-- zwei -\ndrei", "<p>eins~– zwei~–\ndrei</p>"),
        ("*eins* - **zwei**", "<p><em>eins</em>~– <strong>zwei</strong></p>"),
        ("10\nkm und z.\nB.", "<p>10~km und z.¦B.</p>"),
        ("z.**B.**", "<p>z.¦<strong>B.</strong></p>"),
        ("Nr. *3*", "<p>Nr.~<em>3</em></p>"),
        // Of half a mark nothing is made.
        ("a..*.*", "<p>a..<em>.</em></p>"),
        ("eins\\\n-- zwei", "<p>eins<br />\n– zwei</p>"),
    ]);
}

#[test]
fn what_is_for_machines_stays() {
    for text in [
        "`\"a\" -- b...`",
        "```\n\"a\" -- b...\n```",
        "    \"a\" -- b...",
        "<pre>\n\"a\" -- b...\n</pre>",
        "<script>\nlet a = \"b\" -- c;\n</script>",
        "<style>\na { content: \"b\" }\n</style>",
        "<!-- \"a\" -- b... -->",
        "a <!-- \"b\" ... --> c",
        "<kbd>\"a\"</kbd> <samp>'b'...</samp> <code>c -- d</code> <var>\"x\"</var>",
        "<kbd><b>\"a\"</b> -- \"b\"</kbd>",
        "<a title=\"10 % - z.B.\" href='x'>a</a>",
        "<p title=\"a -- b\">\n\"c\"\n</p>",
        "<https://a.example/2020-2026?q='x'--y>",
        "https://a.example/z.B./2020-2026?q='x'--y",
        "<math><mi>a...</mi></math>",
    ] {
        assert_eq!(set(text).html, html(text), "{text}");
    }
    let link = set("[\"a\"](/x--y/2020-2026 \"10 % - z.B.\") ![\"a\"](b--c.png)").html;
    let escaped = "title=\"10 % - z.B.\">„a“</a>";
    assert!(link.contains("href=\"/x--y/2020-2026\"") && link.contains(escaped), "{link}");
    assert!(link.contains("src=\"b--c.png\" alt=\"„a“\""), "{link}");
}

#[test]
fn what_the_author_has_escaped_stays() {
    all(&[
        (r#"\"a\" und "b""#, "<p>\"a\" und „b“</p>"),
        (r"geht\'s", "<p>geht's</p>"),
        (r"a \-- b\... c", "<p>a -- b... c</p>"),
        ("&quot;a&quot; und &#39;b&#39;", "<p>\"a\" und 'b'</p>"),
        ("&bdquo;a\"", "<p>„a“</p>"),
        ("10&nbsp;% &amp; \"a\"", "<p>10~% &amp; „a“</p>"),
    ]);
}

#[test]
fn foreign_passages_have_their_own_rules() {
    all(&[
        (
            r#"Er sagte: <span lang="en">"It's 'fine'"</span>, "ja"."#,
            "<p>Er sagte: <span lang=\"en\">“It’s ‘fine’”</span>, „ja“.</p>",
        ),
        (
            r#"<i lang=fr>"<b>oui</b>"</i> "ja""#,
            "<p><i lang=\"fr\">«¦<b>oui</b>¦»</i> „ja“</p>".replace("\"fr\"", "fr").as_str(),
        ),
        (
            "<div lang='en'>\n\n\"Yes\"\n\n</div>\n\n\"Ja\"",
            "<div lang='en'>\n<p>“Yes”</p>\n</div>\n<p>„Ja“</p>",
        ),
        // One that is never closed ends with its block.
        ("<span lang=en>\"a\"\n\n\"b\"", "<p><span lang=en>“a”</p>\n<p>„b“</p>"),
        ("## \"Yes\" {lang=en}\n\n\"Ja\"", "<h2 id=\"yes\" lang=\"en\">“Yes”</h2>\n<p>„Ja“</p>"),
    ]);
}

#[test]
fn de_6_anchors_do_not_hang_on_typography() {
    let text = "# \"Ja\" - z.B. 'Nein'...\n\n## 10 % für Hans' Haus {#own--id}\n\n### 2020-2026";
    let (plain, set) = (rendered(text), set(text));
    let ids = |rendered: &Rendered| {
        let mut ids = Vec::new();
        let mut open: Vec<&Heading> = rendered.toc.iter().collect();
        while let Some(heading) = open.pop() {
            ids.push(heading.id.clone());
            open.extend(&heading.children);
        }
        ids
    };
    assert_eq!(ids(&plain), ["ja-z-b-nein", "own--id", "2020-2026"]);
    assert_eq!(ids(&set), ids(&plain));
    assert_eq!(visible(&set.toc[0].title), "„Ja“~– z.¦B. ‚Nein‘…");
    assert_eq!(set.words, plain.words);
}

#[test]
fn captions_are_set_like_texts() {
    let figure = visible(&set("![Ein \"A\"](a.png \"Das 'B' - z.B. 10 %\")").html);
    assert!(figure.contains("alt=\"Ein „A“\""), "{figure}");
    assert!(figure.contains("<figcaption>Das ‚B‘~– z.¦B. 10¦%</figcaption>"), "{figure}");
}

#[test]
fn de_12_gender_forms_stay_one_word() {
    for text in ["Leser:innen", "Leser*innen und Bürger*innen", "Leser_innen", "(m/w/d)", ":innen:"]
    {
        assert_eq!(set(text).html, format!("<p>{text}</p>\n"));
    }
}

#[test]
fn a_teaser_is_set_as_its_text_is() {
    let site = german();
    let rules = Some(site.rules("de"));
    let text = "Er *sagte*: \"Ja\" -- `\"x\"` <kbd>...</kbd> \\\"y\\\"\n\n<!-- more -->\n\nz";
    let wanted = "Er sagte: „Ja“~– \"x\" ... \"y\"";
    assert_eq!(super::before_more(text, rules).as_deref().map(visible).as_deref(), Some(wanted));
    assert_eq!(
        super::first_paragraph(text, rules).as_deref().map(visible).as_deref(),
        Some(wanted)
    );
}

#[test]
fn tags_by_the_thousand_are_read_once() {
    for piece in [
        "<b lang=en>\"",
        "</b>",
        "<kbd>",
        "<!--",
        "<script>\n\n",
        "<b =\"",
        "![\"",
        "<p lang=x>\n\n",
        "*\"a",
    ] {
        set(&piece.repeat(200_000 / piece.len()));
    }
}

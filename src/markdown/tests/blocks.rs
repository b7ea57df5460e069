use super::*;

/// The outline with a line for each heading, indented by its depth.
fn outline(text: &str) -> String {
    fn lines(headings: &[Heading], depth: usize, out: &mut String) {
        for heading in headings {
            let Heading { level, id, title, children } = heading;
            out.push_str(&format!("{}{level} {id}: {title}\n", "  ".repeat(depth)));
            lines(children, depth + 1, out);
        }
    }
    let mut out = String::new();
    lines(&rendered(text).toc, 0, &mut out);
    out
}

#[test]
fn headings_get_ids_that_german_readers_expect() {
    assert_eq!(
        html("## Größe *& Maß*"),
        "<h2 id=\"groesse-und-mass\">Größe <em>&amp; Maß</em></h2>\n"
    );
}

#[test]
fn ids_are_unique_and_never_take_what_another_heading_asks_for() {
    let text = "# Tee\n# Tee\n# Tee-1\n# Kaffee\n# Mehr {#kaffee}\n# …\n# !";
    assert_eq!(
        outline(text),
        "1 tee: Tee\n1 tee-1: Tee\n1 tee-1-1: Tee-1\n1 kaffee-1: Kaffee\n\
         1 kaffee: Mehr\n1 section: …\n1 section-1: !\n"
    );
}

#[test]
fn an_id_asked_for_twice_is_reported_and_given_once() {
    let text = "# A {#x}\n\n# B {#x}\n";
    assert_eq!(outline(text), "1 x: A\n1 b: B\n");
    let kind = FindingKind::DuplicateId { id: "x".into() };
    assert_eq!(findings(text), [("# B {#x}\n", kind)]);
}

#[test]
fn the_outline_is_a_tree_even_where_levels_are_skipped() {
    let text = "### C\n# A\n### B\n## D\n# E `f`\n> # Zitat\n";
    assert_eq!(outline(text), "3 c: C\n1 a: A\n  3 b: B\n  2 d: D\n1 e-f: E f\n");
}

#[test]
fn heading_attributes_cannot_smuggle_scripts_where_raw_html_is_off() {
    let labels = Labels::default();
    let options = Options { raw_html: false, ..options(&labels) };
    let text = "# A {.b lang=en onclick=x() id=c}";
    let html = rendered_with(text, &options, &mut Unresolved).html;
    assert_eq!(html, "<h1 id=\"a\" class=\"b\" lang=\"en\">A</h1>\n");
}

#[test]
fn a_wide_table_scrolls_in_a_frame_that_the_keyboard_reaches() {
    assert_eq!(
        html("| | b |\n|---|--:|\n| *c* | d |\n"),
        "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Tabelle\"><table>\n\
         <thead><tr><td></td><th scope=\"col\" class=\"right\">b</th></tr></thead>\n<tbody>\n\
         <tr><td><em>c</em></td><td class=\"right\">d</td></tr>\n</tbody></table></div>\n"
    );
}

#[test]
fn alerts_are_called_by_their_german_names() {
    assert_eq!(
        html("> [!WARNING]\n> Heiß.\n\n> Zitat"),
        "<div class=\"alert alert-warning\"><p class=\"alert-title\">Warnung</p>\n\
         <p>Heiß.</p>\n</div>\n<blockquote>\n<p>Zitat</p>\n</blockquote>\n"
    );
}

#[test]
fn boxes_of_task_lists_say_what_they_are() {
    let html = html("- [x] a\n- [ ] b\n");
    assert!(
        html.contains("<input type=\"checkbox\" disabled checked aria-label=\"erledigt\" /> a")
    );
    assert!(html.contains("<input type=\"checkbox\" disabled aria-label=\"offen\" /> b"));
}

#[test]
fn the_mark_for_more_leaves_nothing_behind() {
    assert_eq!(html("a\n\n<!-- more -->\n\nb"), "<p>a</p>\n<p>b</p>\n");
    assert_eq!(html("a <!--more-->b"), "<p>a b</p>\n");
    assert_eq!(html("`<!-- more -->`"), "<p><code>&lt;!-- more --&gt;</code></p>\n");
}

#[test]
fn raw_html_stays_or_is_shown_as_text() {
    let labels = Labels::default();
    let text = "<div onclick=\"x\">\n\n<b>a</b>\n\n<!-- more -->\n";
    let kept = rendered_with(text, &options(&labels), &mut Unresolved).html;
    assert_eq!(kept, "<div onclick=\"x\">\n<p><b>a</b></p>\n");
    let shown = Options { raw_html: false, ..options(&labels) };
    let shown = rendered_with(text, &shown, &mut Unresolved).html;
    assert_eq!(shown, "<p>&lt;div onclick=\"x\"&gt;</p>\n<p>&lt;b&gt;a&lt;/b&gt;</p>\n");
}

#[test]
fn templates_in_a_text_are_text() {
    assert_eq!(html("{{ a }} {% b %}"), "<p>{{ a }} {% b %}</p>\n");
}

#[test]
fn code_is_coloured_by_classes() {
    let html = html("```rust,ignore\nlet a = \"<\";\n```");
    assert!(html.starts_with(
        "<pre tabindex=\"0\"><code class=\"language-rust\"><span class=\"z-source z-rust\">"
    ));
    assert!(html.contains("<span class=\"z-storage z-type z-rust\">let</span>"));
    assert!(html.contains("&lt;") && html.ends_with("</code></pre>\n"));
}

#[test]
fn code_that_cannot_be_coloured_is_escaped() {
    let plain =
        "<pre tabindex=\"0\"><code class=\"language-klingonisch\">a &lt; b\n</code></pre>\n";
    assert_eq!(html("```klingonisch\na < b\n```"), plain);
    assert_eq!(html("    a\n"), "<pre tabindex=\"0\"><code>a\n</code></pre>\n");
    for code in ["let a = 1;\n".repeat(6000), format!("let a = {};\n", "1".repeat(2000))] {
        assert!(!html(&format!("```rust\n{code}```")).contains("<span"));
    }
}

#[test]
fn without_extensions_nothing_is_added() {
    let labels = Labels::default();
    let options = Options { extensions: false, ..options(&labels) };
    let text = "# a {#b}\n\n![c](d \"e\")\n\n```rust\nlet\n```\n";
    let rendered = rendered_with(text, &options, &mut Unresolved);
    assert_eq!(
        rendered.html,
        "<h1>a {#b}</h1>\n<p><img src=\"d\" alt=\"c\" title=\"e\" /></p>\n\
         <pre><code class=\"language-rust\">let\n</code></pre>\n"
    );
    assert_eq!(rendered.toc, []);
}

#[test]
fn only_so_much_code_of_a_text_is_coloured() {
    let block = format!("```json\n{}```\n\n", "1\n".repeat(20_000));
    assert_eq!(html(&block.repeat(8)).matches("z-source").count(), 6);
}

#[test]
fn law_3_what_other_hosts_show_is_a_link_for_readers_without_scripts() {
    let labels = Labels::of("de");
    let options = Options { embeds: Embeds::Links, ..options(&labels) };
    let text = "```embed\nkind: map\nurl: https://www.openstreetmap.org/#map=9/50/8\ntitle: Mainz & mehr\n```\n";
    let html = rendered_with(text, &options, &mut Unresolved).html;
    assert_eq!(
        html,
        "<p><a href=\"https://www.openstreetmap.org/#map=9/50/8\">Mainz &amp; mehr</a></p>\n"
    );
    assert_eq!(plain(text), "Mainz & mehr");
}

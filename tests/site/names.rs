//! What `check` finds in templates besides what fails on a page.

use crate::support::Site;

/// Those inside the program.
const THEMES: &[&str] = &["schlicht", "zeitung"];

/// A site with one article and a theme, of which one template is this.
fn with(template: &str, text: &str) -> Site {
    Site::new("")
        .write(
            "content/articles/2026/01/a.md",
            "---\ntitle: A\ndate: 2026-01-05\ntags: [KI]\n---\nText\n",
        )
        .write(&format!("themes/t/templates/{template}"), text)
}

fn messages(template: &str, text: &str) -> Vec<String> {
    with(template, text).check().messages()
}

#[test]
fn a_name_that_a_template_does_not_see_is_told_with_its_place_and_the_nearest_one() {
    let text = "{% if page.titel %}<h1>{{ page.title }}</h1>{% endif %}\n";
    insta::assert_snapshot!(with("article.html", text).check().report(), @r"
    warning: there is no `page.titel` where this template is used
      ╭▸ themes/t/templates/article.html:1:12
      │
    1 │ {% if page.titel %}<h1>{{ page.title }}</h1>{% endif %}
      │            ━━━━━
      │
      ╰ hint: did you mean `page.title`?
    ");
}

#[test]
fn a_build_does_not_look_for_such_names() {
    assert_eq!(with("article.html", "{% if page.titel %}x{% endif %}").build().messages(), [""; 0]);
}

#[test]
fn names_are_followed_through_loops_and_what_is_set() {
    let text = "{% for a in pager.articles %}{% if a.titel %}x{% endif %}{% endfor %}\
                {% set all = pager %}{% if all.artikles %}x{% endif %}";
    assert_eq!(
        messages("home.html", text),
        [
            "there is no `a.titel` where this template is used",
            "there is no `all.artikles` where this template is used"
        ]
    );
}

#[test]
fn what_a_loop_binds_is_gone_after_it() {
    let text = "{% for a in pager.articles %}{{ a.title }}{% endfor %}{% if a %}x{% endif %}";
    assert_eq!(messages("home.html", text), ["there is no `a` where this template is used"]);
}

#[test]
fn a_template_that_others_extend_or_include_sees_what_they_see() {
    let site = with(
        "article.html",
        "{% extends \"t/frame.html\" %}{% block title %}{% include \"part.html\" %}{% endblock %}",
    )
    .write("themes/t/templates/part.html", "{% if page.titel %}x{% endif %}{{ page.title }}")
    .write(
        "themes/t/templates/frame.html",
        "{% if pagr %}x{% endif %}{% if page.kikker %}x{% endif %}{% block title %}{% endblock %}{% block main %}{% endblock %}",
    );
    assert_eq!(
        site.check().messages(),
        [
            "there is no `pagr` where this template is used",
            "there is no `page.kikker` where this template is used",
            "there is no `page.titel` where this template is used"
        ]
    );
}

#[test]
fn a_name_that_an_including_template_has_bound_is_known() {
    let site =
        with("home.html", "{% for a in pager.articles %}{% include \"part.html\" %}{% endfor %}")
            .write("themes/t/templates/part.html", "{{ a.title }}");
    assert_eq!(site.check().messages(), [""; 0]);
}

#[test]
fn what_cannot_be_followed_is_taken_for_right() {
    for text in [
        "{{ page.extra.x or \"\" }}{% if page.taxonomies.series %}x{% endif %}",
        "{% if config.extra.colour %}x{% endif %}{% if theme.extra.x %}x{% endif %}",
        "{% set other = get_page(path=\"a.md\") %}{% if other.titel %}x{% endif %}",
        "{% if page.titel is defined %}x{% endif %}{{ page.titel | default(value=\"\") }}",
        "{% set text %}{{ page.title }}{% endset %}{{ text }}",
        "{# page.titel #}{% raw %}{{ page.titel }}{% endraw %}",
        "{{ \"page.titel }}\" }}{{ 'it\\'s {{ x }}' }}",
        "{% for key, value in page.extra %}{{ key }}{{ value.x }}{{ loop.index }}{% endfor %}",
        "{% for x in [1, 2] %}{{ x }}{{ loop.last }}{% endfor %}{{ 1.5 }}",
        "{{ page.title | truncate(length=3) | upper }}{% if page.title is string %}x{% endif %}",
        "{% if page.date is not defined %}x{% endif %}{% if not page.draft or true %}{% endif %}",
        "{{ {\"a\": page.title} | json }}{{ page.tags[0].name or \"\" }}{{ page?.title }}",
        "{% filter upper %}a{% endfilter %}{% block x %}{% endblock x %}",
    ] {
        let found = messages("article.html", text);
        let names = found.iter().filter(|message| message.contains("where this template"));
        let expected: &[&str] = match text {
            text if text.contains("page.draft") => {
                &["there is no `page.draft` where this template is used"]
            }
            text if text.contains("page.tags") => {
                &["there is no `page.tags` where this template is used"]
            }
            _ => &[],
        };
        assert_eq!(names.collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn the_bundled_themes_mention_only_what_they_see() {
    for theme in THEMES {
        let site = Site::exactly("")
            .write("site.toml", format!("base_url = 'https://a.example/'\ntheme = '{theme}'\n[check]\nmissing-legal-page = 'off'\n"))
            .write(
                "content/articles/a.md",
                "---\ntitle: A\ndate: 2026-01-05\ntags: [KI]\n---\nText\n",
            );
        assert_eq!(site.check().messages(), [""; 0], "{theme}");
    }
}

#[test]
fn a_slip_in_one_template_does_not_hide_an_unknown_filter_in_another() {
    let site =
        with("article.html", "{% if %}").write("themes/t/templates/home.html", "{{ kind | uper }}");
    insta::assert_snapshot!(site.fails().report(), @r"
    error: found `%}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`
      ╭▸ themes/t/templates/article.html:1:7
      │
    1 │ {% if %}
      ╰╴      ━━

    error: unknown filter `uper`
      ╭▸ themes/t/templates/home.html:1:11
      │
    1 │ {{ kind | uper }}
      │           ━━━━
      │
      ╰ hint: did you mean `upper`?
    ");
}

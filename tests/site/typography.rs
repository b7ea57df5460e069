//! Typography on whole sites (RULES.md, section 5). `~` stands for U+00A0, `¦` for U+202F.

use crate::support::Site;

const ARTICLE: &str = "/articles/2026/11/geht-los/";

/// One article that has something to set everywhere, and a theme that shows it all.
fn site(settings: &str) -> Site {
    Site::new(
        r##"
        -- content/articles/2026/11/geht-los.md --
        ---
        title: "\"Es geht's los\" - z.B. 'hier'"
        date: 2026-11-23
        kicker: Der "Fall"
        description: Über "das" - und 10 %
        dateline: [Frankfurt a.M.]
        tags: ["\"KI\"-Recht", "R&D"]
        categories: ["Der 'Rest'"]
        authors: [Karl O'Neill]
        image: { src: /a.svg, alt: "Ein \"Bild\"", caption: "Das 'Bild' ...", credit: "Foto: \"dpa\"" }
        corrections: [{ date: 2026-11-24, text: "Es waren 10 %, nicht \"20\"." }]
        sources: [{ title: "Der \"Bericht\" 2020-2026", url: "https://b.example/2020-2026?q=%22a%22" }]
        aliases: [/a--b/]
        extra: { raw: "\"roh\" -- x" }
        ---
        Er sagte: "*Ja*" -- und [ging](/articles/2026/11/geht-los/#ja-z-b).

        ## "Ja" - z.B.

        `"x" -- y...` <kbd>"z"</kbd> <span title="a -- 'b'">"c"</span>
        -- content/articles/2026/11/english.md --
        ---
        title: "\"It's\" on - z.B. 'here'"
        date: 2026-11-24
        lang: en
        tags: [R&D]
        ---
        "It's 'fine'" -- he said.
        -- content/tags/ki.md --
        ---
        title: "\"KI\"-Recht"
        description: Alles über "KI" - kurz
        ---
        Das "Recht" der KI.
        -- content/jobs.yaml --
        - title: Redakteur (m/w/d) - "Ressort KI"
          url: https://j.example/2020-2026
          description: Für Leser:innen - ca. 10 %
          tags: ["\"KI\"-Recht"]
        -- static/a.svg --
        <svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"></svg>
        -- templates/article.html --
        {% extends "t/article.html" %}{% block more %}{{ super() }}
        <dl><dt>summary</dt><dd>{{ page.summary }}</dd><dt>id</dt><dd>{{ page.id }}</dd>
        <dt>caption</dt><dd>{{ page.image.caption or "" }}</dd><dt>credit</dt><dd>{{ page.image.credit or "" }}</dd>
        <dt>section</dt><dd>{{ page.section.name or "" }}</dd><dt>raw</dt><dd>{{ page.extra.raw or "" }}</dd>
        <dt>slug</dt><dd>{{ page.slug }}</dd></dl>
        <script type="application/ld+json">{"headline": {{ page.title | json }}, "url": {{ page.permalink | json }}}</script>
        {% for promo in config.promo %}<a class="promo" href="{{ promo.url }}">{{ promo.title }}</a>{% endfor %}
        {% endblock %}
        "##,
    )
    .write("site.toml", format!("base_url = 'https://a.example/'\ntheme = 't'\n{settings}"))
}

fn seen(text: &str) -> String {
    text.replace('\u{a0}', "~").replace('\u{202f}', "¦")
}

#[track_caller]
fn texts(site: &Site, url: &str, selector: &str) -> Vec<String> {
    site.texts(url, selector).iter().map(|text| seen(text)).collect()
}

#[test]
fn de_6_what_is_shown_is_set_everywhere_equally() {
    let site =
        site("[[promo]]\ntitle = 'Das \"Buch\" - neu'\nurl = 'https://p.example/2020-2026'\n")
            .build();
    let title = "„Es geht’s los“~– z.¦B. ‚hier‘";
    assert_eq!(texts(&site, ARTICLE, "h1"), [title]);
    assert_eq!(texts(&site, ARTICLE, "title"), [title]);
    assert_eq!(texts(&site, "/", "a.teaser")[1], title);
    assert_eq!(texts(&site, "/articles/2026/11/", "a.teaser")[1], title);
    assert_eq!(texts(&site, "/tags/ki-recht/", "a.teaser"), [title]);
    assert_eq!(seen(&site.xml("/rss.xml", "title")[2]), title);
    assert_eq!(texts(&site, "/articles/2026/11/english/", ".earlier"), [title]);
    assert!(seen(&site.text(ARTICLE)).contains(&format!("{{\"headline\": \"{title}\"")));
    assert_eq!(texts(&site, ARTICLE, ".kicker"), ["Der „Fall“"]);
    assert_eq!(texts(&site, ARTICLE, ".description"), ["Über „das“~– und 10¦%"]);
    assert_eq!(texts(&site, ARTICLE, ".place"), ["Frankfurt a.¦M."]);
    assert_eq!(texts(&site, ARTICLE, ".tag"), ["„KI“-Recht", "R&D"]);
    assert_eq!(site.attributes(ARTICLE, "img.lead", "alt"), ["Ein „Bild“"]);
    assert_eq!(texts(&site, ARTICLE, ".source"), ["Der „Bericht“ 2020–2026"]);
    assert!(texts(&site, ARTICLE, ".correction")[0].ends_with("Es waren 10¦%, nicht „20“."));
    assert_eq!(
        texts(&site, ARTICLE, "dd"),
        [
            // The teaser says what the description says.
            "Über „das“~– und 10¦%",
            "tag:a.example,2026-11-23:/a--b/",
            "Das ‚Bild‘~…",
            "Foto: „dpa“",
            "Der ‚Rest‘",
            "\"roh\" -- x",
            "geht-los",
        ]
    );
    assert_eq!(texts(&site, ARTICLE, ".promo"), ["Das „Buch“~– neu"]);
    assert_eq!(texts(&site, "/tags/", ".term"), ["„KI“-Recht (1)", "R&D (2)"]);
    assert_eq!(texts(&site, "/tags/ki-recht/", "h1"), ["„KI“-Recht"]);
    assert_eq!(texts(&site, "/tags/ki-recht/", ".description"), ["Alles über „KI“~– kurz"]);
    assert_eq!(texts(&site, "/tags/ki-recht/", ".jobs b"), ["Redakteur (m/w/d)~– „Ressort KI“"]);
    assert_eq!(seen(&site.xml("/jobs/rss.xml", "description")[1]), "Für Leser:innen~– ca.~10¦%");
}

#[test]
fn de_6_ids_addresses_and_anchors_stay() {
    let (set, typed) = (site("").build(), site("[markdown]\ntypography = false\n").build());
    assert_eq!(set.paths(), typed.paths());
    for (url, name) in [
        ("/rss.xml", "guid"),
        ("/rss.xml", "link"),
        ("/jobs/rss.xml", "guid"),
        ("/jobs/rss.xml", "link"),
    ] {
        assert_eq!(set.xml(url, name), typed.xml(url, name));
    }
    for (selector, attribute) in
        [("a", "href"), ("[id]", "id"), ("[src]", "src"), ("span", "title"), ("link", "href")]
    {
        assert_eq!(
            set.attributes(ARTICLE, selector, attribute),
            typed.attributes(ARTICLE, selector, attribute),
            "{selector}"
        );
    }
    assert_eq!(set.attributes(ARTICLE, "h2", "id"), ["ja-z-b"]);
    assert_eq!(
        set.attributes(ARTICLE, ".source", "href"),
        ["https://b.example/2020-2026?q=%22a%22"]
    );
    for machine in ["code", "kbd"] {
        assert_eq!(set.texts(ARTICLE, machine), typed.texts(ARTICLE, machine));
    }
    assert_eq!(set.texts(ARTICLE, ".author"), ["Karl O'Neill"]);
    typed.has(ARTICLE, "Er sagte: \"<em>Ja</em>\" -- und");
    assert_eq!(seen(&set.texts(ARTICLE, ".content p")[0]), "Er sagte: „Ja“~– und ging.");
}

#[test]
fn an_article_is_set_in_its_own_language() {
    let site = site("").build();
    let url = "/articles/2026/11/english/";
    assert_eq!(texts(&site, url, "h1"), ["“It’s” on~– z.B. ‘here’"]);
    assert_eq!(texts(&site, url, ".content p"), ["“It’s ‘fine’”~– he said."]);
    // And on pages of other languages.
    assert_eq!(texts(&site, "/", "a.teaser")[0], "“It’s” on~– z.B. ‘here’");
    assert!(texts(&site, ARTICLE, "a.later").concat().contains("“It’s”"));
}

#[test]
fn the_quotes_and_the_blank_of_percent_are_settings() {
    let book = site("[markdown]\nquotes = 'book'\npercent_space = 'wide'\n").build();
    assert_eq!(texts(&book, ARTICLE, ".kicker"), ["Der »Fall«"]);
    assert_eq!(texts(&book, ARTICLE, ".description"), ["Über »das«~– und 10~%"]);
    assert_eq!(texts(&book, "/articles/2026/11/english/", "h1"), ["“It’s” on~– z.B. ‘here’"]);
    let own = site("[markdown]\nquotes = '“”‘’'\n").build();
    assert_eq!(texts(&own, ARTICLE, ".kicker"), ["Der “Fall”"]);
    let swiss = site("default_language = 'de-CH'\n").build();
    assert_eq!(texts(&swiss, ARTICLE, "h1"), ["«Es geht’s los»~– z.¦B. ‹hier›"]);
    let report = site("[markdown]\nquotes = 'buch'\n").fails().report();
    assert!(
        report.contains("`buch` are no quotes") && report.contains("four characters"),
        "{report}"
    );
    let report = site("[markdown]\npercent_space = 'thin'\n").fails().report();
    assert!(report.contains("one of: narrow, wide"), "{report}");
}

#[test]
fn a_setting_that_changes_reads_every_text_again() {
    let mut site = site("").build();
    for (from, to, kicker) in [
        ("theme = 't'\n", "theme = 't'\n[markdown]\ntypography = false\n", "Der \"Fall\""),
        ("typography = false", "quotes = 'book'", "Der »Fall«"),
        ("quotes = 'book'", "quotes = 'language'", "Der „Fall“"),
    ] {
        site = site.edit("site.toml", from, to).build();
        assert_eq!(site.texts(ARTICLE, ".kicker"), [kicker]);
        site = site.equals_clean();
    }
}

#[test]
fn the_filter_sets_plain_texts_in_the_language_of_the_page_or_another() {
    let template = r#"
        {% extends "t/base.html" %}{% block main %}
        <p>{{ '"Ja" - z.B.' | typographic }}</p>
        <p>{{ '"Yes" - z.B.' | typographic(lang="en") }}</p>
        <p>{{ '"a" < "b" & c' | typographic }}</p>
        <p>{{ '<b title="x">"y"</b>' | safe | typographic }}</p>
        {% endblock %}
    "#;
    let with = |settings: &str| site(settings).write("templates/404.html", template).build();
    let shown = |site: &Site| {
        (1..=4).map(|n| seen(&site.texts("/404.html", "p")[n - 1])).collect::<Vec<_>>()
    };
    let set = with("");
    assert_eq!(shown(&set), ["„Ja“~– z.¦B.", "“Yes”~– z.B.", "„a“ < „b“ & c", "\"y\""]);
    set.has("/404.html", "<b title=\"x\">\"y\"</b>");
    // Who wants no typography gets none.
    let typed = with("[markdown]\ntypography = false\n");
    assert_eq!(shown(&typed)[0], "\"Ja\" - z.B.");
    let report = site("").write("templates/404.html", "{{ [1] | typographic }}").fails().report();
    assert!(report.contains("`typographic` needs a text"), "{report}");
}

#[test]
fn de_5_soft_hyphens_stand_only_where_they_divide() {
    let site = Site::new(
        "
        -- content/articles/Straßen\u{ad}bahn.md --
        ---
        title: Die Straßen\u{ad}bahn
        date: 2026-11-23
        tags: [Nah\u{ad}verkehr]
        ---
        ## Die Straßen\u{ad}bahn
        -- templates/article.html --
        {% extends \"t/article.html\" %}{% block title %}{{ page.title | plain }}{% endblock %}
        ",
    )
    .build();
    let url = "/articles/2026/11/strassenbahn/";
    assert_eq!(site.xml("/rss.xml", "title")[1], "Die Straßenbahn");
    assert_eq!(site.texts(url, "title"), ["Die Straßenbahn"]);
    assert_eq!(site.texts(url, "h1"), ["Die Straßen\u{ad}bahn"]);
    assert_eq!(site.attributes(url, "h2", "id"), ["die-strassenbahn"]);
    assert!(site.has_page("/tags/nahverkehr/"));
    // So does the theme that comes with the program.
    let ours = Site::exactly("-- site.toml --\nbase_url = 'https://a.example/'\n").write(
        "content/articles/a.md",
        "---\ntitle: \"Straßen\u{ad}bahn & Bus\"\ndate: 2026-11-23\n---\n",
    );
    let ours = ours.build();
    let page = ours.text("/articles/2026/11/a/");
    assert!(page.contains("<title>Straßenbahn &amp; Bus – "), "{page}");
    assert!(page.contains("og:title\" content=\"Straßenbahn &amp; Bus\""), "{page}");
    assert!(ours.texts("/articles/2026/11/a/", "h1")[0].contains('\u{ad}'));
}

#[test]
fn de_7_slugs_are_german() {
    let site = Site::new(
        "
        -- content/articles/Größe & Maß.md --
        ---
        title: Größe & Maß
        date: 2026-11-23
        tags: [Große Straße, U\u{308}ber uns, \"KI\u{2011}Modelle\", KI/ML]
        ---
        ## Ärger in Łódź
        ",
    )
    .build();
    let url = "/articles/2026/11/groesse-und-mass/";
    assert_eq!(
        site.attributes(url, ".tag", "href"),
        ["/tags/grosse-strasse/", "/tags/ueber-uns/", "/tags/ki-modelle/", "/tags/ki-ml/"]
    );
    assert_eq!(site.attributes(url, "h2", "id"), ["aerger-in-lodz"]);
}

#[test]
fn de_8_two_words_of_one_slug_are_an_error_that_names_both() {
    let report = Site::new(
        "
        -- content/articles/a.md --
        ---
        title: A
        date: 2026-11-23
        tags: [Maße]
        ---
        -- content/articles/b.md --
        ---
        title: B
        date: 2026-11-24
        tags: [Masse]
        ---
        ",
    )
    .fails()
    .report();
    assert!(
        report.contains("`Masse` in tags would stand at `masse`, but `Maße` has it"),
        "{report}"
    );
}

#[test]
fn de_11_a_count_has_its_plural() {
    let words = "[comments]\none = \"{count} Kommentar\"\nother = \"{count} Kommentare\"\n";
    let template =
        "{% for n in [0, 1, 2, 1200] %}{{ trans(key='comments', count=n) }}, {% endfor %}";
    let site = Site::new("")
        .write("themes/t/i18n/de.toml", words)
        .write("templates/404.html", template)
        .build();
    site.has("/404.html", "0 Kommentare, 1 Kommentar, 2 Kommentare, 1.200 Kommentare");
}

#[test]
fn de_12_gender_forms_and_job_titles_stay() {
    let site = Site::new(
        "
        -- content/articles/a.md --
        ---
        title: Leser:innen, Bürger*innen und Schüler_innen
        date: 2026-11-23
        tags: [Leser:innen]
        ---
        Leser:innen, Bürger*innen und Kolleg*innen, Schüler_innen und Lehrer_innen, jede*r.
        -- content/jobs.yaml --
        - title: Redakteur:in (m/w/d)
          url: https://j.example/
        ",
    )
    .build();
    let url = "/articles/2026/11/a/";
    assert_eq!(site.texts(url, "h1"), ["Leser:innen, Bürger*innen und Schüler_innen"]);
    assert_eq!(
        site.texts(url, ".content p"),
        ["Leser:innen, Bürger*innen und Kolleg*innen, Schüler_innen und Lehrer_innen, jede*r."]
    );
    assert_eq!(site.attributes(url, ".tag", "href"), ["/tags/leserinnen/"]);
    assert_eq!(site.texts("/jobs/", ".job"), ["Redakteur:in (m/w/d)"]);
    assert_eq!(site.xml("/jobs/rss.xml", "title")[1], "Redakteur:in (m/w/d)");
}

#[test]
fn a_whole_site_is_english_by_one_setting() {
    let english = |files: &str| {
        Site::exactly(files)
            .write("site.toml", "base_url = 'https://a.example/'\ndefault_language = 'en'\n")
            .write(
                "content/articles/one.md",
                "---\ntitle: One\ndate: 2026-11-23\ntags: [R&D]\naliases: [/old/]\nsponsored: true\n---\n\
                 \"Yes\"[^1] - [ ] x\n\n- [x] done\n\n> [!NOTE]\n> See\n\n|a|\n|-|\n|b|\n\n[^1]: Note\n",
            )
            .write("content/jobs.yaml", "- title: Editor\n  url: https://j.example/\n")
            .build()
    };
    let site = english("");
    let url = "/articles/2026/11/one/";
    for path in site.paths() {
        let text = site.read(&format!("public/{path}")).unwrap();
        let is_text = [".html", ".xml", ".txt"].iter().any(|end| path.ends_with(end));
        let german = [
            "lang=\"de",
            "hl=de",
            "Anzeige",
            "Fußnote",
            "Zurück",
            "Hinweis",
            "Tabelle",
            "erledigt",
            "Seite",
            "Stellen",
            "Artikel",
            "Suche",
            "Themen",
            "verschoben",
            "<language>de",
        ];
        for word in german.iter().filter(|_| is_text) {
            assert!(!text.contains(word), "{path} says `{word}`");
        }
    }
    site.has(url, "“Yes”").has(url, "November 23, 2026").has("/rss.xml", "<language>en</language>");
    assert!(site.has_page("/tags/r-and-d/"));
    site.has("/old/", "<html lang=\"en\">").has(url, "hl=en&amp;gl=US&amp;ceid=US:en");
    // A theme without words of its own, too.
    let bare = Site::new("-- site.toml --\ndefault_language = 'en-GB'\n").write(
        "content/articles/one.md",
        "---\ntitle: One\ndate: 2026-11-23\n---\n> [!NOTE]\n> See[^1]\n\n[^1]: Note\n",
    );
    let bare = bare.build();
    bare.has(url, ">Note</p>")
        .has(url, "aria-label=\"Footnotes\"")
        .has(url, "hl=en&amp;gl=GB&amp;ceid=GB:en");
    bare.has_not(url, "Fußnote");
}

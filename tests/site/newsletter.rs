//! `blattwerk newsletter`: what is in it, how it is written for mail programs, and what it never
//! touches.

use scraper::{Html, Selector};

use crate::support::Site;
use crate::support::pictures::{Look, png};

const HTML: &str = "newsletter/2026-12-01.html";
const TEXT: &str = "newsletter/2026-12-01.txt";

const SITE: &str = "
    -- site.toml --
    title = 'KI-Archiv'
    [newsletter]
    unsubscribe = '{{ unsubscribe }}'
    imprint = 'KI-Archiv, Beispielweg 1, 10115 Berlin'
    -- content/pages/impressum.md --
    ---
    title: Impressum
    ---
    -- content/pages/datenschutz.md --
    ---
    title: Datenschutz
    ---
    -- content/articles/2026/11/alt.md --
    ---
    title: Alt
    date: 2026-11-01
    categories: [Recht]
    ---
    -- content/articles/2026/11/eins.md --
    ---
    title: 'Eins & \"zwei\"'
    kicker: Dachzeile
    date: 2026-11-25
    categories: [Recht]
    authors: [Anna Ähre, Jörg Öl]
    dateline: [Berlin, London]
    tags: [KI]
    summary: 'In 10 % der Fälle, z. B. hier, gilt: a < b.'
    ---
    -- content/articles/2026/11/zwei.md --
    ---
    title: Zwei
    date: 2026-11-26
    categories: [Technik]
    tags: [Technik]
    summary: Ein Satz, der so lang ist, dass er in einer Zeile von 72 Zeichen keinen Platz mehr findet.
    ---
    -- content/articles/2026/11/drei.md --
    ---
    title: Drei
    date: 2026-11-27
    categories: [Recht]
    featured: true
    ---
    -- content/articles/2026/11/bezahlt.md --
    ---
    title: Bezahlt
    date: 2026-11-28
    sponsored: true
    ---
";

fn site() -> Site {
    Site::new(SITE)
}

fn all(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let page = Html::parse_document(html);
    let text = |element: scraper::ElementRef<'_>| {
        let text = element.text().collect::<String>();
        text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    };
    page.select(&selector).map(text).collect()
}

fn attributes(html: &str, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let page = Html::parse_document(html);
    let elements = page.select(&selector);
    elements.filter_map(|element| element.attr(name).map(str::to_owned)).collect()
}

/// The titles of a newsletter that these arguments make.
fn titles<const N: usize>(site: &Site, args: [&str; N]) -> Vec<String> {
    let command = site.command().args(["newsletter", "--replace"]).args(args).run().exits(0);
    match command.stdout.starts_with("nothing") {
        true => Vec::new(),
        false => {
            let file = command.stdout.lines().next().unwrap();
            all(&site.read(file).unwrap(), "h3")
        }
    }
}

#[test]
fn the_text_says_what_was_published_in_a_while() {
    let site = site().write(
        "content/jobs.yaml",
        "- {title: Redakteur*in (m/w/d), company: A-Verlag, location: [Berlin], url: 'https://jobs.example/1', posted: 2026-11-02}\n\
         - {title: Volontariat, url: 'https://jobs.example/2', paid: true, posted: 2026-11-01}\n\
         - {title: Vorbei, url: 'https://jobs.example/3', valid_through: 2026-11-20}\n",
    );
    let run = site.run(["newsletter", "--since", "7d"]).exits(0);
    insta::assert_snapshot!(run.stdout, @r"
    newsletter/2026-12-01.html
    newsletter/2026-12-01.txt
    KI-Archiv vom 1. Dezember 2026: 4 articles and 2 jobs
    ");
    assert_eq!(run.stderr, "");
    let text = site.read(TEXT).unwrap();
    assert!(text.lines().all(|line| line.chars().count() <= 72), "{text}");
    insta::assert_snapshot!(text.replace(['\u{a0}', '\u{202f}'], "_"), @r"
    KI-Archiv
    24. November 2026 bis 1. Dezember 2026
    https://a.example/

    ------------------------------------------------------------------------

    Drei
    27. November 2026
    https://a.example/articles/2026/11/drei/

    ------------------------------------------------------------------------
    Technik
    ------------------------------------------------------------------------

    Zwei
    Ein Satz, der so lang ist, dass er in einer Zeile von 72 Zeichen keinen
    Platz mehr findet.
    26. November 2026
    https://a.example/articles/2026/11/zwei/

    ------------------------------------------------------------------------
    Recht
    ------------------------------------------------------------------------

    Dachzeile: Eins & „zwei“
    Berlin / London – In 10_% der Fälle, z._B. hier, gilt: a < b.
    Von Anna Ähre und Jörg Öl, 25. November 2026
    https://a.example/articles/2026/11/eins/

    ------------------------------------------------------------------------
    Weitere Meldungen
    ------------------------------------------------------------------------

    Anzeige: Bezahlt
    28. November 2026
    https://a.example/articles/2026/11/bezahlt/

    ------------------------------------------------------------------------

    Zum Archiv
    https://a.example/articles/2026/

    ------------------------------------------------------------------------
    Stellenangebote
    ------------------------------------------------------------------------

    Redakteur*in (m/w/d), A-Verlag, Berlin
    https://jobs.example/1

    Anzeige: Volontariat
    https://jobs.example/2

    Alle Stellenangebote
    https://a.example/jobs/

    ------------------------------------------------------------------------

    Sie erhalten diese E-Mail, weil Sie den Newsletter von KI-Archiv
    bestellt haben.

    Newsletter abbestellen
    {{ unsubscribe }}

    Impressum
    https://a.example/impressum/

    Datenschutz
    https://a.example/datenschutz/

    KI-Archiv, Beispielweg 1, 10115 Berlin
    ");
}

#[test]
fn the_html_is_for_mail_programs() {
    let site = site();
    site.run(["newsletter", "--since", "7d"]).exits(0);
    let html = site.read(HTML).unwrap();
    assert!(html.starts_with("<!doctype html>\n<html lang=\"de\">"));
    assert_eq!(all(&html, "title"), ["KI-Archiv vom 1. Dezember 2026"]);
    for part in ["script", "link", "form", "iframe", "svg"] {
        assert_eq!(all(&html, part), [] as [&str; 0]);
    }
    assert_eq!(all(&html, "style").len(), 1);
    assert!(!html.contains("@import") && !html.contains("@font-face") && !html.contains("url("));
    assert_eq!(attributes(&html, "meta[name='color-scheme']", "content"), ["light dark"]);
    assert!(html.contains("@media (prefers-color-scheme: dark)"));
    assert_eq!(attributes(&html, "table.sheet", "width"), ["600"]);
    assert_eq!(attributes(&html, "table", "role"), ["presentation"; 2]);
    // Beside the subject.
    assert_eq!(all(&html, "body > div"), ["Drei · Bezahlt · Zwei · Eins & „zwei“"]);
    for address in attributes(&html, "[href]", "href") {
        let whole = address.starts_with("https://a.example/") || address == "{{ unsubscribe }}";
        assert!(whole, "{address}");
    }
}

#[test]
fn it_groups_by_section_the_featured_article_first() {
    let site = site();
    site.run(["newsletter", "--since", "7d"]).exits(0);
    let html = site.read(HTML).unwrap();
    assert_eq!(
        all(&html, "h2, h3"),
        ["Drei", "Technik", "Zwei", "Recht", "Eins & „zwei“", "Weitere Meldungen", "Bezahlt"]
    );
    assert!(
        html.contains(
            "<strong>Berlin / London</strong> – In 10\u{202f}% der Fälle, z.\u{202f}B. hier"
        ),
        "{html}"
    );
    assert!(all(&html, "p").contains(&"Von Anna Ähre und Jörg Öl · 25. November 2026".into()));
    // Without sections there is no heading.
    let site = Site::new("-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-11-30\n---\n");
    assert_eq!(titles(&site, ["--since", "7d"]), ["A"]);
    assert_eq!(all(&site.read(HTML).unwrap(), "h2"), [] as [&str; 0]);
}

#[test]
fn law_4_what_is_paid_says_so_first() {
    let site = site();
    site.run(["newsletter", "--since", "7d"]).exits(0);
    let html = site.read(HTML).unwrap();
    let cells = all(&html, "td.side");
    assert!(cells.iter().any(|cell| cell.starts_with("Anzeige Bezahlt")), "{cells:?}");
    assert!(site.read(TEXT).unwrap().contains("\nAnzeige: Bezahlt\n"));
    // It never opens the letter, and shows no picture.
    let site = site.edit(
        "content/articles/2026/11/bezahlt.md",
        "sponsored: true",
        "sponsored: true\nfeatured: true",
    );
    assert_eq!(titles(&site, ["--since", "7d"])[0], "Drei");
}

#[test]
fn law_1_law_2_it_names_who_sends_it_and_how_to_leave() {
    let site = site();
    assert_eq!(site.run(["newsletter", "--since", "7d"]).exits(0).stderr, "");
    let html = site.read(HTML).unwrap();
    let links = attributes(&html, "td.side a", "href");
    for link in
        ["{{ unsubscribe }}", "https://a.example/impressum/", "https://a.example/datenschutz/"]
    {
        assert!(links.iter().any(|known| known == link), "{links:?}");
    }
    assert!(html.contains("KI-Archiv, Beispielweg 1, 10115 Berlin"));
    let text = site.read(TEXT).unwrap();
    assert!(text.contains("Newsletter abbestellen\n{{ unsubscribe }}\n"), "{text}");
    let site = Site::new("-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-11-30\n---\n");
    site.run(["newsletter", "--since", "7d"])
        .exits(0)
        .complains("without `unsubscribe`")
        .complains("without `imprint`");
    let site = site.write(
        "site.toml",
        "base_url = 'https://a.example/'\ntheme = 't'\n[newsletter]\nunsubscribe = '*|UNSUB|*'\n",
    );
    titles(&site, ["--since", "7d"]);
    assert!(attributes(&site.read(HTML).unwrap(), "a", "href").contains(&"*|UNSUB|*".into()));
}

#[test]
fn only_what_the_site_shows_is_in_it() {
    let site = site()
        .write(
            "content/articles/draft.md",
            "---\ntitle: Draft\ndate: 2026-11-30\ndraft: true\n---\n",
        )
        .write("content/articles/next.md", "---\ntitle: Next\ndate: 2026-12-02\n---\n")
        .write(
            "content/articles/over.md",
            "---\ntitle: Over\ndate: 2026-11-30\nexpiry_date: 2026-11-30\n---\n",
        )
        .write(
            "content/articles/hidden.md",
            "---\ntitle: Hidden\ndate: 2026-11-30\nnoindex: true\n---\n",
        )
        .write(
            "content/articles/late.md",
            "---\ntitle: Late\ndate: 2026-10-01\npublish_date: 2026-11-30\n---\n",
        );
    let mut titles = titles(&site, ["--since", "7d"]);
    titles.sort();
    assert_eq!(titles, ["Bezahlt", "Drei", "Eins & „zwei“", "Late", "Zwei"]);
}

#[test]
fn the_period_is_what_the_flags_say() {
    let site = site();
    assert_eq!(titles(&site, ["--since", "2026-11-26", "--until", "2026-11-27"]), ["Drei", "Zwei"]);
    assert!(site.exists("newsletter/2026-11-27.html"));
    assert_eq!(
        titles(&site, ["--since", "2026-11-26", "--until", "2026-11-26T00:00:01"]),
        ["Zwei"]
    );
    assert_eq!(titles(&site, ["--since", "5w"]).len(), 5);
    assert_eq!(titles(&site, ["--since", "1d", "--at", "2026-11-27"]), ["Zwei"]);
    assert_eq!(titles(&site, ["--since", "7d", "--tag", "ki"]), ["Eins & „zwei“"]);
    assert_eq!(titles(&site, ["--since", "7d", "--tag", "KI", "--tag", "Technik"]).len(), 2);
    assert_eq!(titles(&site, ["--since", "7d", "--limit", "2"]), ["Drei", "Bezahlt"]);
    site.run(["newsletter", "--since", "7d", "--limit", "2", "--replace"])
        .exits(0)
        .says("2 articles and 0 jobs; 2 more beyond --limit");
    assert!(site.read(TEXT).unwrap().contains("2 weitere Artikel stehen im Archiv."));
    for (args, said) in [
        (["--since", "gestern"], "`--since gestern` is not a time"),
        (["--since", "-1d"], "is not a time"),
        (["--since", "99999999999d"], "is not a time"),
        (["--since", "2027-01-01"], "there is no time between"),
    ] {
        site.command().args(["newsletter"]).args(args).run().exits(2).complains(said);
    }
    site.run(["newsletter", "--since", "7d", "--limit", "0"]).exits(2);
    site.run(["newsletter", "--since", "7d", "--tag", "Tecknik"])
        .exits(1)
        .complains("there is no tag `Tecknik`")
        .complains("did you mean `Technik`?");
}

#[test]
fn where_nothing_was_published_nothing_is_written() {
    let site = site();
    let run = site.run(["newsletter", "--since", "1d"]).exits(0);
    assert_eq!(
        run.stdout,
        "nothing was published from 2026-11-30T01:00:00+01:00 to 2026-12-01T01:00:00+01:00\n"
    );
    assert!(!site.exists("newsletter"));
    let json = site.run(["newsletter", "--since", "1d", "--format", "json"]).exits(0).json();
    assert_eq!(json["articles"], 0);
    assert_eq!(json["files"], serde_json::json!([]));
    assert_eq!(json["subject"], serde_json::Value::Null);
}

#[test]
fn programs_are_told_what_was_written() {
    let site = site();
    let json = site
        .run(["newsletter", "--since", "7d", "--subject", "Die \"Woche\"", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(
        json,
        serde_json::json!({
            "since": "2026-11-24T01:00:00+01:00",
            "until": "2026-12-01T01:00:00+01:00",
            "subject": "Die „Woche“",
            "articles": 4,
            "more": 0,
            "jobs": 0,
            "files": [HTML, TEXT],
            "written": 2,
        })
    );
    assert_eq!(all(&site.read(HTML).unwrap(), "title"), ["Die „Woche“"]);
}

#[test]
fn the_same_input_gives_the_same_bytes_and_nothing_else_is_overwritten() {
    let site = site();
    site.run(["newsletter", "--since", "7d"]).exits(0);
    let (html, text) = (site.read(HTML), site.read(TEXT));
    let modified = site.modified(HTML);
    site.run(["newsletter", "--since", "7d"]).exits(0).says("4 articles and 0 jobs, as they were");
    assert_eq!((site.read(HTML), site.modified(HTML)), (html, modified));
    // An editor's own hand.
    let site = site.write(TEXT, "Mein Text\n");
    site.run(["newsletter", "--since", "7d", "--subject", "S"])
        .exits(1)
        .complains("2026-12-01.html` is there already and says something else")
        .complains("`--replace`");
    site.run(["newsletter", "--since", "7d"])
        .exits(1)
        .complains("2026-12-01.txt` is there already");
    assert_eq!(site.read(TEXT).unwrap(), "Mein Text\n");
    site.run(["newsletter", "--since", "7d", "--replace"]).exits(0);
    assert_eq!(site.read(TEXT), text);
    // A build neither publishes nor removes it.
    let site = site.build();
    assert!(!site.paths().iter().any(|path| path.contains("newsletter")));
    assert_eq!(site.read(TEXT), text);
}

#[test]
fn law_7_it_is_written_neither_into_the_output_nor_out_of_the_project() {
    for folder in ["public", "public/mail", "static", "content/x", ".git"] {
        let site = site();
        site.run(["newsletter", "--since", "7d", "-o", folder])
            .exits(1)
            .complains("cannot take these files");
        let settings =
            SITE.replace("[newsletter]", &format!("[newsletter]\n    folder = '{folder}'"));
        let site = Site::new(&settings);
        site.run(["newsletter", "--since", "7d"]).exits(1).complains("cannot take these files");
        assert!(!site.exists(folder));
    }
    for folder in ["../mail", "/dev/shm/mail"] {
        let settings =
            SITE.replace("[newsletter]", &format!("[newsletter]\n    folder = '{folder}'"));
        Site::new(&settings)
            .run(["newsletter", "--since", "7d"])
            .exits(1)
            .complains("leads out of the project");
    }
    // Whoever types a path means it.
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = elsewhere.path().join("mail");
    site().run(["newsletter", "--since", "7d", "-o", folder.to_str().unwrap()]).exits(0);
    assert!(folder.join("2026-12-01.html").is_file());
    let site = Site::new(&SITE.replace("[newsletter]", "[newsletter]\n    folder = 'briefe'"));
    site.run(["newsletter", "--since", "7d"]).exits(0).says("briefe/2026-12-01.html\n");
}

#[cfg(unix)]
#[test]
fn law_7_a_link_in_the_project_leads_no_newsletter_out_of_it() {
    let elsewhere = tempfile::tempdir().unwrap();
    let site = site().link("newsletter", elsewhere.path());
    site.run(["newsletter", "--since", "7d"]).exits(1).complains("leads out of the project");
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn an_own_greeting_stands_first() {
    let site = site().write(
        "intro.md",
        "Guten Tag,\n\n\"hier\" ist [Eins](/articles/2026/11/eins/), [mehr](https://b.example/) und <script>alert(1)</script>.\n\n- *a*\n- b\n",
    );
    site.run(["newsletter", "--since", "7d", "--intro", "intro.md"]).exits(0);
    let html = site.read(HTML).unwrap();
    assert_eq!(
        all(&html, ".intro p"),
        ["Guten Tag,", "„hier“ ist Eins, mehr und <script>alert(1)</script>."]
    );
    assert_eq!(
        attributes(&html, ".intro a", "href"),
        ["https://a.example/articles/2026/11/eins/", "https://b.example/"]
    );
    assert_eq!(attributes(&html, ".intro p", "style"), ["margin:0 0 12px"; 2]);
    assert!(site.read(TEXT).unwrap().contains(
        "Guten Tag,\n\n„hier“ ist Eins <https://a.example/articles/2026/11/eins/>, mehr\n<https://b.example/> und <script>alert(1)</script>.\n\n- a\n- b\n"
    ), "{}", site.read(TEXT).unwrap());
    let site = site.write("intro.md", "[Weg](/weg/)\n");
    site.run(["newsletter", "--since", "7d", "--intro", "intro.md", "--replace"])
        .exits(0)
        .complains("the link to `/weg/` leads nowhere")
        .complains("intro.md:1:");
    site.run(["newsletter", "--since", "7d", "--intro", "keine.md"])
        .exits(2)
        .complains("there is no file `keine.md`");
}

#[test]
fn a_picture_has_its_whole_address_its_size_and_its_text() {
    let png = png(1400, 700, Look::Opaque);
    let site = site()
        .write("content/articles/2026/11/bild/index.md", "---\ntitle: Bild\ndate: 2026-11-29\nimage: {src: a.png, alt: 'Ein \"Bild\"', credit: 'Foto: A'}\n---\n")
        .write("content/articles/2026/11/bild/a.png", png)
        .write("content/articles/2026/11/fern.md", "---\ntitle: Fern\ndate: 2026-11-29\nimage: {src: 'https://b.example/a.png', alt: A}\n---\n")
        .with_base_url("https://a.example/");
    titles(&site, ["--since", "7d"]);
    let html = site.read(HTML).unwrap();
    let image = |name| attributes(&html, "img", name);
    // That of another host would tell it who reads.
    assert_eq!(image("src"), ["https://a.example/articles/2026/11/bild/a-960w.png"]);
    assert_eq!((image("width"), image("height")), (vec!["552".into()], vec!["276".into()]));
    assert_eq!(image("alt"), ["Ein „Bild“"]);
    assert!(html.contains("Foto: A"));
    let site = site.build();
    assert!(site.has_page("/articles/2026/11/bild/a-960w.png"));
}

#[test]
fn a_site_changes_its_letter_as_it_changes_its_pages() {
    let site = site()
        .write("templates/newsletter.html", "{% extends \"blattwerk/newsletter.html\" %}{% block jobs %}<tr><td class=\"own\">{{ newsletter.count }} {{ get_jobs() | length }} {{ config.title }}</td></tr>{% endblock jobs %}")
        .write("templates/newsletter.txt", "{% for group in newsletter.groups %}{% for article in group.articles %}{{ article.title }}\n{% endfor %}{% endfor %}");
    // Pages do not mind.
    let site = site.build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    assert_eq!(titles(&site, ["--since", "7d"]).len(), 4);
    assert_eq!(all(&site.read(HTML).unwrap(), ".own"), ["4 0 KI-Archiv"]);
    assert_eq!(site.read(TEXT).unwrap(), "Zwei\nEins & „zwei“\nBezahlt\n");
    let site = site.write("templates/newsletter.txt", "{{ newsletter.nix.da }}\n");
    site.run(["newsletter", "--since", "7d", "--replace"])
        .exits(1)
        .complains("templates/newsletter.txt:1:");
    // A theme has its own, under the same name.
    let site = site
        .remove("templates/newsletter.txt")
        .write("themes/t/templates/newsletter.txt", "{{ newsletter.subject }}");
    titles(&site, ["--since", "7d"]);
    assert_eq!(site.read(TEXT).unwrap(), "KI-Archiv vom 1. Dezember 2026");
}

#[test]
fn both_themes_of_the_program_and_other_languages_can_write_one() {
    for (theme, language, subject) in [
        ("zeitung", "de", "KI-Archiv vom 1. Dezember 2026"),
        ("schlicht", "de-AT", "KI-Archiv vom 1. Dezember 2026"),
        ("t", "en", "KI-Archiv, December 1, 2026"),
        ("t", "fr", "KI-Archiv, 1 décembre 2026"),
    ] {
        let settings = SITE.replace(
            "title = 'KI-Archiv'",
            &format!(
                "title = 'KI-Archiv'\n    theme = '{theme}'\n    default_language = '{language}'"
            ),
        );
        let site = Site::new(&settings);
        titles(&site, ["--since", "7d"]);
        let html = site.read(HTML).unwrap();
        assert_eq!(all(&html, "title"), [subject]);
        assert_eq!(attributes(&html, "html", "lang"), [language]);
    }
}

#[test]
fn a_site_with_errors_has_no_newsletter() {
    let site = site().write("content/articles/x.md", "---\ntitle: X\ndate: 2026-13-01\n---\n");
    site.run(["newsletter", "--since", "7d"]).exits(1).complains("`date` is not a date");
    assert!(!site.exists("newsletter"));
}

//! What was published on a day of any year, and what was corrected.

use serde_json::{Value, json};

use crate::support::Site;

fn article(site: Site, name: &str, date: &str, more: &str) -> Site {
    let text = format!("---\ntitle: {name}\ndate: {date}\n{more}---\n");
    site.write(&format!("content/articles/{name}.md"), text)
}

/// A site whose pages of days are what their templates see.
fn site() -> Site {
    let site = Site::new("-- site.toml --\npermalink = '/{slug}/'\n")
        .write("templates/calendar.html", "{{ calendar | json }}")
        .write("templates/day.html", "{{ day | json }}")
        .write("templates/corrections.html", "{{ corrections | json }}")
        .write(
            "templates/page.html",
            "{{ page.on_this_day }} {{ config.calendar }} {{ config.corrections }}",
        )
        .write(
            "templates/article.html",
            "{{ page.on_this_day }} {{ config.calendar }} {{ config.corrections }}",
        );
    let site = article(site, "one", "2024-02-29", "");
    let site = article(site, "two", "2025-11-23T23:30:00Z", "");
    let site = article(site, "three", "2026-11-24", "");
    article(site, "four", "2026-11-24T08:00", "")
}

fn json_at(site: &Site, url: &str) -> Value {
    serde_json::from_str(&site.text(url)).unwrap()
}

#[test]
fn a_day_shows_what_was_published_on_it_in_any_year_the_newest_first() {
    let site = article(site(), "five", "2026-03-01", "").build();
    let day = json_at(&site, "/calendar/11-24/");
    assert_eq!(day["date"], "2000-11-24T00:00:00+01:00");
    assert_eq!(day["path"], "/calendar/11-24/");
    let years: Vec<(i64, Vec<&str>)> = day["years"]
        .as_array()
        .unwrap()
        .iter()
        .map(|year| {
            let articles = year["articles"].as_array().unwrap().iter();
            let titles = articles.map(|article| article["title"].as_str().unwrap());
            (year["year"].as_i64().unwrap(), titles.collect())
        })
        .collect();
    // In the site's time zone it was the next day already.
    assert_eq!(years, [(2026, vec!["four", "three"]), (2025, vec!["two"])]);
    assert_eq!(
        day["earlier"],
        json!({"date": "2000-03-01T00:00:00+01:00", "path": "/calendar/03-01/"})
    );
    assert_eq!(day["later"], Value::Null);
    let leap = json_at(&site, "/calendar/02-29/");
    assert_eq!(leap["date"], "2000-02-29T00:00:00+01:00");
    assert_eq!(leap["earlier"], Value::Null);
    assert_eq!(leap["later"]["path"], "/calendar/03-01/");
    assert_eq!(site.text("/two/"), "/calendar/11-24/ /calendar/ /corrections/");
}

#[test]
fn the_calendar_shows_all_days_that_have_articles() {
    let site = site().build();
    let calendar = json_at(&site, "/calendar/");
    let months = calendar["months"].as_array().unwrap();
    assert_eq!(months.len(), 12);
    assert_eq!(months[0], json!({"date": "2000-01-01T00:00:00+01:00", "days": []}));
    assert_eq!(
        months[10],
        json!({"date": "2000-11-01T00:00:00+01:00", "days": [{"date": "2000-11-24T00:00:00+01:00", "path": "/calendar/11-24/"}]})
    );
    site.has("/sitemap-pages.xml", "<loc>https://a.example/calendar/</loc>");
    site.has("/sitemap-pages.xml", "<loc>https://a.example/calendar/11-24/</loc>");
    site.has("/sitemap-pages.xml", "<loc>https://a.example/corrections/</loc>");
}

#[test]
fn words_of_the_site_stand_in_the_addresses() {
    let site = site()
        .edit(
            "site.toml",
            "permalink = '/{slug}/'",
            "permalink = '/{slug}/'\n[paths]\ncalendar = 'kalender'\ncorrections = 'korrekturen'",
        )
        .with_base_url("https://b.example/unter/")
        .build();
    assert_eq!(site.text("/two/"), "/unter/kalender/11-24/ /unter/kalender/ /unter/korrekturen/");
    assert!(site.has_page("/kalender/02-29/") && site.has_page("/korrekturen/"));
}

#[test]
fn without_templates_there_are_no_such_pages() {
    let none = "{{ page.on_this_day or 'none' }} {{ config.calendar or 'none' }} {{ config.corrections or 'none' }}";
    let site = site()
        .remove("templates/day.html")
        .remove("templates/calendar.html")
        .remove("templates/corrections.html")
        .write("templates/article.html", none)
        .build();
    assert_eq!(site.text("/two/"), "none none none");
    assert!(!site.paths().iter().any(|path| path.starts_with("c")), "{:?}", site.paths());
    site.has_not("/sitemap-pages.xml", "calendar");
    // Each of them by itself, as soon as it is there.
    let site = site.write("templates/day.html", "{{ day.path }}").build();
    assert_eq!(site.text("/two/"), "/calendar/11-24/ none none");
    assert!(!site.has_page("/calendar/"));
    site.equals_clean();
}

#[test]
fn a_template_of_a_parent_counts_and_one_in_a_folder_does_not() {
    let site = article(Site::new(""), "one", "2026-01-01", "")
        .write("themes/child/theme.toml", "parent = 't'")
        .write("themes/t/templates/day.html", "{{ day.path }}")
        .write("themes/child/templates/partials/calendar.html", "")
        .edit("site.toml", "theme = 't'", "theme = 'child'")
        .build();
    assert!(site.has_page("/calendar/01-01/"));
    assert!(!site.has_page("/calendar/"));
}

#[test]
fn the_clock_changes_no_day() {
    let site = site().build();
    site.at("2027-11-24T12:00:00Z").build().did_nothing();
}

#[test]
fn a_new_article_changes_its_day_and_a_new_day_its_neighbours_and_the_calendar() {
    let of_days = |site: &Site| -> Vec<String> {
        site.written().into_iter().filter(|path| path.starts_with('c')).collect()
    };
    let site = article(site().build(), "five", "2026-11-24T09:00", "").build();
    assert_eq!(of_days(&site), ["calendar/11-24/index.html"]);
    let site = article(site.equals_clean(), "six", "2026-11-25", "").build();
    assert_eq!(
        of_days(&site),
        ["calendar/11-24/index.html", "calendar/11-25/index.html", "calendar/index.html"]
    );
    let site = article(site.equals_clean(), "seven", "2026-11-26", "").build();
    assert_eq!(
        of_days(&site),
        ["calendar/11-25/index.html", "calendar/11-26/index.html", "calendar/index.html"]
    );
    // A text is on no page of a day.
    let site = site.edit(
        "content/articles/seven.md",
        "2026-11-26\n---\n",
        "2026-11-26\nsummary: A\n---\n",
    );
    let site = site.build();
    assert_eq!(of_days(&site), ["calendar/11-26/index.html"]);
    let site = site
        .edit("content/articles/seven.md", "summary: A\n---\n", "summary: A\n---\nText\n")
        .build();
    assert_eq!(of_days(&site), [] as [&str; 0]);
    site.equals_clean();
}

#[test]
fn law_5_all_corrections_stand_on_one_page_the_newest_first() {
    let both = "corrections:\n- {date: 2026-11-25, text: 'Ein <b> war falsch.'}\n- {date: 2026-11-30, text: Eine Zahl.}\n";
    let site = article(site(), "five", "2026-11-24T10:00", both);
    let site = article(
        site,
        "six",
        "2026-11-24T11:00",
        "corrections: [{date: 2026-11-25, text: Ein Name.}]\n",
    )
    .build();
    let corrections = json_at(&site, "/corrections/");
    let link = |name: &str| json!({"title": name, "path": format!("/{name}/"), "permalink": format!("https://a.example/{name}/"), "lang": "de", "sponsored": false});
    assert_eq!(
        corrections,
        json!([
            {"date": "2026-11-30T00:00:00+01:00", "text": "Eine Zahl.", "article": link("five")},
            {"date": "2026-11-25T00:00:00+01:00", "text": "Ein Name.", "article": link("six")},
            {"date": "2026-11-25T00:00:00+01:00", "text": "Ein <b> war falsch.", "article": link("five")},
        ])
    );
    // An article without one changes nothing there.
    let site = article(site, "seven", "2026-12-01", "").build();
    assert!(
        !site.written().iter().any(|path| path.starts_with("corrections")),
        "{:?}",
        site.written()
    );
    let site = site.edit("content/articles/six.md", "Ein Name.", "Ein Wort.").build();
    site.wrote(["corrections/index.html"]);
    site.equals_clean();
}

#[test]
fn a_page_at_the_address_of_a_day_is_a_clash() {
    let site = site()
        .write("content/pages/corrections.md", "---\ntitle: Korrekturen\n---\n")
        .write("content/pages/tag.md", "---\ntitle: Tag\npath: /calendar/11-24/\n---\n")
        .fails();
    insta::assert_snapshot!(site.report(), @"
    error: two routes lead to `/corrections/`
     ╭▸ content/pages/corrections.md
     ╰ hint: the other is the page of corrections; give one of them another `slug:` or `path:`

    error: two routes lead to `/calendar/11-24/`
     ╭▸ content/pages/tag.md
     ╰ hint: the other is the day 11-24 of the calendar; give one of them another `slug:` or `path:`
    ");
}

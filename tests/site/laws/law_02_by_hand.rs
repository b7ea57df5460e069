//! Law 2, with outputs that are written by hand: the two sides of the oracle might share a
//! mistake.

use std::collections::BTreeMap;

use crate::support::{Site, parse};

/// What the output should hold, file by file.
#[derive(Default)]
struct Expected(BTreeMap<String, String>);

impl Expected {
    /// Builds; these files are to be other ones than before, those to be gone.
    #[track_caller]
    fn after(&mut self, site: Site, changed: &str, gone: &[&str]) -> Site {
        for path in gone {
            assert!(self.0.remove(*path).is_some(), "{path} was not expected before");
        }
        for (path, text) in parse(changed) {
            let before = self.0.insert(path.clone(), text.trim_end().to_owned());
            assert_ne!(before.as_ref(), self.0.get(&path), "{path} is as it was");
        }
        let site = site.build();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim_end().to_owned();
        let found = site.bytes().into_iter().filter(|(path, _)| !path.starts_with('.'));
        let found: BTreeMap<String, String> =
            found.map(|(path, bytes)| (path, text(bytes))).collect();
        for (path, text) in &found {
            assert_eq!(Some(text), self.0.get(path), "{path}");
        }
        assert_eq!(found.keys().collect::<Vec<_>>(), self.0.keys().collect::<Vec<_>>());
        site
    }
}

#[test]
fn a_list_that_grows_is_renamed_and_shrinks_by_the_clock() {
    let mut expected = Expected::default();
    let site = expected.after(
        one(),
        r#"
        -- 404.html --
        weg
        -- articles/2026/01/index.html --
        Januar 2026 Eins
        -- articles/2026/index.html --
        2026 1
        -- eins/index.html --
        <h1>Eins</h1><p>Der <em>erste</em> Text.</p>
        -- index.html --
        Blatt 1: Eins
        -- robots.txt --
        User-agent: *
        Disallow:

        Sitemap: https://a.example/sitemap.xml
        -- sitemap-2026-01.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url>
        <loc>https://a.example/eins/</loc>
        <lastmod>2026-01-05T00:00:00+01:00</lastmod>
        </url>
        </urlset>
        -- sitemap-pages.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url>
        <loc>https://a.example/</loc>
        </url>
        <url>
        <loc>https://a.example/articles/2026/</loc>
        </url>
        <url>
        <loc>https://a.example/articles/2026/01/</loc>
        </url>
        </urlset>
        -- sitemap.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <sitemap>
        <loc>https://a.example/sitemap-pages.xml</loc>
        </sitemap>
        <sitemap>
        <loc>https://a.example/sitemap-2026-01.xml</loc>
        </sitemap>
        </sitemapindex>
        "#,
        &[],
    );
    let text = "---\ntitle: Zwei\ndate: 2026-01-06\ntags: [KI]\nexpiry_date: 2026-12-05\n---\n\
                Siehe [dort](eins.md).\n";
    let site = expected.after(
        site.write("content/articles/zwei.md", text),
        r#"
        -- articles/2026/01/index.html --
        Januar 2026 Zwei Eins
        -- articles/2026/index.html --
        2026 2
        -- eins/index.html --
        <h1>Eins</h1><p>Der <em>erste</em> Text.</p>
        <b>Zwei</b>
        -- zwei/index.html --
        <h1>Zwei</h1><p>Siehe <a href="/eins/">dort</a>.</p>
        <a href='/eins/'>Eins</a><i>KI</i>
        -- index.html --
        Blatt 2: Zwei /page/1/
        -- page/1/index.html --
        1: Eins /
        -- tags/index.html --
        KI 1,
        -- tags/ki/index.html --
        KI : Zwei
        -- sitemap-2026-01.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url>
        <loc>https://a.example/eins/</loc>
        <lastmod>2026-01-05T00:00:00+01:00</lastmod>
        </url>
        <url>
        <loc>https://a.example/zwei/</loc>
        <lastmod>2026-01-06T00:00:00+01:00</lastmod>
        </url>
        </urlset>
        -- sitemap-tags.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url>
        <loc>https://a.example/tags/</loc>
        </url>
        <url>
        <loc>https://a.example/tags/ki/</loc>
        </url>
        </urlset>
        -- sitemap.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <sitemap>
        <loc>https://a.example/sitemap-pages.xml</loc>
        </sitemap>
        <sitemap>
        <loc>https://a.example/sitemap-tags.xml</loc>
        </sitemap>
        <sitemap>
        <loc>https://a.example/sitemap-2026-01.xml</loc>
        </sitemap>
        </sitemapindex>
        "#,
        &[],
    );
    let site = expected.after(
        site.edit("content/articles/eins.md", "title: Eins", "title: Uno"),
        "
        -- articles/2026/01/index.html --
        Januar 2026 Zwei Uno
        -- eins/index.html --
        <h1>Uno</h1><p>Der <em>erste</em> Text.</p>
        <b>Zwei</b>
        -- zwei/index.html --
        <h1>Zwei</h1><p>Siehe <a href=\"/eins/\">dort</a>.</p>
        <a href='/eins/'>Uno</a><i>KI</i>
        -- page/1/index.html --
        1: Uno /
        ",
        &[],
    );
    expected.after(
        site.at("2026-12-05T00:00:00Z"),
        r#"
        -- articles/2026/01/index.html --
        Januar 2026 Uno
        -- articles/2026/index.html --
        2026 1
        -- eins/index.html --
        <h1>Uno</h1><p>Der <em>erste</em> Text.</p>
        -- index.html --
        Blatt 1: Uno
        -- sitemap-2026-01.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url>
        <loc>https://a.example/eins/</loc>
        <lastmod>2026-01-05T00:00:00+01:00</lastmod>
        </url>
        </urlset>
        -- sitemap.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <sitemap>
        <loc>https://a.example/sitemap-pages.xml</loc>
        </sitemap>
        <sitemap>
        <loc>https://a.example/sitemap-2026-01.xml</loc>
        </sitemap>
        </sitemapindex>
        "#,
        &[
            "zwei/index.html",
            "page/1/index.html",
            "tags/index.html",
            "tags/ki/index.html",
            "sitemap-tags.xml",
        ],
    );
}

#[test]
fn jobs_data_fragments_and_feeds_follow_what_they_show() {
    let mut expected = Expected::default();
    let site = expected.after(
        two(),
        r#"
        -- 404.html --
        weg [Stelle]
        -- articles/2026/01/index.html --
        Monat
        -- articles/2026/index.html --
        Jahr
        -- eins/index.html --
        Eins <p>Text</p>
         [Stelle]
        -- feeds.opml --
        <?xml version="1.0" encoding="utf-8"?>
        <opml version="2.0">
        <head>
        <title>Blatt</title>
        </head>
        <body>
        <outline type="rss" text="Blatt" title="Blatt" xmlUrl="https://a.example/rss.xml" htmlUrl="https://a.example/"/>
        <outline type="rss" text="Stellen – Blatt" title="Stellen – Blatt" xmlUrl="https://a.example/jobs/rss.xml" htmlUrl="https://a.example/jobs/"/>
        </body>
        </opml>
        -- index.html --
        Wert 1 Hallo
        -- jobs/index.html --
        Stelle 1
        -- jobs/rss.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/">
        <channel>
        <title>Stellen – Blatt</title>
        <link>https://a.example/jobs/</link>
        <description>Stellen – Blatt</description>
        <language>de</language>
        <lastBuildDate>Fri, 20 Nov 2026 00:00:00 +0100</lastBuildDate>
        <generator>Blattwerk</generator>
        <ttl>60</ttl>
        <atom:link href="https://a.example/jobs/rss.xml" rel="self" type="application/rss+xml"/>
        <item>
        <title>Stelle – Verlag</title>
        <link>https://j.example/</link>
        <guid isPermaLink="false">https://j.example/#stelle-verlag</guid>
        <pubDate>Fri, 20 Nov 2026 00:00:00 +0100</pubDate>
        <description></description>
        </item>
        </channel>
        </rss>
        -- robots.txt --
        User-agent: *
        Disallow:

        Sitemap: https://a.example/sitemap.xml
        -- rss.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/">
        <channel>
        <title>Blatt</title>
        <link>https://a.example/</link>
        <description>Blatt</description>
        <language>de</language>
        <lastBuildDate>Mon, 5 Jan 2026 00:00:00 +0100</lastBuildDate>
        <generator>Blattwerk</generator>
        <ttl>60</ttl>
        <atom:link href="https://a.example/rss.xml" rel="self" type="application/rss+xml"/>
        <item>
        <title>Eins</title>
        <link>https://a.example/eins/</link>
        <guid isPermaLink="false">tag:a.example,2026-01-05:/eins/</guid>
        <pubDate>Mon, 5 Jan 2026 00:00:00 +0100</pubDate>
        <description>Kurz &amp;amp; gut</description>
        </item>
        </channel>
        </rss>
        -- sitemap-2026-01.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url>
        <loc>https://a.example/eins/</loc>
        <lastmod>2026-01-05T00:00:00+01:00</lastmod>
        </url>
        </urlset>
        -- sitemap-pages.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url>
        <loc>https://a.example/</loc>
        </url>
        <url>
        <loc>https://a.example/articles/2026/</loc>
        </url>
        <url>
        <loc>https://a.example/articles/2026/01/</loc>
        </url>
        <url>
        <loc>https://a.example/jobs/</loc>
        </url>
        </urlset>
        -- sitemap.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <sitemap>
        <loc>https://a.example/sitemap-pages.xml</loc>
        </sitemap>
        <sitemap>
        <loc>https://a.example/sitemap-2026-01.xml</loc>
        </sitemap>
        </sitemapindex>
        "#,
        &[],
    );
    let site = site.edit("data/a.yaml", "1", "zwei");
    let site = expected.after(site, "-- index.html --\nWert zwei Hallo\n", &[]);
    let site = site.edit("themes/klein/i18n/de.toml", "Hallo", "Servus");
    let site = expected.after(site, "-- index.html --\nWert zwei Servus\n", &[]);
    let site = expected.after(
        site.edit("content/articles/eins.md", "\nText\n", "\nAnders\n"),
        "
        -- eins/index.html --
        Eins <p>Anders</p>
         [Stelle]
        ",
        &[],
    );
    expected.after(
        site.at("2026-12-03T00:00:00Z"),
        r#"
        -- 404.html --
        weg []
        -- eins/index.html --
        Eins <p>Anders</p>
         []
        -- jobs/index.html --
        0
        -- jobs/rss.xml --
        <?xml version="1.0" encoding="utf-8"?>
        <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/">
        <channel>
        <title>Stellen – Blatt</title>
        <link>https://a.example/jobs/</link>
        <description>Stellen – Blatt</description>
        <language>de</language>
        <generator>Blattwerk</generator>
        <ttl>60</ttl>
        <atom:link href="https://a.example/jobs/rss.xml" rel="self" type="application/rss+xml"/>
        </channel>
        </rss>
        "#,
        &[],
    );
}

fn two() -> Site {
    Site::exactly(
        "
        -- site.toml --
        base_url = 'https://a.example/'
        title = 'Blatt'
        theme = 'klein'
        permalink = '/{slug}/'
        taxonomies = []
        -- themes/klein/theme.toml --
        name = 'klein'
        -- themes/klein/i18n/de.toml --
        hallo = 'Hallo'
        jobs = 'Stellen'
        -- themes/klein/templates/article.html --
        {{ page.title }} {{ page.content }} {{ fragment(name='stellen') }}
        -- themes/klein/templates/fragments/stellen.html --
        [{% for job in get_jobs() %}{{ job.title }}{% endfor %}]
        -- themes/klein/templates/home.html --
        {% set data = load_data(path='data/a.yaml') %}Wert {{ data.wert }} {{ trans(key='hallo') }}
        -- themes/klein/templates/list.html --
        Liste
        -- themes/klein/templates/terms.html --
        Begriffe
        -- themes/klein/templates/year.html --
        Jahr
        -- themes/klein/templates/month.html --
        Monat
        -- themes/klein/templates/jobs.html --
        {% for job in jobs.items %}{{ job.title }} {% endfor %}{{ jobs.count }}
        -- themes/klein/templates/job.html --
        {{ job.title }}
        -- themes/klein/templates/page.html --
        {{ page.title }}
        -- themes/klein/templates/404.html --
        weg {{ fragment(name='stellen') }}
        -- data/a.yaml --
        wert: 1
        -- content/jobs.yaml --
        - title: Stelle
          company: Verlag
          url: https://j.example/
          posted: 2026-11-20
          valid_through: 2026-12-01
        -- content/articles/eins.md --
        ---
        title: Eins
        date: 2026-01-05
        summary: Kurz & gut
        ---
        Text
        ",
    )
}

fn one() -> Site {
    Site::exactly(
        "
        -- site.toml --
        base_url = 'https://a.example/'
        title = 'Blatt'
        theme = 'klein'
        permalink = '/{slug}/'
        paginate_by = 1
        taxonomies = [{ name = 'tags' }]
        [jobs]
        page = false
        [feeds]
        rss = false
        -- themes/klein/theme.toml --
        name = 'klein'
        -- themes/klein/templates/article.html --
        <h1>{{ page.title }}</h1>{{ page.content }}{% if page.earlier %}<a href='{{ page.earlier.path }}'>{{ page.earlier.title }}</a>{% endif %}{% if page.later %}<b>{{ page.later.title }}</b>{% endif %}{% for tag in page.taxonomies.tags %}<i>{{ tag.name }}</i>{% endfor %}
        -- themes/klein/templates/home.html --
        {{ config.title }} {{ pager.count }}:{% for article in pager.articles %} {{ article.title }}{% endfor %}{% if pager.older %} {{ pager.older }}{% endif %}
        -- themes/klein/templates/list.html --
        {% if term %}{{ term.name }} {% endif %}{{ pager.number }}:{% for article in pager.articles %} {{ article.title }}{% endfor %}{% if pager.newer %} {{ pager.newer }}{% endif %}{% if pager.older %} {{ pager.older }}{% endif %}
        -- themes/klein/templates/terms.html --
        {% for item in terms.items %}{{ item.name }} {{ item.count }},{% endfor %}
        -- themes/klein/templates/year.html --
        {{ year.year }} {{ year.count }}
        -- themes/klein/templates/month.html --
        {{ month.date | date(format='month_year') }}{% for day in month.days %}{% for article in day.articles %} {{ article.title }}{% endfor %}{% endfor %}
        -- themes/klein/templates/page.html --
        {{ page.title }}
        -- themes/klein/templates/404.html --
        weg
        -- content/articles/eins.md --
        ---
        title: Eins
        date: 2026-01-05
        ---
        Der *erste* Text.
        ",
    )
}

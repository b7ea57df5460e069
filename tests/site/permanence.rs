//! What was published stays reachable, or says what became of it.

use crate::support::Site;

fn article(title: &str, lines: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-11-23\n{lines}\n---\nAbout {title}.\n")
}

/// Two articles, the first with a tag, published.
fn published() -> Site {
    Site::new("")
        .write("content/articles/one.md", article("One", "tags: [ki]"))
        .write("content/articles/two.md", article("Two", ""))
        .publish()
}

fn lock(site: &Site) -> Vec<String> {
    let text = site.read("urls.lock").unwrap_or_default();
    text.lines().map(|line| line.split('\t').take(4).collect::<Vec<_>>().join(" ")).collect()
}

mod the_lock {
    use super::*;

    #[test]
    fn holds_what_is_to_stay_sorted_and_nothing_else() {
        let site = Site::new(
            "
            -- content/articles/one.md --
            ---
            title: One
            date: 2026-11-23
            tags: [ki]
            authors: [Ada]
            aliases: [/old/]
            ---
            -- content/articles/picture.png --
            -- content/pages/impressum.md --
            ---
            title: Impressum
            ---
            -- content/jobs/dev.md --
            ---
            title: Dev
            url: https://a.example/
            ---
            -- content/tags/ki.md --
            ---
            title: ki
            ---
        ",
        )
        .publish();
        let lines = lock(&site);
        assert_eq!(
            lines,
            [
                "/articles/2026/11/ month - -",
                "/articles/2026/11/one/ article tag:a.example,2026-11-23:/old/ content/articles/one.md",
                "/authors/ada/ term - -",
                "/feeds.opml feed - -",
                "/impressum/ page tag:a.example,2000-01-01:/impressum/ content/pages/impressum.md",
                "/jobs/dev/ job - content/jobs/dev.md",
                "/jobs/rss.xml feed - -",
                "/rss.xml feed - -",
                "/tags/ki/ term - content/tags/ki.md",
                "/tags/ki/rss.xml feed - -",
            ]
        );
    }

    #[test]
    fn is_written_by_publish_alone_and_after_the_output() {
        let site = Site::new("").write("content/articles/one.md", article("One", "")).build();
        assert!(!site.exists("urls.lock"));
        let site = site.write("content/articles/two.md", article("Two", "image: [")).try_publish();
        assert!(!site.exists("urls.lock"), "a build with errors published something");
        let site = site.write("content/articles/two.md", article("Two", "")).publish();
        assert_eq!(lock(&site).len(), 6);
    }

    #[test]
    fn is_not_written_again_if_nothing_is_new() {
        let site = published();
        let before = site.modified("urls.lock");
        let site = site.publish();
        assert_eq!(site.outcome().published, Some(0));
        assert_eq!(site.modified("urls.lock"), before);
    }

    #[test]
    fn is_told_of_by_the_command_and_not_with_what_is_held_back() {
        let site = Site::new("").write("content/articles/one.md", article("One", ""));
        for flag in ["--drafts", "--future", "--expired"] {
            site.run(["build", "--publish", flag]).exits(2).complains("cannot be published");
        }
        assert!(!site.exists("urls.lock"));
        site.run(["build", "--publish"]).exits(0).says("urls.lock: 5 new lines");
        let summary = site.run(["build", "--publish", "--format", "json"]).json();
        assert_eq!(summary["published"], 0);
    }

    #[test]
    fn is_read_in_any_order_and_from_two_branches() {
        let site = published();
        let text = site.read("urls.lock").unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.reverse();
        let shuffled = lines.join("\r\n") + "\r\n" + lines[0] + "\r\n";
        let site = site.write("urls.lock", &shuffled).build();
        assert_eq!(
            site.read("urls.lock").unwrap(),
            shuffled,
            "a build that does not publish wrote it"
        );
        let site = site.publish();
        assert_eq!(site.read("urls.lock").unwrap(), text);
    }

    #[test]
    fn keeps_what_another_build_has_added() {
        let site = published();
        let text = site.read("urls.lock").unwrap();
        let site = site
            .write("urls.lock", text + "/zzz/\tpage\tx\tcontent/pages/zzz.md\n")
            .write("redirects.yaml", "- {from: /zzz/, gone: true}\n")
            .write("content/articles/three.md", article("Three", ""))
            .publish();
        assert_eq!(site.outcome().published, Some(1));
        assert!(site.read("urls.lock").unwrap().contains("/zzz/"));
    }

    #[test]
    fn that_cannot_be_read_stops_the_build() {
        let site = published();
        let text = site.read("urls.lock").unwrap();
        let site = site.write("urls.lock", format!("<<<<<<< HEAD\n{text}")).fails();
        insta::assert_snapshot!(site.report(), @"
        error: this line is left from a merge
          ╭▸ urls.lock:1:1
          │
        1 │ <<<<<<< HEAD
          │ ━━━━━━━━━━━━
          │
          ╰ hint: remove it and keep the lines of both sides; with `urls.lock merge=union` in .gitattributes git does so by itself
        ");
    }

    #[test]
    fn is_named_anew_where_a_file_was_renamed_and_nothing_else() {
        let site = published();
        let before = site.read("urls.lock").unwrap();
        let site = site
            .remove("content/articles/one.md")
            .write("content/articles/2026-11-23-one.md", article("Another", "tags: [ki]"))
            .publish();
        assert_eq!(site.outcome().published, Some(1));
        let after = site.read("urls.lock").unwrap();
        let changed: Vec<_> = after.lines().filter(|line| !before.contains(line)).collect();
        assert_eq!(changed.len(), 1, "{changed:?}");
        assert!(changed[0].contains("content/articles/2026-11-23-one.md"));
    }
}

/// Two people publish on two branches, and git merges them by itself.
#[test]
fn two_branches_that_publish_are_merged_by_git() {
    let git = |site: &Site, args: &[&str]| {
        let who =
            ["-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "init.defaultBranch=main"];
        let run = std::process::Command::new("git")
            .args(who)
            .args(args)
            .current_dir(site.root())
            .output();
        let run = run.ok()?;
        assert!(run.status.success(), "{args:?}: {}", String::from_utf8_lossy(&run.stdout));
        Some(())
    };
    let site = published()
        .write(".gitattributes", "urls.lock merge=union\n")
        .write(".gitignore", "/public\n/.blattwerk\n");
    if git(&site, &["init", "-q"]).is_none() {
        println!("NOT RUN: this machine has no git");
        return;
    }
    git(&site, &["add", "."]);
    git(&site, &["commit", "-qm", "one"]);
    git(&site, &["checkout", "-qb", "other"]);
    let site = site.write("content/articles/three.md", article("Three", "")).publish();
    git(&site, &["add", "."]);
    git(&site, &["commit", "-qm", "three"]);
    git(&site, &["checkout", "-q", "main"]);
    let site = site.write("content/articles/thrice.md", article("Thrice", "")).publish();
    git(&site, &["add", "."]);
    git(&site, &["commit", "-qm", "thrice"]);
    git(&site, &["merge", "-q", "--no-edit", "other"]);
    let site = site.build();
    let merged = lock(&site);
    assert_eq!(merged.iter().filter(|line| line.contains("/thr")).count(), 2, "{merged:?}");
    assert_eq!(site.publish().outcome().published, Some(0));
}

mod a_page_that_goes {
    use super::*;

    #[test]
    fn is_an_error_that_names_its_file_and_the_lines_to_paste() {
        let site = published().remove("content/articles/two.md").fails();
        insta::assert_snapshot!(site.report(), @"
        error: `/articles/2026/11/two/` was published and would vanish
          ╭▸ urls.lock:3:1
          │
        3 │ /articles/2026/11/two/ article tag:a.example,2026-11-23:/articles/2026/11/two/ con…
          │ ━━━━━━━━━━━━━━━━━━━━━━ `content/articles/two.md` is gone
          │
          ╰ hint: where its text stands now, add `aliases: [/articles/2026/11/two/]`; if it is withdrawn, add to redirects.yaml: `- {from: /articles/2026/11/two/, gone: true}`
        ");
    }

    #[test]
    fn is_told_once_where_its_file_has_a_mistake() {
        let site = published().write("content/articles/one.md", article("One", "date: x")).fails();
        assert_eq!(site.messages(), ["`date` stands here twice"]);
    }

    #[test]
    fn takes_its_tag_and_month_along() {
        let site =
            published().remove("content/articles/one.md").remove("content/articles/two.md").fails();
        assert_eq!(
            site.messages(),
            [
                "`/articles/2026/11/` was published and would vanish",
                "`/articles/2026/11/one/` was published and would vanish",
                "`/articles/2026/11/two/` was published and would vanish",
                "`/tags/ki/` was published and would vanish",
            ]
        );
    }

    #[test]
    fn may_leave_an_alias() {
        let site = published()
            .remove("content/articles/two.md")
            .write(
                "content/articles/three.md",
                article("Three", "aliases: [/articles/2026/11/two/]"),
            )
            .build();
        site.has("/articles/2026/11/two/", "url=/articles/2026/11/three/");
    }

    #[test]
    fn may_leave_a_redirect() {
        let site = published()
            .remove("content/articles/two.md")
            .write(
                "redirects.yaml",
                "- from: /articles/2026/11/two/\n  to: /articles/2026/11/one/\n",
            )
            .build();
        site.has("/articles/2026/11/two/", "url=/articles/2026/11/one/");
    }

    #[test]
    fn may_leave_a_tombstone() {
        let site = published()
            .remove("content/articles/two.md")
            .write("redirects.yaml", "- {from: /articles/2026/11/two/, gone: true}\n")
            .build();
        site.has("/articles/2026/11/two/", "noindex");
    }

    #[test]
    fn is_gone_by_itself_if_it_is_a_draft_again_or_has_expired() {
        for line in ["draft: true", "expiry_date: 2026-11-24", "publish_date: 2030-01-01"] {
            let site = published()
                .write("content/articles/one.md", article("One", &format!("tags: [ki]\n{line}")))
                .build();
            site.has("/articles/2026/11/one/", "noindex").has("/tags/ki/", "noindex");
            let site = site.write("content/articles/two.md", article("Two", line)).build();
            site.has("/articles/2026/11/", "noindex");
        }
    }

    #[test]
    fn comes_back_when_it_is_no_draft_any_more() {
        let site = published()
            .write("content/articles/one.md", article("One", "tags: [ki]\ndraft: true"))
            .build()
            .write("content/articles/one.md", article("One", "tags: [ki]"))
            .build();
        site.has("/articles/2026/11/one/", "About One.");
    }

    #[test]
    fn takes_the_comments_feed_along_and_an_empty_one_stays() {
        let comments = "- {name: A, date: 2026-11-24, text: Hello}\n";
        let site = Site::new("")
            .write("content/articles/one.md", article("One", ""))
            .write("content/comments/one.yaml", comments)
            .publish();
        assert!(lock(&site).contains(&"/articles/2026/11/one/rss.xml feed - -".to_owned()));
        let site = site.remove("content/comments/one.yaml").build();
        site.has("/articles/2026/11/one/rss.xml", "<channel>");
        let site = site.write("content/articles/one.md", article("One", "slug: uno")).build();
        assert!(site.exists("public/articles/2026/11/one/index.html"));
    }
}

mod a_renamed_article {
    use super::*;

    const OLD: &str = "/articles/2026/11/one/";
    const NEW: &str = "url=/articles/2026/11/uno/";

    /// The first article in another file, with another text.
    fn renamed_file(text: String) -> Site {
        published().remove("content/articles/one.md").write("content/articles/uno.md", text)
    }

    #[test]
    fn is_recognised_by_its_file() {
        let site = published()
            .write("content/articles/one.md", article("Uno", "tags: [ki]\nslug: uno"))
            .build();
        site.has(OLD, NEW);
    }

    #[test]
    fn is_recognised_by_its_id() {
        let site = Site::new("")
            .write("content/articles/one.md", article("One", "id: x"))
            .publish()
            .remove("content/articles/one.md")
            .write("content/articles/uno.md", article("Uno", "id: x"))
            .build();
        site.has(OLD, NEW);
    }

    #[test]
    fn is_recognised_by_its_title_and_date() {
        let text = article("One", "tags: [ki]").replace("About", "All about");
        renamed_file(text).build().has(OLD, NEW);
    }

    #[test]
    fn is_recognised_by_its_text() {
        let text = article("One", "tags: [ki]").replace("title: One", "title: Uno");
        renamed_file(text).build().has(OLD, NEW);
    }

    #[test]
    fn is_not_recognised_if_two_fit() {
        let text = article("One", "tags: [ki]");
        let site = published()
            .remove("content/articles/one.md")
            .write("content/articles/uno.md", &text)
            .write("content/articles/ein.md", &text)
            .fails();
        assert_eq!(site.messages(), ["`/articles/2026/11/one/` was published and would vanish"]);
    }

    #[test]
    fn keeps_its_id_so_that_feeds_stay_quiet() {
        let id = |site: &Site| {
            site.read("public/rss.xml")
                .unwrap()
                .matches("tag:a.example,2026-11-23:/articles/2026/11/one/</guid>")
                .count()
        };
        let site = published();
        assert_eq!(id(&site), 1);
        let site = site
            .write("content/articles/one.md", article("Uno", "tags: [ki]\nslug: uno\nid: mine"))
            .build();
        assert_eq!(id(&site), 1, "before it is published again");
        let site = site.publish();
        let site = site
            .write(
                "content/articles/one.md",
                article("Uno", "tags: [ki]\nslug: eins\ndate: 2026-11-24").replacen(
                    "date: 2026-11-23\n",
                    "",
                    1,
                ),
            )
            .publish();
        assert_eq!(id(&site), 1, "after it was renamed twice");
        site.has(OLD, "url=/articles/2026/11/eins/");
        site.has("/articles/2026/11/uno/", "url=/articles/2026/11/eins/");
    }

    #[test]
    fn keeps_its_comments_feed() {
        let comments = "- {name: A, date: 2026-11-24, text: Hello}\n";
        let site = Site::new("")
            .write("content/articles/one.md", article("One", ""))
            .write("content/comments/one.yaml", comments)
            .publish()
            .write("content/articles/one.md", article("One", "slug: uno"))
            .build();
        let feed = site.read("public/articles/2026/11/one/rss.xml").unwrap();
        assert_eq!(feed, site.read("public/articles/2026/11/uno/rss.xml").unwrap());
        assert!(feed.contains("articles/2026/11/uno/rss.xml\" rel=\"self\""));
    }
}

mod redirects {
    use super::*;

    fn with(redirects: &str) -> Site {
        Site::new("")
            .write("content/articles/one.md", article("One", "aliases: [/eins/]"))
            .write("redirects.yaml", redirects)
    }

    #[test]
    fn dep_2_chains_are_joined() {
        let site = with(
            "
- {from: /a/, to: /b/}
- {from: /b/, to: /eins/}
- {from: /c/, to: 'https://a.example/articles/2026/11/one'}
",
        )
        .build();
        for from in ["/a/", "/b/", "/c/", "/eins/"] {
            site.has(from, "content=\"0; url=/articles/2026/11/one/\"").has(from, "noindex");
            site.has(
                from,
                "<link rel=\"canonical\" href=\"https://a.example/articles/2026/11/one/\">",
            );
        }
    }

    #[test]
    fn dep_2_what_cannot_be_followed_is_an_error_with_its_place() {
        let site = with(
            "\
- {from: /a/, to: /b/}
- {from: /b/, to: /a/}
- {from: /c/, to: /nowhere/}
- {from: /d/, to: 'https://other.example/'}
- {from: /articles/2026/11/one/, to: /eins/}
- {from: /e/}
- {from: /f/, to: /eins/, gone: true}
- {from: /g/, to: //other.example/}
- {from: /h/, to: /eins/}
- {from: /h/, to: /eins/}
- {form: /i/, to: /../x/}
",
        )
        .fails();
        insta::assert_snapshot!(site.report(), @"
        error: `/a/` leads back to itself
          ╭▸ redirects.yaml:1:19
          │
        1 │ - {from: /a/, to: /b/}
          │                   ━━━
          │
          ╰ hint: let one of the redirects on the way lead to a page

        error: `/b/` leads back to itself
          ╭▸ redirects.yaml:2:19
          │
        2 │ - {from: /b/, to: /a/}
          │                   ━━━
          │
          ╰ hint: let one of the redirects on the way lead to a page

        error: nothing is at `/nowhere/`
          ╭▸ redirects.yaml:3:19
          │
        3 │ - {from: /c/, to: /nowhere/}
          │                   ━━━━━━━━━
          │
          ╰ hint: name a page of this site, or write `gone: true` instead of `to`

        error: `https://other.example/` is no path of this site
          ╭▸ redirects.yaml:4:19
          │
        4 │ - {from: /d/, to: 'https://other.example/'}
          │                   ━━━━━━━━━━━━━━━━━━━━━━━━ it leads to another host
          │
          ╰ hint: write it as `/some/where/`

        error: `/articles/2026/11/one/` is there: content/articles/one.md
          ╭▸ redirects.yaml:5:10
          │
        5 │ - {from: /articles/2026/11/one/, to: /eins/}
          │          ━━━━━━━━━━━━━━━━━━━━━━
          │
          ╰ hint: remove the redirect, or give the other one another path

        error: `to` is missing
          ╭▸ redirects.yaml:6:3
          │
        6 │ - {from: /e/}
          │   ━━━━━━━━━━━ it belongs among these lines
          │
          ╰ hint: say where it is now, `to: /new/`, or that it is withdrawn, `gone: true`

        error: what is gone leads nowhere
          ╭▸ redirects.yaml:7:33
          │
        7 │ - {from: /f/, to: /eins/, gone: true}
          │                                 ━━━━
          │
          ╰ hint: remove `gone`, or `to`

        error: `//other.example/` is no path of this site
          ╭▸ redirects.yaml:8:19
          │
        8 │ - {from: /g/, to: //other.example/}
          │                   ━━━━━━━━━━━━━━━━ it leads to another host
          │
          ╰ hint: write it as `/some/where/`

        error: `/h/` is redirected twice
           ╭▸ redirects.yaml:10:10
           │
        10 │ - {from: /h/, to: /eins/}
           │          ━━━
           │
           ╰ hint: remove one of the two

        error: `from` is missing
           ╭▸ redirects.yaml:11:3
           │
        11 │ - {form: /i/, to: /../x/}
           │   ━━━━━━━━━━━━━━━━━━━━━━━ it belongs among these lines
           │
           ╰ hint: name the address that the site had: `from: /old/`

        error: there is no key `form`
           ╭▸ redirects.yaml:11:4
           │
        11 │ - {form: /i/, to: /../x/}
           │    ━━━━
           │
           ╰ hint: did you mean `from`?

        error: `/../x/` is no path of this site
           ╭▸ redirects.yaml:11:19
           │
        11 │ - {form: /i/, to: /../x/}
           │                   ━━━━━━ `..` leads elsewhere
           │
           ╰ hint: write it as `/some/where/`
        ");
    }

    #[test]
    fn dep_2_hosts_are_told_instead_where_they_can_be() {
        let site = with("- {from: /a/, to: /eins/}\n- {from: /weg/, gone: true}\n");
        let site = site
            .write(
                "site.toml",
                "hosts = ['netlify']\nbase_url = 'https://a.example/x/'\ntheme = 't'\n",
            )
            .build();
        assert_eq!(
            site.read("public/_redirects").unwrap(),
            "\
/x/a/ /x/articles/2026/11/one/ 301!
/x/eins/ /x/articles/2026/11/one/ 301!
/x/weg/ /x/404.html 404!
"
        );
        assert!(
            !site.exists("public/a") && !site.exists("public/eins") && !site.exists("public/weg")
        );
        let site = site.edit("site.toml", "'netlify'", "'cloudflare', 'apache'").build();
        assert!(site.exists("public/.htaccess") && site.exists("public/weg/index.html"));
        site.equals_clean();
    }

    #[test]
    fn a_link_to_what_a_host_leads_on_goes_there_at_once() {
        let site = with("- {from: /a/, to: /eins/}\n")
            .write(
                "content/articles/two.md",
                "---\ntitle: Two\ndate: 2026-11-24\n---\n[one](/a/) [eins](/eins)\n",
            )
            .write("site.toml", "hosts = ['caddy']\nbase_url = 'https://a.example/'\ntheme = 't'\n")
            .build();
        assert!(site.messages().is_empty());
        let page = site.read("public/articles/2026/11/two/index.html").unwrap();
        assert_eq!(page.matches("href=\"/articles/2026/11/one/\">").count(), 3, "{page}");
    }
}

mod holding_broken_articles_back {
    use super::*;

    #[test]
    fn builds_the_rest_and_says_what_is_wrong() {
        let site = Site::new("")
            .write("content/articles/one.md", article("One", ""))
            .write(
                "content/articles/two.md",
                article("Two", "date: x").replacen("date: 2026-11-23\n", "", 1),
            )
            .holding_broken_back()
            .build();
        assert!(site.exists("public/articles/2026/11/one/index.html"));
        assert_eq!(site.messages(), ["`date` is not a date"]);
        assert_eq!(site.outcome().held.len(), 1);
        let site = site.equals_clean().build();
        assert_eq!(site.messages(), ["`date` is not a date"], "a warm build says the same");
    }

    #[test]
    fn counts_mistakes_that_only_rendering_finds_and_rules_that_are_errors() {
        let site = Site::new(
            "
            -- site.toml --
            [check]
            dead-link = 'error'
        ",
        )
        .write("content/articles/one.md", article("One", ""))
        .write("content/articles/two.md", article("Two", "") + "[x](/nowhere/)\n")
        .holding_broken_back()
        .build();
        assert!(!site.exists("public/articles/2026/11/two/index.html"));
        assert_eq!(site.messages(), ["the link to `/nowhere/` leads nowhere"]);
    }

    #[test]
    fn spares_what_was_published() {
        let site = published()
            .write("content/articles/one.md", article("One", "image: ["))
            .holding_broken_back()
            .fails();
        assert_eq!(site.outcome().report.errors(), 1);
    }
}

#[test]
fn each_rule_has_the_level_that_the_site_gives_it() {
    let site = Site::new(
        "
        -- site.toml --
        [check]
        dead-link = 'off'
        missing-alt = 'error'
        -- content/articles/one.md --
        ---
        title: One
        date: 2026-11-23
        ---
        [x](/nowhere/) ![](/nothing.png)
    ",
    )
    .fails();
    let said: Vec<_> =
        site.outcome().report.iter().map(|said| (&*said.code, said.is_error())).collect();
    assert_eq!(said, [("missing-alt", true), ("missing-image", false)]);
}

mod whatever_people_do {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// What somebody does to one of some articles between two builds.
    #[derive(Clone, Copy, Debug)]
    enum Deed {
        Slug(u8),
        File(u8),
        Title(u8),
        Text(u8),
        Draft(bool),
        /// Removes it, and says that it is gone, or that another one stands for it.
        Withdraw(Option<usize>),
        Write,
    }

    #[derive(Clone)]
    struct Text {
        slug: String,
        file: String,
        title: String,
        body: String,
        is_draft: bool,
    }

    impl Text {
        fn new(at: usize) -> Self {
            let name = format!("a{at}");
            let (slug, file) = (name.clone(), format!("content/articles/{name}.md"));
            let (title, body) = (format!("Title {at}"), format!("Text {at}."));
            Self { slug, file, title, body, is_draft: false }
        }

        fn front(&self) -> String {
            let Self { slug, title, body, is_draft, .. } = self;
            format!(
                "---\ntitle: {title}\ndate: 2026-11-23\nslug: {slug}\ndraft: {is_draft}\n---\n{body}\n"
            )
        }

        fn url(&self) -> String {
            format!("/articles/2026/11/{}/", self.slug)
        }
    }

    const ARTICLES: usize = 3;

    fn deed() -> impl Strategy<Value = (usize, Deed)> {
        let deed = prop_oneof![
            3 => (0..9_u8).prop_map(Deed::Slug),
            2 => (0..9_u8).prop_map(Deed::File),
            1 => (0..9_u8).prop_map(Deed::Title),
            1 => (0..9_u8).prop_map(Deed::Text),
            2 => any::<bool>().prop_map(Deed::Draft),
            2 => proptest::option::of(0..ARTICLES).prop_map(Deed::Withdraw),
            2 => Just(Deed::Write),
        ];
        (0..ARTICLES, deed)
    }

    struct Editors {
        texts: BTreeMap<usize, Text>,
        redirects: BTreeMap<String, String>,
    }

    impl Editors {
        /// One file changes at most, as between two builds of careful people.
        fn act(&mut self, site: Site, at: usize, deed: Deed) -> Site {
            let old = self.texts.get(&at).cloned();
            let Some(mut text) = old.clone() else { return self.write(site, at, deed) };
            match deed {
                Deed::Slug(n) => text.slug = format!("a{at}-{n}"),
                Deed::File(n) => text.file = format!("content/articles/f{at}-{n}.md"),
                Deed::Title(n) => text.title = format!("Title {at} {n}"),
                Deed::Text(n) => text.body = format!("Text {at} {n}."),
                Deed::Draft(is_draft) => text.is_draft = is_draft,
                Deed::Withdraw(other) => return self.withdraw(site, at, other),
                Deed::Write => {}
            }
            let site = if text.file == old.unwrap().file {
                site
            } else {
                site.remove(&self.texts[&at].file)
            };
            let site = site.write(&text.file, text.front());
            self.texts.insert(at, text);
            self.with_redirects(site)
        }

        fn write(&mut self, site: Site, at: usize, deed: Deed) -> Site {
            if !matches!(deed, Deed::Write) {
                return site;
            }
            let text = Text::new(at);
            let site = site.write(&text.file, text.front());
            self.texts.insert(at, text);
            self.with_redirects(site)
        }

        fn withdraw(&mut self, site: Site, at: usize, other: Option<usize>) -> Site {
            // Every address that it ever had leads on or is gone.
            let text = self.texts.remove(&at).unwrap();
            let target = other.and_then(|other| self.texts.get(&other)).map(Text::url);
            let rule = target.map_or("gone: true".to_owned(), |url| format!("to: {url}"));
            let lock = site.read("urls.lock").unwrap_or_default();
            let own = lock.lines().filter_map(|line| line.split('\t').next());
            let own = own.filter(|path| path.starts_with(&format!("/articles/2026/11/a{at}")));
            for path in own.map(str::to_owned).chain([text.url()]) {
                self.redirects.insert(path, rule.clone());
            }
            let site = site.remove(&text.file);
            self.with_redirects(site)
        }

        /// A redirect at whose address a page is again, is taken out, and what led to a page that
        /// is none is gone.
        fn with_redirects(&mut self, site: Site) -> Site {
            let urls: Vec<String> = self.texts.values().map(Text::url).collect();
            self.redirects.retain(|from, _| !urls.contains(from));
            let lines =
                self.redirects.iter().map(|(from, rule)| format!("- {{from: {from}, {rule}}}\n"));
            site.write("redirects.yaml", lines.collect::<String>())
        }
    }

    /// Where a published address ends: at a page, or at what is gone.
    fn end(site: &Site, path: &str) -> String {
        let file = if path.ends_with('/') {
            format!("public{path}index.html")
        } else {
            format!("public{path}")
        };
        let page = site.read(&file).unwrap_or_else(|| panic!("nothing is at {path}"));
        match page.split_once("content=\"0; url=") {
            Some((_, rest)) => {
                let to = rest.split('"').next().unwrap();
                let target = site.read(&format!("public{to}index.html"));
                let target =
                    target.unwrap_or_else(|| panic!("{path} leads to {to}, where nothing is"));
                assert!(!target.contains("http-equiv=\"refresh\""), "{path} leads to a redirect");
                to.to_owned()
            }
            None => path.to_owned(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

        #[test]
        fn each_published_address_ends_at_a_page_or_is_gone(deeds in proptest::collection::vec(deed(), 1..14)) {
            // Something stays, so that the month does.
            let mut site = Site::new("").write("content/articles/one.md", article("One", ""));
            let mut editors = Editors { texts: BTreeMap::new(), redirects: BTreeMap::new() };
            let begin = (0..ARTICLES).map(|at| (at, Deed::Write));
            for (at, deed) in begin.chain(deeds) {
                site = editors.act(site, at, deed).publish();
                for line in lock(&site) {
                    end(&site, line.split(' ').next().unwrap());
                }
                site = site.equals_clean();
            }
        }
    }
}

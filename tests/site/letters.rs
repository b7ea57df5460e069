//! `blattwerk comment`: readers' mails become comments that wait for approval, and what waits is
//! shown nowhere.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Run, Site};

const PAGE: &str = "/articles/2026/11/tee/";
const FILE: &str = "content/comments/2026/11/tee.yaml";

const MAIL: &str = "From: Erika Beispiel <erika@b.example>\n\
    To: leserbriefe@a.example\n\
    Subject: Tee\n\
    Date: Mon, 23 Nov 2026 08:15:00 +0100\n\
    Content-Type: text/plain; charset=utf-8\n\
    \n\
    Ein guter Text.\n";

fn site() -> Site {
    Site::new(
        "
        -- content/articles/2026/11/tee.md --
        ---
        title: Tee
        date: 2026-11-23
        ---
        Text
        -- content/articles/2026/11/kaffee/index.md --
        ---
        title: Kaffee
        date: 2026-11-24
        ---
        Text
        ",
    )
}

fn add(site: &Site, article: &str, mail: impl Into<Vec<u8>>) -> Run {
    site.command().args(["comment", "add", article]).stdin(mail).run()
}

/// The text of the only comment that a mail becomes.
fn text_of(mail: impl Into<Vec<u8>>) -> String {
    let site = site();
    let run = site.command().args(["comment", "add", "tee", "--format", "json"]).stdin(mail).run();
    run.exits(0).json()["text"].as_str().unwrap().to_owned()
}

fn plain(body: &str) -> String {
    format!("From: Erika Beispiel <e@b.example>\nDate: Mon, 23 Nov 2026 08:15:00 +0100\n\n{body}")
}

// add

#[test]
fn law_8_a_mail_becomes_a_comment_that_no_page_shows() {
    let before = site().build().bytes();
    let site = site();
    insta::assert_snapshot!(add(&site, "content/articles/2026/11/tee.md", MAIL).exits(0).stdout, @r"
    content/comments/2026/11/tee.yaml:1
    - name: Erika Beispiel
      date: 2026-11-23T08:15:00+01:00
      approved: false
      text: |
        Ein guter Text.
    to approve it, remove the line `approved: false`
    ");
    assert!(!site.read(FILE).unwrap().contains('@'));
    let site = site.build();
    assert_eq!(site.bytes(), before);
    site.run(["comment", "list"]).exits(0).says(
        "content/comments/2026/11/tee.yaml  2026-11-23T08:15  Erika Beispiel: Ein guter Text.\n",
    );
    site.run(["check"]).exits(0).says("not approved: 1 comment (`blattwerk comment list`");
    assert_eq!(site.run(["build", "--format", "json"]).exits(0).json()["waiting"], 1);
    let site = site.edit(FILE, "  approved: false\n", "").build();
    site.wrote(["articles/2026/11/tee/index.html", "articles/2026/11/tee/rss.xml"]);
    assert_eq!(site.xml("/articles/2026/11/tee/rss.xml", "dc:creator"), ["Erika Beispiel"]);
    assert_eq!(site.run(["comment", "list"]).exits(0).stdout, "");
}

#[test]
fn law_8_what_is_not_approved_leaves_no_trace_beside_what_is() {
    let shown = "- {name: Anna Ähre, date: 2026-11-24, text: Gut}\n";
    let answer = "- name: Die Redaktion\n  date: 2026-11-24\n  text: Danke\n";
    let site = site().write(FILE, format!("{shown}{answer}")).build();
    let before = site.bytes();
    let site = site
        .write(
            FILE,
            format!(
                "- {{name: Anna Ähre, date: 2026-11-24, text: Geheim, approved: no}}\n{shown}\
                 {answer}  replies:\n  - {{name: B, date: 2026-11-24, text: Geheim, approved: false}}\n\
                 - name: C\n  date: 2026-11-24\n  text: Geheim\n  approved: false\n  replies:\n  \
                 - {{name: D, date: 2026-11-24, text: Geheim}}\n"
            ),
        )
        .build();
    assert_eq!(site.bytes(), before);
    assert_eq!(site.outcome().waiting, 3);
    let list = site.run(["comment", "list", "--format", "json"]).exits(0).json();
    assert_eq!(list.as_array().unwrap().len(), 3);
    assert_eq!(list[0]["name"], "Anna Ähre");
    site.equals_clean();
}

#[test]
fn the_newest_mail_stands_last_and_no_other_byte_differs() {
    let old = "# Briefe\r\n  - {name: A, date: 2026-11-23, text: \"x\"} # so\r\n";
    let site = site().write(FILE, old);
    let run = site.command().args(["comment", "add", PAGE, "--format", "json"]).stdin(MAIL).run();
    assert_eq!(
        run.exits(0).json(),
        json!({
            "article": "content/articles/2026/11/tee.md",
            "file": FILE,
            "line": 3,
            "filed": true,
            "name": "Erika Beispiel",
            "date": "2026-11-23T08:15:00+01:00",
            "text": "Ein guter Text.",
        })
    );
    let new = site.read(FILE).unwrap();
    assert_eq!(
        new.strip_prefix(old).unwrap(),
        "  - name: Erika Beispiel\r\n    date: 2026-11-23T08:15:00+01:00\r\n    \
         approved: false\r\n    text: |\r\n      Ein guter Text.\r\n"
    );
    assert_eq!(site.build().outcome().waiting, 1);
}

#[test]
fn the_same_mail_is_filed_once() {
    let site = site();
    add(&site, "tee", MAIL).exits(0);
    let file = site.read(FILE);
    add(&site, "tee", MAIL)
        .exits(0)
        .says("tee.yaml holds this mail already; nothing was changed\n");
    // Sent again a day later; and after an editor shortened the text.
    add(&site, "tee", MAIL.replace("Mon, 23", "Tue, 24")).exits(0).says("already");
    assert_eq!(site.read(FILE), file);
    let site = site.edit(FILE, "Ein guter Text.", "Gut.");
    let run = site.command().args(["comment", "add", "tee", "--format", "json"]).stdin(MAIL).run();
    assert_eq!(run.exits(0).json()["filed"], false);
    add(&site, "tee", MAIL.replace("guter", "neuer").replace("08:15", "09:15")).exits(0);
    assert_eq!(site.read(FILE).unwrap().matches("- name:").count(), 2);
}

#[test]
fn an_article_is_named_by_its_file_its_url_or_the_end_of_it() {
    for named in [
        "content/articles/2026/11/kaffee/index.md",
        "./content/articles/2026/11/kaffee",
        "2026/11/kaffee",
        "/articles/2026/11/kaffee/",
        "https://a.example/articles/2026/11/kaffee/#comments",
        "kaffee",
    ] {
        add(&site(), named, MAIL).exits(0).says("content/comments/2026/11/kaffee.yaml:1\n");
    }
    let site = site()
        .write("content/articles/2026/10/tee.md", "---\ntitle: T\ndate: 2026-10-01\n---\n")
        .write(
            "content/articles/2026/11/kaffee.md",
            "---\ntitle: K\nslug: k\ndate: 2026-10-01\n---\n",
        )
        .write("content/articles/plan.md", "---\ntitle: P\ndate: 2026-10-01\ndraft: true\n---\n")
        .write("content/articles/zu.md", "---\ntitle: Z\ndate: 2026-10-01\ncomments: false\n---\n")
        .write(
            "content/articles/um.md",
            "---\ntitle: U\ndate: 2026-10-01\naliases: [/frueher/]\n---\n",
        );
    add(&site, "kaffe", MAIL)
        .exits(1)
        .complains("there is no article `kaffe`")
        .complains("did you mean `kaffee`?");
    add(&site, "tee", MAIL)
        .exits(1)
        .complains("`tee` is the name of several articles")
        .complains("content/articles/2026/11/tee.md");
    add(&site, "plan", MAIL)
        .exits(1)
        .complains("`content/articles/plan.md` is not published: it is a draft");
    add(&site, "zu", MAIL).exits(1).complains("`content/articles/zu.md` takes no comments");
    add(&site, "/frueher/", MAIL).exits(0).says("content/comments/um.yaml:1\n");
    // Beside `kaffee.md`.
    add(&site, "kaffee", MAIL).exits(0).says("content/comments/2026/11/kaffee/index.yaml:1\n");
    add(&site, "k", MAIL).exits(0).says("content/comments/2026/11/kaffee.yaml:1\n");
    site.run(["check"]).exits(0).says("not approved: 3 comments");
}

#[test]
fn law_8_an_address_is_no_name() {
    for from in ["erika@b.example", "<erika@b.example>", "\"erika@b.example\" <erika@b.example>"] {
        let mail = MAIL.replace("Erika Beispiel <erika@b.example>", from);
        let site = site();
        add(&site, "tee", mail.as_str()).exits(1).complains("and no name").complains("--name NAME");
        assert!(!site.exists(FILE));
        let run = site
            .command()
            .args(["comment", "add", "tee", "--name", "Erika B."])
            .stdin(mail.as_str())
            .run();
        run.exits(0).says("- name: Erika B.\n");
    }
    let run =
        site().command().args(["comment", "add", "tee", "--name", "a@b.example"]).stdin(MAIL).run();
    run.exits(2).complains("is no name");
}

#[test]
fn a_mail_without_a_date_or_of_the_future_is_of_now() {
    for date in ["", "Date: gestern\n", "Date: Mon, 23 Nov 2037 08:15:00 +0100\n"] {
        let mail = MAIL.replace("Date: Mon, 23 Nov 2026 08:15:00 +0100\n", date);
        add(&site(), "tee", mail.as_str()).exits(0).says("  date: 2026-12-01T01:00:00+01:00\n");
        let site = site();
        add(&site, "tee", mail.as_str()).exits(0);
        add(&site, "tee", mail.as_str()).exits(0).says("already");
    }
}

#[test]
fn a_file_that_cannot_be_added_to_stays_as_it_is() {
    for text in ["[{name: A, date: 2026-11-23, text: x}]\n", "name: A\n", "- a\n b\n- : {\n"] {
        let site = site().write(FILE, text);
        add(&site, "tee", MAIL)
            .exits(1)
            .complains("nothing can be added to")
            .complains("nothing was changed");
        assert_eq!(site.read(FILE).unwrap(), text);
    }
}

#[cfg(unix)]
#[test]
fn law_7_nothing_is_written_through_a_link() {
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::create_dir(elsewhere.path().join("2026")).unwrap();
    let site = site().link("content/comments", elsewhere.path());
    add(&site, "tee", MAIL).exits(1);
    assert_eq!(std::fs::read_dir(elsewhere.path().join("2026")).unwrap().count(), 0);
}

// What of a mail is read.

#[test]
fn encodings_and_charsets_are_those_of_the_mail() {
    let with = |headers: &str, body: &[u8]| {
        let mut mail = format!("From: E <e@b.example>\n{headers}\n\n").into_bytes();
        mail.extend(body);
        mail
    };
    for (headers, body) in [
        ("Content-Type: text/plain; charset=iso-8859-1", b"Gr\xf6\xdfe".as_slice()),
        ("Content-Type: text/plain; charset=\"UTF-8\"", "Größe".as_bytes()),
        (
            "Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: 8bit",
            b"Gr\xf6\xdfe",
        ),
        (
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
            b"Gr=C3=B6=\n=C3=9Fe",
        ),
        (
            "Content-Type: text/plain; charset=ISO-8859-15\nContent-Transfer-Encoding: QUOTED-PRINTABLE",
            b"Gr=F6=DFe",
        ),
        (
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
            b"R3LDtsOfZQ==\n",
        ),
        ("Content-Type: text/html; charset=iso-8859-1", b"<p>Gr&ouml;&#223;e</p>"),
        ("X-A: b", "Größe".as_bytes()),
    ] {
        assert_eq!(text_of(with(headers, body)), "Größe", "{headers}");
    }
    let run = add(&site(), "tee", with("Content-Type: text/plain; charset=utf-8", b"Gr\xf6\xdfe"));
    run.exits(0).complains("some characters of this mail cannot be read");
    let euro = with("Content-Type: text/plain; charset=windows-1252", b"\x845 \x80\x93 \x96");
    assert_eq!(text_of(euro), "„5 €“ –");
    let euro = with("Content-Type: text/plain; charset=iso-8859-15", b"5 \xa4");
    assert_eq!(text_of(euro), "5 €");
    for from in ["=?utf-8?Q?J=C3=B6rg_Gr=C3=B6=C3=9Fe?=", "=?iso-8859-1?B?SvZyZyBHcvbfZQ==?="] {
        let mail = MAIL.replace("Erika Beispiel", from);
        add(&site(), "tee", mail).exits(0).says("- name: Jörg Größe\n");
    }
}

#[test]
fn of_alternatives_the_plain_text_is_read_and_nothing_that_is_attached() {
    let mail = "From: E <e@b.example>\n\
        Content-Type: multipart/mixed; boundary=\"a\"\n\n\
        Vorweg\n--a\n\
        Content-Type: multipart/alternative; boundary=b\n\n\
        --b\nContent-Type: text/html\n\n<p>HTML</p>\n\
        --b\nContent-Type: text/plain; charset=utf-8\n\nDas Wort\n\
        --b--\n--a\n\
        Content-Type: text/plain; name=x.txt\nContent-Disposition: attachment; filename=x.txt\n\nBeilage\n--a--\n";
    assert_eq!(text_of(mail), "Das Wort");
    assert_eq!(text_of(mail.replace("text/plain; charset=utf-8", "text/calendar")), "HTML");
    // Cut short.
    assert_eq!(text_of(mail.split("--b--").next().unwrap()), "Das Wort");
}

#[test]
fn html_becomes_lines_without_its_quotes() {
    let mail = "From: E <e@b.example>\nContent-Type: text/html; charset=utf-8\n\n\
        <html><head><style>p { color: red }</style><title>T</title></head><body>\
        <div>Guten Tag,</div><p>das   ist\n <b>gut</b> &amp; <a href=\"https://b.example/\">hier</a>:</p>\
        <ul><li>eins</li><li>zwei</li></ul><script>alert(1)</script><br>\
        <blockquote>Ihr Text <blockquote>davor</blockquote></blockquote><p>Gruß<br>Erika</p></body></html>\n";
    insta::assert_snapshot!(text_of(mail), @r"
    Guten Tag,

    das ist gut & hier:

    \- eins\
    \- zwei

    Gruß\
    Erika
    ");
}

#[test]
fn lines_that_flow_are_one() {
    let flowed = |parameters: &str, body: &str| {
        text_of(format!(
            "From: E <e@b.example>\nContent-Type: text/plain; format=flowed{parameters}\n\n{body}\n"
        ))
    };
    assert_eq!(
        flowed("", "Das ist ein \nlanger \nSatz.\n\n From hier.\n"),
        "Das ist ein langer Satz.\n\nFrom hier."
    );
    assert_eq!(flowed("; delsp=yes", "Donau \nschiff\n"), "Donauschiff");
    assert_eq!(flowed("", "Mein Satz. \n> Ihr \n> Satz\n-- \nErika\n"), "Mein Satz.");
}

#[test]
fn law_8_quotes_signatures_addresses_and_numbers_are_left_out() {
    let own = "Der Satz stimmt nicht.";
    for rest in [
        "\n> Ihr Satz\n>> davor",
        "\nAm 23.11.2026 um 08:15 schrieb Die Redaktion:\n> Ihr Satz",
        "\nAm Mo., 23. Nov. 2026 um 08:15 Uhr schrieb Die Redaktion <\nredaktion@a.example>:\n\n> Ihr Satz",
        "\nAm 23.11.2026 um 08:15 schrieb Die Redaktion <r@a.example>:\n\nIhr Satz, ohne Zeichen",
        "\nOn Mon, Nov 23, 2026 at 8:15 AM The Editors <r@a.example> wrote:\n> Ihr Satz",
        "\n-----Ursprüngliche Nachricht-----\nIhr Satz",
        "\n-----Original Message-----\nFrom: A",
        "\n-------- Weitergeleitete Nachricht --------\nBetreff: A",
        "\n________________________________\nVon: Die Redaktion <r@a.example>\nGesendet: Montag\nAn: Erika\nBetreff: Tee\n\nIhr Satz",
        "\nFrom: The Editors\nSent: Monday\nTo: Erika\nSubject: Tee\n\nIhr Satz",
        "\n*Von:* Die Redaktion\n*Datum:* Montag\n*Betreff:* Tee\n\nIhr Satz",
        "\n-- \nErika Beispiel\nBeispielweg 1",
        "\nVon meinem iPhone gesendet",
        "\nTel.: +49 30 1234567\nE-Mail: erika@b.example\n<erika@b.example>\n030/1234567\nMobil 0170 123 45 67",
    ] {
        assert_eq!(text_of(plain(&format!("{own}\n{rest}\n"))), own, "{rest}");
    }
    assert_eq!(
        text_of(plain("Schreiben Sie an erika@b.example bitte.\n")),
        "Schreiben Sie an bitte."
    );
    // An answer between quotes.
    assert_eq!(text_of(plain("> Eins\nJa.\n> Zwei\nNein.\n")), "Ja.\\\nNein.");
    for kept in [
        "Am Montag schrieb die Redaktion:",
        "Am 23.11. um 8:15 schrieb ich Ihnen:",
        "Von: Anfang an war es so.",
        "Am 23.11.2026 war es so weit.",
        "01.11.2026",
        "Es kostet 1.234.567 Euro, also 030 mal mehr.",
        "-- wie gesagt --",
        "Von meinem Balkon sehe ich das Meer.",
    ] {
        let shown = text_of(plain(&format!("{kept}\nWeiter.\n")));
        assert!(shown.contains("Weiter"), "{kept}: {shown}");
        assert_eq!(shown.replace('\\', "").lines().next().unwrap(), kept);
    }
}

#[test]
fn a_mail_of_nothing_but_a_quote_is_none() {
    for body in ["> Ihr Satz\n", "\n\n", "-- \nErika\n"] {
        add(&site(), "tee", plain(body)).exits(1).complains("there is no text of its sender");
    }
    for mail in ["", "Ein Text ohne Kopf.\n", "\n\nText\n"] {
        add(&site(), "tee", mail).exits(1).complains("this is no mail");
    }
}

// Hostile mails.

#[test]
fn sec_2_nothing_in_a_mail_becomes_active() {
    let body = "# Groß\n\n<script>alert(1)</script> <img src=x onerror=y>\n[a](javascript:x) [b](https://b.example/)\n\
        ![c](https://b.example/c.png) <https://b.example/> &lt;b&gt;\n\n---\n\n    Kode `x` *y*\n\n[r]: https://b.example/\n";
    let site = site();
    let mail = plain(body).replace("Erika Beispiel", "\"<b onclick=x>Erika</b> {{ config }}\"");
    add(&site, "tee", mail).exits(0);
    let site = site
        .write(
            "templates/article.html",
            "{% extends \"t/article.html\" %}{% block more %}{% for comment in page.discussion.items or [] %}\
             <b class=\"name\">{{ comment.name }}</b><div class=\"letter\">{{ comment.content }}</div>{% endfor %}{% endblock %}",
        )
        .edit(FILE, "  approved: false\n", "")
        .build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    for selector in ["a", "script", "img", "hr", "h1", "code", "em", "b"] {
        assert_eq!(site.texts(PAGE, &format!(".letter {selector}")), [] as [&str; 0]);
    }
    assert_eq!(site.texts(PAGE, ".name"), ["<b onclick=x>Erika</b> {{ config }}"]);
    let shown = site.texts(PAGE, ".letter").concat();
    for part in [
        "# Groß",
        "<script>alert(1)</script>",
        "[a](javascript:x)",
        "&lt;b&gt;",
        "---",
        "Kode `x` *y*",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn a_text_that_looks_like_yaml_is_text() {
    let body = "---\n# a\n- b: c\n? d\n\tTab\n&e *f !g %h @i `j`\n: k\n...\nname: x\n  approved: true\n\"\n'\n{ [\n";
    let site = site().write(FILE, "- name: A\n  date: 2026-11-23\n  text: |\n    x");
    for name in ["- a: b # c", "'", "\"x", "yes", "2026-11-23", "*a", "| x", "null"] {
        let mail = plain(body)
            .replace("Erika Beispiel <e@b.example>", &format!("{} <e@b.example>", quoted(name)));
        let run = site.command().args(["comment", "add", "tee", "--name", name]).stdin(mail).run();
        // Of marks alone no name is made.
        if name.chars().any(char::is_alphanumeric) {
            run.exits(0)
        } else {
            run.exits(2)
        };
    }
    let site = site.build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    assert_eq!(site.outcome().waiting, 7);
    let list = site.run(["comment", "list", "--format", "json"]).exits(0).json();
    assert_eq!(list[0]["name"], "- a: b # c");
    assert!(list[0]["text"].as_str().unwrap().ends_with("{ \\["));
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', ""))
}

#[test]
fn sec_2_characters_that_hide_or_turn_the_line_go() {
    let body = "A\u{202e}b\u{0}c\u{1b}[31md\u{2066}e\u{feff}\u{2028}f\u{85}g\u{fffe}h";
    let mail = format!(
        "From: \"E\u{202e}r\u{200b}\u{200b}ika\" <e@b.example>\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    );
    let site = site();
    let run = add(&site, "tee", mail).exits(0);
    assert!(!run.stdout.contains(['\u{202e}', '\u{1b}', '\u{0}']));
    let file = site.read(FILE).unwrap();
    let is_bad = |c: char| {
        c.is_control() && c != '\n' || "\u{202e}\u{2066}\u{feff}\u{2028}\u{fffe}".contains(c)
    };
    assert!(!file.contains(is_bad), "{file:?}");
    assert_eq!(site.build().messages(), [] as [&str; 0]);
}

#[test]
fn law_10_a_mail_of_any_size_or_depth_ends_soon() {
    let started = Instant::now();
    let header = "From: E <e@b.example>\nDate: Mon, 23 Nov 2026 08:15:00 +0100\n";
    let mut nested = header.to_owned();
    for at in 0..20_000 {
        nested.push_str(&format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n"));
    }
    add(&site(), "tee", nested + "\nText\n").exits(1).complains("there is no text of its sender");
    let messages = "Content-Type: message/rfc822\n\n".repeat(200_000);
    add(&site(), "tee", format!("{header}{messages}Text"))
        .exits(1)
        .complains("no text of its sender");
    let parts = "--a\nContent-Type: image/png\n\nx\n".repeat(100_000);
    let mail = format!("{header}Content-Type: multipart/mixed; boundary=a\n\n{parts}--a--\n");
    add(&site(), "tee", mail).exits(1).complains("no text of its sender");
    let attached = "QUFB".repeat(10 << 18);
    let mail = format!(
        "{header}Content-Type: multipart/mixed; boundary=a\n\n--a\n\nText\n--a\n\
         Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n{attached}\n--a--\n"
    );
    add(&site(), "tee", mail).exits(0).says("    Text\n");
    let html = "<div><blockquote><table>".repeat(200_000);
    let mail = format!("{header}Content-Type: text/html\n\n<p>Text{html}Zitat");
    add(&site(), "tee", mail).exits(0).says("    Text\n");
    add(&site(), "tee", plain(&"Am 8:15 schrieb\n".repeat(500_000)))
        .exits(1)
        .complains("more than 20000 characters");
    add(&site(), "tee", plain(&"*_[<`".repeat(2 << 20)))
        .exits(1)
        .complains("more than 20000 characters");
    let names = "A <a@b.example>, ".repeat(200_000);
    add(&site(), "tee", format!("From: {names}\n\nText\n")).exits(0).says("- name: A\n");
    let mut rubbish: Vec<u8> = b"From: E <e@b.example>\nContent-Type: text/plain\n\n".to_vec();
    rubbish.extend((0..1_000_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8));
    let run = add(&site(), "tee", rubbish);
    assert!(run.code < 2, "{}", run.stderr);
    assert!(started.elapsed() < Duration::from_secs(300));
}

//! Law 1: same input, same bytes.

use proptest::prelude::*;

use crate::support::Site;

const SITE: &str = "
    -- site.toml --
    title = 'Archiv'
    paginate_by = 2
    taxonomies = [{ name = 'tags', feed = true }, { name = 'categories' }]
    -- content/articles/2026/01/eins.md --
    ---
    title: Die größte Übung
    date: 2026-01-05 23:30
    tags: [KI, Straße, Ärger]
    categories: [Politik]
    authors: [Ada, Émile]
    ---
    Ein Text mit [einem Link](/articles/2026/03/zwei/) und Code:

    ```rust
    fn main() {}
    ```
    -- content/articles/2026/03/zwei/index.md --
    ---
    title: Zwei
    date: 2026-03-29T02:30:00
    tags: [KI, Ärger]
    image: { src: bild.svg, alt: Ein Bild }
    ---
    ![Ein Bild](bild.svg)
    -- content/articles/2026/03/zwei/bild.svg --
    <svg width=\"10\" height=\"20\"></svg>
    -- content/articles/drei.md --
    ---
    title: Drei
    date: 2026-10-25
    tags: [Straße, KI]
    follows: 2026/03/zwei/index.md
    ---
    -- content/articles/vier.md --
    ---
    title: Vier
    date: 2026-10-25
    publish_date: 2027-01-01
    ---
    -- content/articles/fuenf.md --
    ---
    title: Fünf
    date: 2026-10-25
    tags: [KI]
    aliases: [/alt/]
    ---
    -- content/jobs.yaml --
    - title: Redakteur
      company: Verlag
      url: https://jobs.example/1
      valid_through: 2026-11-30
    - title: Redakteurin
      url: https://jobs.example/2
      valid_through: 2026-12-01
      tags: [KI]
    -- content/pages/impressum.md --
    ---
    title: Impressum
    ---
    -- static/robots.txt --
    User-agent: *
";

#[test]
fn threads_folders_time_zones_locales_and_file_times_change_no_byte() {
    let one = Site::new(SITE);
    one.command()
        .env("RAYON_NUM_THREADS", "1")
        .env("TZ", "Pacific/Auckland")
        .env("LC_ALL", "C")
        .args(["build"])
        .run()
        .exits(0);
    let other = Site::new(SITE).shuffle_times();
    other
        .command()
        .env("RAYON_NUM_THREADS", "7")
        .env("TZ", "America/Los_Angeles")
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("LANG", "tr_TR.UTF-8")
        .args(["build", "-q"])
        .run()
        .exits(0);
    assert!(one.bytes().len() > 30);
    assert_eq!(one.bytes(), other.bytes());
}

#[test]
fn what_was_built_before_changes_no_byte() {
    let clean = Site::new(SITE).build();
    let other = Site::new(SITE)
        .write(
            "content/articles/sechs.md",
            "---\ntitle: Sechs\ndate: 2026-02-02\ntags: [KI, Neu]\n---\n",
        )
        .edit("site.toml", "Archiv", "Anders")
        .build()
        .remove("content/articles/sechs.md")
        .edit("site.toml", "Anders", "Archiv")
        .build();
    assert_eq!(clean.bytes(), other.bytes());
}

#[test]
fn rss_5_the_hour_of_the_build_changes_no_byte() {
    let early = Site::new(SITE).at("2026-12-01T00:00:00Z").build();
    let late = Site::new(SITE).at("2026-12-01T20:00:00Z").build();
    assert_eq!(early.bytes(), late.bytes());
}

#[test]
fn the_address_of_a_preview_changes_only_absolute_addresses() {
    let site = Site::new(SITE).build();
    let preview = Site::new(SITE).with_base_url("https://preview.example/").build();
    let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
    for (path, bytes) in site.bytes().into_iter().filter(|(path, _)| !path.starts_with('.')) {
        let other = text(&preview.bytes()[&path]);
        // Identities in feeds never follow an address.
        let own = text(&bytes).replace("https://a.example/", "https://preview.example/");
        assert_eq!(own, other, "{path}");
    }
}

/// An article whose fields are likely to be shared with others.
#[derive(Clone, Debug)]
struct Small {
    name: String,
    day: u32,
    tags: Vec<&'static str>,
    author: Option<&'static str>,
    body: String,
}

fn small() -> impl Strategy<Value = Small> {
    let tags = proptest::sample::subsequence(vec!["KI", "ki", "Größe", "Recht", "Öl"], 0..4);
    let author = proptest::option::of(proptest::sample::select(vec!["Ada", "Émile"]));
    ("[a-e]{1,2}", 1u32..28, tags, author, "[a-zä *_\\[\\]#>`\n-]{0,60}")
        .prop_map(|(name, day, tags, author, body)| Small { name, day, tags, author, body })
}

fn write(site: Site, article: &Small) -> Site {
    let Small { name, day, tags, author, body } = article;
    let authors = author.map_or(String::new(), |author| format!("authors: [{author}]\n"));
    let tags = tags.join(", ");
    let text = format!(
        "---\ntitle: {name}\ndate: 2026-05-{day:02}\ntags: [{tags}]\n{authors}---\n{body}\n"
    );
    site.write(&format!("content/articles/{name}.md"), text)
}

fn with_threads(threads: usize, site: Site) -> Site {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| site.build())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn any_small_site_gives_the_same_bytes_in_any_order(
        articles in proptest::collection::vec(small(), 0..9),
        seed in any::<u64>(),
    ) {
        // Of one name the last is written, in both sites.
        let mut distinct: Vec<&Small> = Vec::new();
        for article in &articles {
            if !distinct.iter().any(|known| known.name == article.name) {
                distinct.push(article);
            }
        }
        let settings = "-- site.toml --\npaginate_by = 2\n";
        let one = distinct.iter().fold(Site::new(settings), |site, article| write(site, article));
        let turn = usize::try_from(seed % 7).unwrap() % distinct.len().max(1);
        distinct.rotate_left(turn);
        let other = distinct.iter().fold(Site::new(settings), |site, article| write(site, article));
        let (one, other) = (with_threads(1, one), with_threads(5, other.shuffle_times()));
        prop_assert_eq!(one.bytes(), other.bytes());
    }
}

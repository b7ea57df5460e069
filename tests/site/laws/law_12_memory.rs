//! Law 12: memory grows with the cards, not with the texts.

use crate::support::Site;

/// The articles of a small site and of a larger one.
const ARTICLES: [usize; 2] = [200, 900];

/// The same cards, with bodies of so many bytes.
fn archive(articles: usize, body: usize) -> Site {
    let sentence = "Ein Satz mit *Betonung* und einem Wort mehr. ";
    let text = sentence.repeat(body / sentence.len());
    (0..articles).fold(Site::new(""), |site, number| {
        let (month, day) = (number / 28 % 12 + 1, number % 28 + 1);
        let article = format!(
            "---\ntitle: Titel {number}\ndate: 2025-{month:02}-{day:02}\ntags: [T{}]\n\
             summary: Kurz gesagt.\n---\n{text}\n",
            number % 20
        );
        site.write(&format!("content/articles/a{number}.md"), article)
    })
}

/// The most memory that a clean build held, in bytes; and one that finds all unchanged. Each is
/// the least of three, since the allocator gives back at moments of its own.
fn peaks(site: &Site) -> Option<[u64; 2]> {
    let peak = |full: bool| {
        // Each thread holds a page, and whether two hold their largest at once is chance.
        let command = site.command().env("RAYON_NUM_THREADS", "1");
        let command = command.args(["build", "--format", "json"]);
        let command = if full { command.args(["--full"]) } else { command };
        command.run().exits(0).json()["peak_rss_bytes"].as_u64()
    };
    let least = |full| (0..3).filter_map(|_| peak(full)).min();
    Some([least(true)?, least(false)?])
}

/// How much more the larger site takes than the small one.
fn growth(body: usize) -> Option<[u64; 2]> {
    let [[small, still_small], [large, still_large]] =
        [peaks(&archive(ARTICLES[0], body))?, peaks(&archive(ARTICLES[1], body))?];
    Some([large.saturating_sub(small), still_large.saturating_sub(still_small)])
}

#[test]
fn forty_times_the_text_takes_hardly_more_memory() {
    let (Some(short), Some(long)) = (growth(1 << 10), growth(40 << 10)) else {
        println!("NOT RUN: this system does not tell how much memory a program held");
        return;
    };
    // The texts that the larger site has more are 28 MB.
    for (short, long) in short.into_iter().zip(long) {
        println!("{} KB, {} KB", short >> 10, long >> 10);
        assert!(long < short + short / 10 + (10 << 20), "{} KB, {} KB", short >> 10, long >> 10);
    }
}

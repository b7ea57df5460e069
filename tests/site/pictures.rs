//! Smaller versions of pictures, what pages say of them, and cards drawn from titles.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::fs;
use std::time::{Duration, Instant, SystemTime};

use image::ImageFormat::{Jpeg, Png, WebP};
use image::{GenericImageView, ImageFormat};

use crate::support::Site;
use crate::support::pictures::{Look, bomb, decoded, jpeg, jpeg_with_profile, png};

const FOLDER: &str = "content/articles/2026/01/tee";
const URL: &str = "/articles/2026/01/tee/";

/// A theme that says all that is known of pictures.
const THEME: &str = "
    -- templates/article.html --
    <title>{{ page.title }}</title>
    {% if page.image %}<p id=srcset>{{ page.image.srcset }}</p><p id=webp>{{ page.image.srcset_webp }}</p>
    <p id=size>{{ page.image.width }} × {{ page.image.height }}</p>{% endif %}
    {% if page.social_image %}{% set social = page.social_image %}
    <p id=social>{{ social.permalink }} {{ social.width }} × {{ social.height }} {{ social.type }} {{ social.alt }}</p>
    {% endif %}
    {{ page.content }}
";

/// An article in a folder of its own, with small widths, so that tests are quick.
fn site(front: &str, text: &str) -> Site {
    Site::new(THEME)
        .write(
            "site.toml",
            "base_url = 'https://a.example/'\ntheme = 't'\n[pictures]\nwidths = [40, 80, 160]\n\
             [check]\nunused-image = 'off'\nmissing-legal-page = 'off'\n",
        )
        .write(
            &format!("{FOLDER}/index.md"),
            format!("---\ntitle: Tee\ndate: 2026-01-01\n{front}\n---\n{text}\n"),
        )
}

fn picture(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

/// The versions in the output: name, format, width, height.
fn versions(site: &Site) -> Vec<(String, ImageFormat, u32, u32)> {
    let folder = URL.trim_start_matches('/');
    let files = site.bytes().into_iter().filter_map(|(path, bytes)| {
        let name = path.strip_prefix(folder).filter(|name| name.contains("w."))?.to_owned();
        let (format, pixels) = decoded(&bytes);
        Some((name, format, pixels.width(), pixels.height()))
    });
    files.collect()
}

fn of(name: &str, format: ImageFormat, width: u32, height: u32) -> (String, ImageFormat, u32, u32) {
    (name.into(), format, width, height)
}

#[test]
fn a_large_picture_gets_three_widths_in_its_format_and_in_webp() {
    let site =
        site("image: foto.jpg", "").write(&picture("foto.jpg"), jpeg(200, 100, None)).build();
    assert_eq!(
        versions(&site),
        [
            of("foto-160w.jpg", Jpeg, 160, 80),
            of("foto-160w.jpg.webp", WebP, 160, 80),
            of("foto-40w.jpg", Jpeg, 40, 20),
            of("foto-40w.jpg.webp", WebP, 40, 20),
            of("foto-80w.jpg", Jpeg, 80, 40),
            of("foto-80w.jpg.webp", WebP, 80, 40),
        ]
    );
    let path = |name: &str| format!("{URL}{name}");
    assert_eq!(
        site.texts(URL, "#srcset"),
        [format!(
            "{} 40w, {} 80w, {} 160w",
            path("foto-40w.jpg"),
            path("foto-80w.jpg"),
            path("foto-160w.jpg")
        )]
    );
    assert_eq!(
        site.texts(URL, "#webp"),
        [format!(
            "{} 40w, {} 80w, {} 160w",
            path("foto-40w.jpg.webp"),
            path("foto-80w.jpg.webp"),
            path("foto-160w.jpg.webp")
        )]
    );
    assert_eq!(site.texts(URL, "#size"), ["200 × 100"]);
}

#[test]
fn a_picture_is_never_made_larger_and_is_its_own_largest_version() {
    let site = site("image: foto.jpg", "").write(&picture("foto.jpg"), jpeg(100, 50, None)).build();
    let names: Vec<String> = versions(&site).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(
        names,
        [
            "foto-100w.jpg.webp",
            "foto-40w.jpg",
            "foto-40w.jpg.webp",
            "foto-80w.jpg",
            "foto-80w.jpg.webp"
        ]
    );
    let srcset = site.texts(URL, "#srcset").remove(0);
    assert!(srcset.ends_with(&format!("{URL}foto.jpg 100w")), "{srcset}");
    let webp = site.texts(URL, "#webp").remove(0);
    assert!(webp.ends_with(&format!("{URL}foto-100w.jpg.webp 100w")), "{webp}");
}

#[test]
fn a_picture_that_is_small_already_gets_no_version() {
    let site = site("image: foto.jpg", "").write(&picture("foto.jpg"), jpeg(40, 40, None)).build();
    assert_eq!(versions(&site), []);
    assert_eq!(site.texts(URL, "#srcset"), [""]);
}

#[test]
fn a_figure_offers_its_versions_and_loads_late() {
    let site = site("image: foto.jpg", "![Ein Foto](foto.jpg \"Im Garten\")")
        .write(&picture("foto.jpg"), jpeg(60, 30, None))
        .write("themes/t/theme.toml", "[pictures]\nsizes = '50vw'\n")
        .build();
    site.has(
        URL,
        "<figure><picture><source type=\"image/webp\" srcset=\"/articles/2026/01/tee/foto-40w.jpg.webp 40w, \
         /articles/2026/01/tee/foto-60w.jpg.webp 60w\" sizes=\"50vw\" />\
         <img src=\"/articles/2026/01/tee/foto.jpg\" srcset=\"/articles/2026/01/tee/foto-40w.jpg 40w, \
         /articles/2026/01/tee/foto.jpg 60w\" sizes=\"50vw\" alt=\"Ein Foto\" width=\"60\" height=\"30\" \
         loading=\"lazy\" decoding=\"async\" /></picture><figcaption>Im Garten</figcaption></figure>",
    );
}

#[test]
fn only_a_picture_that_the_page_begins_with_loads_at_once() {
    let loading = |front: &str, text: &str| {
        let site = site(front, text).write(&picture("foto.jpg"), jpeg(60, 30, None)).build();
        site.attributes(URL, "img", "loading")
    };
    let two = "![Eins](foto.jpg \"Eins\")\n\n![Zwei](foto.jpg)";
    assert_eq!(loading("", two), ["lazy"]);
    assert_eq!(loading("", &format!("Text.\n\n{two}")), ["lazy", "lazy"]);
    assert_eq!(loading("image: foto.jpg", two), ["lazy", "lazy"]);
}

#[test]
fn links_to_versions_carry_the_path_of_the_site_and_are_encoded() {
    let site = site("image: 'größe 1.jpg'", "")
        .write(&picture("größe 1.jpg"), jpeg(60, 30, None))
        .with_base_url("https://a.example/archiv/")
        .build();
    let path = "/archiv/articles/2026/01/tee/gr%C3%B6%C3%9Fe%201";
    assert_eq!(site.texts(URL, "#srcset"), [format!("{path}-40w.jpg 40w, {path}.jpg 60w")]);
    assert_eq!(
        site.texts(URL, "#social"),
        [format!("https://a.example{path}.jpg 60 × 30 image/jpeg ")]
    );
}

#[test]
fn a_photo_that_was_taken_upright_stands_upright_and_says_nothing_of_its_camera() {
    for (orientation, (width, height)) in
        [(1, (60, 40)), (6, (40, 60)), (8, (40, 60)), (3, (60, 40))]
    {
        let site = site("image: foto.jpg", "")
            .write(
                "site.toml",
                "base_url = 'https://a.example/'\ntheme = 't'\n[pictures]\nwidths = [20]\n",
            )
            .write(&picture("foto.jpg"), jpeg(60, 40, Some(orientation)))
            .build();
        assert_eq!(site.texts(URL, "#size"), [format!("{width} × {height}")]);
        let version = &site.bytes()["articles/2026/01/tee/foto-20w.jpg"];
        let (_, pixels) = decoded(version);
        assert_eq!(pixels.dimensions(), (20, (20 * height + width / 2) / width));
        assert!(!version.windows(4).any(|part| part == b"Exif"));
        // Red grows to the right in the camera's own sense, blue to the bottom.
        let (right, bottom) = (pixels.width() - 1, pixels.height() - 1);
        let is_red = |x, y| pixels.get_pixel(x, y).0[0] > 200;
        let is_blue = |x, y| pixels.get_pixel(x, y).0[2] > 200;
        let corner = [(0, 0), (right, 0), (right, bottom), (0, bottom)]
            .map(|(x, y)| (is_red(x, y), is_blue(x, y)));
        let turned = match orientation {
            1 => 0,
            6 => 1,
            3 => 2,
            _ => 3,
        };
        let mut expected = [(false, false), (true, false), (true, true), (false, true)];
        expected.rotate_right(turned);
        assert_eq!(corner, expected, "orientation {orientation}");
    }
}

#[test]
fn what_is_transparent_stays_so_and_does_not_bleed() {
    let site = site("image: muster.png", "")
        .write(&picture("muster.png"), png(100, 20, Look::Clear))
        .build();
    for (name, format) in [("muster-40w.png", Png), ("muster-40w.png.webp", WebP)] {
        let (found, pixels) = decoded(&site.bytes()[&format!("articles/2026/01/tee/{name}")]);
        assert_eq!(found, format);
        assert_eq!(pixels.get_pixel(39, 4).0[3], 0, "{name}");
        let edge = (0..40).map(|x| pixels.get_pixel(x, 4).0);
        for [red, green, _, alpha] in edge.filter(|pixel| pixel[3] > 100) {
            assert!(red > 150 && green < 90, "{name}: {red} {green} {alpha}");
        }
    }
}

#[test]
fn grey_and_opaque_png_files_stay_png() {
    for look in [Look::Grey, Look::Opaque] {
        let site =
            site("image: muster.png", "").write(&picture("muster.png"), png(50, 20, look)).build();
        let (format, pixels) = decoded(&site.bytes()["articles/2026/01/tee/muster-40w.png"]);
        assert_eq!((format, pixels.color().has_alpha()), (Png, false));
        assert_eq!(pixels.color().has_color(), look == Look::Opaque);
    }
}

#[test]
fn a_colour_profile_is_kept_unless_it_says_what_is_assumed_anyway() {
    use image::{ImageDecoder, ImageReader};
    let profile_of = |bytes: &[u8]| {
        let reader = ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().unwrap();
        reader.into_decoder().unwrap().icc_profile().unwrap()
    };
    let profile = |space: &[u8; 4], name: &[u8]| [&[0u8; 16][..], space, &[0; 108], name].concat();
    for (given, kept) in [
        (profile(b"RGB ", b"Display P3"), true),
        (profile(b"RGB ", b"sRGB IEC61966-2.1"), false),
        (profile(b"CMYK", b"Coated FOGRA39"), false),
    ] {
        let site = site("image: foto.jpg", "")
            .write(&picture("foto.jpg"), jpeg_with_profile(50, 20, &given))
            .build();
        for name in ["foto-40w.jpg", "foto-40w.jpg.webp"] {
            let found = profile_of(&site.bytes()[&format!("articles/2026/01/tee/{name}")]);
            assert_eq!(found, kept.then(|| given.clone()), "{name}");
        }
    }
}

#[test]
fn drawings_animations_and_files_of_static_are_only_copied() {
    let gif = b"GIF89a\xC8\x00\x64\x00\x00\x00\x00;";
    let mut moving = png(200, 20, Look::Opaque);
    // A chunk that says how many frames there are, before the pixels.
    let chunk = b"\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0";
    moving.splice(33..33, chunk.iter().copied());
    let site = site("image: /fest.jpg", "![a](a.svg) ![b](b.gif) ![c](c.png)")
        .write(&picture("a.svg"), "<svg width='200' height='100'></svg>")
        .write(&picture("b.gif"), gif)
        .write(&picture("c.png"), &moving)
        .write("static/fest.jpg", jpeg(200, 100, None))
        .build();
    assert_eq!(versions(&site), []);
    assert!(!site.paths().iter().any(|path| path.contains("fest-")));
    assert_eq!(site.bytes()["articles/2026/01/tee/b.gif"], gif);
    assert_eq!(site.texts(URL, "#srcset"), [""]);
    assert_eq!(site.attributes(URL, "img", "width"), ["200", "200", "200"]);
}

#[test]
fn sec_7_a_picture_that_claims_to_be_huge_is_refused_by_its_first_bytes() {
    let started = Instant::now();
    let site = site("image: bombe.png", "").write(&picture("bombe.png"), bomb()).fails();
    assert!(started.elapsed().as_secs() < 20);
    insta::assert_snapshot!(site.report(), @r"
    error: this picture claims 60000 × 60000 pixels; at most 100 million and 30000 a side are decoded
     ╭▸ content/articles/2026/01/tee/bombe.png
     ╰ hint: make it smaller, or move it into static/, where pictures are only copied
    ");
    // In static/ nobody decodes it.
    let site = site.remove(&picture("bombe.png")).write("static/bombe.png", bomb());
    site.edit(&picture("index.md"), "bombe.png", "/bombe.png").build();
}

#[test]
fn a_picture_that_cannot_be_decoded_is_told_once_and_shown_as_it_is() {
    for (name, mut bytes) in
        [("foto.jpg", jpeg(200, 100, None)), ("muster.png", png(200, 90, Look::Opaque))]
    {
        bytes.truncate(bytes.len() - 30);
        let site = site(&format!("image: {name}"), "").write(&picture(name), &bytes).build();
        let [said] = &site.messages()[..] else { panic!("{}", site.report()) };
        assert!(said.starts_with("this picture cannot be decoded: "), "{said}");
        assert!(site.report().contains(&picture(name)), "{}", site.report());
        let (stem, ending) = name.split_once('.').unwrap();
        let output = site.bytes();
        for version in [format!("{stem}-40w.{ending}"), format!("{stem}-40w.{ending}.webp")] {
            assert_eq!(output[&format!("articles/2026/01/tee/{version}")], bytes);
        }
        // A warm build and a check say the same.
        let report = site.report();
        let site = site.edit(&picture("index.md"), "title: Tee", "title: Chai").build();
        assert_eq!(site.report(), report);
        let site = site.check().equals_clean();
        assert_eq!(site.report(), report);
    }
}

/// A JPEG file of which the decoder would make another picture.
#[test]
fn a_picture_whose_colours_would_be_wrong_is_shown_as_it_is() {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    encoder.set_optimized_huffman_tables(true);
    encoder.encode(&[200; 60 * 30 * 3], 60, 30, jpeg_encoder::ColorType::Rgb).unwrap();
    let site = site("image: foto.jpg", "").write(&picture("foto.jpg"), &bytes).build();
    assert!(site.report().contains("its colours stand one after the other"), "{}", site.report());
    assert_eq!(site.bytes()["articles/2026/01/tee/foto-40w.jpg"], bytes);
}

#[test]
fn two_pictures_of_one_name_do_not_clash_and_a_file_in_the_way_is_an_error() {
    let site = site("", "")
        .write(&picture("a.jpg"), jpeg(50, 20, None))
        .write(&picture("a.png"), png(50, 20, Look::Opaque))
        .build();
    assert_eq!(versions(&site).len(), 6);
    let site = site.write(&picture("a-40w.jpg"), jpeg(50, 20, None)).fails();
    assert!(site.report().contains("two routes lead to `/articles/2026/01/tee/a-40w.jpg`"));
    assert!(site.report().contains("rename the file"), "{}", site.report());
}

#[test]
fn pictures_of_drafts_stay_at_home() {
    let site = site("draft: true", "").write(&picture("foto.jpg"), jpeg(200, 100, None)).build();
    assert!(!site.paths().iter().any(|path| path.contains("foto")), "{:?}", site.paths());
}

#[test]
fn what_was_encoded_once_is_not_encoded_again() {
    let site =
        site("image: foto.jpg", "").write(&picture("foto.jpg"), jpeg(200, 100, None)).build();
    assert_eq!(site.outcome().encoded, 6);
    let bytes = site.bytes();
    let site = site.build();
    site.did_nothing();
    // Neither in a build from nothing, nor into another folder.
    let root = site.root().to_owned();
    fs::remove_dir_all(root.join("public")).unwrap();
    for entry in fs::read_dir(root.join(".blattwerk")).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    let site = site.build();
    assert_eq!((site.outcome().encoded, site.bytes()), (0, bytes.clone()));
    let site = site.into_folder("other").build();
    assert_eq!((site.outcome().encoded, site.bytes()), (0, bytes));
    // Another quality is another picture.
    let site = site.edit("site.toml", "[pictures]", "[pictures]\nquality = 30").build();
    assert_eq!(site.outcome().encoded, 6);
    site.run(["clean"]).exits(0);
    assert!(!site.exists(".blattwerk"));
}

#[test]
fn pictures_that_no_build_has_used_for_long_are_forgotten() {
    let site =
        site("image: foto.jpg", "").write(&picture("foto.jpg"), jpeg(200, 100, None)).build();
    let folder = site.root().join(".blattwerk/pictures");
    let month = Duration::from_secs(31 * 24 * 60 * 60);
    let (now, long_ago) = (SystemTime::now(), SystemTime::now() - month);
    let (old, young) = ("0".repeat(32), "1".repeat(32));
    for (name, at) in [(old.as_str(), long_ago), (young.as_str(), now), ("notiz.txt", long_ago)] {
        fs::write(folder.join(name), "x").unwrap();
        fs::File::options().write(true).open(folder.join(name)).unwrap().set_modified(at).unwrap();
    }
    let site = site.edit("site.toml", "[pictures]", "[pictures]\nquality = 30").build();
    let names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 6 + 6 + 2, "{names:?}");
    assert!(!names.contains(&old) && names.contains(&young) && names.contains(&"notiz.txt".into()));
    site.run(["clean"]).exits(0);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn a_damaged_store_of_pictures_costs_only_time() {
    let site =
        site("image: foto.jpg", "").write(&picture("foto.jpg"), jpeg(200, 100, None)).build();
    let bytes = site.bytes();
    let root = site.root().to_owned();
    let kept = || {
        let files = fs::read_dir(root.join(".blattwerk/pictures")).unwrap();
        let mut files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    };
    let [cut, flipped, empty, folder, ..] = &kept()[..] else { panic!("six were kept") };
    let content = fs::read(cut).unwrap();
    fs::write(cut, &content[..content.len() - 1]).unwrap();
    let mut content = fs::read(flipped).unwrap();
    *content.last_mut().unwrap() ^= 1;
    fs::write(flipped, content).unwrap();
    fs::write(empty, "").unwrap();
    fs::remove_file(folder).unwrap();
    fs::create_dir_all(folder.join("x")).unwrap();
    fs::remove_dir_all(root.join("public")).unwrap();
    let site = site.build();
    assert_eq!((site.outcome().encoded, site.bytes()), (4, bytes.clone()));
    assert!(site.outcome().notes.iter().any(|note| note.contains("pictures are not kept")));
    // A file where the folder should be.
    fs::remove_dir_all(root.join(".blattwerk/pictures")).unwrap();
    fs::write(root.join(".blattwerk/pictures"), "").unwrap();
    fs::remove_dir_all(root.join("public")).unwrap();
    let site = site.build();
    assert_eq!((site.outcome().encoded, site.bytes()), (6, bytes));
}

#[test]
fn a_picture_that_changes_changes_its_versions_and_the_pages_that_name_them() {
    let site =
        site("", "![Foto](foto.jpg)").write(&picture("foto.jpg"), jpeg(200, 100, None)).build();
    let bytes = |site: &Site| site.bytes()["articles/2026/01/tee/foto-40w.jpg"].clone();
    let before = bytes(&site);
    // Other pixels of the same size: the page says what it said.
    let site = site.write(&picture("foto.jpg"), jpeg(200, 100, Some(3))).build();
    assert_ne!(bytes(&site), before);
    assert_eq!(site.written().len(), 7, "{:?}", site.written());
    assert!(!site.written().contains(&"articles/2026/01/tee/index.html".to_owned()));
    let site = site.write(&picture("foto.jpg"), jpeg(100, 50, None)).build();
    site.rendered_among_others([URL]);
    assert!(site.removed().contains(&"articles/2026/01/tee/foto-160w.jpg".to_owned()));
    let site = site.edit("site.toml", "widths = [40, 80, 160]", "widths = []").build();
    assert_eq!(versions(&site), []);
    site.equals_clean();
}

#[test]
fn a_text_edit_encodes_and_writes_no_picture() {
    let site =
        site("image: foto.jpg", "Text").write(&picture("foto.jpg"), jpeg(200, 100, None)).build();
    let site = site.edit(&picture("index.md"), "Text", "Anderer Text, lang genug").build();
    assert_eq!(site.outcome().encoded, 0);
    site.rendered_among_others([URL]);
    assert!(site.written().iter().all(|path| !path.ends_with("jpg") && !path.ends_with("webp")));
}

#[test]
fn networks_get_a_version_that_is_not_too_large() {
    let site = Site::new(THEME)
        .write(
            &picture("index.md"),
            "---\ntitle: Tee\ndate: 2026-01-01\nimage: { src: foto.jpg, alt: Tee }\n---\n",
        )
        .write(&picture("foto.jpg"), jpeg(1700, 20, None))
        .build();
    assert_eq!(
        site.texts(URL, "#social"),
        [format!("https://a.example{URL}foto-1600w.jpg 1600 × 19 image/jpeg Tee")]
    );
}

// ---------------------------------------------------------------- cards

fn card(site: &Site) -> Vec<u8> {
    site.bytes()["articles/2026/01/tee/card.png"].clone()
}

#[test]
fn meta_2_an_article_without_a_picture_gets_a_card() {
    let site = site("", "").build();
    let (format, pixels) = decoded(&card(&site));
    assert_eq!((format, pixels.dimensions()), (Png, (1200, 630)));
    assert!(card(&site).len() < 25_000);
    assert_eq!(
        site.texts(URL, "#social"),
        [format!("https://a.example{URL}card.png 1200 × 630 image/png Tee")]
    );
    // Drawings are for no network.
    let site = site
        .edit(&picture("index.md"), "title: Tee", "title: Tee\nimage: a.svg")
        .write(&picture("a.svg"), "<svg width='200' height='100'></svg>")
        .build();
    assert!(site.texts(URL, "#social")[0].contains("card.png"));
    let site = site
        .edit(&picture("index.md"), "a.svg", "foto.jpg")
        .write(&picture("foto.jpg"), jpeg(50, 20, None))
        .build();
    assert_eq!(site.removed().iter().filter(|path| path.ends_with("card.png")).count(), 1);
    site.equals_clean();
}

#[test]
fn a_card_of_ones_own_takes_the_place() {
    let own = png(64, 32, Look::Opaque);
    let site = site("", "").write(&picture("card.png"), &own).build();
    assert_eq!(card(&site), own);
    assert_eq!(
        site.texts(URL, "#social"),
        [format!("https://a.example{URL}card.png 64 × 32 image/png Tee")]
    );
    let site = site.remove(&picture("card.png")).build();
    assert_ne!(card(&site), own);
    site.equals_clean();
}

#[test]
fn there_are_cards_only_where_somebody_names_them() {
    let site = site("", "").build();
    let site = site.edit("site.toml", "[pictures]", "[pictures]\ncards = false").build();
    assert!(!site.has_page(&format!("{URL}card.png")));
    assert_eq!(site.texts(URL, "#social"), Vec::<String>::new());
    let site = site.edit("site.toml", "cards = false", "cards = true");
    let site = site.write("templates/article.html", "{{ page.title }}").build();
    assert!(!site.has_page(&format!("{URL}card.png")));
}

#[test]
fn a_card_follows_its_title_and_nothing_else() {
    let site = site("", "Text").build();
    let site = site.edit(&picture("index.md"), "Text", "Anderer Text, lang genug").build();
    assert!(!site.written().iter().any(|path| path.ends_with("card.png")));
    let site = site.edit("templates/article.html", "<title>", "<title>Neu: ").build();
    site.wrote(["articles/2026/01/tee/index.html"]);
    let site = site.edit(&picture("index.md"), "title: Tee", "title: Chai").build();
    assert!(site.written().contains(&"articles/2026/01/tee/card.png".to_owned()));
    let site = site.edit("site.toml", "theme", "title = 'Blatt'\ntheme").build();
    assert!(site.written().contains(&"articles/2026/01/tee/card.png".to_owned()));
    site.equals_clean();
}

#[test]
fn a_new_article_writes_its_card_as_one_more_file() {
    let article = "---\ntitle: Neu\ndate: 2026-01-02\n---\nText\n";
    let count = |cards: &str| {
        let site =
            site("", "").edit("site.toml", "[pictures]", &format!("[pictures]\ncards = {cards}"));
        let site = site.build().write("content/articles/2026/01/neu.md", article).build();
        site.written().len()
    };
    assert_eq!(count("true"), count("false") + 1);
}

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Longest name that all common file systems hold, in bytes.
const LONGEST_NAME: usize = 255;

/// Names that Windows keeps for devices, whatever ending they carry.
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Where a file stands in the project: relative to its root, with `/` between the parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder, without a `/` at its end; empty for a file in the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The file's name up to its last dot.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// What follows the last dot, in the case it was written.
    pub fn extension(&self) -> &str {
        self.file_name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    pub fn under(&self, root: &Path) -> PathBuf {
        root.join(&*self.0)
    }

    /// Follows `reference`, which stands in this file; nothing if it leads out of the project.
    pub fn join(&self, reference: &str) -> Option<SourcePath> {
        let mut parts: Vec<&str> =
            self.folder().split('/').filter(|part| !part.is_empty()).collect();
        for part in reference.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        Some(Self(parts.join("/").into()))
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for SourcePath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for SourcePath {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Cow<'de, str>>::deserialize(deserializer).map(|path| Self::new(&path))
    }
}

/// The path of a route, from the site's root and not percent-encoded: `/tags/ki/`, `/rss.xml`.
///
/// Safe as a file on any common file system, see [`PathFault`]; in Unicode form NFC.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(Box<str>);

impl UrlPath {
    /// Takes `a/b`, `/a/b` and `/a/b/`; the last means a folder with an `index.html`.
    pub fn new(text: &str) -> Result<Self, PathFault> {
        let text = text.strip_prefix('/').unwrap_or(text);
        let text: Cow<'_, str> = match is_nfc_quick(text.chars()) {
            IsNormalized::Yes => text.into(),
            IsNormalized::No | IsNormalized::Maybe => text.nfc().collect::<String>().into(),
        };
        let parts = text.strip_suffix('/').unwrap_or(&text);
        if !parts.is_empty() {
            parts.split('/').try_for_each(check_name)?;
        } else if !text.is_empty() {
            return Err(PathFault::Empty);
        }
        Ok(Self(["/", &*text].concat().into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that a host answers this URL with.
    pub fn output(&self) -> OutputPath {
        let relative = &self.0[1..];
        let index = if self.0.ends_with('/') { "index.html" } else { "" };
        OutputPath([relative, index].concat().into())
    }

    /// As it stands in a link, from the root of the site.
    pub fn encoded(&self) -> Cow<'_, str> {
        percent_encode(&self.0)
    }

    /// The folder in which files of this page stand: itself, or for `/a/b.html` `/a/b/`.
    pub fn folder(&self) -> &str {
        self.0.strip_suffix(".html").unwrap_or(&self.0).trim_end_matches('/')
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for UrlPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Checks again what it reads.
impl<'de> serde::Deserialize<'de> for UrlPath {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'de, str>>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// Where a file stands in the output: relative, with `/`, never leading out of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Box<str>);

impl OutputPath {
    /// Reads a path back that an earlier build wrote into a manifest.
    pub fn new(text: &str) -> Result<Self, PathFault> {
        text.split('/').try_for_each(check_name)?;
        Ok(Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn under(&self, folder: &Path) -> PathBuf {
        folder.join(&*self.0)
    }

    /// Equal for two paths that some file system takes for one.
    pub fn folded(&self) -> Cow<'_, str> {
        if self.0.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
            return Cow::Borrowed(&self.0);
        }
        // Some compare by capitals, so that `ſ` is `s`.
        let capitals = self.0.nfc().flat_map(char::to_uppercase);
        capitals.flat_map(char::to_lowercase).nfc().collect::<String>().into()
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no path for the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathFault {
    /// Nothing between two slashes.
    Empty,
    /// `.` or `..`, also as `%2e`, and behind `%2f`.
    Dots(String),
    /// A control character, a backslash, or one of `<>:"|?*`.
    Character(char),
    /// A name that Windows keeps for a device.
    Device(String),
    /// A dot or a blank at the end of a name, which Windows drops.
    Trailing(String),
    /// More than 255 bytes.
    Long(String),
    /// A `~` in front, which shells take for a home folder.
    Home(String),
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a part of it is empty"),
            Self::Dots(part) => write!(f, "`{part}` leads elsewhere"),
            Self::Character(c) => write!(f, "`{}` cannot stand in a file's name", c.escape_debug()),
            Self::Device(part) => write!(f, "`{part}` is a device on Windows"),
            Self::Trailing(part) => write!(f, "`{part}` ends in a dot or a blank"),
            Self::Long(part) => {
                let start: String = part.chars().take(30).collect();
                write!(f, "`{start}…` is longer than {LONGEST_NAME} bytes")
            }
            Self::Home(part) => write!(f, "`{part}` begins with `~`"),
        }
    }
}

fn check_name(name: &str) -> Result<(), PathFault> {
    let owned = || name.to_owned();
    if name.is_empty() {
        return Err(PathFault::Empty);
    }
    // Some hosts decode a name once too often, and take `%2f` for a `/` then.
    let decoded = percent_decode(name);
    if decoded.split(['/', '\\']).any(|part| matches!(part, "." | "..")) {
        return Err(PathFault::Dots(owned()));
    }
    let encoded = decoded.chars().filter(|c| c.is_control());
    if let Some(c) =
        name.chars().filter(|&c| c.is_control() || is_reserved(c)).chain(encoded).next()
    {
        return Err(PathFault::Character(c));
    }
    if name.ends_with(['.', ' ']) {
        return Err(PathFault::Trailing(owned()));
    }
    if name.starts_with('~') {
        return Err(PathFault::Home(owned()));
    }
    if name.len() > LONGEST_NAME {
        return Err(PathFault::Long(owned()));
    }
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    // Windows takes small digits for the others.
    let stem: Cow<'_, str> = match stem.is_ascii() {
        true => stem.into(),
        false => stem.replace('¹', "1").replace('²', "2").replace('³', "3").into(),
    };
    if matches!(stem.len(), 3 | 4) && DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device))
    {
        return Err(PathFault::Device(owned()));
    }
    Ok(())
}

/// What Windows or a shell takes for more than a part of a name.
fn is_reserved(c: char) -> bool {
    matches!(c, '\\' | '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

/// The bytes that RFC 3986 lets stand in a path. A table, since each link of each page is
/// looked through.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < plain.len() {
        plain[byte] = is_plain(byte as u8);
        byte += 1;
    }
    plain
};

const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/' | b'!' | b'$' | b'&' | b'\'')
        || matches!(byte, b'('..=b',' | b';' | b'=' | b':' | b'@')
}

/// Encodes what RFC 3986 does not let stand in a path, and `%` itself.
pub fn percent_encode(path: &str) -> Cow<'_, str> {
    let plain = |byte: u8| PLAIN[usize::from(byte)];
    if path.bytes().all(plain) {
        return Cow::Borrowed(path);
    }
    let mut encoded = String::with_capacity(path.len() * 2);
    for byte in path.bytes() {
        if plain(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded.into()
}

/// Decodes `%41`; what is no encoding of UTF-8 stays as it is.
pub fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match encoded_byte(&bytes[at..]) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The byte that `bytes` begins with, if it is encoded. Not as numbers are read, which may have
/// a sign: `%+4`.
fn encoded_byte(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sec_4_nothing_leads_out_of_the_output() {
        for bad in [
            "../x",
            "/a/../b/",
            "a//b",
            "%2e%2e/x",
            "%2e%2e%2fx",
            "a%5c..",
            "a%00b",
            "a\\b",
            "c:/x",
            "~root/",
            "a\0b",
            "//",
        ] {
            assert!(UrlPath::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sec_5_names_that_a_file_system_cannot_hold_are_refused() {
        let long = "x".repeat(256);
        for bad in ["/con/", "/AUX.html", "/lpt1.x/", "/COM¹/", "/a./", "/a /b", "/a?b", &long] {
            assert!(UrlPath::new(bad).is_err(), "{bad}");
        }
        assert!(UrlPath::new("/console/").is_ok());
    }

    #[test]
    fn a_decomposed_umlaut_is_the_same_path_as_a_composed_one() {
        assert_eq!(UrlPath::new("/u\u{308}ber/"), UrlPath::new("/über/"));
    }

    #[test]
    fn folders_become_index_files() {
        let output = |text| UrlPath::new(text).unwrap().output().to_string();
        assert_eq!(output("/"), "index.html");
        assert_eq!(output("/tags/ki/"), "tags/ki/index.html");
        assert_eq!(output("/rss.xml"), "rss.xml");
    }

    proptest! {
        #[test]
        fn encoding_and_decoding_give_the_path_back(text in "\\PC{0,40}") {
            let encoded = percent_encode(&text);
            prop_assert_eq!(percent_decode(&encoded), text.as_str());
        }

        #[test]
        fn a_path_that_was_encoded_is_read_back_as_itself(text in "/(\\PC|[/.%~ -]){0,30}") {
            if let Ok(url) = UrlPath::new(&text) {
                let encoded = url.encoded();
                prop_assert!(encoded.is_ascii());
                prop_assert!(!encoded.contains(['"', '<', '>', ' ', '#', '?', '\\']));
                prop_assert_eq!(UrlPath::new(&percent_decode(&encoded)), Ok(url.clone()));
                prop_assert_eq!(UrlPath::new(url.as_str()), Ok(url.clone()));
                let output = url.output();
                prop_assert_eq!(OutputPath::new(output.as_str()), Ok(output.clone()));
                let json = serde_json::to_string(&url).unwrap();
                prop_assert_eq!(serde_json::from_str::<UrlPath>(&json).unwrap(), url);
            }
        }

        #[test]
        fn a_path_is_one_with_itself_in_any_case_and_form(text in "/(\\PC|[äÖßſ/.-]){0,20}") {
            if let Ok(url) = UrlPath::new(&text) {
                let output = url.output();
                let as_written = |text: String| OutputPath(text.into());
                for other in [output.as_str().to_uppercase(), output.as_str().nfd().collect()] {
                    let other = as_written(other);
                    prop_assert_eq!(other.folded(), output.folded());
                }
            }
        }

        #[test]
        fn a_reference_is_followed_inside_of_the_project_or_not_at_all(
            file in "[a-c]{1,2}(/[a-c]{1,2}){0,3}",
            reference in "([a-c.]{0,3}/){0,5}[a-c]{0,2}",
        ) {
            if let Some(found) = SourcePath::new(&file).join(&reference) {
                prop_assert!(!found.as_str().starts_with('/'));
                prop_assert!(found.as_str().split('/').all(|part| !matches!(part, "." | "..")));
            }
        }

        #[test]
        fn an_accepted_path_stays_inside(text in "[a-z./~%2e\\\\: ]{0,20}") {
            if let Ok(url) = UrlPath::new(&text) {
                let output = url.output();
                prop_assert!(!output.as_str().starts_with('/'));
                prop_assert!(output.as_str().split('/').all(|part| part != ".." && !part.is_empty()));
            }
        }
    }
}

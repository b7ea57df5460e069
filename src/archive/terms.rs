//! Articles grouped by tags, categories and authors.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::{ArticleId, Term, Terms};
use crate::article::{Article, Profile};
use crate::config::{Config, Taxonomy};
use crate::diagnostic::{Diagnostic, Report};
use crate::value::slugify_in;
use crate::value::typography::Rules;

/// Groups the articles, which are sorted already; their cards give their terms away, since
/// from here on they are known by number, unless somebody else keeps the articles too.
pub(super) fn group(
    articles: &mut [Arc<Article>],
    profiles: Vec<(String, Profile)>,
    config: &Config,
    report: &mut Report,
) -> Vec<Terms> {
    let mut profiles = by_taxonomy(profiles);
    let authors = Taxonomy {
        name: "authors".into(),
        path: config.paths.authors.clone(),
        feed: config.feeds.authors,
        paginate_by: None,
    };
    let mut groups = Vec::new();
    for (at, taxonomy) in config.taxonomies.iter().chain([&authors]).enumerate() {
        let profiles = profiles.remove(&taxonomy.name).unwrap_or_default();
        let mut builder = Builder::new(taxonomy, &config.default_language, profiles, report);
        let of_article = articles
            .iter_mut()
            .enumerate()
            .map(|(id, article)| {
                let id = ArticleId::new(id);
                if config.taxonomies.get(at).is_none() {
                    return builder.add(id, &article.card.authors, article);
                }
                match Arc::get_mut(article).map(|own| std::mem::take(&mut own.card.terms[at])) {
                    Some(names) => builder.add(id, &names, article),
                    None => builder.add(id, &article.card.terms[at], article),
                }
            })
            .collect();
        let mut terms = builder.finish(of_article);
        // Names of people stay as they are.
        if let Some(rules) = config.typography(None).filter(|_| taxonomy.name != "authors") {
            terms.terms.iter_mut().for_each(|term| set(term, rules));
        }
        groups.push(terms);
    }
    groups
}

fn set(term: &mut Term, rules: Rules) {
    if let Cow::Owned(set) = rules.set(&term.name) {
        term.set = Some(set.into());
    }
}

fn by_taxonomy(profiles: Vec<(String, Profile)>) -> BTreeMap<String, Vec<Profile>> {
    let mut grouped: BTreeMap<String, Vec<Profile>> = BTreeMap::new();
    for (taxonomy, profile) in profiles {
        grouped.entry(taxonomy).or_default().push(profile);
    }
    grouped
}

struct Builder<'r> {
    taxonomy: &'r Taxonomy,
    /// Of slugs.
    language: &'r str,
    terms: Vec<Term>,
    by_slug: HashMap<String, usize>,
    /// Every spelling met so far.
    by_name: HashMap<String, usize>,
    report: &'r mut Report,
}

impl<'r> Builder<'r> {
    /// A profile gives its slug to whatever is spelled like it.
    fn new(
        taxonomy: &'r Taxonomy,
        language: &'r str,
        profiles: Vec<Profile>,
        report: &'r mut Report,
    ) -> Self {
        let mut builder = Self {
            taxonomy,
            language,
            terms: Vec::new(),
            by_slug: HashMap::new(),
            by_name: HashMap::new(),
            report,
        };
        for profile in profiles {
            builder.declare(profile);
        }
        builder
    }

    fn declare(&mut self, profile: Profile) {
        let (name, slug) = (profile.name.clone(), profile.slug.clone());
        if let Some(&first) = self.by_slug.get(&slug) {
            let other =
                self.terms[first].profile.as_ref().map(|profile| profile.source.to_string());
            self.report.push(
                Diagnostic::error("same-term", format!("`{slug}` has two texts"))
                    .in_file(&profile.source)
                    .hint(format!(
                        "the other is {}; remove one, or give it another `slug:`",
                        other.unwrap_or_default()
                    )),
            );
            return;
        }
        let at = self.terms.len();
        self.by_slug.insert(slug.clone(), at);
        self.by_name.insert(name.clone(), at);
        self.terms.push(Term {
            name,
            set: None,
            slug,
            profile: Some(profile),
            articles: Vec::new(),
        });
    }

    fn add(&mut self, id: ArticleId, names: &[String], article: &Article) -> Box<[u32]> {
        let mut places: Vec<u32> = Vec::with_capacity(names.len());
        for name in names {
            let Some(at) = self.place(name, article) else { continue };
            let place = u32::try_from(at).expect("there are fewer terms than that");
            if !places.contains(&place) {
                places.push(place);
                self.terms[at].articles.push(id);
            }
        }
        places.into()
    }

    fn place(&mut self, name: &str, article: &Article) -> Option<usize> {
        if let Some(&at) = self.by_name.get(name) {
            return Some(at);
        }
        let slug = slugify_in(self.language, name);
        if slug.is_empty() {
            self.refuse(name, article);
            return None;
        }
        let at = match self.by_slug.get(&slug) {
            Some(&at) => {
                self.compare(name, at, article);
                at
            }
            None => {
                self.terms.push(Term {
                    name: name.to_owned(),
                    set: None,
                    slug: slug.clone(),
                    profile: None,
                    articles: Vec::new(),
                });
                self.by_slug.insert(slug, self.terms.len() - 1);
                self.terms.len() - 1
            }
        };
        self.by_name.insert(name.to_owned(), at);
        Some(at)
    }

    /// Two spellings of one slug: the same word, or two words that would share an address.
    fn compare(&mut self, name: &str, at: usize, article: &Article) {
        let Term { name: first, slug, profile, .. } = &self.terms[at];
        let taxonomy = &self.taxonomy.name;
        if fold(name) == fold(first) {
            self.report.push(
                Diagnostic::warning(
                    "spelling",
                    format!("`{name}` in {taxonomy} is `{first}` elsewhere"),
                )
                .in_file(&article.card.source)
                .hint(format!("write it as `{first}`; both stand on one page")),
            );
            return;
        }
        let known = match profile {
            Some(profile) => format!("{} has it", profile.source),
            None => format!("`{first}` has it"),
        };
        self.report.push(
            Diagnostic::error(
                "same-term",
                format!("`{name}` in {taxonomy} would stand at `{slug}`, but {known}"),
            )
            .in_file(&article.card.source)
            .hint(format!(
                "add content/{taxonomy}/{slug}-2.md with `title: {name}` and a `slug:` of its own"
            )),
        );
    }

    fn refuse(&mut self, name: &str, article: &Article) {
        let taxonomy = &self.taxonomy.name;
        self.report.push(
            Diagnostic::error("no-slug", format!("`{name}` in {taxonomy} gives no URL"))
                .in_file(&article.card.source)
                .hint(format!(
                    "add a file to content/{taxonomy}/ with `title: {name}` and `slug: …`"
                )),
        );
    }

    /// Sorts the terms by slug.
    fn finish(self, mut of_article: Vec<Box<[u32]>>) -> Terms {
        let mut order: Vec<usize> = (0..self.terms.len()).collect();
        order.sort_by(|&a, &b| self.terms[a].slug.cmp(&self.terms[b].slug));
        let mut places = vec![0; order.len()];
        for (place, &at) in order.iter().enumerate() {
            places[at] = u32::try_from(place).expect("there are fewer terms than that");
        }
        for of_one in &mut of_article {
            for term in of_one.iter_mut() {
                *term = places[*term as usize];
            }
        }
        let mut terms: Vec<Option<Term>> = self.terms.into_iter().map(Some).collect();
        let terms = order.into_iter().filter_map(|at| terms[at].take()).collect();
        Terms {
            taxonomy: self.taxonomy.clone(),
            language: self.language.to_owned(),
            terms,
            of_article,
        }
    }
}

/// What two spellings of one word have in common: neither case, blanks, hyphens, what cannot
/// be seen nor the form of Unicode count.
pub fn fold(name: &str) -> String {
    let counts = |c: &char| {
        let dash = matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{ad}');
        let unseen = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
        !c.is_whitespace() && !dash && !unseen
    };
    name.chars().filter(counts).flat_map(char::to_lowercase).nfc().collect()
}

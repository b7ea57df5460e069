use std::collections::BTreeMap;

use super::{Diagnostic, Report, Severity};

/// How grave it is when a rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Nothing is said.
    Off,
    Warning,
    Error,
}

impl Level {
    const ALL: [Self; 3] = [Self::Off, Self::Warning, Self::Error];

    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Self::name)
    }
}

/// The rules whose level a site can choose, by the codes of what is said when they are broken,
/// with the level that they have else. What is an error by itself is none of them.
pub const RULES: [(&str, Level); 29] = [
    ("broken-picture", Level::Warning),
    ("date-in-name", Level::Warning),
    ("dead-anchor", Level::Warning),
    ("dead-external", Level::Warning),
    ("dead-link", Level::Warning),
    ("duplicate-title", Level::Warning),
    ("embed", Level::Warning),
    ("follows", Level::Warning),
    ("heading-skip", Level::Warning),
    ("incomplete-job", Level::Warning),
    ("missing-alt", Level::Warning),
    // Most archives let the first paragraph speak, and many name no places.
    ("missing-dateline", Level::Off),
    ("missing-description", Level::Off),
    ("missing-image", Level::Warning),
    ("missing-legal-page", Level::Warning),
    ("no-article", Level::Warning),
    ("not-read", Level::Warning),
    ("orphan-profile", Level::Warning),
    ("personal-data", Level::Warning),
    ("robots-out-of-reach", Level::Warning),
    ("same-anchor", Level::Warning),
    ("similar-tags", Level::Warning),
    ("spelling", Level::Warning),
    ("strange-file", Level::Warning),
    ("unknown-key", Level::Warning),
    ("unknown-name", Level::Warning),
    ("unsafe-link", Level::Warning),
    ("unused-footnote", Level::Warning),
    ("unused-image", Level::Warning),
];

/// The levels that a site has chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<&'static str, Level>);

impl Levels {
    /// Nothing if there is no such rule.
    pub fn set(&mut self, rule: &str, level: Level) -> Option<()> {
        let (rule, _) = RULES.iter().find(|(known, _)| *known == rule)?;
        self.0.insert(rule, level);
        Some(())
    }

    /// The level of a rule; nothing of what is none.
    pub fn of(&self, code: &str) -> Option<Level> {
        let default = || RULES.iter().find(|(rule, _)| *rule == code).map(|(_, level)| *level);
        self.0.get(code).copied().or_else(default)
    }

    pub fn is_on(&self, rule: &str) -> bool {
        self.of(rule) != Some(Level::Off)
    }

    /// All rules with their levels.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, Level)> {
        RULES.iter().map(|(rule, level)| (*rule, self.0.get(rule).copied().unwrap_or(*level)))
    }
}

impl Report {
    /// Each warning at the level of its rule. An error stays one, since it stands for something
    /// that could not be done.
    pub fn at(self, levels: &Levels) -> Self {
        let at_level = |diagnostic: Diagnostic| {
            let level = levels.of(&diagnostic.code).filter(|_| !diagnostic.is_error());
            match level {
                Some(Level::Off) => None,
                Some(Level::Error) => Some(Diagnostic { severity: Severity::Error, ..diagnostic }),
                Some(Level::Warning) | None => Some(diagnostic),
            }
        };
        self.0.into_iter().filter_map(at_level).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_stand_in_order_and_once() {
        assert!(RULES.is_sorted_by(|(one, _), (other, _)| one < other));
    }

    #[test]
    fn an_error_stays_one_whatever_the_level() {
        let mut levels = Levels::default();
        levels.set("missing-image", Level::Off).unwrap();
        levels.set("dead-link", Level::Error).unwrap();
        assert_eq!(levels.set("clash", Level::Off), None);
        let report: Report = [
            Diagnostic::error("missing-image", "a"),
            Diagnostic::warning("missing-image", "b"),
            Diagnostic::warning("dead-link", "c"),
            Diagnostic::warning("watch", "d"),
        ]
        .into_iter()
        .collect();
        let report = report.at(&levels);
        let said: Vec<_> =
            report.iter().map(|said| (said.is_error(), said.message.as_str())).collect();
        assert_eq!(said, [(true, "a"), (true, "c"), (false, "d")]);
    }
}

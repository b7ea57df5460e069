//! What was published, and what became of it: `urls.lock` and `redirects.yaml`; and what
//! hosts are told.
//!
//! Pure. What the site has now is asked elsewhere; here is only what it had, and what people say
//! about it.

mod follow;
mod hosts;
mod lock;
mod mark;
mod media;
mod redirects;

use crate::config::Config;
use crate::diagnostic::Report;

pub use follow::{Followed, Seen, follow};
pub use hosts::{Departed, RulesFile, split, text as rules_text};
pub use lock::{Entry, FILE as LOCK, Lock, Sort};
pub use mark::Mark;
pub use media::Feeds;
pub use redirects::{FILE as REDIRECTS, Redirects, Rule, Target};

/// What was published, and what people say of it.
#[derive(Clone, Debug, Default)]
pub struct Published {
    pub lock: Lock,
    pub redirects: Redirects,
}

impl Published {
    /// From the texts of both files, each empty if it is not there.
    pub fn read(lock: &str, redirects: &str, config: &Config) -> (Self, Report) {
        let (lock, mut report) = Lock::read(lock);
        let (redirects, problems) = Redirects::read(redirects, config);
        report.append(problems);
        (Self { lock, redirects }, report)
    }
}

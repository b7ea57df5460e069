use crate::plan::Route;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Looking which files there are.
    Scan,
    /// Looking whether anything differs from what the last build left.
    Compare,
    Parse,
    Plan,
    Render,
    Commit,
    /// Keeping what the next build need not compute.
    Keep,
    /// Building clean, and comparing.
    Verify,
}

impl Phase {
    pub fn name(self) -> &'static str {
        match self {
            Self::Scan => "scan",
            Self::Compare => "compare",
            Self::Parse => "parse",
            Self::Plan => "plan",
            Self::Render => "render",
            Self::Commit => "commit",
            Self::Keep => "keep",
            Self::Verify => "verify",
        }
    }
}

/// Is told how far a build is. Called from many threads.
pub trait Progress: Sync {
    /// A phase begins; `total` steps will be taken, or it is not known how many.
    fn phase(&self, phase: Phase, total: usize);

    /// A page is begun.
    fn start(&self, route: &Route);

    /// A page is done.
    fn done(&self, route: &Route);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn phase(&self, _: Phase, _: usize) {}

    fn start(&self, _: &Route) {}

    fn done(&self, _: &Route) {}
}

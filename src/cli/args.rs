use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// A static site generator for news archives.
#[derive(Debug, Parser)]
#[command(name = "blattwerk", version, arg_required_else_help = true)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, ClapArgs)]
pub struct Common {
    /// The folder of the site
    #[arg(short, long, global = true, value_name = "FOLDER", default_value = ".")]
    pub root: PathBuf,
    /// Another file than site.toml, in that folder
    #[arg(short, long, global = true, value_name = "FILE")]
    pub config: Option<String>,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print more
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// What is printed: for people or, as one object at the end, for programs
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub format: OutputFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    Text,
    Json,
    /// Of `check` only: for code hosts
    Sarif,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Begin a small site in a new folder
    Init {
        /// The folder, which must not hold a site yet
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Begin a new article
    New(New),
    /// Build the site
    Build(Build),
    /// Show the site in a browser, and every change of it at once
    Serve(Serve),
    /// Find all errors and warnings, and write nothing
    Check(Check),
    /// Say why a page was rendered, or would be
    Explain(Explain),
    /// List what the site has
    List(List),
    /// List tags, rename them, make several one
    Tags(Tags),
    /// File readers' mails as comments, and list those that are not approved
    Comment(Comment),
    /// Write what was published in a while as a newsletter: HTML and plain text
    Newsletter(Newsletter),
    /// Print when the site will next change by the clock alone
    Due(Shown),
    /// Remove what earlier builds wrote, and the cache
    Clean(Output),
    /// Print the settings, with a value for every key
    Config,
    /// Print a completion script for a shell
    Completion { shell: Shell },
    #[command(flatten)]
    Planned(Planned),
}

/// Commands of the design that no code brings to life yet.
#[derive(Debug, Subcommand)]
#[command(hide = true)]
pub enum Planned {
    #[command(hide = true)]
    Import(Rest),
    #[command(hide = true)]
    Deploy(Rest),
}

#[derive(Debug, ClapArgs)]
#[command(disable_help_flag = true)]
pub struct Rest {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    pub rest: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub struct New {
    #[command(subcommand)]
    pub what: NewWhat,
}

#[derive(Debug, Subcommand)]
pub enum NewWhat {
    /// content/articles/YEAR/MONTH/NAME.md, as a draft
    Article {
        title: String,
        /// The end of its URL, instead of what follows from the title
        #[arg(long)]
        slug: Option<String>,
        /// Its date, instead of now
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
}

#[derive(Debug, ClapArgs)]
pub struct Output {
    /// The output folder, instead of `output_dir` in site.toml
    #[arg(short, long, visible_short_alias = 'd', value_name = "FOLDER")]
    pub output_dir: Option<PathBuf>,
}

impl Output {
    /// From where the command was typed, as every path on a command line.
    pub fn folder(&self) -> Option<PathBuf> {
        Some(from_here(self.output_dir.as_ref()?))
    }
}

/// A path of a command line, from where that was typed.
pub fn from_here(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// What shows what, and as of when.
#[derive(Debug, ClapArgs)]
pub struct Shown {
    /// Show drafts
    #[arg(short = 'D', long)]
    pub drafts: bool,
    /// Show articles of the future
    #[arg(short = 'F', long)]
    pub future: bool,
    /// Show articles that have expired
    #[arg(short = 'E', long)]
    pub expired: bool,
    /// The clock, instead of SOURCE_DATE_EPOCH or now: 2026-11-23T08:00:00+01:00
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Build {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub shown: Shown,
    /// The address of the site, instead of `base_url` in site.toml
    #[arg(short = 'u', long, visible_short_alias = 'b', value_name = "URL")]
    pub base_url: Option<String>,
    /// Take warnings for errors
    #[arg(long)]
    pub strict: bool,
    /// Compute everything anew, without the cache
    #[arg(long)]
    pub full: bool,
    /// Compare the output with that of a clean build, byte for byte
    #[arg(long)]
    pub verify: bool,
    /// Say how long each phase took
    #[arg(long)]
    pub timings: bool,
    /// Add the addresses of the site to urls.lock, so that none can vanish unnoticed
    #[arg(long)]
    pub publish: bool,
    /// Hold articles back that have errors and were never published, and build the rest
    #[arg(long)]
    pub hold_broken: bool,
    #[command(flatten)]
    pub planned: PlannedFlags,
}

#[derive(Debug, ClapArgs)]
pub struct Check {
    #[command(flatten)]
    pub build: Build,
    /// Follow links to other hosts, too
    #[arg(long)]
    pub external: bool,
    /// Tell only what does not stand in this file
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write into that file all that is wrong now
    #[arg(long, requires = "baseline")]
    pub update_baseline: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Serve {
    #[command(flatten)]
    pub shown: Shown,
    /// The address of the site, instead of `base_url` in site.toml
    #[arg(short = 'u', long, visible_short_alias = 'b', value_name = "URL")]
    pub base_url: Option<String>,
    /// The port, or the next one that is free; 0 for any
    #[arg(short, long, default_value_t = 1111)]
    pub port: u16,
    /// Listen at this address, for other machines too: 0.0.0.0
    #[arg(short, long, value_name = "ADDRESS")]
    pub interface: Option<std::net::IpAddr>,
    /// Another name by which browsers may call this server
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Open the site in a browser
    #[arg(short = 'O', long)]
    pub open: bool,
    /// Do not load open pages again
    #[arg(long)]
    pub no_reload: bool,
    /// Let the browser go to the article that is edited
    #[arg(short = 'N', long, conflicts_with = "no_reload")]
    pub navigate: bool,
    /// Look for changes every second, where the system does not tell of them
    #[arg(long)]
    pub poll: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Explain {
    /// A URL of the site, or a file of the content or of the output
    pub path: String,
    /// Ask about the build to come, not about the last one
    #[arg(long)]
    pub next: bool,
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub shown: Shown,
    /// The address of the site, if the build was given another one
    #[arg(short = 'u', long, visible_short_alias = 'b', value_name = "URL")]
    pub base_url: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Tags {
    #[command(subcommand)]
    pub what: TagsWhat,
}

#[derive(Debug, Subcommand)]
pub enum TagsWhat {
    /// All tags with their numbers of articles
    List(TagsList),
    /// Give a tag another name, in every file that has it
    Rename(TagsRename),
    /// Make tags one that is there already, in every file that has them
    Merge(TagsMerge),
}

#[derive(Debug, ClapArgs)]
pub struct TagsList {
    /// Only groups of those that are nearly alike, and probably one
    #[arg(long)]
    pub similar: bool,
    #[command(flatten)]
    pub taxonomy: OfTaxonomy,
    #[command(flatten)]
    pub shown: Shown,
}

#[derive(Debug, ClapArgs)]
pub struct TagsRename {
    /// The tag, as articles write it, or the end of its address
    pub old: String,
    /// A name that no tag has yet
    pub new: String,
    #[command(flatten)]
    pub writing: Writing,
}

#[derive(Debug, ClapArgs)]
pub struct TagsMerge {
    /// The tags that go
    #[arg(required = true)]
    pub old: Vec<String>,
    /// The tag that stays
    pub into: String,
    #[command(flatten)]
    pub writing: Writing,
}

#[derive(Debug, ClapArgs)]
pub struct OfTaxonomy {
    /// Others than tags: categories, authors, or one of the site's own
    #[arg(long, value_name = "NAME", default_value = "tags")]
    pub taxonomy: String,
}

#[derive(Debug, ClapArgs)]
pub struct Writing {
    #[command(flatten)]
    pub taxonomy: OfTaxonomy,
    /// Print the lines that would differ, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Comment {
    #[command(subcommand)]
    pub what: CommentWhat,
}

#[derive(Debug, Subcommand)]
pub enum CommentWhat {
    /// File the mail on standard input as a comment that is not approved yet
    Add(CommentAdd),
    /// All comments that are not approved yet
    List,
}

#[derive(Debug, ClapArgs)]
pub struct CommentAdd {
    /// The article: its file, its URL, or the end of that
    pub article: String,
    /// The reader's name, instead of the sender's
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub name: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Newsletter {
    /// Articles from then on: 7d, 2w, 2026-11-16
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub since: String,
    /// Articles before then, instead of now; of a day, its end
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// Only articles and jobs with this tag; may be given several times
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// A greeting in Markdown
    #[arg(long, value_name = "FILE")]
    pub intro: Option<PathBuf>,
    /// The subject, instead of the title of the site and the date
    #[arg(long, value_name = "TEXT")]
    pub subject: Option<String>,
    /// At most so many articles, the newest
    #[arg(long, value_name = "NUMBER", value_parser = at_least_one)]
    pub limit: Option<usize>,
    /// Write files anew that say something else
    #[arg(long)]
    pub replace: bool,
    /// The folder, instead of that in site.toml
    #[arg(short, long, visible_short_alias = 'd', value_name = "FOLDER")]
    pub output_dir: Option<PathBuf>,
    /// The clock, instead of SOURCE_DATE_EPOCH or now: 2026-11-23T08:00:00+01:00
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("it must be a number from 1".to_owned()),
        Ok(number) => Ok(number),
    }
}

/// Flags of the design that no code brings to life yet.
#[derive(Debug, ClapArgs)]
pub struct PlannedFlags {
    #[arg(long, hide = true)]
    pub minify: bool,
}

#[derive(Debug, ClapArgs)]
pub struct List {
    #[arg(default_value = "articles")]
    pub what: ListWhat,
    #[command(flatten)]
    pub shown: Shown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListWhat {
    /// Articles that are shown, the newest first
    Articles,
    /// What is not shown, and why
    Held,
    /// Current jobs
    Jobs,
    /// Tags with their numbers of articles
    Tags,
    /// Every file of the output
    Routes,
}

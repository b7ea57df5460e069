//! Blattwerk, a static site generator for news archives.
//!
//! Modules stand in dependency order: each uses only those above it.

pub mod value;
pub mod diagnostic;
pub mod document;
pub mod config;
pub mod source;
pub mod picture;
pub mod search;
pub mod markdown;
pub mod article;
pub mod job;
pub mod comment;
pub mod published;
pub mod archive;
pub mod plan;
pub mod theme;
pub mod render;
pub mod retag;
pub mod cache;
pub mod emit;
pub mod build;
pub mod check;
pub mod watch;
pub mod serve;
pub mod cli;

//! Tiny sites, one claim each, through the front door.
//!
//! One program instead of one a file: linking takes longer than running.

#[path = "../support/mod.rs"]
mod support;

mod calendar;
mod check;
mod commands;
mod comments;
mod embeds;
mod explain;
mod feeds;
mod foreign;
mod fragments;
mod front_matter;
mod laws;
mod letters;
mod modules;
mod names;
mod newsletter;
mod pages;
mod pagination;
mod permanence;
mod pictures;
mod search;
mod search_engines;
mod serve;
mod settings;
mod tags;
mod typography;
mod verify;
mod zeitung;

//! Markdown to HTML and its outline.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Place, Report, Severity};
use crate::value::{is_obeyed, without_orders};

/// What a terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    Colour,
}

/// Every diagnostic as a person reads it, with an empty line after each.
pub fn print(report: &Report, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colour => Renderer::styled(),
    };
    let renderer = renderer.decor_style(DecorStyle::Unicode);
    report.iter().map(|diagnostic| print_one(diagnostic, &renderer) + "\n\n").collect()
}

fn print_one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(without_orders(&diagnostic.message)));
    if let Some(place) = &diagnostic.place {
        group = match place.line {
            0 => group.element(Origin::path(visible(&place.file))),
            _ => group.elements(snippet(place, diagnostic.label.as_deref())),
        };
    }
    if let Some(page) = diagnostic.page.as_deref().map(visible) {
        let others = match diagnostic.repeated {
            0 => String::new(),
            1 => ", and on 1 more page".to_owned(),
            number => format!(", and on {number} more pages"),
        };
        let message = format!("met on {page}{others}");
        group = group.element(Level::NOTE.message(message));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.with_name("hint").message(without_orders(hint)));
    }
    renderer.render(&[group])
}

fn snippet<'a>(place: &'a Place, label: Option<&'a str>) -> Vec<Element<'a>> {
    let label = label.map(without_orders);
    let annotation = AnnotationKind::Primary.span(place.underline.clone()).label(label);
    let snippet =
        Snippet::source(place.text.as_str()).line_start(place.line).annotation(annotation);
    let file = visible(&place.file);
    // The renderer counts columns in the text it is given, which of a long line is only a part.
    let shown = place.text[..place.underline.start].chars().count() + 1;
    if shown == place.column {
        return vec![snippet.path(file).into()];
    }
    let origin = Origin::path(file).line(place.line).char_column(place.column);
    vec![origin.into(), snippet.into()]
}

/// A file's name without what a terminal would obey.
fn visible(file: &str) -> String {
    let shown = |c: char| if is_obeyed(c) { char::REPLACEMENT_CHARACTER } else { c };
    file.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_shows_the_line_and_the_way_out() {
        let text = "---\ntitle: Tee\ndate: 2026-13-01\n---\n";
        let diagnostic = Diagnostic::error("date", "`date` is not a date")
            .at(Place::new("content/articles/2026/11/tee.md", text, 21..31))
            .label("there is no month 13")
            .hint("write it as `2026-12-01`");
        insta::assert_snapshot!(print(&diagnostic.into(), Style::Plain), @r"
        error: `date` is not a date
          ╭▸ content/articles/2026/11/tee.md:3:7
          │
        3 │ date: 2026-13-01
          │       ━━━━━━━━━━ there is no month 13
          │
          ╰ hint: write it as `2026-12-01`
        ");
    }

    #[test]
    fn a_diagnostic_without_a_line_names_the_file() {
        let diagnostic =
            Diagnostic::warning("image", "`a.png` is not there").in_file("content/a.md");
        insta::assert_snapshot!(print(&diagnostic.into(), Style::Plain), @r"
        warning: `a.png` is not there
         ─▸ content/a.md
        ");
    }
}

//! The tags of tables.
//!
//! pulldown-cmark's own put styles into attributes, which a strict content
//! security policy forbids, and do not say what a heading heads.

use pulldown_cmark::Alignment;

use super::links::attribute;

#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// The cell that is being written.
    cell: Cell,
}

/// What a cell holds.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Cell {
    #[default]
    Empty,
    Filled,
}

impl Table {
    pub(super) fn new(alignments: &[Alignment]) -> Self {
        Table { alignments: alignments.to_vec(), ..Table::default() }
    }

    /// A wide table scrolls inside its frame, so the keyboard must reach the frame,
    /// and then it needs a name. It is a group, no region: tables are no landmarks.
    pub(super) fn start(label: &str) -> String {
        let label = attribute("aria-label", label);
        format!("<div class=\"table\" tabindex=\"0\" role=\"group\"{label}><table>\n")
    }

    pub(super) const END: &str = "</tbody></table></div>\n";

    pub(super) fn start_head(&mut self) -> &'static str {
        (self.column, self.in_head) = (0, true);
        "<thead><tr>"
    }

    pub(super) fn end_head(&mut self) -> &'static str {
        self.in_head = false;
        "</tr></thead>\n<tbody>\n"
    }

    pub(super) fn start_row(&mut self) -> &'static str {
        self.column = 0;
        "<tr>"
    }

    /// An empty cell heads nothing, so it is no heading.
    pub(super) fn start_cell(&mut self, cell: Cell) -> String {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::None) | None => "",
        };
        self.column += 1;
        self.cell = cell;
        if self.is_heading() {
            format!("<th scope=\"col\"{class}>")
        } else {
            format!("<td{class}>")
        }
    }

    pub(super) fn end_cell(&self) -> &'static str {
        if self.is_heading() { "</th>" } else { "</td>" }
    }

    fn is_heading(&self) -> bool {
        self.in_head && self.cell == Cell::Filled
    }
}

//! A title in lines: as large as it can be, and lines of about the same length.

use super::letters::{Letters, Size, whole};

pub struct Lines {
    pub lines: Vec<String>,
    pub size: Size,
    pub height: u32,
    leading: f32,
}

impl Lines {
    /// Of each line, from the top.
    pub fn baselines(&self) -> impl Iterator<Item = u32> {
        // So much of an em stands above the baseline.
        const ASCENT: f32 = 0.78;
        let Size(size) = self.size;
        let step = size * self.leading;
        (0u16..).map(move |line| whole(size * ASCENT + f32::from(line) * step))
    }
}

/// Sets a text in the largest size in which it fits, and cuts it off in the smallest.
pub fn set(
    letters: &Letters,
    text: &str,
    sizes: &[(Size, usize)],
    width: u32,
    (height, leading): (u32, f32),
) -> Lines {
    let text = letters.spelled(text);
    let mut set = Lines { lines: Vec::new(), size: Size(1.0), height: 0, leading };
    for &(size, calm) in sizes {
        let most = calm
            .min(whole(f32::from(u16::try_from(height).unwrap_or(u16::MAX)) / (size.0 * leading))
                as usize);
        let is_last = sizes.last().is_some_and(|(last, _)| *last == size);
        let pieces = pieces(letters, &text, size, is_last.then_some(width));
        let fits = pieces.iter().all(|piece| piece.width <= f64::from(width));
        let lines = broken(&pieces, f64::from(width));
        if !is_last && (!fits || lines.len() > most) {
            continue;
        }
        set.size = size;
        set.lines = if lines.len() > most {
            cut(letters, &lines, size, width, most)
        } else {
            balanced(&pieces, lines.len(), f64::from(width))
        };
        break;
    }
    let lines = u16::try_from(set.lines.len()).unwrap_or(u16::MAX);
    set.height = whole(f32::from(lines) * set.size.0 * leading);
    set
}

/// What is not broken: a word, or the part of it up to a hyphen.
struct Piece<'t> {
    text: &'t str,
    width: f64,
    /// Of the blank before it, if there is one.
    blank: Option<f64>,
}

/// In the smallest size a word that is wider than the card is broken anywhere.
fn pieces<'t>(letters: &Letters, text: &'t str, size: Size, most: Option<u32>) -> Vec<Piece<'t>> {
    let width = |text: &str| f64::from(letters.width(text, size));
    let blank = width(" ");
    let mut pieces = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut before = Some(blank);
        for part in word.split_inclusive(['-', '–', '—', '/']) {
            let mut rest = part;
            while let Some(most) = most.map(f64::from).filter(|most| width(rest) > *most) {
                let ends = rest.char_indices().map(|(at, _)| at).skip(1);
                let end = ends.take_while(|end| width(&rest[..*end]) <= most).last();
                let (start, end) = rest.split_at(end.unwrap_or(rest.len()));
                pieces.push(Piece { text: start, width: width(start), blank: before.take() });
                rest = end;
            }
            pieces.push(Piece { text: rest, width: width(rest), blank: before.take() });
        }
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// As many pieces to a line as there is room for.
fn broken(pieces: &[Piece<'_>], width: f64) -> Vec<String> {
    let mut lines: Vec<(String, f64)> = Vec::new();
    for piece in pieces {
        let blank = piece.blank.unwrap_or(0.0);
        match lines.last_mut() {
            Some((line, taken)) if *taken + blank + piece.width <= width => {
                line.push_str(if piece.blank.is_some() { " " } else { "" });
                line.push_str(piece.text);
                *taken += blank + piece.width;
            }
            _ => lines.push((piece.text.to_owned(), piece.width)),
        }
    }
    lines.into_iter().map(|(line, _)| line).collect()
}

/// In as many lines, the longest of which is as short as it can be.
fn balanced(pieces: &[Piece<'_>], lines: usize, width: f64) -> Vec<String> {
    let (mut narrow, mut wide) = (0.0, width);
    for _ in 0..12 {
        let middle = f64::midpoint(narrow, wide);
        let fits = pieces.iter().all(|piece| piece.width <= middle);
        match fits && broken(pieces, middle).len() <= lines {
            true => wide = middle,
            false => narrow = middle,
        }
    }
    broken(pieces, wide)
}

fn cut(letters: &Letters, lines: &[String], size: Size, width: u32, most: usize) -> Vec<String> {
    let mut kept = lines[..most].to_vec();
    if let Some(last) = kept.last_mut() {
        last.push_str(" …");
        *last = letters.fitted(last, size, width).replace(" …", "…");
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, sizes: &[(Size, usize)]) -> Vec<String> {
        set(&Letters::new(), text, sizes, 1000, (600, 1.14)).lines
    }

    #[test]
    fn lines_are_of_about_the_same_length() {
        let text = "Microsoft steigt mit einer Milliarde Dollar bei OpenAI ein";
        assert_eq!(
            lines(text, &[(Size(90.0), 3)]),
            ["Microsoft steigt mit", "einer Milliarde Dollar", "bei OpenAI ein"]
        );
    }

    #[test]
    fn a_word_that_is_too_wide_makes_all_smaller_and_is_broken_last() {
        let text = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";
        assert_eq!(lines(text, &[(Size(90.0), 3), (Size(30.0), 3)]), [text]);
        let broken = lines(text, &[(Size(60.0), 9)]);
        assert!(broken.len() > 1);
        assert_eq!(broken.concat(), text);
    }

    #[test]
    fn what_does_not_fit_at_all_is_cut_off() {
        let cut = lines(&"sehr lang ".repeat(90), &[(Size(60.0), 3)]);
        assert_eq!(cut.len(), 3);
        assert!(cut[2].ends_with('…'), "{cut:?}");
    }

    #[test]
    fn a_hyphen_is_a_place_to_break_and_a_letter_that_is_missing_is_left_out() {
        assert_eq!(
            lines("KI-Verordnung tritt in Kraft", &[(Size(170.0), 3)]),
            ["KI-", "Verordnung", "tritt in Kraft"]
        );
        assert_eq!(lines("Tokio 東京 🎉 und ǟ", &[(Size(60.0), 3)]), ["Tokio und a"]);
    }
}

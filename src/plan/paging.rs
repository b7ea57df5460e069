use std::ops::Range;

/// How a list is cut into pages whose numbers never move.
///
/// Pages are counted from the oldest article, and a full one never changes when an article
/// is appended. The list's own address shows what is on no numbered page: of 1,003 articles
/// at 25 a page the newest 28, and always 25 to 49 once there are enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    total: usize,
    per_page: usize,
}

impl Paging {
    pub fn new(total: usize, per_page: usize) -> Self {
        Self { total, per_page: per_page.max(1) }
    }

    /// How many numbered pages there are; the first has the number 1.
    pub fn numbered(self) -> usize {
        (self.total / self.per_page).saturating_sub(1)
    }

    /// The places, counted from the oldest, of the articles on a numbered page.
    pub fn page(self, number: usize) -> Range<usize> {
        (number - 1) * self.per_page..number * self.per_page
    }

    /// The places of the articles at the list's own address.
    pub fn newest(self) -> Range<usize> {
        self.numbered() * self.per_page..self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn of_1003_articles_the_newest_28_stand_at_the_lists_own_address() {
        let paging = Paging::new(1003, 25);
        assert_eq!(paging.numbered(), 39);
        assert_eq!(paging.page(39), 950..975);
        assert_eq!(paging.newest(), 975..1003);
    }

    proptest! {
        #[test]
        fn every_article_stands_on_exactly_one_page(total in 0usize..500, per in 1usize..30) {
            let paging = Paging::new(total, per);
            let mut places: Vec<usize> = (1..=paging.numbered()).flat_map(|n| paging.page(n)).collect();
            places.extend(paging.newest());
            prop_assert_eq!(places, (0..total).collect::<Vec<_>>());
            prop_assert!(total < per || (per..2 * per).contains(&paging.newest().len()));
        }

        #[test]
        fn appending_never_moves_a_numbered_page(total in 0usize..500, per in 1usize..30) {
            let (before, after) = (Paging::new(total, per), Paging::new(total + 1, per));
            prop_assert!(after.numbered() >= before.numbered());
            for number in 1..=before.numbered() {
                prop_assert_eq!(before.page(number), after.page(number));
            }
        }
    }
}

//! Which of the drawn rows shows which lead.

use crate::model::Uuid;

/// The drawn rows from top to bottom: their names, and the leads that they show.
#[derive(Default)]
pub struct Pool {
    rows: Vec<(usize, Uuid)>,
}

impl Pool {
    /// Gives each lead in sight a row; `None` is one that is not loaded.
    ///
    /// A lead keeps its row, and one that comes into sight takes that of one that
    /// leaves: to change what a row says costs the page a quarter of making one. Where
    /// many come at once, as in a storm that sorts the list anew, rows stay where they
    /// are whatever they show: to move one costs as much as to make it.
    pub fn assign(&mut self, leads: &[Option<Uuid>]) -> Vec<Option<usize>> {
        let before = std::mem::take(&mut self.rows);
        let known = |lead: Uuid| before.iter().find(|(_, shown)| *shown == lead);
        let rows = leads.iter().flatten();
        let (count, new) = rows.fold((0, 0), |(count, new), lead| {
            (count + 1, new + usize::from(known(*lead).is_none()))
        });
        let stay = new * 4 >= count;
        let kept = |lead: Uuid| known(lead).filter(|_| !stay).map(|(row, _)| *row);
        let taken: Vec<usize> = leads
            .iter()
            .flatten()
            .filter_map(|lead| kept(*lead))
            .collect();
        let free = before.iter().map(|(row, _)| *row);
        let mut free = free.filter(|row| !taken.contains(row));
        let unused = |row: &usize| before.iter().all(|(used, _)| used != row);
        let mut unused = (0..).filter(unused);
        let assigned = leads.iter().map(|lead| {
            let lead = (*lead)?;
            let row = kept(lead)
                .or_else(|| free.next())
                .or_else(|| unused.next())?;
            self.rows.push((row, lead));
            Some(row)
        });
        assigned.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::Range;

    fn leads(leads: impl IntoIterator<Item = u128>) -> Vec<Option<Uuid>> {
        leads
            .into_iter()
            .map(|n| Some(Uuid::from_u128(n)))
            .collect()
    }

    fn rows(rows: impl IntoIterator<Item = usize>) -> Vec<Option<usize>> {
        rows.into_iter().map(Some).collect()
    }

    fn pool(shown: Range<u128>) -> Pool {
        let mut pool = Pool::default();
        let count = shown.clone().count();
        assert_eq!(pool.assign(&leads(shown)), rows(0..count));
        pool
    }

    #[test]
    fn a_lead_keeps_its_row_and_one_that_comes_takes_that_of_one_that_goes() {
        let mut pool = pool(0..10);
        let risen = pool.assign(&leads([7, 0, 1, 2, 3, 4, 5, 6, 8, 9]));
        assert_eq!(risen, rows([7, 0, 1, 2, 3, 4, 5, 6, 8, 9]));
        let come = pool.assign(&leads([50, 7, 0, 1, 2, 3, 4, 5, 6, 8]));
        assert_eq!(come, rows([9, 7, 0, 1, 2, 3, 4, 5, 6, 8]));
    }

    #[test]
    fn in_a_storm_rows_stay_where_they_are() {
        let mut pool = pool(0..10);
        let storm = leads([20, 21, 22, 23, 0, 1, 2, 3, 4, 5]);
        assert_eq!(pool.assign(&storm), rows(0..10));
        assert_eq!(pool.assign(&storm), rows(0..10));
    }

    #[test]
    fn there_are_as_many_rows_as_are_drawn_each_once() {
        let mut pool = pool(0..4);
        assert_eq!(pool.assign(&leads(0..20)), rows(0..20));
        assert_eq!(pool.assign(&leads(10..13)), rows(10..13));
        let mut some = leads(10..14);
        some.insert(1, None);
        let assigned = pool.assign(&some);
        assert_eq!(assigned[1], None);
        let mut used: Vec<_> = assigned.into_iter().flatten().collect();
        used.sort_unstable();
        used.dedup();
        assert_eq!(used.len(), 4);
    }
}

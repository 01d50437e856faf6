//! Which row of one table is which of another. Rows have no names: what they hold tells, and then where they stand.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use similar::algorithms::{Capture, diff_slices};
use similar::{Algorithm, DiffTag};

use crate::answers::Cell;
use crate::row::Row;

/// A row of each of two tables, by index; a row that only one of them has stands alone.
pub(crate) type Pair = (Option<usize>, Option<usize>);

/// How much alike two rows have to be to be one that was changed: more than half, in thousandths.
const ALIKE: usize = 500;

/// The rows that are not the same in the same order, each once, in the order of `mine`. Whoever removed, moved or changed one row
/// gets one pair.
pub(crate) fn differing(mine: &[&Row], theirs: &[&Row]) -> Vec<Pair> {
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    // as found: tidied up as for lines of text, changes among equal rows would slide to the last of them
    let mut found = Capture::new();
    let Ok(()) = diff_slices(Algorithm::Myers, &mut found, mine, theirs);
    for op in found.into_ops() {
        if op.tag() != DiffTag::Equal {
            left.extend(op.old_range());
            right.extend(op.new_range());
        }
    }
    let mut pairs = Vec::new();
    for (mine, theirs) in candidates(mine, theirs, &left, &right) {
        if left.contains(&mine) && right.contains(&theirs) {
            left.remove(&mine);
            right.remove(&theirs);
            pairs.push((Some(mine), Some(theirs)));
        }
    }
    pairs.extend(left.into_iter().map(|mine| (Some(mine), None)));
    pairs.extend(right.into_iter().map(|theirs| (None, Some(theirs))));
    pairs.sort_by_key(|(mine, theirs)| (mine.or(*theirs), mine.is_none()));
    pairs
}

/// Who may be who: the most alike first, of those the nearest; at last what stands at the same place.
fn candidates(mine: &[&Row], theirs: &[&Row], left: &BTreeSet<usize>, right: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let rows = |all: &[&Row], some: &BTreeSet<usize>| -> Vec<(usize, BTreeSet<(String, String)>)> {
        some.iter().filter_map(|&at| Some((at, said(all.get(at)?)))).collect()
    };
    let (left, right) = (rows(mine, left), rows(theirs, right));
    let mut ranked: Vec<_> = left
        .iter()
        .flat_map(|(mine, one)| right.iter().map(move |(theirs, other)| (alike(one, other), *mine, *theirs)))
        .filter(|(alike, mine, theirs)| *alike > ALIKE || mine == theirs)
        .collect();
    ranked.sort_by_key(|&(alike, mine, theirs)| (alike <= ALIKE, Reverse(alike), mine.abs_diff(theirs), mine));
    ranked.into_iter().map(|(_, mine, theirs)| (mine, theirs)).collect()
}

/// What a row says, without boxes that are not ticked.
fn said(row: &Row) -> BTreeSet<(String, String)> {
    let text = |cell| match cell {
        Cell::Text(text) => Some(text),
        Cell::Flag(ticked) => ticked.then_some("true"),
    };
    row.iter().filter_map(|(name, cell)| Some((name.to_owned(), text(cell)?.to_owned()))).collect()
}

/// How much of what two rows say is the same, in thousandths.
fn alike(one: &BTreeSet<(String, String)>, other: &BTreeSet<(String, String)>) -> usize {
    2000 * one.intersection(other).count() / (one.len() + other.len()).max(1)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn row() -> impl Strategy<Value = Row> {
        let cells =
            vec(("[a-d]", prop_oneof!["[xy]{1,2}".prop_map(Cell::Text), any::<bool>().prop_map(Cell::Flag)]), 0..4);
        cells.prop_map(|cells| cells.into_iter().collect())
    }

    /// Rows of which each says something that no other says.
    fn table(length: usize) -> Vec<Row> {
        let cell = |name: &str, text: String| (name.to_owned(), Cell::Text(text));
        let row = |n| {
            [
                cell("department", "緩和ケア科".to_owned()),
                cell("member_no", format!("A{n}")),
                cell("name", format!("架空{n}")),
            ]
        };
        (0..length).map(|n| row(n).into_iter().collect()).collect()
    }

    fn pairs(mine: &[Row], theirs: &[Row]) -> Vec<Pair> {
        differing(&mine.iter().collect::<Vec<_>>(), &theirs.iter().collect::<Vec<_>>())
    }

    fn rest(rows: &[Row], told: impl Iterator<Item = Option<usize>>) -> Vec<&Row> {
        let told: BTreeSet<usize> = told.flatten().collect();
        rows.iter().enumerate().filter(|(at, _)| !told.contains(at)).map(|(_, row)| row).collect()
    }

    #[test]
    fn a_change_among_equal_rows_stays_at_its_place() {
        let mine = vec![table(1).remove(0); 12];
        let mut theirs = mine.clone();
        theirs[2] = table(2).remove(1);
        assert_eq!(pairs(&mine, &theirs), [(Some(2), Some(2))]);
        assert_eq!(pairs(&theirs, &mine), [(Some(2), Some(2))]);
    }

    proptest! {
        #[test]
        fn what_is_not_told_is_the_same_in_the_same_order(mine in vec(row(), 0..9), theirs in vec(row(), 0..9)) {
            let pairs = pairs(&mine, &theirs);
            prop_assert_eq!(rest(&mine, pairs.iter().map(|pair| pair.0)), rest(&theirs, pairs.iter().map(|pair| pair.1)));
            for side in [|pair: &Pair| pair.0, |pair: &Pair| pair.1] {
                let told: Vec<usize> = pairs.iter().filter_map(side).collect();
                prop_assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len(), "a row told twice");
            }
        }

        #[test]
        fn one_step_is_one_pair(length in 2_usize..60, at in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
            let mine = table(length);
            prop_assert_eq!(pairs(&mine, &mine), []);
            let (at, to) = (at.index(length), to.index(length));
            let mut removed = mine.clone();
            let row = removed.remove(at);
            prop_assert_eq!(pairs(&mine, &removed), [(Some(at), None)]);
            prop_assert_eq!(pairs(&removed, &mine), [(None, Some(at))]);
            let mut moved = removed.clone();
            moved.insert(to, row.clone());
            let told = pairs(&mine, &moved);
            prop_assert_eq!(told.len(), usize::from(at != to));
            prop_assert!(told.iter().all(|(mine, theirs)| mine.is_some() && theirs.is_some()));
            let mut changed = mine.clone();
            changed[at] = row.iter().map(|(name, cell)| (name.to_owned(), cell.to_owned())).chain([("name".to_owned(), Cell::Text("見本".to_owned()))]).collect();
            prop_assert_eq!(pairs(&mine, &changed), [(Some(at), Some(at))]);
            changed.remove((at + 1) % length);
            prop_assert_eq!(pairs(&mine, &changed).len(), 2);
        }
    }
}

//! Entries that are about each other, in a circle: each belongs to a group, and what leads round within a group is a circle.

use std::collections::BTreeSet;

/// Things that lead to others, sorted into groups: two are of one group when each leads to the other, over however many.
#[derive(Debug)]
pub struct Circles {
    /// The group of each thing.
    groups: Vec<usize>,
    /// All things: those of a group beside each other, and a group before those that it leads to.
    pub order: Vec<usize>,
    /// The groups of more than one, and of one that leads to itself.
    round: BTreeSet<usize>,
}

impl Circles {
    /// The groups of things, of which each leads to those that `to` lists by their places. Takes time in proportion to what it looks at, and
    /// no deeper stack for a longer way.
    #[must_use]
    pub fn of(to: &[Vec<usize>]) -> Self {
        let mut from: Vec<Vec<usize>> = vec![Vec::new(); to.len()];
        for (at, others) in to.iter().enumerate() {
            for other in others {
                from[*other].push(at);
            }
        }
        let mut is_seen = vec![false; to.len()];
        let mut last_first: Vec<usize> = (0..to.len()).flat_map(|at| walk(to, at, &mut is_seen)).collect();
        last_first.reverse();
        let mut is_seen = vec![false; to.len()];
        let mut circles = Self { groups: vec![0; to.len()], order: Vec::new(), round: BTreeSet::new() };
        for (group, at) in last_first.into_iter().enumerate() {
            let found = walk(&from, at, &mut is_seen);
            if found.len() > 1 || to[at].contains(&at) {
                circles.round.insert(group);
            }
            for one in &found {
                circles.groups[*one] = group;
            }
            circles.order.extend(found);
        }
        circles
    }

    /// Whether two are of one group.
    #[must_use]
    pub fn are_one(&self, one: usize, other: usize) -> bool {
        self.groups[one] == self.groups[other]
    }

    /// Whether something leads to itself, over others or not.
    #[must_use]
    pub fn is_round(&self, at: usize) -> bool {
        self.round.contains(&self.groups[at])
    }
}

/// What something leads to that is not seen yet, itself last, and each behind what it leads to.
fn walk(to: &[Vec<usize>], first: usize, is_seen: &mut [bool]) -> Vec<usize> {
    let mut done = Vec::new();
    if std::mem::replace(&mut is_seen[first], true) {
        return done;
    }
    let mut way = vec![(first, 0)];
    while let Some((at, next)) = way.last_mut() {
        let Some(other) = to[*at].get(*next) else {
            done.push(*at);
            way.pop();
            continue;
        };
        *next += 1;
        if !std::mem::replace(&mut is_seen[*other], true) {
            way.push((*other, 0));
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_round_is_of_one_group_and_groups_come_before_those_that_they_lead_to() {
        // 0 leads to 1; 1, 2 and 3 lead round; 2 leads to 4; 5 leads to itself.
        let circles = Circles::of(&[vec![1], vec![2], vec![3, 4], vec![1], vec![], vec![5]]);
        assert_eq!((0..6).map(|at| circles.is_round(at)).collect::<Vec<_>>(), [false, true, true, true, false, true]);
        assert!(circles.are_one(1, 3) && !circles.are_one(0, 1) && !circles.are_one(2, 4));
        let place = |thing: usize| circles.order.iter().position(|at| *at == thing);
        assert!(place(0) < place(1) && place(1) < place(4) && place(3) < place(4), "{:?}", circles.order);
        assert_eq!(circles.order.len(), 6);
    }
}

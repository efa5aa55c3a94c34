//! From the shapes that fit to the few that are told.

use std::collections::HashSet;

use super::candidate::Candidate;
use super::entries::Entries;
use super::evidence::Evidence;
use super::{Diagnosis, arrangement, factor, remainder};
use crate::numeric::Status;

/// How many shapes are told at most.
const TOLD: usize = 3;

/// The shapes that the evidence supports, the most telling first. Empty if nothing disagrees and
/// f is differentiable, or if the disagreement has no shape.
pub(crate) fn diagnose(evidence: &Evidence) -> Vec<Diagnosis> {
    let wrong = evidence.disagreeing();
    let (alone, wrong): (Vec<usize>, Vec<usize>) =
        wrong.into_iter().partition(|i| evidence.alone[*i]);
    let mut told = if wrong.is_empty() {
        Vec::new()
    } else if evidence.exact_is_under_test {
        of_dual_numbers(evidence, &wrong)
    } else {
        of_a_hand(evidence, &wrong)
    };
    if !alone.is_empty() {
        let entries = Entries::new(evidence, &alone);
        told.push(Diagnosis::AtThisPointAlone { entries });
    }
    for status in [Status::Kink, Status::Jump] {
        let places = indices(evidence, |i| evidence.status[i] == status);
        if !places.is_empty() {
            let entries = Entries::all_told(evidence, &places);
            told.push(Diagnosis::NotDifferentiable { entries, status });
        }
    }
    told
}

fn indices(evidence: &Evidence, holds: impl Fn(usize) -> bool) -> Vec<usize> {
    (0..evidence.reference.len())
        .filter(|&i| holds(i))
        .collect()
}

/// Dual numbers follow the rules of differentiation; what they cannot follow is a number that
/// has left them.
fn of_dual_numbers(evidence: &Evidence, wrong: &[usize]) -> Vec<Diagnosis> {
    let of = |holds: fn(f64) -> bool| -> Vec<usize> {
        let holds = |i: &usize| holds(evidence.claimed[*i]);
        wrong.iter().copied().filter(holds).collect()
    };
    let cut = of(|claimed| claimed == 0.0);
    let partly = of(|claimed| claimed != 0.0 && claimed.is_finite());
    let mut told = Vec::new();
    if !cut.is_empty() {
        let entries = Entries::new(evidence, &cut);
        told.push(Diagnosis::DerivativeCut { entries });
    }
    if !partly.is_empty() {
        let entries = Entries::new(evidence, &partly);
        told.push(Diagnosis::DerivativePartlyCut { entries });
    }
    told.extend(remainder::not_finite(evidence, wrong).map(|c| c.diagnosis));
    told
}

fn of_a_hand(evidence: &Evidence, wrong: &[usize]) -> Vec<Diagnosis> {
    // From the simplest to the least simple: of those that explain as much, the first is told.
    let mut candidates: Vec<Candidate> =
        remainder::not_finite(evidence, wrong).into_iter().collect();
    candidates.extend(factor::sign(evidence, wrong));
    candidates.extend(arrangement::all(evidence, wrong));
    candidates.extend(factor::all(evidence, wrong));
    candidates.extend(arrangement::asymmetric(evidence, wrong));
    candidates.extend(remainder::missing(evidence, wrong));
    candidates.extend(remainder::sums(evidence, wrong));

    let mut left = wrong.to_vec();
    let mut told: Vec<Candidate> = Vec::new();
    while told.len() < TOLD && !left.is_empty() {
        let is_left = |i: &&usize| left.binary_search(i).is_ok();
        let news = |c: &Candidate| c.explains.iter().filter(is_left).count();
        let most = candidates.iter().map(news).max().unwrap_or(0);
        let Some(best) = candidates.iter().position(|c| most > 0 && news(c) == most) else {
            break;
        };
        let best = candidates.remove(best);
        let explained: HashSet<usize> = best.explains.iter().copied().collect();
        left.retain(|i| !explained.contains(i));
        told.push(best);
    }
    // Where most is left unexplained, what little fits may fit by chance.
    if 2 * left.len() > wrong.len() {
        told.retain(|c| c.diagnosis.is_fact());
    }
    if told.is_empty() {
        remainder::confined(evidence, wrong).into_iter().collect()
    } else {
        told.into_iter().map(|c| c.diagnosis).collect()
    }
}

impl Diagnosis {
    /// Whether the claimed entries show it by themselves.
    fn is_fact(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::NotFinite { .. })
    }
}

//! Mistakes that leave a remainder: entries left out, terms too many or too few.

use super::Diagnosis;
use super::candidate::Candidate;
use super::entries::Entries;
use super::evidence::{Evidence, Range};
use super::kind::Kind;
use super::place::Place;

/// How wide the range of a constant may be, relative to it, if two witnesses speak for it, or
/// more.
const WIDTH: [f64; 2] = [1e-3, 1e-2];

/// Entries that are NaN or infinite.
pub(super) fn not_finite(evidence: &Evidence, wrong: &[usize]) -> Option<Candidate> {
    let infinite = |i: &usize| !evidence.claimed[*i].is_finite();
    let explains: Vec<usize> = wrong.iter().copied().filter(infinite).collect();
    (!explains.is_empty()).then(|| Candidate {
        diagnosis: Diagnosis::NotFinite {
            entries: Entries::new(evidence, &explains),
        },
        explains,
    })
}

/// Entries that are exactly zero.
pub(super) fn missing(evidence: &Evidence, wrong: &[usize]) -> Option<Candidate> {
    let zero = |i: &usize| evidence.claimed[*i] == 0.0;
    let explains: Vec<usize> = wrong.iter().copied().filter(zero).collect();
    (!explains.is_empty()).then(|| Candidate {
        diagnosis: Diagnosis::Missing {
            entries: Entries::new(evidence, &explains),
        },
        explains,
    })
}

/// A constant, or a multiple of x, added to all wrong entries.
pub(super) fn sums(evidence: &Evidence, wrong: &[usize]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let width = match evidence.witnesses(wrong) {
        0 | 1 => return found,
        2 => WIDTH[0],
        _ => WIDTH[1],
    };
    // The constant c of claimed - right = c times some length, from all wrong entries.
    let constant = |length: &dyn Fn(usize) -> f64| {
        let range = wrong.iter().try_fold(Range::ALL, |range, &i| {
            let difference = evidence.claimed[i] - evidence.reference[i];
            let (error, length) = (evidence.error[i], length(i));
            (difference.is_finite() && length != 0.0).then_some(())?;
            let one = Range::between((difference - error) / length, (difference + error) / length);
            range.common(one)
        })?;
        let constant = range.roundest();
        (range.width() <= width * constant.abs()).then_some(constant)
    };
    if let Some(offset) = constant(&|_| 1.0) {
        found.push(Candidate {
            diagnosis: Diagnosis::Offset {
                entries: Entries::new(evidence, wrong),
                offset,
            },
            explains: wrong.to_vec(),
        });
    }
    if evidence.kind == Kind::Gradient {
        // Entries at x = 0 have nothing to lose; all others must have lost something.
        let all = (0..evidence.point.len())
            .all(|i| evidence.point[i] == 0.0 || wrong.binary_search(&i).is_ok());
        let mut lengths: Vec<f64> = wrong.iter().map(|&i| evidence.point[i].abs()).collect();
        lengths.sort_by(f64::total_cmp);
        lengths.dedup();
        if all
            && lengths.len() > 1
            && let Some(lost) = constant(&|i| -evidence.point[i])
        {
            found.push(Candidate {
                diagnosis: Diagnosis::QuadraticTerm { factor: lost },
                explains: wrong.to_vec(),
            });
        }
    }
    found
}

/// What to say of entries that nothing explains: that all are in one place.
pub(super) fn confined(evidence: &Evidence, wrong: &[usize]) -> Option<Diagnosis> {
    let (row, column) = evidence.position(*wrong.first()?);
    let (rows, columns) = evidence.shape;
    let all =
        |holds: &dyn Fn((usize, usize)) -> bool| wrong.iter().all(|&i| holds(evidence.position(i)));
    let touch = |k: usize| all(&|p| p.0 == k || p.1 == k);
    let place = match (evidence.kind, wrong) {
        _ if evidence.reference.len() == 1 => return None,
        (_, [one]) => Place::of(evidence.kind, evidence.position(*one)),
        (Kind::Hessian, _) if columns > 2 && touch(column) => Place::Variable(column),
        (Kind::Hessian, _) if columns > 2 && touch(row) => Place::Variable(row),
        (Kind::Jacobian, _) if rows > 1 && all(&|p| p.0 == row) => Place::Row(row),
        (Kind::Jacobian, _) if columns > 1 && all(&|p| p.1 == column) => Place::Column(column),
        _ => return None,
    };
    Some(Diagnosis::Confined { place })
}

//! Right entries in wrong places.

use super::Diagnosis;
use super::candidate::Candidate;
use super::entries::Entries;
use super::evidence::Evidence;
use super::kind::Kind;
use super::place::Place;

/// With more wrong entries than this, pairs are not looked for.
const MANY: usize = 200;

/// Every arrangement that fits.
pub(super) fn all(evidence: &Evidence, wrong: &[usize]) -> Vec<Candidate> {
    let mut found = Vec::new();
    found.extend(transposed(evidence, wrong));
    if wrong.len() <= MANY {
        found.extend(swapped_lines(evidence, wrong));
        found.extend(swapped_entries(evidence, wrong));
    }
    found.extend(shifted(evidence, wrong));
    if wrong.len() <= MANY {
        found.extend(copied_lines(evidence, wrong));
        found.extend(copied_entries(evidence, wrong));
    }
    found
}

/// The wrong entries that a rearrangement explains, if it makes every entry right that it moves.
/// `source` says where in the claimed derivative an entry is found: None if it was overwritten.
fn rearranged(
    evidence: &Evidence,
    wrong: &[usize],
    source: impl Fn(usize) -> Option<usize>,
) -> Option<Vec<usize>> {
    let becomes_right =
        |i| source(i).is_none_or(|s| s == i || evidence.allows(i, evidence.claimed[s]));
    let is_moved = |i: &usize| source(*i) != Some(*i);
    let explained: Vec<usize> = wrong.iter().copied().filter(is_moved).collect();
    let convincing = |i: &&usize| source(**i).is_some() && evidence.is_sharp(**i);
    // The few before the many.
    let fits = explained.iter().filter(convincing).count() >= 2
        && explained.iter().all(|&i| becomes_right(i))
        && (0..evidence.reference.len()).all(becomes_right);
    fits.then_some(explained)
}

fn transposed(evidence: &Evidence, wrong: &[usize]) -> Option<Candidate> {
    let (rows, columns) = evidence.shape;
    if evidence.kind != Kind::Jacobian || rows == 1 || columns == 1 {
        return None;
    }
    let explains = rearranged(evidence, wrong, |i| {
        let (row, column) = evidence.position(i);
        Some(column * rows + row)
    })?;
    Some(Candidate {
        diagnosis: Diagnosis::Transposed,
        explains,
    })
}

/// `k`, with `a` and `b` exchanged.
fn exchanged(k: usize, (a, b): (usize, usize)) -> usize {
    match k {
        _ if k == a => b,
        _ if k == b => a,
        _ => k,
    }
}

/// All pairs of different elements, each once.
fn pairs(elements: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    elements
        .iter()
        .enumerate()
        .flat_map(|(k, &b)| elements[..k].iter().map(move |&a| (a, b)))
}

/// The different rows, or columns, of some entries.
fn lines(wrong: &[usize], line: impl Fn(usize) -> usize) -> Vec<usize> {
    let mut lines: Vec<usize> = wrong.iter().map(|&i| line(i)).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// Rows or columns of a Jacobian, or variables of a Hessian.
fn swapped_lines(evidence: &Evidence, wrong: &[usize]) -> Vec<Candidate> {
    type Naming = fn(usize) -> Place;
    let mut found = Vec::new();
    let ways: &[(bool, bool, Naming)] = match evidence.kind {
        Kind::Derivative | Kind::Gradient => &[],
        Kind::Jacobian => &[(false, true, Place::Column), (true, false, Place::Row)],
        Kind::Hessian => &[(true, true, Place::Variable)],
    };
    for &(rows, columns, place) in ways {
        let line = |i| {
            let (row, column) = evidence.position(i);
            if columns { column } else { row }
        };
        for pair in pairs(&lines(wrong, line)) {
            let explains = rearranged(evidence, wrong, |i| {
                let (row, column) = evidence.position(i);
                let row = if rows { exchanged(row, pair) } else { row };
                let column = if columns {
                    exchanged(column, pair)
                } else {
                    column
                };
                Some(evidence.index(row, column))
            });
            found.extend(explains.map(|explains| Candidate {
                diagnosis: Diagnosis::Swapped {
                    first: place(pair.0),
                    second: place(pair.1),
                },
                explains,
            }));
        }
    }
    found
}

fn swapped_entries(evidence: &Evidence, wrong: &[usize]) -> Vec<Candidate> {
    let swapped = |&(i, j): &(usize, usize)| {
        evidence.is_sharp(i)
            && evidence.is_sharp(j)
            && evidence.is_within(i, evidence.claimed[j])
            && evidence.is_within(j, evidence.claimed[i])
    };
    pairs(wrong)
        .filter(swapped)
        .map(|(i, j)| Candidate {
            diagnosis: Diagnosis::Swapped {
                first: Place::of(evidence.kind, evidence.position(i)),
                second: Place::of(evidence.kind, evidence.position(j)),
            },
            explains: vec![i, j],
        })
        .collect()
}

/// All entries one place along their row, or all rows one place down or up.
fn shifted(evidence: &Evidence, wrong: &[usize]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let whole_rows: &[bool] = match evidence.kind {
        Kind::Derivative | Kind::Hessian => &[],
        Kind::Gradient => &[false],
        Kind::Jacobian => &[false, true],
    };
    for &rows in whole_rows {
        let length = if rows {
            evidence.shape.0
        } else {
            evidence.shape.1
        };
        for (by, cyclic) in [(1, true), (-1, true), (1, false), (-1, false)] {
            let moved = |k: usize| match k.checked_add_signed(by) {
                Some(at) if at < length => Some(at),
                _ if cyclic => Some(if by > 0 { 0 } else { length - 1 }),
                _ => None,
            };
            let explains = rearranged(evidence, wrong, |i| {
                let (row, column) = evidence.position(i);
                Some(if rows {
                    evidence.index(moved(row)?, column)
                } else {
                    evidence.index(row, moved(column)?)
                })
            });
            // With two entries this is a swap; with two witnesses it may be.
            let explains = explains.filter(|explains| explains.len() > 2 && length > 2);
            found.extend(explains.map(|explains| Candidate {
                diagnosis: Diagnosis::Shifted { rows, by, cyclic },
                explains,
            }));
        }
    }
    found
}

/// A row or column of a Jacobian that equals one without a mistake.
fn copied_lines(evidence: &Evidence, wrong: &[usize]) -> Vec<Candidate> {
    let mut found = Vec::new();
    if evidence.kind != Kind::Jacobian {
        return found;
    }
    let (rows, columns) = evidence.shape;
    for by_row in [true, false] {
        let (count, length) = if by_row {
            (rows, columns)
        } else {
            (columns, rows)
        };
        let index = |line, k| {
            if by_row {
                evidence.index(line, k)
            } else {
                evidence.index(k, line)
            }
        };
        let line = |i| {
            let (row, column) = evidence.position(i);
            if by_row { row } else { column }
        };
        let place = if by_row { Place::Row } else { Place::Column };
        let spoilt = lines(wrong, line);
        for &copy in &spoilt {
            let equal = |original: &usize| {
                (0..length).all(|k| {
                    evidence.claimed[index(copy, k)] == evidence.claimed[index(*original, k)]
                })
            };
            let explains: Vec<usize> = wrong.iter().copied().filter(|&i| line(i) == copy).collect();
            // One entry does not make a line.
            let original = (0..count).filter(|o| !spoilt.contains(o)).find(equal);
            if let (Some(original), 2..) = (original, explains.len()) {
                found.push(Candidate {
                    diagnosis: Diagnosis::Copied {
                        copy: place(copy),
                        original: place(original),
                    },
                    explains,
                });
            }
        }
    }
    found
}

/// Entries that equal, to the bit, exactly one other, which is right. Ones and zeros are equal
/// too often to mean anything, and those of a Hessian have a mirror image.
fn copied_entries(evidence: &Evidence, wrong: &[usize]) -> Vec<Candidate> {
    let counts = |i: &usize| {
        let (row, column) = evidence.position(*i);
        evidence.kind != Kind::Hessian || row <= column
    };
    let mut found = Vec::new();
    for &i in wrong.iter().filter(|i| counts(i)) {
        let claimed = evidence.claimed[i];
        if claimed == 0.0 || claimed.abs() == 1.0 || !evidence.is_sharp(i) {
            continue;
        }
        let mut equal = (0..evidence.claimed.len())
            .filter(|j| counts(j) && *j != i && evidence.claimed[*j] == claimed);
        let (Some(original), None) = (equal.next(), equal.next()) else {
            continue;
        };
        if evidence.is_comparable(original) && evidence.is_within(original, claimed) {
            let mut explains = vec![i];
            if evidence.kind == Kind::Hessian {
                let (row, column) = evidence.position(i);
                let mirror = evidence.index(column, row);
                if mirror != i && evidence.claimed[mirror] == claimed && wrong.contains(&mirror) {
                    explains.push(mirror);
                }
            }
            found.push(Candidate {
                diagnosis: Diagnosis::Copied {
                    copy: Place::of(evidence.kind, evidence.position(i)),
                    original: Place::of(evidence.kind, evidence.position(original)),
                },
                explains,
            });
        }
    }
    found
}

/// Entries of a Hessian that are wrong while their mirror images are right.
pub(super) fn asymmetric(evidence: &Evidence, wrong: &[usize]) -> Option<Candidate> {
    if evidence.kind != Kind::Hessian {
        return None;
    }
    let half = |i: &usize| {
        let (row, column) = evidence.position(*i);
        let mirror = evidence.claimed[evidence.index(column, row)];
        evidence.is_sharp(*i) && evidence.is_within(*i, mirror)
    };
    let explains: Vec<usize> = wrong.iter().copied().filter(half).collect();
    (!explains.is_empty()).then(|| Candidate {
        diagnosis: Diagnosis::Asymmetric {
            entries: Entries::new(evidence, &explains),
        },
        explains,
    })
}

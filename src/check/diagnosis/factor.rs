//! Entries that are a constant times what they should be.

use std::collections::BTreeMap;
use std::f64::consts::{LN_2, LN_10, PI, SQRT_2};

use super::candidate::Candidate;
use super::entries::Entries;
use super::evidence::{Evidence, Range};
use super::kind::Kind;
use super::{Composed, Diagnosis};

/// Factors that mistakes are known to make.
const KNOWN: [f64; 24] = [
    2.0,
    0.5,
    -2.0,
    -0.5,
    3.0,
    1.0 / 3.0,
    4.0,
    0.25,
    PI / 180.0,
    180.0 / PI,
    2.0 * PI,
    0.5 / PI,
    PI,
    1.0 / PI,
    LN_10,
    1.0 / LN_10,
    LN_2,
    1.0 / LN_2,
    SQRT_2,
    1.0 / SQRT_2,
    10.0,
    0.1,
    1000.0,
    0.001,
];

/// How wide, relative to the factor, a range may be in which -1 is no accident.
const WIDTH_OF_SIGN: f64 = 0.05;

/// The same for one of the known factors.
const WIDTH_OF_KNOWN: f64 = 1e-3;

/// The same for a free constant, relative to its distance from 1, if two witnesses speak for it,
/// or more.
const WIDTH_OF_CONSTANT: [f64; 2] = [1e-3, 1e-2];

/// The factors that entry `i` may be off by.
fn range(evidence: &Evidence, i: usize) -> Option<Range> {
    let (claimed, right, error) = (
        evidence.claimed[i],
        evidence.reference[i],
        evidence.error[i],
    );
    (claimed.is_finite() && claimed != 0.0 && right.abs() > error)
        .then(|| Range::between(claimed / (right - error), claimed / (right + error)))
}

/// The factor that all of `indices` share.
fn common(evidence: &Evidence, indices: &[usize]) -> Option<Range> {
    indices.iter().try_fold(Range::ALL, |all, &i| {
        range(evidence, i).and_then(|one| one.common(all))
    })
}

/// Those of `wrong` that are off by `factor`. Among many entries some fit by chance, so the
/// ranges must be the narrower the more there are, unless all fit.
fn off_by(evidence: &Evidence, wrong: &[usize], factor: f64, width: f64) -> Vec<usize> {
    if let Some(range) = common(evidence, wrong)
        && range.contains(factor)
        && range.width() <= width * factor.abs()
    {
        return wrong.to_vec();
    }
    let narrow = width * factor.abs() / wrong.len() as f64;
    let fits =
        |i: &usize| range(evidence, *i).is_some_and(|r| r.contains(factor) && r.width() <= narrow);
    wrong.iter().copied().filter(fits).collect()
}

/// The wrong sign.
pub(super) fn sign(evidence: &Evidence, wrong: &[usize]) -> Option<Candidate> {
    let explains = off_by(evidence, wrong, -1.0, WIDTH_OF_SIGN);
    (!explains.is_empty()).then(|| Candidate {
        diagnosis: Diagnosis::WrongSign {
            entries: Entries::new(evidence, &explains),
        },
        explains,
    })
}

/// Every other factor that fits.
pub(super) fn all(evidence: &Evidence, wrong: &[usize]) -> Vec<Candidate> {
    let mut found = Vec::new();
    found.extend(part_of_hessian(evidence, wrong));
    for factor in KNOWN {
        let explains = off_by(evidence, wrong, factor, WIDTH_OF_KNOWN);
        if !explains.is_empty() {
            let entries = Entries::new(evidence, &explains);
            let diagnosis = Diagnosis::Factor { entries, factor };
            found.push(Candidate {
                diagnosis,
                explains,
            });
        }
    }
    found.extend(number_of_variables(evidence, wrong));
    found.extend(composed(evidence, wrong));
    found.extend(constant(evidence, wrong));
    if evidence.shape.0 > 1 {
        let (mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new());
        for &i in wrong {
            let (row, column) = evidence.position(i);
            rows.entry(row).or_insert_with(Vec::new).push(i);
            columns.entry(column).or_insert_with(Vec::new).push(i);
        }
        let lines = rows.values().chain(columns.values());
        found.extend(lines.filter_map(|line| constant(evidence, line)));
    }
    found
}

/// A factor 2 or 1/2 everywhere on the diagonal of a Hessian, or everywhere off it.
fn part_of_hessian(evidence: &Evidence, wrong: &[usize]) -> Option<Candidate> {
    if evidence.kind != Kind::Hessian {
        return None;
    }
    let is_diagonal = |i: usize| {
        let (row, column) = evidence.position(i);
        row == column
    };
    let diagonal = is_diagonal(*wrong.first()?);
    // All of this part is wrong that is not zero, and there is another part, which is right.
    let mut others = false;
    for i in (0..evidence.reference.len()).filter(|&i| !evidence.is_nothing(i)) {
        let is_part = is_diagonal(i) == diagonal;
        if is_part != wrong.binary_search(&i).is_ok() {
            return None;
        }
        others |= !is_part;
    }
    if !others {
        return None;
    }
    let range = common(evidence, wrong)?;
    let factor = [2.0, 0.5].into_iter().find(|&f| range.contains(f))?;
    (range.width() <= WIDTH_OF_KNOWN * factor).then(|| Candidate {
        diagnosis: if diagonal {
            Diagnosis::Diagonal { factor }
        } else {
            Diagnosis::OffDiagonal { factor }
        },
        explains: wrong.to_vec(),
    })
}

/// n or 1/n.
fn number_of_variables(evidence: &Evidence, wrong: &[usize]) -> Option<Candidate> {
    let variables = evidence.shape.1;
    let n = variables as f64;
    let range = common(evidence, wrong)?;
    let factor = [n, 1.0 / n].into_iter().find(|&f| range.contains(f))?;
    if variables == 1 || range.width() > WIDTH_OF_KNOWN * factor {
        return None;
    }
    let entries = Entries::new(evidence, wrong);
    Some(Candidate {
        diagnosis: if factor == n {
            Diagnosis::SumForMean { entries, variables }
        } else {
            Diagnosis::MeanForSum { entries, variables }
        },
        explains: wrong.to_vec(),
    })
}

/// The gradient of a function of f.
fn composed(evidence: &Evidence, wrong: &[usize]) -> Option<Candidate> {
    let value = evidence.value?;
    let range = common(evidence, wrong)?;
    let (function, factor) = Composed::ALL
        .into_iter()
        .map(|function| (function, function.factor(value)))
        .find(|&(_, factor)| {
            factor.is_finite()
                && range.contains(factor)
                && range.width() <= WIDTH_OF_KNOWN * factor.abs()
        })?;
    Entries::new(evidence, wrong).is_every().then(|| Candidate {
        diagnosis: Diagnosis::DerivativeOf { function, factor },
        explains: wrong.to_vec(),
    })
}

/// Any factor, if entries of different size agree on it.
fn constant(evidence: &Evidence, wrong: &[usize]) -> Option<Candidate> {
    let width = match evidence.witnesses(wrong) {
        0 | 1 => return None,
        2 => WIDTH_OF_CONSTANT[0],
        _ => WIDTH_OF_CONSTANT[1],
    };
    let range = common(evidence, wrong)?;
    let factor = range.roundest();
    (range.width() <= width * factor.abs().min((factor - 1.0).abs())).then(|| Candidate {
        diagnosis: Diagnosis::Factor {
            entries: Entries::new(evidence, wrong),
            factor,
        },
        explains: wrong.to_vec(),
    })
}

/// A factor as people write it.
pub(super) fn spelled(factor: f64) -> String {
    let names = [
        (0.5, "1/2"),
        (-0.5, "-1/2"),
        (1.0 / 3.0, "1/3"),
        (0.25, "1/4"),
        (PI / 180.0, "π/180"),
        (180.0 / PI, "180/π"),
        (2.0 * PI, "2π"),
        (0.5 / PI, "1/(2π)"),
        (PI, "π"),
        (1.0 / PI, "1/π"),
        (LN_10, "ln 10"),
        (1.0 / LN_10, "1/ln 10"),
        (LN_2, "ln 2"),
        (1.0 / LN_2, "1/ln 2"),
        (SQRT_2, "√2"),
        (1.0 / SQRT_2, "1/√2"),
    ];
    match names.iter().find(|(number, _)| *number == factor) {
        Some((_, name)) => (*name).to_owned(),
        None => factor.to_string(),
    }
}

/// What makes a factor.
pub(super) fn cause(factor: f64) -> &'static str {
    let is_any = |of: &[f64]| of.contains(&factor);
    if is_any(&[2.0, -2.0]) {
        "a lost 1/2, or a term counted twice"
    } else if is_any(&[0.5, -0.5]) {
        "the derivative of f/2, or a lost 2 from a square"
    } else if is_any(&[3.0, 4.0, 1.0 / 3.0, 0.25]) {
        "the exponent of a power, or a mean taken for a sum"
    } else if is_any(&[PI / 180.0, 180.0 / PI]) {
        "degrees taken for radians"
    } else if is_any(&[LN_10, LN_2, 1.0 / LN_10, 1.0 / LN_2]) {
        "a logarithm to another base"
    } else if is_any(&[10.0, 0.1, 1000.0, 0.001]) {
        "a change of units"
    } else {
        "a constant in front that was lost, added or mistyped"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_spelled() {
        assert_eq!(spelled(PI / 180.0), "π/180");
        assert_eq!(spelled(1.000001), "1.000001");
        assert!(cause(180.0 / PI).contains("degrees"));
    }
}

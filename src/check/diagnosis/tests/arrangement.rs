//! Right entries in wrong places, and parts of Hessians.

use super::*;

#[test]
fn swaps() {
    for subject in gradients() {
        let found = subject.with(|g| g.swap(0, 2));
        let (first, second) = (Place::Component(0), Place::Component(2));
        assert_eq!(found, [Diagnosis::Swapped { first, second }]);
    }
    for subject in jacobians() {
        let (rows, n) = subject.shape;
        let found = subject.with(|j| (0..rows).for_each(|i| j.swap(i * n, i * n + 1)));
        let (first, second) = (Place::Column(0), Place::Column(1));
        assert_eq!(found, [Diagnosis::Swapped { first, second }]);
        let found = subject.with(|j| (0..n).for_each(|k| j.swap(k, n + k)));
        let (first, second) = (Place::Row(0), Place::Row(1));
        assert_eq!(found, [Diagnosis::Swapped { first, second }]);
        let found = subject.with(|j| j.swap(0, n + 1));
        let (first, second) = (Place::Entry(0, 0), Place::Entry(1, 1));
        assert_eq!(found, [Diagnosis::Swapped { first, second }]);
    }
    for subject in hessians() {
        let n = subject.shape.0;
        let found = subject.with(|h| {
            (0..n).for_each(|i| h.swap(i * n, i * n + 1));
            (0..n).for_each(|k| h.swap(k, n + k));
        });
        let (first, second) = (Place::Variable(0), Place::Variable(1));
        assert_eq!(found, [Diagnosis::Swapped { first, second }]);
    }
    // Equal entries may be swapped: nobody can tell.
    let equal = gradient(|x| x[0] * x[1], |x| x[0] * x[1], &[1.5, 1.5]);
    assert_eq!(equal.with(|g| g.swap(0, 1)), []);
}

#[test]
fn shifts() {
    for subject in gradients() {
        let n = subject.right.len();
        for (by, cyclic) in [(1, true), (-1, true), (1, false), (-1, false)] {
            let found = subject.with(|g| {
                if by > 0 {
                    g.rotate_right(1)
                } else {
                    g.rotate_left(1)
                }
                if !cyclic {
                    g[if by > 0 { 0 } else { n - 1 }] = 0.123;
                }
            });
            let rows = false;
            assert_eq!(found, [Diagnosis::Shifted { rows, by, cyclic }]);
        }
    }
    for subject in jacobians() {
        let (rows, n) = subject.shape;
        let found = subject.with(|j| j.chunks_mut(n).for_each(|row| row.rotate_right(1)));
        let expected = Diagnosis::Shifted {
            rows: false,
            by: 1,
            cyclic: true,
        };
        assert_eq!(found, [expected]);
        if rows > 2 {
            let found = subject.with(|j| j.rotate_left(n));
            let expected = Diagnosis::Shifted {
                rows: true,
                by: -1,
                cyclic: true,
            };
            assert_eq!(found, [expected]);
        }
    }
}

#[test]
fn transposition() {
    for subject in jacobians() {
        let (rows, columns) = subject.shape;
        let right = subject.right.clone();
        let found = subject.with(|j| {
            for (k, entry) in j.iter_mut().enumerate() {
                *entry = right[k % rows * columns + k / rows];
            }
        });
        assert_eq!(found, [Diagnosis::Transposed]);
    }
}

#[test]
fn parts_of_hessians() {
    for subject in hessians() {
        let n = subject.shape.0;
        for factor in [2.0, 0.5] {
            let scale = |diagonal: bool| {
                move |h: &mut [f64]| {
                    let part = |k: &usize| (k / n == k % n) == diagonal;
                    (0..n * n).filter(part).for_each(|k| h[k] *= factor);
                }
            };
            assert_eq!(
                subject.with(scale(false)),
                [Diagnosis::OffDiagonal { factor }]
            );
            assert_eq!(subject.with(scale(true)), [Diagnosis::Diagonal { factor }]);
        }
        // The lower triangle left empty.
        let found = subject.with(|h| {
            (0..n * n)
                .filter(|k| k / n > k % n)
                .for_each(|k| h[k] = 0.0)
        });
        assert!(
            matches!(found[..], [Diagnosis::Asymmetric { .. }]),
            "{found:?}"
        );
        let sentence = subject.sentence(|h| h[1] *= 1.3);
        assert!(
            sentence.starts_with("entry (0, 1) is wrong, but right"),
            "{sentence}"
        );
        let found = subject.with(|h| {
            h[1] *= 1.3;
            h[n] *= 1.3;
        });
        assert!(
            matches!(
                found[..],
                [Diagnosis::Confined {
                    place: Place::Variable(_)
                }]
            ),
            "{found:?}"
        );
    }
}

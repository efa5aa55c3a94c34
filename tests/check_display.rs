//! What a report looks like, to the letter.

use partials::{Check, Function, Gradient, Hessian, Jacobian, function};

#[test]
fn a_gradient_with_a_wrong_sign() {
    let f = Gradient::numeric(|x| x[0] * x[0] + 3.0 * x[1]);
    let report = f.check_against(|x| [-2.0 * x[0], 3.0], &[0.75, 2.0]);
    assert_eq!(report.to_string(), WRONG_SIGN, "{report}");
}

const WRONG_SIGN: &str = "\
gradient at x = [0.75, 2.0]: DISAGREE (1 of 2 agree, 1 disagree)
  entry         by hand      numerical  ± error  difference  / bar  verdict
  [0]    -1.50000000000  1.50000000000    2e-14       3.0e0   2e13  DISAGREE
  [1]     3.00000000000  3.00000000000    7e-15       0.0e0   0.00  agree
look at: entry 0 has the wrong sign: look for a lost or doubled minus, or for the derivative of -f.
";

#[test]
fn many_entries_are_cut_to_the_worst() {
    let f = Jacobian::new(|x| [x[0] * x[1], x[1] * x[2], x[2] * x[3], x[3] * x[0]]);
    let hand = |x: &[f64]| {
        [
            [x[1], x[0], 0.0, 0.0],
            [0.0, x[2], x[1], 0.0],
            [0.0, 0.0, x[3], x[2]],
            [x[3], 0.0, 0.0, 2.0 * x[0]],
        ]
    };
    let report = f.check_against(hand, &[0.75, 2.0, 1.25, 0.5]);
    assert_eq!(report.to_string(), MANY, "{report}");
}

const MANY: &str = "\
Jacobian 4 x 4 at x = [0.75, 2.0, 1.25, 0.5]: DISAGREE (15 of 16 agree, 1 disagree)
  entry          by hand           exact       numerical  ± error  difference  / bar  verdict
  (3, 3)   1.50000000000  0.750000000000  0.750000000000    2e-15      7.5e-1   7e13  DISAGREE
  (0, 0)   2.00000000000   2.00000000000   2.00000000000    6e-15       0.0e0   0.00  agree
  (0, 1)  0.750000000000  0.750000000000  0.750000000000    2e-15       0.0e0   0.00  agree
  (0, 2)               0               0               0    3e-16       0.0e0   0.00  agree
  (0, 3)               0               0               0    7e-16       0.0e0   0.00  agree
  (1, 0)               0               0               0    1e-15       0.0e0   0.00  agree
  (1, 1)   1.25000000000   1.25000000000   1.25000000000    4e-15       0.0e0   0.00  agree
  (1, 2)   2.00000000000   2.00000000000   2.00000000000    5e-15       0.0e0   0.00  agree
  (1, 3)               0               0               0    1e-15       0.0e0   0.00  agree
  (2, 0)               0               0               0    4e-16       0.0e0   0.00  agree
  (2, 1)               0               0               0    1e-16       0.0e0   0.00  agree
  (2, 2)  0.500000000000  0.500000000000  0.500000000000    1e-15       0.0e0   0.00  agree
  ... and 4 more, none worse
look at: entry (3, 3) is 2 times what it should be: look for a lost 1/2, or a term counted twice.
";

#[test]
fn colours_only_when_asked() {
    let f = Gradient::new(|x| x[0].abs() + x[1]);
    let kink = f.check_against(|_| [0.0, 1.0], &[0.0, 0.7]);
    assert!(!kink.to_string().contains('\x1b'));
    let colored = kink.colored().to_string();
    assert!(
        colored.contains("\x1b[33mundecided: kink\x1b[0m"),
        "{colored}"
    );
    assert!(colored.contains("\x1b[32magree\x1b[0m"), "{colored}");
    let wrong = f.check_against(|_| [1.0, 2.0], &[0.3, 0.7]);
    assert!(
        wrong
            .colored()
            .to_string()
            .contains("\x1b[31mDISAGREE\x1b[0m")
    );
    // Without its colours it is the same table.
    let mut plain = colored;
    for code in ["\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m"] {
        plain = plain.replace(code, "");
    }
    assert_eq!(plain, kink.to_string());
}

#[test]
fn columns_are_aligned() {
    let f = Gradient::new(|x| 1e9 * x[0] + 1e-9 * x[1].sin() + x[2]);
    let report = f.check_with(&Check::new().tolerance(1e-3), &[0.75, -2.0, 0.1]);
    let text = report.to_string();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).collect();
    assert_eq!(rows.len(), 4);
    let column = |row: &str, word: &str| row.find(word).map(|at| row[..at].chars().count());
    let verdict = column(rows[0], "verdict");
    for row in &rows[1..] {
        let at = column(row, "agree").or(column(row, "undecided"));
        assert_eq!(at, verdict, "{text}");
    }
}

#[test]
fn a_kink_is_said_of_the_entries_that_it_spoils() {
    let look = |report: partials::Report| report.diagnoses()[0].to_string();
    let bent = Hessian::new(|x| x[0].ln().max(0.0) + x[1]).check(&[1.0, 2.0]);
    assert_eq!(
        look(bent),
        "the function has a kink here, so entries (0, 0), (0, 1) and (1, 0) do not exist: ask at another point, \
         or on one side."
    );
    let beside = Hessian::new(|x| x[0].max(x[1])).check(&[0.5, 0.5]);
    assert_eq!(
        look(beside),
        "the function has a kink here, so no entry exists: ask at another point, or on one side."
    );
}

#[test]
fn agreement_at_a_kink_is_said_to_be_one_sided() {
    let text = function!(|x| x[0].max(0.0) + x[1])
        .check(&[0.0, 2.0])
        .to_string();
    let lines: Vec<&str> = text.lines().take(4).collect();
    let sides =
        "one-sided: the function has a kink here; [0] is 1.00000000000 to the right, 0 to the left";
    assert_eq!(
        [lines[0], lines[1]],
        ["gradient, forward: agrees with finite differences", sides]
    );
    let smooth = function!(|x| x[0] * x[1]).check(&[0.5, 2.0]).to_string();
    assert!(!smooth.contains("one-sided"), "{smooth}");
}

//! A report as a person reads it in a failing test.

use std::fmt;

use super::diagnosis::Kind;
use super::report::{Entry, Report, name};
use super::verdict::Verdict;
use crate::numeric::write_aligned;

/// More rows than this are cut to the worst.
const ROWS: usize = 12;

/// How many kinks are told one by one.
const SIDES: usize = 4;

/// More coordinates than this are not listed.
const COORDINATES: usize = 6;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

/// A report in the colours of a terminal; see [`Report::colored`].
///
/// ```
/// use partials::Derivative;
/// use partials::check::Colored;
///
/// let report = Derivative::new(|x| x.sin()).check(0.7);
/// let colored: Colored = report.colored();
/// assert!(colored.to_string().contains("\x1b[32magree\x1b[0m"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Colored<'a>(&'a Report);

impl fmt::Display for Colored<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, true)
    }
}

impl Report {
    /// The same table with verdicts in the colours of a terminal (ANSI escapes): green, red, yellow.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let wrong = Derivative::new(|x| x.sin()).check_against(|x| -x.cos(), 0.7);
    /// assert!(wrong.colored().to_string().contains("\x1b[31mDISAGREE\x1b[0m"));
    /// assert!(!wrong.to_string().contains('\x1b'));
    /// ```
    #[must_use]
    pub fn colored(&self) -> Colored<'_> {
        Colored(self)
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, color: bool) -> fmt::Result {
        let paint = |verdict: Verdict, text: &str| match (color, verdict) {
            (false, _) => text.to_owned(),
            (true, Verdict::Agree) => format!("\x1b[32m{text}\x1b[0m"),
            (true, Verdict::Disagree) => format!("\x1b[31m{text}\x1b[0m"),
            (true, Verdict::Undecided(_)) => format!("\x1b[33m{text}\x1b[0m"),
        };
        let verdict = paint(self.verdict, &self.verdict.to_string());
        writeln!(f, "{}: {verdict} ({})", self.title(), self.count())?;

        let ranked = self.ranked();
        let shown = if ranked.len() > ROWS {
            &ranked[..ROWS]
        } else {
            &ranked[..]
        };
        let mut rows: Vec<&Entry> = shown.to_vec();
        if ranked.len() <= ROWS {
            rows.sort_by_key(|entry| (entry.row, entry.column));
        }
        let table: Vec<Vec<String>> = std::iter::once(self.head())
            .chain(rows.iter().map(|entry| self.cells(entry)))
            .collect();
        write_aligned(f, "  ", &table, |line, text| match line.checked_sub(1) {
            Some(row) => paint(rows[row].verdict, text),
            None => text.to_owned(),
        })?;
        if ranked.len() > ROWS {
            writeln!(f, "  ... and {} more, none worse", ranked.len() - ROWS)?;
        }
        self.write_sides(f)?;
        for (k, diagnosis) in self.diagnoses.iter().enumerate() {
            let lead = if k == 0 { "look at:" } else { "        " };
            writeln!(f, "{lead} {diagnosis}")?;
        }
        if let Some(chance) = self.chance() {
            writeln!(
                f,
                "an entry that is wrong by more than 8 bars would have been missed with probability {chance:.0e} at most",
            )?;
        }
        Ok(())
    }

    /// Where a derivative is that to the right of a kink.
    pub(crate) fn write_sides(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sided = self.entries.iter().filter(|entry| entry.backward.is_some());
        for entry in sided.clone().take(SIDES) {
            let left = entry.backward.map_or_else(String::new, number);
            let (name, right) = (self.entry_name(entry), number(entry.numerical));
            writeln!(
                f,
                "one-sided: the function has a kink here; {name} is {right} to the right, {left} to the left"
            )?;
        }
        match sided.count().saturating_sub(SIDES) {
            0 => Ok(()),
            more => writeln!(f, "one-sided: {more} more"),
        }
    }

    fn title(&self) -> String {
        let what = name(self.kind);
        let of = match (self.directions, self.kind) {
            (Some(count), _) => format!("{what} along {count} random directions"),
            (None, Kind::Derivative | Kind::Gradient) => what.to_owned(),
            (None, _) => format!("{what} {} x {}", self.shape.0, self.shape.1),
        };
        let at = match &self.point[..] {
            [x] if self.kind == Kind::Derivative => format!("x = {x}"),
            x if x.len() <= COORDINATES => format!("x = {x:?}"),
            x => format!("a point of {} coordinates", x.len()),
        };
        if self.points > 1 {
            format!("{of} at the worst of {} points, {at}", self.points)
        } else {
            format!("{of} at {at}")
        }
    }

    /// How many entries there are of each verdict.
    fn count(&self) -> String {
        let of = |badness: &[u8]| {
            let is = |entry: &&Entry| badness.contains(&entry.verdict.badness());
            self.entries.iter().filter(is).count()
        };
        let total = self.entries.len();
        let (wrong, undecided, excused) = (of(&[3]), of(&[2]), of(&[1]));
        let mut parts = vec![format!("{} of {total} agree", of(&[0]))];
        for (count, what) in [
            (wrong, "disagree"),
            (undecided, "undecided"),
            (excused, "excused"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
        parts.join(", ")
    }

    fn head(&self) -> Vec<String> {
        let sample = self.entries.first();
        let mut head = vec![if self.directions.is_some() {
            "along"
        } else {
            "entry"
        }];
        if sample.is_some_and(|entry| entry.hand.is_some()) {
            head.push("by hand");
        }
        if sample.is_some_and(|entry| entry.exact.is_some()) {
            head.push("exact");
        }
        head.extend(["numerical", "± error", "difference", "/ bar", "verdict"]);
        head.into_iter().map(str::to_owned).collect()
    }

    fn entry_name(&self, entry: &Entry) -> String {
        let (i, j) = (entry.row, entry.column);
        match (self.directions, self.kind) {
            (Some(_), Kind::Jacobian) => format!("({i}, v{j})"),
            (Some(_), _) => format!("v{j}"),
            (None, Kind::Derivative) => "f'(x)".to_owned(),
            (None, Kind::Gradient) => format!("[{j}]"),
            (None, _) => format!("({i}, {j})"),
        }
    }

    fn cells(&self, entry: &Entry) -> Vec<String> {
        let mut cells = vec![self.entry_name(entry)];
        cells.extend(entry.hand.map(number));
        cells.extend(entry.exact.map(number));
        cells.push(number(entry.numerical));
        cells.push(format!("{:.0e}", entry.error));
        cells.push(format!("{:.1e}", entry.difference));
        let ratio = entry.ratio();
        cells.push(if ratio < 1e4 {
            format!("{ratio:.2}")
        } else {
            format!("{ratio:.0e}")
        });
        cells.push(entry.verdict.to_string());
        cells
    }
}

/// Twelve digits, with an exponent where there must be one.
fn number(x: f64) -> String {
    let size = x.abs();
    if x == 0.0 || !x.is_finite() {
        format!("{x}")
    } else if (1e-4..1e6).contains(&size) {
        // The exponent is between -4 and 5.
        let digits = 11 - size.log10().floor() as i32;
        format!("{x:.*}", digits.unsigned_abs() as usize)
    } else {
        format!("{x:.11e}")
    }
}

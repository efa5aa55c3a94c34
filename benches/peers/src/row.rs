//! A row of the table: everybody's derivative of one function at one point.
//!
//! Each entry is called once and its answer compared with that of the first. Then all are measured
//! round robin, so that a drift of the machine's speed hits all alike, and the median is taken.

use std::cell::RefCell;
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::{Duration, Instant};

use nalgebra::{Dim, Matrix, RawStorage};

use crate::columns::Column;

/// How long one sample takes: far longer than the clock's resolution, far shorter than the time
/// slice of a scheduler, so that on a busy machine most samples are undisturbed.
const SAMPLE: Duration = Duration::from_micros(200);
/// Samples of every entry, of which the median is taken.
const ROUNDS: usize = 101;
/// After this time no further round begins, once there are three.
const PATIENCE: Duration = Duration::from_secs(10);
/// How far an answer may be from the first one, relative to it. An entry that is small beside the
/// largest by this square root is judged as if it were that large: it may be a difference.
const TOLERANCE: f64 = 1e-9;

/// What a derivative comes back in.
pub trait Answer {
    fn numbers(&self) -> Vec<f64>;
}

impl Answer for f64 {
    fn numbers(&self) -> Vec<f64> {
        vec![*self]
    }
}

impl Answer for Vec<f64> {
    fn numbers(&self) -> Vec<f64> {
        self.clone()
    }
}

impl<const N: usize> Answer for [f64; N] {
    fn numbers(&self) -> Vec<f64> {
        self.to_vec()
    }
}

/// What is written in place.
impl<A: Answer> Answer for Rc<RefCell<A>> {
    fn numbers(&self) -> Vec<f64> {
        self.borrow().numbers()
    }
}

/// By rows.
impl Answer for Vec<Vec<f64>> {
    fn numbers(&self) -> Vec<f64> {
        self.concat()
    }
}

/// By rows.
impl<R: Dim, C: Dim, S: RawStorage<f64, R, C>> Answer for Matrix<f64, R, C, S> {
    fn numbers(&self) -> Vec<f64> {
        let numbers = self.row_iter().map(|row| row.iter().copied().collect());
        numbers.collect::<Vec<Vec<f64>>>().concat()
    }
}

/// The time that a number of calls takes.
type Timer<'a> = Box<dyn FnMut(u64) -> Duration + 'a>;

struct Entry<'a> {
    column: Column,
    timer: Timer<'a>,
    /// Calls in one sample.
    calls: u64,
    /// Seconds per call.
    samples: Vec<f64>,
}

impl<'a> Entry<'a> {
    fn new<R>(column: Column, mut f: impl FnMut() -> R + 'a) -> Self {
        let timer = move |calls| {
            let start = Instant::now();
            for _ in 0..calls {
                black_box(f());
            }
            start.elapsed()
        };
        let mut timer: Timer = Box::new(timer);
        let mut calls = 1;
        // The last doubling is the warm-up.
        while timer(calls) < SAMPLE {
            calls *= 2;
        }
        Self {
            column,
            timer,
            calls,
            samples: Vec::new(),
        }
    }

    fn sample(&mut self) {
        let time = (self.timer)(self.calls).as_secs_f64();
        self.samples.push(time / self.calls as f64);
    }

    fn median(&self) -> f64 {
        let mut samples = self.samples.clone();
        samples.sort_by(f64::total_cmp);
        samples[samples.len() / 2]
    }
}

/// What stands in a cell.
#[derive(Clone, Copy)]
pub enum Cell {
    /// Seconds per call.
    Time(f64),
    /// Seconds to the first result.
    First(f64),
    /// After how many calls that has paid for itself.
    Calls(f64),
    Wrong,
    Panics,
}

pub struct Row<'a> {
    entries: Vec<Entry<'a>>,
    failures: Vec<(Column, Cell)>,
    /// Seconds to the first result of what is compiled.
    first: Option<f64>,
    /// The first answer.
    expected: Option<Vec<f64>>,
}

/// The outcome of a row.
pub struct Measured {
    /// The Euclidean norm of the derivative, by which tables of other languages are compared.
    pub norm: f64,
    pub cells: Vec<(Column, Cell)>,
}

impl<'a> Row<'a> {
    /// A row with the plain function, whose value is no derivative and not compared.
    pub fn new<R>(plain: impl FnMut() -> R + 'a) -> Self {
        Self {
            entries: vec![Entry::new(Column::Plain, plain)],
            failures: Vec::new(),
            first: None,
            expected: None,
        }
    }

    /// Seconds that the plain function took when it was entered.
    pub fn plain_time(&mut self) -> f64 {
        let plain = &mut self.entries[0];
        (plain.timer)(plain.calls).as_secs_f64() / plain.calls as f64
    }

    /// Whether a derivative has been entered.
    pub fn has(&self, column: Column) -> bool {
        self.entries.iter().any(|entry| entry.column == column)
    }

    /// Enters a derivative, unless it fails at the first call.
    pub fn enter<R: Answer>(&mut self, column: Column, mut f: impl FnMut() -> R + 'a) {
        let answer = catch_unwind(AssertUnwindSafe(|| f().numbers()));
        let failure = match (answer, &self.expected) {
            (Err(_), _) => Some(Cell::Panics),
            (Ok(answer), Some(expected)) if !agree(&answer, expected) => Some(Cell::Wrong),
            (Ok(_), Some(_)) => None,
            (Ok(answer), None) => {
                self.expected = Some(answer);
                None
            }
        };
        match failure {
            Some(cell) => self.failures.push((column, cell)),
            None => self.entries.push(Entry::new(column, f)),
        }
    }

    /// Enters a derivative that is prepared once, which is not part of its time.
    pub fn enter_prepared<P: 'a, R: Answer>(
        &mut self,
        column: Column,
        prepare: impl FnOnce() -> P,
        mut f: impl FnMut(&mut P) -> R + 'a,
    ) {
        match catch_unwind(AssertUnwindSafe(prepare)) {
            Ok(mut prepared) => self.enter(column, move || f(&mut prepared)),
            Err(_) => self.failures.push((column, Cell::Panics)),
        }
    }

    /// Measures the time to the first result of what is compiled, the least of three.
    pub fn first<R>(&mut self, mut f: impl FnMut() -> R) {
        let time = |_| {
            let start = Instant::now();
            black_box(f());
            start.elapsed().as_secs_f64()
        };
        self.first = (0..3).map(time).reduce(f64::min);
    }

    /// What compiling costs, in seconds and in calls of the best other form of ours.
    fn price(&self) -> Vec<(Column, Cell)> {
        let time = |column: Column| {
            let entry = self.entries.iter().find(|entry| entry.column == column);
            entry.map(Entry::median)
        };
        let (Some(first), Some(call)) = (self.first, time(Column::OursCompiled)) else {
            return vec![];
        };
        let others = [
            Column::OursArray,
            Column::Ours,
            Column::OursReverse,
            Column::OursTerms,
        ];
        let best = others.into_iter().filter_map(time).reduce(f64::min);
        let mut cells = vec![(Column::OursFirst, Cell::First(first))];
        if let Some(saved) = best.map(|best| best - call).filter(|saved| *saved > 0.0) {
            cells.push((Column::OursPays, Cell::Calls((first / saved).ceil())));
        }
        cells
    }

    pub fn measure(mut self) -> Measured {
        let start = Instant::now();
        for round in 0..ROUNDS {
            if round >= 3 && start.elapsed() > PATIENCE {
                break;
            }
            self.entries.iter_mut().for_each(Entry::sample);
        }
        let price = self.price();
        let times = self
            .entries
            .iter()
            .map(|e| (e.column, Cell::Time(e.median())));
        Measured {
            norm: norm(&self.expected.unwrap_or_default()),
            cells: times.chain(price).chain(self.failures).collect(),
        }
    }
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|v| v * v).sum::<f64>().sqrt()
}

fn agree(answer: &[f64], expected: &[f64]) -> bool {
    let largest = expected.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
    let close =
        |(a, e): (&f64, &f64)| (a - e).abs() <= TOLERANCE * e.abs().max(TOLERANCE.sqrt() * largest);
    answer.len() == expected.len() && answer.iter().zip(expected).all(close)
}

//! A small neural network learns to read digits: 1,810 weights, trained by the exact gradient of the loss
//! in reverse mode. The network is written once, for training and for use.
//!
//! `cargo run --release --example train_mlp -- [digits.csv]`, by default the shipped digits, drawn by
//! `examples/data/digits.py`. A row is a digit and the ink of 64 cells, from 0 to 9. A fifth of the rows
//! is kept for the test.

use std::error::Error;
use std::ops::Mul;
use std::path::{Path, PathBuf};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use partials::{Gradient, Scalar, log_sum_exp};

const CELLS: usize = 64;
const HIDDEN: usize = 24;
const DIGITS: usize = 10;
const WEIGHTS: usize = HIDDEN * (CELLS + 1) + DIGITS * (HIDDEN + 1);

const EPOCHS: u64 = 60;
const BATCH: usize = 32;
/// The penalty on large weights.
const DECAY: f64 = 1e-3;

struct Sample {
    ink: [f64; CELLS],
    digit: usize,
}

fn read(path: &Path) -> Result<Vec<Sample>, Box<dyn Error>> {
    let sample = |record: csv::StringRecord| {
        let mut ink = [0.0; CELLS];
        for (ink, field) in ink.iter_mut().zip(record.iter().skip(1)) {
            *ink = field.parse::<f64>()? / 9.0;
        }
        let digit = record[0].parse()?;
        Ok(Sample { ink, digit })
    };
    let mut reader = csv::Reader::from_path(path)?;
    reader.records().map(|record| sample(record?)).collect()
}

/// A layer: for each output a bias, and a weight for each input.
fn layer<S, X: Copy, const OUTPUTS: usize>(weights: &[S], x: &[X]) -> [S; OUTPUTS]
where
    S: Scalar + Mul<X, Output = S>,
{
    let mut rows = weights.chunks_exact(x.len() + 1);
    std::array::from_fn(|_| {
        let row = rows.next().expect("there are weights for every output");
        let products = row[1..].iter().zip(x).map(|(w, x)| *w * *x);
        row[0] + products.sum::<S>()
    })
}

/// A score for each digit.
fn scores<S: Scalar>(weights: &[S], ink: &[f64; CELLS]) -> [S; DIGITS] {
    let (first, second) = weights.split_at(HIDDEN * (CELLS + 1));
    let hidden: [S; HIDDEN] = layer(first, ink);
    layer(second, &hidden.map(|h| h.tanh()))
}

/// The mean of `-ln p`, where `p` is what the softmax gives the right digit, and a penalty.
fn loss<S: Scalar>(weights: &[S], samples: &[&Sample]) -> S {
    let surprise = samples.iter().map(|sample| {
        let scores = scores(weights, &sample.ink);
        log_sum_exp(&scores) - scores[sample.digit]
    });
    let squares: S = weights.iter().map(|w| w * w).sum();
    surprise.sum::<S>() / samples.len() as f64 + 0.5 * DECAY * squares
}

/// The share of samples whose digit has the highest score.
fn accuracy(weights: &[f64], samples: &[&Sample]) -> f64 {
    let is_right = |sample: &&&Sample| {
        let scores = scores(weights, &sample.ink);
        scores.iter().all(|s| *s <= scores[sample.digit])
    };
    samples.iter().filter(is_right).count() as f64 / samples.len() as f64
}

/// Adam: every weight has a step of its own, by the mean and the mean square of its recent slopes.
/// (D. Kingma and J. Ba, *Adam: a method for stochastic optimization*, 2014.)
struct Adam {
    mean: Vec<f64>,
    square: Vec<f64>,
    steps: i32,
}

impl Adam {
    fn new() -> Self {
        Self {
            mean: vec![0.0; WEIGHTS],
            square: vec![0.0; WEIGHTS],
            steps: 0,
        }
    }

    fn step(&mut self, weights: &mut [f64], gradient: &[f64]) {
        const RATE: f64 = 0.01;
        const KEEP: [f64; 2] = [0.9, 0.999];
        self.steps += 1;
        // Means of few slopes are too small: they began at 0.
        let [a, b] = KEEP.map(|keep| 1.0 - keep.powi(self.steps));
        let means = self.mean.iter_mut().zip(&mut self.square);
        for ((w, g), (mean, square)) in weights.iter_mut().zip(gradient).zip(means) {
            *mean += (1.0 - KEEP[0]) * (g - *mean);
            *square += (1.0 - KEEP[1]) * (g * g - *square);
            *w -= RATE * (*mean / a) / ((*square / b).sqrt() + 1e-8);
        }
    }
}

/// Small weights at random, larger where a neuron has few inputs.
fn start(random: &mut fastrand::Rng) -> Vec<f64> {
    let mut uniform = |inputs: usize| (2.0 * random.f64() - 1.0) / (inputs as f64).sqrt();
    let first = HIDDEN * (CELLS + 1);
    let inputs = |k: usize| if k < first { CELLS } else { HIDDEN };
    (0..WEIGHTS).map(|k| uniform(inputs(k))).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/digits.csv");
    let samples = read(&std::env::args().nth(1).map_or(shipped, PathBuf::from))?;
    // The digits stand in turns, so the first ten of every fifty rows are one of each.
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for (k, sample) in samples.iter().enumerate() {
        let part = if k % 50 < 10 { &mut test } else { &mut train };
        part.push(sample);
    }

    let mut random = fastrand::Rng::with_seed(1);
    let mut weights = start(&mut random);
    let mut adam = Adam::new();
    let style = "{prefix} {bar:24} {pos}/{len}, {msg}, {elapsed}";
    let bar = ProgressBar::new(EPOCHS).with_prefix("epochs");
    bar.set_style(ProgressStyle::with_template(style)?);
    let clock = Instant::now();
    let mut gradients = 0;
    for _ in 0..EPOCHS {
        random.shuffle(&mut train);
        for batch in train.chunks(BATCH) {
            let gradient = Gradient::reverse(|weights| loss(weights, batch)).at(&weights);
            adam.step(&mut weights, &gradient);
            gradients += 1;
        }
        bar.set_message(format!("loss {:.4}", loss(&weights, &train)));
        bar.inc(1);
    }
    bar.finish();

    println!(
        "{WEIGHTS} weights, {gradients} gradients of {BATCH} digits each in {:.1} s",
        clock.elapsed().as_secs_f64()
    );
    println!("{:>6} {:>8} {:>10}", "", "loss", "right");
    for (name, part) in [("train", &train), ("test", &test)] {
        let (loss, right) = (loss(&weights, part), 100.0 * accuracy(&weights, part));
        println!("{name:>6} {loss:>8.4} {right:>8.1} %");
    }
    Ok(())
}

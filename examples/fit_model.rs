//! A model with named parameters, a struct of them, fitted to data by Gauss's and Newton's method, as a
//! table of names, values and derivatives; then again with some of the parameters held fixed.
//!
//! `cargo run --release --example fit_model`

use nalgebra::DVector;
use partials::{Gradient, Jacobian, Parameters, Scalar, parameters};

parameters! {
    /// One oscillation that dies away.
    #[derive(Clone, Debug)]
    struct Mode<S> {
        amplitude: S,
        decay: S,
        frequency: S,
    }
}

parameters! {
    /// What a sensor on a beam that was struck shows.
    #[derive(Clone, Debug)]
    struct Beam<S = f64> {
        modes: Vec<Mode<S>>,
        drift: [S; 2],
    }
}

impl<S: Scalar> Beam<S> {
    fn at(&self, t: f64) -> S {
        let modes = self
            .modes
            .iter()
            .map(|m| m.amplitude * (-m.decay * t).exp() * (m.frequency * t).sin());
        modes.sum::<S>() + self.drift[0] + self.drift[1] * t
    }
}

/// Times at which there is a sample.
const TIMES: usize = 200;

fn time(i: usize) -> f64 {
    0.05 * i as f64
}

fn beam(modes: [[f64; 3]; 2], drift: [f64; 2]) -> Beam {
    let modes = modes.map(|[amplitude, decay, frequency]| Mode {
        amplitude,
        decay,
        frequency,
    });
    Beam {
        modes: modes.to_vec(),
        drift,
    }
}

/// The samples: the truth, and a thousandth of a disturbance that repeats itself nowhere.
fn measured(truth: &Beam) -> Vec<f64> {
    let noise = |i: usize| 1e-3 * (1.7 * (i * i) as f64).sin();
    (0..TIMES).map(|i| truth.at(time(i)) + noise(i)).collect()
}

/// Gauss's and Newton's method: the step that would be the last one if the residuals were linear.
fn fitted(guess: &Beam, data: &[f64]) -> Beam {
    let residuals = Jacobian::new_into(TIMES, |x, out| {
        let beam = guess.with_numbers(x);
        for (i, out) in out.iter_mut().enumerate() {
            *out = beam.at(time(i)) - data[i];
        }
    });
    let mut fit = guess.clone();
    for _ in 0..10 {
        let (r, j) = residuals.value_and_jacobian(&fit);
        let step = j.svd(true, true).solve(&-DVector::from(r), 1e-12);
        let step = step.expect("both factors were computed");
        let moved: Vec<f64> = fit
            .numbers()
            .iter()
            .zip(&step)
            .map(|(x, s)| x + s)
            .collect();
        fit = fit.with_numbers(&moved);
    }
    fit
}

fn main() {
    let truth = beam([[1.0, 0.3, 5.0], [0.4, 0.6, 12.0]], [0.1, -0.02]);
    let guess = beam([[0.8, 0.2, 5.1], [0.5, 0.5, 11.8]], [0.0, 0.0]);
    let data = measured(&truth);
    let fit = fitted(&guess, &data);

    let loss = Gradient::reverse(|x| {
        let beam = guess.with_numbers(x);
        let squares = |(i, y): (usize, &f64)| (beam.at(time(i)) - y).powi(2);
        data.iter().enumerate().map(squares).sum()
    });
    let (before, after) = (loss.at(&guess), loss.at(&fit));
    println!("parameter          |   guess | slope there |      fit | slope there |   truth");
    println!("-------------------+---------+-------------+----------+-------------+--------");
    for (i, name) in fit.names().iter().enumerate() {
        println!(
            "{name:<18} | {:>7.3} | {:>11.4} | {:>8.5} | {:>11.1e} | {:>7.3}",
            guess.number(i),
            before.number(i),
            fit.number(i),
            after.number(i),
            truth.number(i),
        );
    }

    // As if the frequencies were known from elsewhere: by the other parameters alone.
    let names = guess.names();
    let is_free = |i: &usize| !names[*i].ends_with("frequency");
    let free: Vec<usize> = (0..names.len()).filter(is_free).collect();
    let start: Vec<f64> = free.iter().map(|i| guess.number(*i)).collect();
    let slopes = loss.partial(&guess, &free).at(&start);
    println!("\nat the guess, with the frequencies held fixed:");
    for (i, slope) in free.iter().zip(slopes) {
        println!("{:<18} | {slope:>11.4}", names[*i]);
    }
}

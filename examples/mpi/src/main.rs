//! Numerical derivatives of a simulator that runs on the ranks of MPI.
//!
//! `mpirun -n 8 target/release/partials-mpi`, see the README for what has to be installed and how long it
//! takes.
//!
//! The operators are those of one process: `try_numeric_batch` hands all points of a round to a closure,
//! and that one has them computed by all ranks. Only rank 0 knows of derivatives.

mod ranks;
mod simulator;

use std::error::Error;
use std::time::Instant;

use partials::{Estimate, Gradient, Hessian, Jacobian, Status};
use ranks::{Failure, Ranks};
use simulator::{LARGEST_LOSS, Problem, misfit, sum_of_squares, temperatures};

/// The misfit at all points of a round.
fn misfits(ranks: &Ranks, points: &[&[f64]]) -> Result<Vec<f64>, Failure> {
    let found = ranks.temperatures(points)?;
    Ok(found.iter().map(sum_of_squares).collect())
}

/// The losses of `n` segments, all different.
fn losses(n: usize) -> Vec<f64> {
    (0..n).map(|i| 1.0 + 0.1 * i as f64).collect()
}

/// The bits of all values and errors, and the number of evaluations.
fn bits<V, S>(found: Estimate<V, S>) -> (Vec<u64>, usize)
where
    for<'a> &'a V: IntoIterator<Item = &'a f64>,
{
    let entries = (&found.value).into_iter().chain(&found.error);
    (
        entries.map(|entry| entry.to_bits()).collect(),
        found.evaluations,
    )
}

/// A row of the table: a derivative by all ranks, and by this process alone.
fn row<V, S>(
    what: &str,
    by_ranks: impl FnOnce() -> Result<Estimate<V, S>, Failure>,
    alone: impl FnOnce() -> Result<Estimate<V, S>, Problem>,
) -> Result<(), Box<dyn Error>>
where
    for<'a> &'a V: IntoIterator<Item = &'a f64>,
{
    let start = Instant::now();
    let found = by_ranks()?;
    let ranks = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let expected = alone()?;
    let alone = start.elapsed().as_secs_f64();

    let (evaluations, speed_up) = (found.evaluations, alone / ranks);
    println!("{what:<18} {evaluations:>11} {ranks:>8.2} s {alone:>8.2} s {speed_up:>9.2}");
    assert!(
        bits(found) == bits(expected),
        "the ranks' results differ from those of one process"
    );
    Ok(())
}

fn compare(ranks: &Ranks) -> Result<(), Box<dyn Error>> {
    println!("derivative         evaluations   by ranks      alone  speed-up");
    let x = losses(60);
    row(
        "gradient of 60",
        || Gradient::try_numeric_batch(|points| misfits(ranks, points)).estimate(&x),
        || Gradient::try_numeric(misfit).estimate(&x),
    )?;
    let x = losses(40);
    row(
        "Jacobian of 4 x 40",
        || Jacobian::try_numeric_batch(|points| ranks.temperatures(points)).estimate(&x),
        || Jacobian::try_numeric(temperatures).estimate(&x),
    )?;
    let x = losses(8);
    row(
        "Hessian of 8 x 8",
        || Hessian::try_numeric_batch(|points| misfits(ranks, points)).estimate(&x),
        || Hessian::try_numeric(misfit).estimate(&x),
    )?;
    println!("All values and errors agree to the last bit.\n");
    Ok(())
}

/// At the end of the domain, where the simulator has values on one side only, and where it fails.
fn at_the_edges(ranks: &Ranks) -> Result<(), Box<dyn Error>> {
    let gradient = Gradient::try_numeric_batch(|points| misfits(ranks, points));

    let no_loss = gradient.estimate(&[0.0, 1.0, 2.0])?;
    println!("A segment without loss: NaN below 0, and the search goes around it.");
    for (i, status) in no_loss.status.iter().enumerate() {
        let (value, error) = (no_loss.value[i], no_loss.error[i]);
        println!("  segment {i}: {value:>22} ± {error:.1e}  {status}");
    }
    assert_eq!(no_loss.status[0], Status::OneSided);

    println!("A segment that loses all the grid can resolve: the simulator fails above it.");
    match gradient.estimate(&[1.0, LARGEST_LOSS, 2.0]) {
        Ok(_) => return Err("the simulator was to fail".into()),
        Err(failure) => println!("  {failure}"),
    }

    let again = gradient.estimate(&[0.0, 1.0, 2.0]);
    assert!(again.is_ok_and(|again| again.value == no_loss.value));
    println!("The ranks are ready for the next derivative after it.");
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let universe = mpi::initialize().ok_or("MPI is initialised already")?;
    let world = universe.world();
    let Some(ranks) = Ranks::lead(&world) else {
        return Ok(());
    };
    println!("{} ranks\n", ranks.size());
    compare(&ranks)?;
    at_the_edges(&ranks)
}

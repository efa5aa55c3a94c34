//! The ranks: rank 0 asks for the values at many points, and every rank, itself included, computes its
//! share of them.
//!
//! A round goes like this, on all ranks at once:
//!
//! ```text
//! rank 0                                   the others
//! broadcast: how many points, how long     (until there are no more)
//! broadcast: the points                    the points
//! compute every size-th point              from the rank's own on
//! gather: all results                      the results
//! ```

use std::error::Error;
use std::fmt;
use std::panic::catch_unwind;

use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, Root};

use crate::simulator::{Problem, SENSORS, temperatures};

/// A result between ranks: the code of its problem, 0 for none, then the temperatures.
const RESULT: usize = 1 + SENSORS;

/// A number of points that says that there are no more rounds.
const END: u64 = u64::MAX;

/// Which point has no value, and who found out.
#[derive(Debug)]
pub struct Failure {
    point: usize,
    rank: usize,
    problem: Problem,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            point,
            rank,
            problem,
        } = self;
        write!(f, "point {point} of the round, on rank {rank}: {problem}")
    }
}

impl Error for Failure {}

/// All ranks, in the hands of rank 0. They are let go when this goes out of scope, also by an error.
pub struct Ranks<'a>(&'a SimpleCommunicator);

impl<'a> Ranks<'a> {
    /// The ranks, if this is rank 0. On the others it returns when there are no more rounds.
    pub fn lead(world: &'a SimpleCommunicator) -> Option<Self> {
        if world.rank() == 0 {
            return Some(Self(world));
        }
        follow(world);
        None
    }

    /// How many there are.
    pub fn size(&self) -> usize {
        size(self.0)
    }

    /// The temperatures at all `points`, in their order.
    ///
    /// # Errors
    ///
    /// The failure of the first point that has one, whichever rank was the first.
    pub fn temperatures(&self, points: &[&[f64]]) -> Result<Vec<[f64; SENSORS]>, Failure> {
        let world = self.0;
        let dimension = points.first().map_or(0, |point| point.len());
        let mut header = [points.len() as u64, dimension as u64];
        let mut coordinates = points.concat();
        let root = world.this_process();
        root.broadcast_into(&mut header);
        root.broadcast_into(&mut coordinates[..]);

        let own = share(world, header, &coordinates);
        let mut all = vec![0.0; own.len() * self.size()];
        root.gather_into_root(&own[..], &mut all[..]);

        let of_rank = |rank: usize| &all[rank * own.len()..(rank + 1) * own.len()];
        let result = |point: usize| {
            let rank = point % self.size();
            let result = &of_rank(rank)[point / self.size() * RESULT..][..RESULT];
            match Problem::of(result[0]) {
                None => Ok(std::array::from_fn(|sensor| result[1 + sensor])),
                Some(problem) => Err(Failure {
                    point,
                    rank,
                    problem,
                }),
            }
        };
        (0..points.len()).map(result).collect()
    }
}

impl Drop for Ranks<'_> {
    fn drop(&mut self) {
        self.0.this_process().broadcast_into(&mut [END, 0]);
    }
}

fn size(world: &SimpleCommunicator) -> usize {
    world.size() as usize
}

/// Takes part in rounds until there are no more.
fn follow(world: &SimpleCommunicator) {
    let root = world.process_at_rank(0);
    loop {
        let mut header = [0; 2];
        root.broadcast_into(&mut header);
        let [points, dimension] = header;
        if points == END {
            return;
        }
        let mut coordinates = vec![0.0; (points * dimension) as usize];
        root.broadcast_into(&mut coordinates[..]);
        root.gather_into(&share(world, header, &coordinates)[..]);
    }
}

/// The results at this rank's points. All ranks have room for the same number, so that one message fits all.
fn share(
    world: &SimpleCommunicator,
    [points, dimension]: [u64; 2],
    coordinates: &[f64],
) -> Vec<f64> {
    let mut results = vec![0.0; (points as usize).div_ceil(size(world)) * RESULT];
    // Of points without coordinates there is at most the empty one.
    let points = coordinates.chunks_exact((dimension as usize).max(1));
    let own = points.skip(world.rank() as usize).step_by(size(world));
    for (result, point) in results.chunks_exact_mut(RESULT).zip(own) {
        // A rank that unwinds would leave the others waiting for its message.
        let outcome = catch_unwind(|| temperatures(point)).unwrap_or(Err(Problem::Panic));
        match outcome {
            Ok(found) => result[1..].copy_from_slice(&found),
            Err(problem) => result[0] = problem.code(),
        }
    }
    results
}

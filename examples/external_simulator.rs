//! Derivatives of a program, not of a closure: the points that several searches ask for are
//! evaluated in child processes, all of a round at once.
//!
//! `cargo run --release --example external_simulator`
//!
//! The simulator here is this same program, started with `--worker`: it reads points, one per
//! line, and answers each with a value, one per line, in decimals that give back the same bits.
//! Anything that reads and writes lines can stand in its place.
//!
//! The searches are driven here by hand, with `ask` and `tell`, so that all of it can be seen;
//! `Gradient::numeric_batch` makes the same rounds from a closure that evaluates many points.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use partials::numeric::GradientEstimate;
use partials::{Estimate, FiniteDifference, Gradient, Search};

const WORKERS: usize = 4;

const NAMES: [&str; 6] = ["speed", "angle", "mass", "temperature", "wind", "slope"];
const UNITS: [&str; 6] = ["m/s", "rad", "kg", "K", "m/s", "rad"];
const POINT: [f64; 6] = [30.0, 0.7, 0.145, 293.0, 0.0, 0.0];

/// How far a ball flies and rolls, in m. A pause stands for the seconds of a real simulation.
///
/// Two of its parameters are made to be difficult: the density of air is read off a table with
/// seven decimals, so that the temperature acts in steps, and the ball rolls on only where the
/// ground slopes down, so that there is no derivative with respect to the slope at 0.
fn simulate(x: &[f64]) -> f64 {
    std::thread::sleep(Duration::from_millis(5));
    let &[speed, angle, mass, temperature, wind, slope] = x else {
        return f64::NAN;
    };
    let density = (353.05 / temperature * 1e7).round() / 1e7;
    let drag = 0.5 * density * 0.47 * 0.0042 / mass;
    let acceleration = |v: [f64; 2]| {
        let air = [v[0] - wind, v[1]];
        let resistance = drag * air[0].hypot(air[1]);
        [-resistance * air[0], -9.81 - resistance * air[1]]
    };
    // Distance and height after a time, by the midpoint rule.
    let fly = |time: f64| {
        const STEPS: u32 = 100;
        let dt = time / f64::from(STEPS);
        let mut at = [0.0, 0.0];
        let mut v = [speed * angle.cos(), speed * angle.sin()];
        for _ in 0..STEPS {
            let a = acceleration(v);
            let middle = [v[0] + 0.5 * dt * a[0], v[1] + 0.5 * dt * a[1]];
            let a = acceleration(middle);
            at = [at[0] + dt * middle[0], at[1] + dt * middle[1]];
            v = [v[0] + dt * a[0], v[1] + dt * a[1]];
        }
        (at, v)
    };
    // Newton's method finds the time of landing, to the last digit.
    let mut time = 2.0 * speed * angle.sin() / 9.81;
    for _ in 0..20 {
        let (at, v) = fly(time);
        time -= at[1] / v[1];
    }
    let (at, v) = fly(time);
    at[0] + v[0] * slope.max(0.0)
}

/// Reads points and writes values until there are no more.
fn work() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let x: Vec<f64> = line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
        // The shortest decimals that are read back as the same number: Rust's own format.
        writeln!(out, "{}", simulate(&x))?;
        out.flush()?;
    }
    Ok(())
}

/// A child process that evaluates one point at a time.
struct Worker {
    process: Child,
    points: ChildStdin,
    values: BufReader<ChildStdout>,
}

impl Worker {
    fn start() -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("--worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let points = process.stdin.take().ok_or("a worker without input")?;
        let values = process.stdout.take().ok_or("a worker without output")?;
        Ok(Self {
            process,
            points,
            values: BufReader::new(values),
        })
    }

    fn evaluate(&mut self, x: &[f64]) -> io::Result<f64> {
        let numbers: Vec<String> = x.iter().map(f64::to_string).collect();
        writeln!(self.points, "{}", numbers.join(" "))?;
        let mut line = String::new();
        self.values.read_line(&mut line)?;
        // A worker that died leaves an empty line, which is no number either.
        line.trim().parse().map_err(|_| {
            let answer = format!("worker {} answered {line:?}", self.process.id());
            io::Error::new(io::ErrorKind::InvalidData, answer)
        })
    }

    /// No more input: the worker ends by itself.
    fn stop(self) -> io::Result<()> {
        let Self {
            mut process,
            points,
            ..
        } = self;
        drop(points);
        process.wait().map(drop)
    }
}

/// The values at all `points`, in their order. Every worker takes the next point as soon as it is
/// free: which one evaluates which point changes nothing.
fn evaluate_all(
    workers: &mut [Worker],
    points: &[Vec<f64>],
    evaluated: impl Fn() + Sync,
) -> io::Result<Vec<f64>> {
    let values = Mutex::new(vec![f64::NAN; points.len()]);
    let queue = Mutex::new(points.iter().enumerate());
    let take = || queue.lock().ok()?.next();
    let serve = |worker: &mut Worker| -> io::Result<()> {
        while let Some((place, point)) = take() {
            let value = worker.evaluate(point)?;
            if let Ok(mut values) = values.lock() {
                values[place] = value;
            }
            evaluated();
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = workers
            .iter_mut()
            .map(|worker| scope.spawn(|| serve(worker)))
            .collect();
        threads.into_iter().try_for_each(|thread| {
            let outcome = thread.join();
            outcome.unwrap_or_else(|_| Err(io::Error::other("a worker's thread panicked")))
        })
    })?;
    Ok(values.into_inner().unwrap_or_default())
}

/// The point with coordinate `i` moved to `t`.
fn moved(i: usize, t: f64) -> Vec<f64> {
    let mut x = POINT.to_vec();
    x[i] = t;
    x
}

struct Outcome {
    estimates: Vec<Estimate<f64>>,
    rounds: usize,
    /// Of f(x) too, which the searches do not count.
    evaluations: usize,
}

fn progress_bar(what: &str) -> Result<ProgressBar, Box<dyn Error>> {
    let style = "{prefix} {bar:24} {pos}/{len} derivatives, {msg} evaluations, {elapsed}";
    let bar = ProgressBar::new(POINT.len() as u64).with_prefix(what.to_owned());
    bar.set_style(ProgressStyle::with_template(style)?);
    Ok(bar)
}

/// One search per coordinate; each round evaluates what all of them ask for.
fn with_workers(settings: &FiniteDifference) -> Result<Outcome, Box<dyn Error>> {
    let mut workers = (0..WORKERS)
        .map(|_| Worker::start())
        .collect::<Result<Vec<_>, _>>()?;
    let bar = progress_bar("workers")?;
    let count = AtomicUsize::new(0);
    let evaluated = || {
        let so_far = count.fetch_add(1, Ordering::Relaxed) + 1;
        bar.set_message(so_far.to_string());
    };

    // Every search needs f(x): it is evaluated once and given to all.
    let at_x = evaluate_all(&mut workers, &[POINT.to_vec()], evaluated)?[0];
    let mut searches: Vec<Search> = (0..POINT.len())
        .map(|i| Search::with_value(settings, i, POINT[i], at_x))
        .collect();

    let mut rounds = 1;
    loop {
        let asked = searches.iter().enumerate();
        let points: Vec<Vec<f64>> = asked
            .flat_map(|(i, search)| search.ask().iter().map(move |t| moved(i, *t)))
            .collect();
        if points.is_empty() {
            break;
        }
        let values = evaluate_all(&mut workers, &points, evaluated)?;
        let mut rest = values.as_slice();
        for search in &mut searches {
            let (own, others) = rest.split_at(search.ask().len());
            rest = others;
            // A search that is over asks for nothing and is told nothing.
            if !own.is_empty() {
                search.tell(own);
            }
        }
        rounds += 1;
        let finished = searches.iter().filter_map(Search::estimate).count();
        bar.set_position(finished as u64);
    }
    bar.finish_and_clear();
    workers.into_iter().try_for_each(Worker::stop)?;
    Ok(Outcome {
        estimates: searches.iter().filter_map(Search::estimate).collect(),
        rounds,
        evaluations: count.into_inner(),
    })
}

/// The same derivatives by the operator for a closure: one point after the other, in this process.
fn sequential(
    settings: FiniteDifference,
) -> Result<GradientEstimate<[f64; POINT.len()]>, Box<dyn Error>> {
    let bar = progress_bar("one by one")?;
    let found = Gradient::numeric(simulate)
        .with(settings)
        .on_round(|progress| {
            bar.set_message(progress.evaluations.to_string());
            bar.set_position(progress.finished as u64);
        })
        .estimate(&POINT);
    bar.finish_and_clear();
    Ok(found)
}

/// NaN included.
fn same_bits(workers: &Outcome, sequential: &GradientEstimate<[f64; POINT.len()]>) -> bool {
    workers.evaluations == sequential.evaluations
        && workers.estimates.len() == POINT.len()
        && workers.estimates.iter().enumerate().all(|(i, found)| {
            found.value.to_bits() == sequential.value[i].to_bits()
                && found.error.to_bits() == sequential.error[i].to_bits()
                && found.status == sequential.status[i]
        })
}

/// The derivatives by both ways, and whether they are the same.
fn compare() -> Result<(), Box<dyn Error>> {
    let settings = FiniteDifference::new();

    println!("Derivatives of a simulator in {WORKERS} child processes: range of a ball, in m\n");
    let start = Instant::now();
    let outcome = with_workers(&settings)?;
    let in_workers = start.elapsed();

    let header = ["coordinate", "at x", "derivative", "± error", "evaluations"];
    let [name, x, derivative, error, count] = header;
    println!("{name:<12} {x:>11} {derivative:>21} {error:>9} {count:>12}  status");
    for (i, found) in outcome.estimates.iter().enumerate() {
        println!(
            "{:<12} {:>7} {:<3} {:>21} {:>9.1e} {:>12}  {}",
            NAMES[i], POINT[i], UNITS[i], found.value, found.error, found.evaluations, found.status
        );
    }

    let start = Instant::now();
    let expected = sequential(settings)?;
    let in_sequence = start.elapsed();
    println!(
        "\n{} evaluations, f(x) shared by all:\n  {:.2} s in {} rounds, with {WORKERS} workers\n  {:.2} s one by one, in this process",
        outcome.evaluations,
        in_workers.as_secs_f64(),
        outcome.rounds,
        in_sequence.as_secs_f64()
    );
    if !same_bits(&outcome, &expected) {
        return Err("the workers' results differ from those of the sequential run".into());
    }
    println!("Both runs agree to the last bit.");
    Ok(())
}

fn main() -> ExitCode {
    let is_worker = std::env::args().nth(1).as_deref() == Some("--worker");
    match if is_worker { work() } else { compare() } {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

//! Speed and rate of turn of a ship from its GPS log, with error bars: a log that passes midnight and the
//! date line, lost its fix twice, and has a second twice.
//!
//! `cargo run --example gps_track -- [track.csv [picture.svg]]`, by default the shipped track, made by
//! `examples/data/gps_track.py`, and a picture beside the example's executable. Columns: time of day, latitude,
//! longitude and heading in degrees; empty where there was no fix.

use std::error::Error;
use std::path::{Path, PathBuf};

use partials::sampled::{Differences, Estimate, SavitzkyGolay, gradient, unwrap};
use plotters::prelude::*;

const DAY: f64 = 86_400.0;
const CIRCLE: f64 = 360.0;
/// Of a degree of latitude.
const METRES: f64 = 111_194.93;

struct Track {
    /// Seconds of the day.
    time: Vec<f64>,
    latitude: Vec<f64>,
    longitude: Vec<f64>,
    heading: Vec<f64>,
}

fn seconds(clock: &str) -> Result<f64, Box<dyn Error>> {
    let parts = clock.split(':').map(|part| part.trim().parse::<f64>());
    Ok(parts
        .collect::<Result<Vec<_>, _>>()?
        .iter()
        .fold(0.0, |sum, part| 60.0 * sum + part))
}

fn read(path: &Path) -> Result<Track, Box<dyn Error>> {
    let (mut time, mut columns) = (Vec::new(), [Vec::new(), Vec::new(), Vec::new()]);
    for record in csv::Reader::from_path(path)?.records() {
        let record = record?;
        time.push(seconds(&record[0])?);
        for (column, field) in columns.iter_mut().zip(record.iter().skip(1)) {
            column.push(field.trim().parse().unwrap_or(f64::NAN));
        }
    }
    let [latitude, longitude, heading] = columns;
    Ok(Track {
        time,
        latitude,
        longitude,
        heading,
    })
}

/// One value and its error, per sample.
type Series = Estimate<Vec<f64>, Vec<f64>>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/gps_track.csv");
    let input = arguments.next().unwrap_or(shipped);
    let output = match arguments.next() {
        Some(path) => path,
        None => std::env::current_exe()?.with_file_name("gps_track.svg"),
    };
    let Track {
        time,
        latitude,
        longitude,
        heading,
    } = read(&input)?;

    // Hours go on after midnight.
    let time = unwrap(&time, DAY);
    if let Err(error) = gradient(&latitude, &time) {
        println!("The log as it is cannot be differentiated by its times:\n{error}\n");
    }
    let kept: Vec<usize> = (0..time.len())
        .filter(|&i| i == 0 || time[i] != time[i - 1])
        .collect();
    println!(
        "It has {} rows, {} without the one that is there twice. A row in fifteen:\n",
        time.len(),
        kept.len()
    );
    let pick = |column: &[f64]| kept.iter().map(|&i| column[i]).collect::<Vec<f64>>();
    let [time, latitude, longitude, heading] =
        [&time, &latitude, &longitude, &heading].map(|c| pick(c));

    // Across the gaps, with the times of the fixes that there are; longitudes go on after 180.
    let rate = Differences::new()
        .spacing(&time)
        .accuracy(4)
        .bridge_missing();
    let north = rate.estimate(&latitude)?.remove(0);
    let east = rate
        .clone()
        .circular(CIRCLE)
        .estimate(&longitude)?
        .remove(0);
    let speed = speed(&north, &east, &latitude);
    // A compass is noisy: its rate of turn is that of parabolas fitted to eleven readings.
    let turn = rate.circular(CIRCLE).estimate(&heading)?.remove(0);
    let parabolas = SavitzkyGolay::new(11, 2)?
        .coordinates(&time)
        .bridge_missing();
    let smooth = parabolas.derivative(&unwrap(&heading, CIRCLE), 0)?;

    println!(
        "{:>8} {:>18} {:>22} {:>22}",
        "time", "speed, m/s", "rate of turn, °/s", "the same by parabolas"
    );
    for i in (0..time.len()).step_by(15) {
        let second = time[i] % DAY;
        let clock = format!(
            "{:02.0}:{:02.0}:{:02.0}",
            (second / 3600.0).floor(),
            (second / 60.0).floor() % 60.0,
            second % 60.0
        );
        println!(
            "{clock:>8} {:>9.2} ± {:<6.2} {:>12.2} ± {:<7.2} {:>15.2}",
            speed.value[i], speed.error[i], turn.value[i], turn.error[i], smooth[i]
        );
    }
    draw(&output, &time, &speed, &turn, &smooth)?;
    println!(
        "\nThe errors are those of the differences. The noise of receiver and compass comes on top of them:"
    );
    println!("parabolas through eleven readings take most of it out of the rate of turn.");
    println!("{}", output.display());
    Ok(())
}

/// From degrees per second to metres per second over ground.
fn speed(north: &Series, east: &Series, latitude: &[f64]) -> Series {
    let parallel = |i: usize| METRES * latitude[i].to_radians().cos();
    let each = |i: usize| {
        let (v, u) = (north.value[i] * METRES, east.value[i] * parallel(i));
        let errors = (north.error[i] * METRES).hypot(east.error[i] * parallel(i));
        (v.hypot(u), errors)
    };
    let (value, error) = (0..latitude.len()).map(each).unzip();
    Estimate { value, error }
}

fn draw(
    output: &Path,
    time: &[f64],
    speed: &Series,
    turn: &Series,
    smooth: &[f64],
) -> Result<(), Box<dyn Error>> {
    let area = SVGBackend::new(output, (960, 640)).into_drawing_area();
    area.fill(&WHITE)?;
    let panels = area.split_evenly((2, 1));
    let start = time[0];
    let span = 0.0..time[time.len() - 1] - start;
    let rows = [
        (speed, "speed over ground, m/s", 0.0..12.0),
        (turn, "rate of turn, °/s", -6.0..5.0),
    ];
    for (k, (series, title, range)) in rows.into_iter().enumerate() {
        let mut chart = ChartBuilder::on(&panels[k])
            .caption(title, ("sans-serif", 20))
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(48)
            .build_cartesian_2d(span.clone(), range)?;
        chart
            .configure_mesh()
            .x_desc("seconds from the first fix")
            .light_line_style(TRANSPARENT)
            .draw()?;
        let present = (0..time.len()).filter(|&i| series.value[i].is_finite());
        let bar = |i: usize| {
            let (t, v, e) = (time[i] - start, series.value[i], series.error[i]);
            PathElement::new(vec![(t, v - e), (t, v + e)], BLUE.mix(0.6).stroke_width(2))
        };
        chart.draw_series(present.map(bar))?;
        if k == 1 {
            let line = time.iter().zip(smooth).map(|(t, v)| (t - start, *v));
            chart.draw_series(LineSeries::new(line, RED.stroke_width(2)))?;
        }
    }
    area.present()?;
    Ok(())
}

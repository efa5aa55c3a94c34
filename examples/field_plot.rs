//! The slope of a sampled surface: reads a grid of heights from a CSV file and draws it with arrows
//! that point downhill, as long as the slope is steep.
//!
//! `cargo run --example field_plot -- [heights.csv [picture.svg]]`, by default the shipped hills, made
//! by a formula with half a metre of noise, and a picture beside the example's executable. The first row of
//! the file holds the x of each column, the first column the y of each row.

use std::error::Error;
use std::path::{Path, PathBuf};

use ndarray::Array2;
use partials::sampled::{Differences, Edge, SavitzkyGolay};
use plotters::coord::Shift;
use plotters::prelude::*;

struct Surface {
    x: Vec<f64>,
    y: Vec<f64>,
    heights: Array2<f64>,
}

fn read(path: &Path) -> Result<Surface, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let number = |text: &str| text.trim().parse::<f64>();
    let x = reader
        .headers()?
        .iter()
        .skip(1)
        .map(number)
        .collect::<Result<Vec<_>, _>>()?;
    let (mut y, mut heights) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let row = record?.iter().map(number).collect::<Result<Vec<_>, _>>()?;
        let (&place, row) = row.split_first().ok_or("an empty row")?;
        y.push(place);
        heights.extend_from_slice(row);
    }
    let heights = Array2::from_shape_vec((y.len(), x.len()), heights)?;
    Ok(Surface { x, y, heights })
}

/// From valley to summit: green, ochre, grey, white.
fn colour(level: f64) -> RGBColor {
    const STOPS: [[f64; 3]; 4] = [
        [92.0, 140.0, 90.0],
        [202.0, 184.0, 120.0],
        [150.0, 128.0, 112.0],
        [246.0, 246.0, 244.0],
    ];
    let t = level.clamp(0.0, 1.0) * 3.0;
    let k = (t as usize).min(2);
    let mix = |c: usize| (STOPS[k][c] + (STOPS[k + 1][c] - STOPS[k][c]) * (t - k as f64)) as u8;
    RGBColor(mix(0), mix(1), mix(2))
}

/// Which colour is which height.
fn draw_key(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    low: f64,
    high: f64,
) -> Result<(), Box<dyn Error>> {
    const STRIPES: usize = 100;
    let mut chart = ChartBuilder::on(area)
        .margin_top(46)
        .margin_bottom(60)
        .margin_right(16)
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..1.0, low..high)?;
    chart
        .configure_mesh()
        .disable_mesh()
        .disable_x_axis()
        .y_desc("height in m")
        .y_label_formatter(&|height| format!("{height:.0}"))
        .label_style(("sans-serif", 15))
        .draw()?;
    chart.draw_series((0..STRIPES).map(|k| {
        let level = k as f64 / STRIPES as f64;
        let corners = [(0.0, low + level * (high - low)), (1.0, high)];
        Rectangle::new(corners, colour(level + 0.5 / STRIPES as f64).filled())
    }))?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/hills.csv");
    let input = arguments.next().unwrap_or(shipped);
    let output = match arguments.next() {
        Some(path) => path,
        None => std::env::current_exe()?.with_file_name("field_plot.svg"),
    };
    let Surface { x, y, heights } = read(&input)?;

    // Two derivatives of the same samples: differences as they are, and of fitted parabolas.
    let differences = Differences::new().spacing((&y, &x)).edge(Edge::Second);
    let rough = differences.gradient(&heights)?;
    let filter = SavitzkyGolay::new(9, 2)?;
    let along_y = filter.clone().step(y[1] - y[0]).derivative(&heights, 0)?;
    let along_x = filter.step(x[1] - x[0]).derivative(&heights, 1)?;
    let apart = (&rough[1] - &along_x)
        .mapv(|d| d * d)
        .mean()
        .unwrap_or(0.0)
        .sqrt();
    println!("slopes along x differ by {apart:.4} (root mean square) between differences and fit");

    let (low, high) = heights
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &h| {
            (a.min(h), b.max(h))
        });
    let (dx, dy) = (x[1] - x[0], y[1] - y[0]);
    let (right, top) = (x[x.len() - 1] + 0.5 * dx, y[y.len() - 1] + 0.5 * dy);
    let area = SVGBackend::new(&output, (1060, 760)).into_drawing_area();
    area.fill(&WHITE)?;
    let (map, key) = area.split_horizontally(950);
    draw_key(&key, low, high)?;
    let mut chart = ChartBuilder::on(&map)
        .caption(
            format!("Heights {low:.0} to {high:.0} m, arrows downhill"),
            ("sans-serif", 24),
        )
        .margin(16)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d(x[0] - 0.5 * dx..right, y[0] - 0.5 * dy..top)?;
    chart
        .configure_mesh()
        .disable_mesh()
        .x_desc("x in m")
        .y_desc("y in m")
        .x_label_formatter(&|x| format!("{x:.0}"))
        .y_label_formatter(&|y| format!("{y:.0}"))
        .label_style(("sans-serif", 15))
        .draw()?;
    // A cell reaches under the next ones, drawn later, so that no background shines through between them.
    chart.draw_series(heights.indexed_iter().map(|((i, j), &height)| {
        let (cx, cy) = (x[j], y[i]);
        let corners = [
            (cx - 0.5 * dx, cy - 0.5 * dy),
            ((cx + dx).min(right), (cy + dy).min(top)),
        ];
        Rectangle::new(corners, colour((height - low) / (high - low)).filled())
    }))?;

    // An arrow at every third sample; the steepest is as long as the gap to the next one.
    let steepness = |i: usize, j: usize| along_x[[i, j]].hypot(along_y[[i, j]]);
    let steepest = heights
        .indexed_iter()
        .map(|((i, j), _)| steepness(i, j))
        .fold(0.0, f64::max);
    let scale = 3.0 * dx.min(dy) / steepest;
    for i in (2..y.len()).step_by(3) {
        for j in (2..x.len()).step_by(3) {
            let (u, v) = (-along_x[[i, j]] * scale, -along_y[[i, j]] * scale);
            let (tip_x, tip_y) = (x[j] + u, y[i] + v);
            let barb = |side: f64| {
                let (back, across) = (0.35, 0.2 * side);
                (tip_x - back * u - across * v, tip_y - back * v + across * u)
            };
            let shaft = vec![(x[j], y[i]), (tip_x, tip_y)];
            let head = vec![barb(1.0), (tip_x, tip_y), barb(-1.0)];
            for line in [shaft, head] {
                chart.draw_series(LineSeries::new(line, BLACK.stroke_width(1)))?;
            }
        }
    }
    area.present()?;
    println!("{}", output.display());
    Ok(())
}

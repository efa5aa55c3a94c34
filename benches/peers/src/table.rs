//! The table: which rows are wanted, and how they are printed.

use std::io::Write;

use crate::columns::Column;
use crate::row::{Cell, Measured};

/// The width of a column.
const WIDTH: usize = 9;

pub struct Table {
    filter: String,
}

impl Table {
    /// Prints the head of a table of all rows whose name contains `filter`.
    pub fn new(filter: Option<String>) -> Self {
        println!("multiples of the plain function; norm: Euclidean, of the derivative");
        let head = |second: &str, first: &str, title: fn(Column) -> &'static str| {
            print!(
                "{first:<26} {second:>9} {:>16}",
                if second.is_empty() { "" } else { "norm" }
            );
            Column::ALL
                .iter()
                .for_each(|&c| print!(" {:>WIDTH$}", title(c)));
            println!();
        };
        head("", "", Column::owner);
        head("n", "derivative of", Column::form);
        Self {
            filter: filter.unwrap_or_default(),
        }
    }

    /// Whether a row of this name is wanted.
    pub fn wants(&self, name: &str) -> bool {
        name.contains(&self.filter)
    }

    pub fn print(&self, name: &str, n: usize, measured: &Measured) {
        let cell = |column: Column| {
            let found = measured.cells.iter().find(|(c, _)| *c == column);
            found.map(|(_, cell)| *cell)
        };
        let Some(Cell::Time(plain)) = cell(Column::Plain) else {
            unreachable!("the plain function is always measured");
        };
        print!("{name:<26} {n:>9} {:>16.9e}", measured.norm);
        for &column in Column::ALL {
            let text = match cell(column) {
                Some(Cell::Time(time)) if column == Column::Plain => format!("{:.1}", time * 1e9),
                Some(Cell::Time(time)) => multiple(time / plain),
                Some(Cell::First(time)) => format!("{:.0}", time * 1e6),
                Some(Cell::Calls(calls)) => format!("{calls:.0}"),
                Some(Cell::Wrong) => "wrong".into(),
                Some(Cell::Panics) => "panics".into(),
                None => "-".into(),
            };
            print!(" {text:>WIDTH$}");
        }
        println!();
        std::io::stdout().flush().expect("the table is printed");
    }
}

/// Three digits.
fn multiple(ratio: f64) -> String {
    match ratio {
        r if r < 10.0 => format!("{r:.2}"),
        r if r < 100.0 => format!("{r:.1}"),
        r => format!("{r:.0}"),
    }
}

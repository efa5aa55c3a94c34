//! Derivatives by this library and by others, in one table: `cargo run --release`.
//!
//! An argument selects the rows whose name contains it: `cargo run --release -- hessian`.

mod columns;
mod functions;
mod number;
mod peers;
mod row;
mod table;

use std::hint::black_box;

use functions::{
    Ackley, Bratu, Broyden, Helmholtz, Kowalik, MinimalSurface, Mixture, Network, NetworkByDots,
    Osborne2, Rosenbrock, ScalarFunction, SelfWeightedLogit, Snavely, Speelpenning, Terms,
    VectorFunction,
};
use number::sum;
use row::Row;
use table::Table;

fn main() {
    // A peer that panics is shown as such in the table.
    std::panic::set_hook(Box::new(|_| {}));
    let table = Table::new(std::env::args().nth(1));
    gradients(&table);
    jacobians(&table);
    hessians(&table);
}

/// What enters derivatives of a function at a point into a row.
type Enter<F> = for<'a> fn(&mut Row<'a>, &'a F, &'a [f64]);

/// A row of gradients; `fixed` enters those of points whose size is known when compiling.
fn gradient<F: ScalarFunction>(table: &Table, f: F, fixed: Option<Enter<F>>) {
    scalar(table, "gradient", f, fixed, peers::gradient);
}

/// As [`gradient`], of a sum of terms of two variables each.
fn by_pairs<F: Terms<2>>(table: &Table, f: F, fixed: Option<Enter<F>>) {
    scalar(
        table,
        "gradient",
        f,
        fixed,
        peers::gradient_by_terms::<F, 2>,
    );
}

/// As [`gradient`].
fn hessian<F: ScalarFunction>(table: &Table, f: F, fixed: Option<Enter<F>>) {
    scalar(table, "hessian", f, fixed, peers::hessian);
}

fn scalar<F: ScalarFunction>(
    table: &Table,
    derivative: &str,
    f: F,
    fixed: Option<Enter<F>>,
    enter: Enter<F>,
) {
    let name = format!("{derivative} of {}", F::NAME);
    if table.wants(&name) {
        let x = f.point();
        let mut row = Row::new(|| f.value(black_box(&x)));
        if let Some(fixed) = fixed {
            fixed(&mut row, &f, &x);
        }
        enter(&mut row, &f, &x);
        table.print(&name, x.len(), &row.measure());
    }
}

/// As [`gradient`].
fn jacobian<F: VectorFunction>(table: &Table, f: F, fixed: Option<Enter<F>>) {
    let name = format!("jacobian of {}", F::NAME);
    if table.wants(&name) {
        let x = f.point();
        let mut row = Row::new(|| sum(f.values(black_box(&x))));
        if let Some(fixed) = fixed {
            fixed(&mut row, &f, &x);
        }
        peers::jacobian(&mut row, &f, &x);
        table.print(&name, x.len(), &row.measure());
    }
}

/// Rows of a function of any number of variables: sizes known when compiling, then others.
macro_rules! sizes {
    ($row:ident, $enter:ident, $table:ident, $function:path: [$($fixed:literal)*] [$($n:literal)*]) => {
        $($row($table, $function($fixed), Some(peers::$enter::<_, $fixed>));)*
        $($row($table, $function($n), None);)*
    };
}

#[rustfmt::skip] // One line each.
fn gradients(table: &Table) {
    sizes!(by_pairs, gradient_of_array, table, Rosenbrock: [2 10 100] [1_000 10_000 100_000 1_000_000]);
    sizes!(gradient, gradient_of_array, table, Ackley: [2 10 100] [1_000 10_000 100_000 1_000_000]);
    sizes!(gradient, gradient_of_array, table, SelfWeightedLogit: [2 10 100] [1_000 10_000 100_000 1_000_000]);
    sizes!(gradient, gradient_of_array, table, Helmholtz::new: [2 10 50] [200 1_000]);
    sizes!(gradient, gradient_of_array, table, Speelpenning: [2 10 100] [1_000 10_000 100_000 1_000_000]);
    // Two, ten and twenty dimensions: 30, 330 and 2,310 variables.
    for (d, k) in [(2, 5), (10, 5), (20, 10)] {
        gradient(table, Mixture::new(d, k, 1_000), None);
    }
    gradient(table, Network::new(), None);
    gradient(table, NetworkByDots(Network::new()), None);
    for side in [32, 100, 316] {
        scalar(table, "gradient", Bratu(side), None, peers::gradient_by_terms::<_, 3>);
    }
    for side in [32, 100, 316] {
        scalar(table, "gradient", MinimalSurface(side), None, peers::gradient_by_terms::<_, 4>);
    }
    gradient(table, Osborne2::new(), Some(peers::gradient_of_array::<_, 11>));
}

fn jacobians(table: &Table) {
    jacobian(table, Snavely, Some(peers::jacobian_of_array::<_, 12, 2>));
    jacobian(table, Kowalik, Some(peers::jacobian_of_array::<_, 4, 11>));
    jacobian(
        table,
        Broyden(10),
        Some(peers::jacobian_of_array::<_, 10, 10>),
    );
    for n in [100, 1_000] {
        jacobian(table, Broyden(n), None);
    }
}

fn hessians(table: &Table) {
    sizes!(hessian, hessian_of_array, table, Ackley: [2 4 6 10 20] [50 100]);
    sizes!(hessian, hessian_of_array, table, Rosenbrock: [2 4 6 10 20] [50 100]);
    sizes!(hessian, hessian_of_array, table, Helmholtz::new: [2 4 6 10 20] [50 100]);
}

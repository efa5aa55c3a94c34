//! A curve fitted to data, with the standard errors of its parameters: from the Jacobian, as regressions have
//! them, and from the Hessian of the log-likelihood.
//!
//! `cargo run --release --features levenberg-marquardt --example standard_errors`
//!
//! The velocity of an enzymatic reaction depends on the concentration of its substrate as Michaelis and Menten
//! found, `v = V c / (K + c)`. The data are those of Treloar (1974) for cells treated with puromycin, as in D. M.
//! Bates and D. G. Watts, Nonlinear Regression Analysis, 1988, appendix A1.3.

use nalgebra::DMatrix;
use partials::optimisers::LeastSquares;
use partials::{Function, Scalar, function, vector_function};

/// Concentration, in parts per million, and velocity, in counts per square minute.
const DATA: [(f64, f64); 12] = [
    (0.02, 76.0),
    (0.02, 47.0),
    (0.06, 97.0),
    (0.06, 107.0),
    (0.11, 123.0),
    (0.11, 139.0),
    (0.22, 159.0),
    (0.22, 152.0),
    (0.56, 191.0),
    (0.56, 201.0),
    (1.10, 207.0),
    (1.10, 200.0),
];

/// The quantile of Student's distribution for 95 % on both sides, at 10 degrees of freedom.
const STUDENT: f64 = 2.228_138_852;

fn residuals<S: Scalar>(b: &[S]) -> Vec<S> {
    DATA.iter()
        .map(|(c, v)| b[0] * c / (b[1] + c) - v)
        .collect()
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let f = vector_function!(residuals);
    let fit = LeastSquares::new().minimise(&f, &[205.0, 0.08])?;
    let freedom = DATA.len() - fit.x.len();
    let variance = fit.residual_sum_of_squares / freedom as f64;

    // s² (JᵀJ)⁻¹, NaN if the parameters cannot be told apart. `standard_errors` has the roots of its diagonal.
    let covariance = fit.covariance(&f)?;

    println!(
        "v = V c / (K + c), fitted to {} observations in {} evaluations\n",
        DATA.len(),
        fit.evaluations
    );
    println!("           estimate  std. error  t value     95 % confidence interval");
    for (i, name) in ["V", "K"].iter().enumerate() {
        let (b, error) = (fit.x[i], covariance[(i, i)].sqrt());
        println!(
            "{name}        {b:>11.6} {error:>11.6} {:>8.3}   {:>11.6} to {:>11.6}",
            b / error,
            b - STUDENT * error,
            b + STUDENT * error
        );
    }
    println!(
        "\nresidual standard error: {:.4} on {freedom} degrees of freedom",
        variance.sqrt()
    );
    println!("correlation of V and K: {:.4}", correlation(&covariance));

    // The observed information: second derivatives of the residuals count too.
    let deviance =
        function!(|b| residuals(b).iter().map(|r| r * r).sum::<Real>() / (2.0 * variance));
    let information = deviance.hessian(&fit.x);
    let covariance = information
        .try_inverse()
        .ok_or("the information is singular")?;
    println!("\nfrom the Hessian of the log-likelihood in place of the Jacobian:");
    for (i, name) in ["V", "K"].iter().enumerate() {
        println!(
            "{name}        {:>11.6} {:>11.6}",
            fit.x[i],
            covariance[(i, i)].sqrt()
        );
    }

    let report = deviance.check(&fit.x);
    println!("\nevery derivative above, checked at the estimate:\n{report}");
    Ok(())
}

fn correlation(covariance: &DMatrix<f64>) -> f64 {
    covariance[(0, 1)] / (covariance[(0, 0)] * covariance[(1, 1)]).sqrt()
}

//! What is wrong with a call is said: which axis, which index, how many, and how many were expected.

use nalgebra::DMatrix;
use ndarray::{Array1, Array2, Array3};
use partials::Error;
use partials::sampled::{
    Differences, Edge, Grid, SavitzkyGolay, Spacing, gradient, gradient_axis, gradient_axis_into,
    gradient_into,
};

fn square() -> Array2<f64> {
    Array2::zeros((4, 5))
}

/// The message of an error, and that nothing was returned.
fn message<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => panic!("the call succeeded"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn axes() {
    let f = square();
    for (axis, dimensions) in [(2, 2), (-3, 2), (isize::MAX, 2), (isize::MIN, 2)] {
        let error = gradient_axis(&f, axis, ()).unwrap_err();
        assert_eq!(error, Error::Axis { axis, dimensions });
    }
    let huge = gradient_axis(&f, usize::MAX, ()).unwrap_err();
    assert!(matches!(huge, Error::Axis { .. }));
    assert_eq!(
        message(gradient_axis(&f, 2, ())),
        "axis 2 is out of bounds for samples of 2 axes, which are counted from 0, or back from -1"
    );
    let repeated = Differences::new().axes([1, 0, -1]).gradient(&f);
    assert_eq!(message(repeated), "axis 1 is chosen more than once");
    let several = Differences::new().derivative(&f);
    assert_eq!(
        message(several),
        "a derivative is along 1 axis, but 2 axes are chosen: choose one with `axes`, or take the `gradient`"
    );
}

#[test]
fn numbers_of_entries() {
    let f = square();
    let x = [0.0, 1.0, 2.0, 3.0];
    assert_eq!(
        message(gradient(&f, (1.0, 1.0, 1.0))),
        "3 spacings for 2 axes: give one for all, or one per chosen axis"
    );
    assert_eq!(
        message(gradient(&f, &x)),
        "one sequence of coordinates was given for 2 axes: give a tuple with one entry per chosen axis, as `(&y, &x)`; \
         steps are a tuple as well, as `(0.5, 0.1)`"
    );
    let edges = Differences::new().edges([Edge::First; 3]).gradient(&f);
    assert_eq!(
        edges.unwrap_err(),
        Error::AxisCount {
            what: "edges",
            axes: 2,
            found: 3
        }
    );
    assert_eq!(
        message(Differences::new().edges([Edge::First; 2]).derivative(&x)),
        "2 edges for 1 axis: give one for all, or one per chosen axis"
    );
    assert_eq!(
        message(gradient(&x, &[0.0])),
        "axis 0 has 4 samples, but 1 coordinate was given: one for each sample, and not their differences"
    );
    assert_eq!(
        message(gradient_into(&f, (), &mut [square()])),
        "1 output for 2 axes: give one per chosen axis"
    );
    assert_eq!(
        message(Differences::new().axes([0_i32; 0]).derivative(&f)),
        "a derivative is along 1 axis, but 0 axes are chosen: choose one with `axes`, or take the `gradient`"
    );
    let mut outputs = [square()];
    let error = gradient_into(&f, (), &mut outputs).unwrap_err();
    assert_eq!(
        error,
        Error::AxisCount {
            what: "outputs",
            axes: 2,
            found: 1
        }
    );
}

#[test]
fn spacings_that_make_no_sense() {
    let f = Array1::<f64>::zeros(5);
    for (step, problem) in [
        (0.0, "zero"),
        (-0.0, "zero"),
        (f64::NAN, "not a number"),
        (f64::NEG_INFINITY, "infinite"),
    ] {
        let error = gradient(&f, step).unwrap_err();
        let what = "step";
        assert_eq!(
            error,
            Error::Step {
                what,
                axis: 0,
                problem
            }
        );
        assert!(
            Differences::new()
                .spacing(step)
                .permissive()
                .gradient(&f)
                .is_ok()
        );
    }
    for (x, index, problem) in [
        (
            [0.0, 1.0, 1.0, 2.0, 3.0],
            2,
            "repeats the one before: coordinates must rise or fall throughout",
        ),
        (
            [3.0, 3.0, 2.0, 1.0, 0.0],
            1,
            "repeats the one before: coordinates must rise or fall throughout",
        ),
        (
            [0.0, 1.0, 2.0, 1.5, 3.0],
            3,
            "turns back: coordinates must rise or fall throughout",
        ),
        (
            [9.0, 1.0, 0.5, 0.1, 0.2],
            4,
            "turns back: coordinates must rise or fall throughout",
        ),
        (
            [0.0, 1.0, f64::NAN, 2.0, 3.0],
            2,
            "is not a number: every sample needs a place, also a missing one",
        ),
        (
            [f64::NAN, 1.0, 2.0, 3.0, 4.0],
            0,
            "is not a number: every sample needs a place, also a missing one",
        ),
        ([0.0, 1.0, 2.0, 3.0, f64::INFINITY], 4, "is infinite"),
        ([f64::NEG_INFINITY, 1.0, 2.0, 3.0, 4.0], 0, "is infinite"),
    ] {
        let error = gradient(&f, &x).unwrap_err();
        let expected = Error::Coordinates {
            axis: 0,
            index,
            problem,
        };
        assert_eq!(error, expected, "{x:?}");
        assert!(
            Differences::new()
                .spacing(&x)
                .permissive()
                .gradient(&f)
                .is_ok()
        );
    }
    assert_eq!(
        message(gradient(&f, &[0.0, 2.0, 1.0, 3.0, 4.0])),
        "coordinate 2 of axis 0 turns back: coordinates must rise or fall throughout"
    );
    let across = gradient_axis(&square(), -1, &[0.0, 1.0, 2.0, 3.0]);
    assert_eq!(
        message(across),
        "axis 1 has 5 samples, but 4 coordinates were given: one for each sample, and not their differences"
    );
}

#[test]
fn short_axes() {
    let f = Array2::<f64>::zeros((1, 5));
    assert_eq!(
        message(gradient(&f, ())),
        "axis 0 has 1 sample, but its derivative needs 2"
    );
    let second = Differences::new().edge(Edge::Second).axes(1);
    assert!(second.derivative(&f).is_ok());
    let (axis, found, needed) = (0, 2, 3);
    let expected = Error::TooShort {
        axis,
        found,
        needed,
    };
    assert_eq!(
        second.axes(0).derivative(&[1.0, 2.0]).unwrap_err(),
        expected
    );
    let circle = Differences::new().order(2).accuracy(8).edge(Edge::Periodic);
    assert_eq!(
        circle.derivative(&[1.0; 8]).unwrap_err().to_string(),
        "axis 0 has 8 samples, but its derivative needs 9"
    );
    // Coordinates of a lone sample: no index out of bounds, as in numpy.
    let lone = gradient(&[1.0], &[0.0]).unwrap_err();
    assert!(matches!(lone, Error::TooShort { found: 1, .. }));
    let none: [f64; 0] = [];
    let empty = gradient(&none, &none).unwrap_err();
    assert!(matches!(empty, Error::TooShort { found: 0, .. }));
}

#[test]
fn settings() {
    let f = [1.0; 20];
    for (differences, text) in [
        (
            Differences::new().order(0),
            "derivative order 0 is not supported: 1 to 4",
        ),
        (
            Differences::new().order(5),
            "derivative order 5 is not supported: 1 to 4",
        ),
        (
            Differences::new().accuracy(3),
            "accuracy 3 is not supported: 2, 4, 6 or 8",
        ),
        (
            Differences::new().accuracy(10),
            "accuracy 10 is not supported: 2, 4, 6 or 8",
        ),
        (
            Differences::new().edge(Edge::Period(3.0)),
            "Edge::Period cannot be combined with a constant step, whose circumference is the number \
             of samples times the step",
        ),
    ] {
        assert_eq!(message(differences.derivative(&f)), text);
    }
    let x: Vec<f64> = (0..20).map(f64::from).collect();
    let on = Differences::new().spacing(&x);
    let needs_period = on.clone().edge(Edge::Periodic).derivative(&f);
    assert!(
        message(needs_period).starts_with("Edge::Periodic cannot be combined with coordinates")
    );
    for (period, problem) in [
        (
            19.0,
            "the period of axis 0 is not longer than from the first to the last coordinate: leave out the \
             last one, which repeats the first",
        ),
        (
            -3.0,
            "the period of axis 0 is not longer than from the first to the last coordinate: leave out the \
             last one, which repeats the first",
        ),
        (f64::NAN, "the period of axis 0 is not a number"),
    ] {
        assert_eq!(
            message(on.clone().edge(Edge::Period(period)).derivative(&f)),
            problem
        );
    }
    let zero = Differences::new().circular(0.0).derivative(&f);
    assert_eq!(message(zero), "the period of the samples of axis 0 is zero");
}

#[test]
fn shapes() {
    let f = square();
    let mut out = Array2::zeros((5, 4));
    assert_eq!(
        message(gradient_axis_into(&f, 0, (), &mut out)),
        "the output has shape [5, 4], but the samples have shape [4, 5]"
    );
    let mut short = vec![0.0; 19];
    assert_eq!(
        message(gradient_axis_into(&f, 0, (), &mut short)),
        "the output has shape [19], but the samples have shape [4, 5]"
    );
    // The second output is wrong: the first keeps what it had.
    let mut outputs = [Array2::from_elem((4, 5), 7.0), Array2::zeros((4, 4))];
    assert!(gradient_into(&f, (), &mut outputs).is_err());
    assert_eq!(outputs[0], Array2::from_elem((4, 5), 7.0));
    let mut matrix = DMatrix::zeros(5, 4);
    assert!(gradient_axis_into(&DMatrix::<f64>::zeros(4, 5), 0, (), &mut matrix).is_err());
    assert_eq!(
        message(Grid::new(&[0.0; 6], [2, 2])),
        "a slice of 6 elements does not have shape [2, 2]"
    );
    assert!(Grid::new(&[0.0; 0], [usize::MAX, 3]).is_err());
    let mask = Differences::new().gradient_where(&f, &[true; 19]);
    assert_eq!(
        message(mask),
        "the mask has shape [19], but the samples have shape [4, 5]"
    );
}

#[test]
fn fields() {
    let f = square();
    let three = [f.clone(), f.clone(), f.clone()];
    let differences = Differences::new();
    assert_eq!(
        message(differences.divergence(&three)),
        "3 components for 2 axes: give one per chosen axis"
    );
    assert!(matches!(
        differences.curl(&three),
        Err(Error::AxisCount { .. })
    ));
    let none: [Array2<f64>; 0] = [];
    assert!(matches!(
        differences.divergence(&none),
        Err(Error::AxisCount { .. })
    ));
    let other = [f.clone(), Array2::zeros((4, 6))];
    assert_eq!(
        message(differences.vorticity(&other)),
        "the component has shape [4, 6], but the samples have shape [4, 5]"
    );
    let volume = Array3::<f64>::zeros((4, 4, 4));
    assert!(
        differences
            .vorticity(&[volume.clone(), volume.clone()])
            .is_err()
    );
    let second = Differences::new().order(2);
    assert!(matches!(
        second.laplacian(&f),
        Err(Error::Combination { .. })
    ));
    // Three samples are too few for the one-sided second derivatives at the ends.
    assert!(matches!(
        differences.laplacian(&Array2::<f64>::zeros((3, 9))),
        Err(Error::TooShort { axis: 0, .. })
    ));
}

#[test]
fn filters() {
    for window in [0, 1, 2, 4] {
        assert!(matches!(
            SavitzkyGolay::new(window, 0),
            Err(Error::Setting { .. })
        ));
    }
    assert_eq!(
        message(SavitzkyGolay::new(5, 5)),
        "polynomial degree 5 is not supported: less than the window"
    );
    let filter = SavitzkyGolay::new(5, 2).unwrap();
    let f = [0.0; 9];
    assert!(matches!(
        filter.clone().order(3).derivative(&f, 0),
        Err(Error::Setting { found: 3, .. })
    ));
    assert!(matches!(
        filter.clone().step(0.0).derivative(&f, 0),
        Err(Error::Step { axis: 0, .. })
    ));
    assert!(matches!(filter.derivative(&f, 1), Err(Error::Axis { .. })));
    assert!(matches!(
        filter.derivative(&f, [0, 0]),
        Err(Error::ChosenAxes { .. })
    ));
    assert_eq!(
        message(filter.derivative(&square(), [0, 1])),
        "a derivative is along 1 axis, but 2 axes are chosen: name one"
    );
    assert!(matches!(
        filter.derivative(&f[..4], 0),
        Err(Error::TooShort { needed: 5, .. })
    ));
}

/// Two numbers for two axes are not two steps.
#[test]
fn a_sequence_of_numbers_is_coordinates() {
    let f = square();
    let by_value = gradient(&f, vec![0.5, 0.25]);
    assert!(matches!(
        by_value,
        Err(Error::SharedCoordinates { axes: 2 })
    ));
    let steps: [Spacing; 2] = [0.5.into(), 0.25.into()];
    assert!(gradient(&f, steps).is_ok());
}

//! Black boxes with a state: closures that are `FnMut`.

#[path = "common/panics.rs"]
mod panics;

use panics::message_of;
use partials::{Derivative, FiniteDifference, Gradient, Hessian, Jacobian};

/// A simulator that writes into buffers of its own, and counts.
#[derive(Default)]
struct Simulator {
    buffer: Vec<f64>,
    calls: usize,
}

impl Simulator {
    fn run(&mut self, x: &[f64]) -> f64 {
        self.calls += 1;
        self.buffer.clear();
        self.buffer.extend(x.iter().map(|x| x.exp()));
        self.buffer.iter().sum()
    }
}

#[test]
fn every_operator_takes_a_closure_with_a_state() {
    let x = [0.5, 1.5];
    let plain = |x: &[f64]| x.iter().map(|x| x.exp()).sum::<f64>();
    let mut simulator = Simulator::default();
    let f = Gradient::numeric_mut(|x| simulator.run(x));
    let found = f.estimate(&x);
    assert_eq!(found, Gradient::numeric(plain).estimate(&x));
    assert_eq!(
        f.jvp(&x, &[1.0, 2.0]),
        Gradient::numeric(plain).jvp(&x, &[1.0, 2.0])
    );
    assert_eq!(f.value_and_gradient(&x).0, plain(&x));
    drop(f);
    assert!(simulator.calls > found.evaluations);

    let f = Hessian::numeric_mut(|x| simulator.run(x));
    assert_eq!(f.estimate(&x), Hessian::numeric(plain).estimate(&x));
    let fast = f.with(FiniteDifference::fast());
    assert_eq!(
        fast.at(&x),
        Hessian::numeric(plain)
            .with(FiniteDifference::fast())
            .at(&x)
    );

    let mut calls = 0;
    let f = Jacobian::numeric_mut(|x| {
        calls += 1;
        [x[0] * x[1], x[0]]
    });
    let values = |x: &[f64]| [x[0] * x[1], x[0]];
    assert_eq!(f.estimate(&x), Jacobian::numeric(values).estimate(&x));
    assert_eq!(
        f.vjp(&x, &[1.0, 2.0]),
        Jacobian::numeric(values).vjp(&x, &[1.0, 2.0])
    );
    let mut last = Vec::new();
    let f = Jacobian::numeric_into_mut(2, |x, out| {
        last.clear();
        last.extend_from_slice(x);
        out.copy_from_slice(&values(&last));
    });
    assert_eq!(f.at(&x), Jacobian::numeric(|x| values(x).to_vec()).at(&x));

    let mut calls = 0;
    let f = Derivative::numeric_mut(|x| {
        calls += 1;
        x.sin()
    });
    assert_eq!(f.estimate(1.0), Derivative::numeric(f64::sin).estimate(1.0));
    let second = f.order(2).estimate(1.0);
    assert!((second.value + 1_f64.sin()).abs() <= second.error);

    let f = Hessian::numeric_of_gradient_mut(|x| {
        calls += 1;
        [x[1], x[0]]
    });
    assert_eq!(
        f.hvp(&x, &[1.0, 2.0]),
        Hessian::numeric_of_gradient(|x| [x[1], x[0]]).hvp(&x, &[1.0, 2.0])
    );
}

#[test]
fn failures_are_handed_on_and_partial_points_work() {
    let mut left = 4;
    let mut next = move || {
        left -= 1;
        if left < 0 {
            Err("no calls left")
        } else {
            Ok(())
        }
    };
    let f = Gradient::try_numeric_mut(|x| next().map(|()| x[0]));
    assert_eq!(f.at(&[1.0]), Err("no calls left"));
    let mut left = 4;
    let mut next = || {
        left -= 1;
        if left < 0 {
            Err("no calls left")
        } else {
            Ok(())
        }
    };
    assert_eq!(
        Derivative::try_numeric_mut(|x| next().map(|()| x)).at(1.0),
        Err("no calls left")
    );
    assert_eq!(
        Hessian::try_numeric_mut(|x| next().map(|()| x[0])).at(&[1.0]),
        Err("no calls left")
    );
    assert_eq!(
        Jacobian::try_numeric_mut(|x| next().map(|()| [x[0]])).at(&[1.0]),
        Err("no calls left")
    );
    let f = Jacobian::try_numeric_into_mut(1, |x, out| {
        out[0] = x[0];
        next()
    });
    assert_eq!(f.at(&[1.0]), Err("no calls left"));
    let f = Hessian::try_numeric_of_gradient_mut(|x| next().map(|()| [x[0]]));
    assert_eq!(f.at(&[1.0]), Err("no calls left"));
    let mut calls = 0;
    let f = Gradient::numeric_mut(|x| {
        calls += 1;
        x[0] * x[1]
    });
    assert_eq!(f.partial(&[2.0, 3.0], [1]).at(&[3.0]), [2.0]);
}

#[test]
fn a_closure_that_panics_can_be_called_again() {
    let mut calls = 0;
    let f = Gradient::numeric_mut(|x| {
        calls += 1;
        assert!(calls != 5, "the fifth call");
        x[0] * x[0]
    });
    assert_eq!(message_of(|| f.at(&[3.0])), "the fifth call");
    assert!((f.at(&[3.0])[0] - 6.0).abs() < 1e-11);
}

#[test]
fn a_function_inside_itself_is_refused() {
    use std::cell::RefCell;
    use std::rc::Rc;

    type Boxed = Box<dyn FnMut(&[f64]) -> f64>;
    type Recursive = Gradient<partials::operator::Stateful<Boxed>, partials::numeric::Numeric>;
    let place: Rc<RefCell<Option<Rc<Recursive>>>> = Rc::default();
    let inner = place.clone();
    let f: Boxed = Box::new(move |x| {
        let own = inner.borrow().clone();
        own.map_or(x[0], |f| f.at(x)[0])
    });
    let f = Rc::new(Gradient::numeric_mut(f));
    *place.borrow_mut() = Some(f.clone());
    assert!(message_of(|| f.at(&[1.0])).contains("evaluated inside itself"));
    *place.borrow_mut() = None;
}

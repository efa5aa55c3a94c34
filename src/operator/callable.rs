//! [`Callable`]: how an operator calls its function.

use super::Returns;

/// A function of a point, as an operator calls it: on numbers `N`, with the result `Y`, which may be a
/// `Result` where `R` says so.
///
/// Every closure `Fn(&[N]) -> Y` is one. So are closures that [write](super::Writing) their values into a
/// slice, and functions of [chosen coordinates](super::Partial), which are no closures: that is why
/// operators ask for this trait.
pub trait Callable<N, R: Returns, Y> {
    /// `f(x)`.
    fn call(&self, x: &[N]) -> Result<Y, R::Error>;
}

#[diagnostic::do_not_recommend]
impl<F, N, R: Returns, Y> Callable<N, R, Y> for F
where
    F: Fn(&[N]) -> R::Outcome<Y>,
{
    #[inline(always)]
    fn call(&self, x: &[N]) -> Result<Y, R::Error> {
        R::result(self(x))
    }
}

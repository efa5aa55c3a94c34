//! [`Sample`] and [`Value`]: what an array may hold, and what its derivative holds.

use std::fmt::Debug;
use std::ops::BitOr;

use bytemuck::Pod;
use num_complex::Complex;

use super::circle;
use super::pass::division;

/// An element of sampled data: `f32`, `f64`, [`Complex`] of either, or an integer of any size.
///
/// Unsigned integers and those near the ends of their type never wrap around. Beyond 2⁵³, where an
/// `f64` does not hold every integer, they are subtracted as integers: `u64` samples 2⁶⁰ and 2⁶⁰ + 1 differ
/// by 1.
///
/// ```
/// use partials::sampled::{Sample, gradient};
///
/// /// Of integers, `f64` numbers.
/// fn rise<T: Sample>(samples: &[T]) -> T::Out {
///     gradient(samples, ()).unwrap()[0]
/// }
/// assert_eq!((rise(&[3_u64, 1]), rise(&[3.0_f32, 1.0])), (-2.0, -2.0_f32));
/// let large = 1_u64 << 60;
/// assert_eq!(rise(&[large, large + 1]), 1.0);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no sample",
    label = "a sample is one number: `f32`, `f64`, `Complex` of either, or an integer",
    note = "numbers of other types have to be converted, as with `f64::from`, and `bool` as with `b as u8`",
    note = "nested rows are flattened, `let flat = rows.concat()`, and get a shape: `Grid::new(&flat, [rows, columns])?`, or `ndarray::Array2::from_shape_vec`"
)]
pub trait Sample: Copy + Send + Sync + sealed::Sealed + 'static {
    /// What the derivative holds: `f64` for integers, else the type itself.
    type Out: Value;

    /// Whether `Out` holds every value of the type.
    const EXACT: bool;

    /// The sample as a number that can be subtracted, rounded to `Out`.
    ///
    /// ```
    /// use partials::sampled::Sample;
    ///
    /// assert_eq!((Sample::value(3_u8), Sample::value(0.5_f32)), (3.0_f64, 0.5_f32));
    /// ```
    fn value(self) -> Self::Out;

    /// Whether this is not rounded by [`value`](Self::value).
    ///
    /// ```
    /// use partials::sampled::Sample;
    ///
    /// assert!(Sample::is_exact(1_u64 << 53) && !Sample::is_exact((1_u64 << 53) + 1));
    /// ```
    fn is_exact(self) -> bool;

    /// `self − other`, rounded once.
    ///
    /// ```
    /// use partials::sampled::Sample;
    ///
    /// let large = 1_u64 << 60;
    /// assert_eq!((large.minus_sample(large + 1), (large + 1).minus_sample(large)), (-1.0, 1.0));
    /// ```
    fn minus_sample(self, other: Self) -> Self::Out;
}

/// A number that differences are made of: `f32`, `f64` and [`Complex`] of either.
///
/// Weights are real, so a complex number is treated by its parts.
///
/// ```
/// use partials::sampled::Value;
///
/// fn largest<T: Value>(values: &[T]) -> f64 {
///     values.iter().map(|v| v.magnitude()).fold(0.0, f64::max)
/// }
/// assert_eq!(largest(&[1.0, -2.0]), 2.0);
/// assert_eq!(largest(&[num_complex::Complex::new(3.0, 4.0)]), 5.0);
/// ```
pub trait Value:
    Sample<Out = Self> + Accumulator<Self> + Copy + Debug + PartialEq + Send + Sync + 'static
{
    /// The same number over `f64`, in which weighted sums are formed.
    type Wide: Accumulator<Self>;
    /// The type of its absolute value.
    type Real: Value<Real = Self::Real>;

    /// 0.
    const ZERO: Self;
    /// Not a number; in both parts of a complex one.
    const NAN: Self;

    /// Whether it has an order, and can be a position on a circle.
    const IS_REAL: bool;

    /// Whether it, or a part of it, is not a number.
    ///
    /// ```
    /// use partials::sampled::Value;
    ///
    /// assert!(Value::is_nan(num_complex::Complex::new(0.0, f64::NAN)));
    /// ```
    fn is_nan(self) -> bool;
    /// A difference on a circle, the short way round; not a number if complex.
    ///
    /// ```
    /// use partials::sampled::Value;
    ///
    /// assert_eq!((350.0).short_way(360.0), -10.0);
    /// ```
    fn short_way(self, period: f64) -> Self;
    /// Its absolute value.
    ///
    /// ```
    /// use partials::sampled::Value;
    ///
    /// assert_eq!(Value::magnitude(-2.0_f32), 2.0_f64);
    /// ```
    fn magnitude(self) -> f64;
    /// How far off it is, judging by another approximation and by the sum of the absolute terms that
    /// it was made of: 2 |self − other| + 4 ε · terms.
    ///
    /// ```
    /// use partials::sampled::Value;
    ///
    /// assert_eq!((1.0).uncertainty(1.25, 0.0), 0.5);
    /// ```
    fn uncertainty(self, other: Self, terms: f64) -> Self::Real;
}

/// A number in which differences and weighted sums of `T` are formed.
///
/// ```
/// use partials::sampled::Accumulator;
///
/// let wide: f64 = Accumulator::<f32>::load(0.5_f32); // sums of `f32` are formed in `f64`
/// assert_eq!(Accumulator::<f32>::store(wide + 0.25), 0.75_f32);
/// ```
pub trait Accumulator<T>: Copy {
    /// How many binary digits it has.
    const DIGITS: u32;
    /// Negative where there is a doubt, also together with others.
    type Doubt: Copy + Default + BitOr<Output = Self::Doubt> + PartialOrd;

    /// The sample in this precision.
    ///
    /// ```
    /// use partials::sampled::Accumulator;
    ///
    /// let wide: f64 = Accumulator::load(0.1_f32);
    /// assert_eq!(wide, f64::from(0.1_f32));
    /// ```
    fn load(value: T) -> Self;
    /// The sum in the precision of the samples.
    ///
    /// ```
    /// use partials::sampled::Accumulator;
    ///
    /// let narrow: f32 = (1.0_f64 / 3.0).store();
    /// assert_eq!(narrow, 1.0_f32 / 3.0);
    /// ```
    fn store(self) -> T;
    /// self + other.
    ///
    /// ```
    /// use partials::sampled::Accumulator;
    ///
    /// assert_eq!(Accumulator::<f32>::plus(1.0_f64, 1e-15), 1.0 + 1e-15);
    /// ```
    fn plus(self, other: Self) -> Self;
    /// self − other.
    ///
    /// ```
    /// use partials::sampled::Accumulator;
    ///
    /// assert_eq!(Accumulator::<f32>::minus(1.0_f64, 1e-15), 1.0 - 1e-15);
    /// ```
    fn minus(self, other: Self) -> Self;
    /// weight · self.
    ///
    /// ```
    /// use num_complex::Complex;
    /// use partials::sampled::Accumulator;
    ///
    /// let both = Accumulator::<Complex<f64>>::times(Complex::new(1.0, 2.0), 3.0);
    /// assert_eq!(both, Complex::new(3.0, 6.0));
    /// ```
    fn times(self, weight: f64) -> Self;
    /// self / divisor.
    ///
    /// ```
    /// use partials::sampled::Accumulator;
    ///
    /// assert_eq!(Accumulator::<f64>::over(1.0_f64, 3.0), 1.0 / 3.0);
    /// ```
    fn over(self, divisor: f64) -> Self;
    /// self / divisor from the two parts of its reciprocal, unless there is a doubt.
    ///
    /// ```
    /// use partials::sampled::Accumulator;
    ///
    /// let (quotient, doubt) = Accumulator::<f64>::quotient(3.0_f64, 0.25, 0.0);
    /// assert!(quotient == 0.75 && doubt >= 0);
    /// ```
    fn quotient(self, high: f64, low: f64) -> (Self, Self::Doubt);
}

mod sealed {
    use super::Pod;

    /// Plain numbers: any bytes are a value.
    pub trait Sealed: Pod {}
}

macro_rules! accumulate {
    ($wide:ty, $narrow:ty, $bits:ty, $precision:ident) => {
        impl Accumulator<$narrow> for $wide {
            const DIGITS: u32 = <$wide>::MANTISSA_DIGITS;
            type Doubt = $bits;

            #[inline(always)]
            fn load(value: $narrow) -> Self {
                value as $wide
            }
            #[inline(always)]
            fn store(self) -> $narrow {
                self as $narrow
            }
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self + other
            }
            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                self - other
            }
            #[inline(always)]
            fn times(self, weight: f64) -> Self {
                weight as $wide * self
            }
            #[inline(always)]
            fn over(self, divisor: f64) -> Self {
                self / divisor as $wide
            }
            #[inline(always)]
            fn quotient(self, high: f64, low: f64) -> (Self, Self::Doubt) {
                division::$precision::quotient(self, high, low)
            }
        }

        impl Accumulator<Complex<$narrow>> for Complex<$wide> {
            const DIGITS: u32 = <$wide>::MANTISSA_DIGITS;
            type Doubt = $bits;

            #[inline(always)]
            fn load(value: Complex<$narrow>) -> Self {
                Self::new(value.re as $wide, value.im as $wide)
            }
            #[inline(always)]
            fn store(self) -> Complex<$narrow> {
                Complex::new(self.re as $narrow, self.im as $narrow)
            }
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self + other
            }
            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                self - other
            }
            #[inline(always)]
            fn times(self, weight: f64) -> Self {
                let weight = weight as $wide;
                Self::new(weight * self.re, weight * self.im)
            }
            #[inline(always)]
            fn over(self, divisor: f64) -> Self {
                let divisor = divisor as $wide;
                Self::new(self.re / divisor, self.im / divisor)
            }
            #[inline(always)]
            fn quotient(self, high: f64, low: f64) -> (Self, Self::Doubt) {
                let (re, re_doubt) = division::$precision::quotient(self.re, high, low);
                let (im, im_doubt) = division::$precision::quotient(self.im, high, low);
                (Self::new(re, im), re_doubt | im_doubt)
            }
        }
    };
}
accumulate!(f32, f32, i32, single);
accumulate!(f64, f32, i64, double);
accumulate!(f64, f64, i64, double);

macro_rules! exact {
    () => {
        const EXACT: bool = true;
        #[inline(always)]
        fn value(self) -> Self {
            self
        }
        fn is_exact(self) -> bool {
            true
        }
        fn minus_sample(self, other: Self) -> Self {
            self - other
        }
    };
}

macro_rules! float {
    ($t:ty) => {
        impl sealed::Sealed for $t {}
        impl Sample for $t {
            type Out = $t;
            exact!();
        }
        impl Value for $t {
            type Wide = f64;
            type Real = $t;
            const ZERO: Self = 0.0;
            const NAN: Self = <$t>::NAN;
            const IS_REAL: bool = true;
            fn short_way(self, period: f64) -> Self {
                circle::short_way(self.into(), period) as $t
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                <$t>::is_nan(self)
            }
            fn magnitude(self) -> f64 {
                f64::from(self).abs()
            }
            fn uncertainty(self, other: Self, terms: f64) -> $t {
                let distance = f64::from(self - other).abs();
                (2.0 * distance + 4.0 * f64::from(<$t>::EPSILON) * terms) as $t
            }
        }

        impl sealed::Sealed for Complex<$t> {}
        impl Sample for Complex<$t> {
            type Out = Self;
            exact!();
        }
        impl Value for Complex<$t> {
            type Wide = Complex<f64>;
            type Real = $t;
            const ZERO: Self = Complex::new(0.0, 0.0);
            const NAN: Self = Complex::new(<$t>::NAN, <$t>::NAN);
            const IS_REAL: bool = false;
            fn short_way(self, _: f64) -> Self {
                Self::NAN
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                self.re.is_nan() || self.im.is_nan()
            }
            fn magnitude(self) -> f64 {
                f64::from(self.re).hypot(f64::from(self.im))
            }
            fn uncertainty(self, other: Self, terms: f64) -> $t {
                (2.0 * (self - other).magnitude() + 4.0 * f64::from(<$t>::EPSILON) * terms) as $t
            }
        }
    };
}
float!(f32);
float!(f64);

macro_rules! integer {
    ($($t:ty)*) => {$(
        impl sealed::Sealed for $t {}
        impl Sample for $t {
            type Out = f64;
            const EXACT: bool = <$t>::BITS <= f64::MANTISSA_DIGITS;
            #[inline(always)]
            fn value(self) -> f64 {
                self as f64
            }
            fn is_exact(self) -> bool {
                Self::EXACT || self.abs_diff(0) as u128 <= 1 << f64::MANTISSA_DIGITS
            }
            fn minus_sample(self, other: Self) -> f64 {
                let size = self.abs_diff(other) as f64;
                if self < other { -size } else { size }
            }
        }
    )*};
}
integer!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

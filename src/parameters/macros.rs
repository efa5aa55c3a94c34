//! [`parameters!`](macro@crate::parameters): a struct of numbers, and how it becomes a slice and back.

/// Declares a struct of numbers that is generic over their type, and makes it [`Parameters`] and, where the
/// numbers are those of a point, a [`Point`].
///
/// The struct is as it is written: attributes, documentation and visibility are kept. Its one parameter is
/// the number, `<S>` or `<S = f64>`, and a field is made of such numbers: `S`, `[S; 3]`, `Vec<S>`,
/// `DMatrix<S>`, `Vec<Layer<S>>`, where `Layer` is another such struct; see [`Parameters`].
///
/// As a point it is of dynamic size, and its direction may be such a struct or a vector:
///
/// | | |
/// |---|---|
/// | gradient, Hessian times vector | the same struct |
/// | columns of a Jacobian, rows and columns of a Hessian | its numbers in the order of the fields, `DMatrix` |
///
/// ```
/// use partials::{Gradient, Hessian, Parameters, Scalar, parameters};
///
/// parameters! {
///     #[derive(Debug, PartialEq)]
///     pub struct Layer<S> {
///         pub weights: [S; 2],
///         pub bias: S,
///     }
/// }
/// parameters! {
///     #[derive(Debug, PartialEq)]
///     pub struct Net<S = f64> {
///         pub layers: Vec<Layer<S>>,
///         pub scale: S,
///     }
/// }
///
/// fn value<S: Scalar>(net: &Net<S>) -> S {
///     let sum: S = net.layers.iter().map(|l| l.weights[0] * l.weights[1] + l.bias).sum();
///     net.scale * sum
/// }
///
/// let net = Net { layers: vec![Layer { weights: [2.0, 3.0], bias: 1.0 }], scale: 10.0 };
/// let gradient = Gradient::new(|x| value(&net.with_numbers(x))).at(&net);
/// let layers = vec![Layer { weights: [30.0, 20.0], bias: 10.0 }];
/// assert_eq!(gradient, Net { layers, scale: 7.0 });
/// assert_eq!(net.names(), ["layers[0].weights[0]", "layers[0].weights[1]", "layers[0].bias", "scale"]);
/// ```
///
/// [`Parameters`]: crate::Parameters
/// [`Point`]: crate::Point
// Plain form of what it adds to a struct `Line<S> { offset: S, slopes: [S; 2] }`:
//
//     impl<S: Real> Parameters for Line<S> {
//         type Number = S;
//         type Of<T: Real> = Line<T>;
//         fn count(&self) -> usize { self.offset.count() + self.slopes.count() }
//         fn take<T: Real>(&self, numbers: &mut Iter<'_, T>) -> Line<T> {
//             Line { offset: self.offset.take(numbers), slopes: self.slopes.take(numbers) }
//         }
//         ...
//     }
//     impl<S: Real> Point for Line<S> {
//         type Scalar = S;
//         type Gradient = Line<S>;
//         fn vector(&self, elements: &[S]) -> Line<S> { self.with_numbers(elements) }
//         ...
//     }
#[macro_export]
macro_rules! parameters {
    (
        $(#[$attribute:meta])*
        $visible:vis struct $Name:ident<$S:ident $(= $Default:ty)?> {
            $(
                $(#[$of_field:meta])*
                $field_visible:vis $field:ident: $Type:ty
            ),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        $visible struct $Name<$S $(= $Default)?> {
            $(
                $(#[$of_field])*
                $field_visible $field: $Type,
            )*
        }

        impl<$S: $crate::parameters::stamp::Real> $crate::Parameters for $Name<$S> {
            type Number = $S;
            type Of<Other: $crate::parameters::stamp::Real> = $Name<Other>;

            const COUNT: ::core::option::Option<usize> = $crate::parameters::stamp::total(&[
                $(<$Type as $crate::Parameters>::COUNT),*
            ]);

            fn count(&self) -> usize {
                0 $(+ $crate::Parameters::count(&self.$field))*
            }

            fn number(&self, i: usize) -> $S {
                let mut rest = i;
                $(
                    if $crate::parameters::stamp::is_of(&self.$field, &mut rest) {
                        return $crate::Parameters::number(&self.$field, rest);
                    }
                )*
                ::core::panic!("there is no parameter {i}");
            }

            fn push_name(&self, i: usize, name: &mut ::std::string::String) {
                let mut rest = i;
                $(
                    if $crate::parameters::stamp::is_of(&self.$field, &mut rest) {
                        $crate::parameters::stamp::push_field(name, ::core::stringify!($field));
                        return $crate::Parameters::push_name(&self.$field, rest, name);
                    }
                )*
                ::core::panic!("there is no parameter {i}");
            }

            fn take<Other: $crate::parameters::stamp::Real>(
                &self,
                numbers: &mut $crate::parameters::stamp::Iter<'_, Other>,
            ) -> $Name<Other> {
                $Name {
                    $($field: $crate::Parameters::take(&self.$field, numbers),)*
                }
            }
        }

        impl<$S: $crate::parameters::stamp::Real> $crate::Point for $Name<$S> {
            type Scalar = $S;
            type Gradient = $Name<$S>;
            type Dimension = $crate::parameters::stamp::Dyn;
            type Matrix<Count: $crate::parameters::stamp::Rows> =
                $crate::parameters::stamp::DMatrix<$S>;
            type Product<Count: $crate::parameters::stamp::Rows> = ::std::vec::Vec<$S>;
            type Buffer<Item: ::core::marker::Copy> = ::std::vec::Vec<Item>;

            fn dimension(&self) -> $crate::parameters::stamp::Dyn {
                $crate::parameters::stamp::Dyn($crate::Parameters::count(self))
            }
            fn coordinate(&self, i: usize) -> $S {
                $crate::Parameters::number(self, i)
            }
            fn repeat<Item: ::core::marker::Copy>(&self, item: Item) -> ::std::vec::Vec<Item> {
                ::std::vec![item; $crate::Parameters::count(self)]
            }
            fn vector(&self, elements: &[$S]) -> $Name<$S> {
                $crate::Parameters::with_numbers(self, elements)
            }
            fn zeros<Count: $crate::parameters::stamp::Rows>(
                &self,
                rows: Count,
            ) -> $crate::parameters::stamp::DMatrix<$S> {
                $crate::parameters::stamp::zeros(rows, $crate::Parameters::count(self))
            }
            fn product<Count: $crate::parameters::stamp::Rows>(
                rows: Count,
                f: impl ::core::ops::FnMut(usize) -> $S,
            ) -> ::std::vec::Vec<$S> {
                $crate::parameters::stamp::product(rows, f)
            }
        }
    };
}

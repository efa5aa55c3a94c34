//! What nalgebra's own rotations give at the identity, line by line of `docs/rotations.md`, and the
//! cure beside each. A line that fails is one that nalgebra has mended: it leaves the page.

use nalgebra::{
    Isometry3, IsometryMatrix3, Matrix4, Quaternion, Rotation3, Similarity3, Translation3, Unit,
    UnitDualQuaternion, UnitQuaternion, Vector3,
};
use partials::rotation::{
    between, pose, power, quaternion_vector, rotation, rotation_vector, slerp, unit_quaternion,
};
use partials::{Dual, Gradient};

const PAGE: &str = include_str!("../docs/rotations.md");

type Vector = Vector3<Dual>;

/// What a function does at the identity today.
#[derive(Debug, PartialEq)]
enum Today {
    /// Its derivative is zero, silently.
    Zero,
    /// Its derivative is NaN.
    Nan,
    Right,
}
use Today::{Nan, Right, Zero};

/// The gradient by the rotation vector, at no angle, of the results weighted 1, 2 and 3.
fn gradient(f: impl Fn(Vector) -> Vector) -> [f64; 3] {
    gradient_at(&[0.0; 3], f)
}

fn gradient_at(at: &[f64; 3], f: impl Fn(Vector) -> Vector) -> [f64; 3] {
    let weighted = |w: &[Dual]| {
        let y = f(Vector3::new(w[0], w[1], w[2]));
        y.x + y.y * 2.0 + y.z * 3.0
    };
    Gradient::new(weighted).at(at)
}

/// A point, and the gradient of the turned point.
fn point() -> Vector {
    Vector3::new(0.3, 1.0, -2.0).map(Dual::from)
}
const TURNED: [f64; 3] = [7.0, -2.9, -0.4];
/// The gradient of the rotation vector itself.
const VECTOR: [f64; 3] = [1.0, 2.0, 3.0];
/// That of a rotation vector half as long.
const HALF: [f64; 3] = [0.5, 1.0, 1.5];
/// That of the rotation between `x` and `x + w`, whose vector is `x × w`.
const BETWEEN: [f64; 3] = [0.0, 3.0, -2.0];

fn half() -> Dual {
    0.5.into()
}

/// The rotation vector of a small rotation, to first order.
fn small(q: &UnitQuaternion<Dual>) -> Vector {
    q.imag() * Dual::from(2.0)
}

fn small_matrix(r: &Rotation3<Dual>) -> Vector {
    small(&UnitQuaternion::from_rotation_matrix(r))
}

fn one() -> UnitQuaternion<Dual> {
    UnitQuaternion::identity()
}

/// A pose without translation.
fn turn(w: Vector) -> Isometry3<Dual> {
    Isometry3::from_parts(Translation3::identity(), unit_quaternion(w))
}

fn x_axis() -> Vector {
    Vector3::x()
}

/// A test for each line: the name in the table, what happens, the right gradient, nalgebra's way and
/// the cure (for what is right, the same again).
macro_rules! lines {
    ($($test:ident: $name:literal $today:ident $right:ident, $theirs:expr, $ours:expr;)*) => {
        $(#[test]
        fn $test() {
            let got = gradient($theirs);
            let today = if got == $right {
                Right
            } else if got.iter().all(|g| g.is_nan()) {
                Nan
            } else if got == [0.0; 3] {
                Zero
            } else {
                panic!("{got:?}")
            };
            assert_eq!(today, $today, "{}", $name);
            let cured = gradient($ours);
            for (g, r) in cured.iter().zip($right) {
                assert!((g - r).abs() < 1e-15, "the cure of {}: {cured:?}", $name);
            }
            // The page says so, too.
            let line = PAGE.lines().find(|line| line.starts_with(concat!("| `", $name, "`")));
            let line = line.unwrap_or_else(|| panic!("no line for {}", $name));
            let said = match $today {
                Zero => "derivative 0",
                Nan => "NaN",
                Right => "right",
            };
            assert!(line.split('|').nth(2).unwrap().contains(said), "{line}");
        })*

        #[test]
        fn every_line_of_the_page_is_a_test() {
            let tested = [$($name),*];
            let table = PAGE.lines().filter(|line| line.starts_with("| `"));
            let names: Vec<_> = table.map(|line| line.split('`').nth(1).unwrap()).collect();
            assert_eq!(names, tested);
        }
    };
}

lines! {
    rotation_new: "Rotation3::new" Zero TURNED,
        |w| Rotation3::new(w) * point(),
        |w| rotation(w) * point();
    rotation_from_scaled_axis: "Rotation3::from_scaled_axis" Zero TURNED,
        |w| Rotation3::from_scaled_axis(w) * point(),
        |w| rotation(w) * point();
    matrix_from_scaled_axis: "Matrix4::from_scaled_axis" Zero TURNED,
        |w| Matrix4::from_scaled_axis(w).fixed_view::<3, 3>(0, 0) * point(),
        |w| rotation(w).to_homogeneous().fixed_view::<3, 3>(0, 0) * point();
    quaternion_new: "UnitQuaternion::new" Zero TURNED,
        |w| UnitQuaternion::new(w) * point(),
        |w| unit_quaternion(w) * point();
    quaternion_from_scaled_axis: "UnitQuaternion::from_scaled_axis" Zero TURNED,
        |w| UnitQuaternion::from_scaled_axis(w) * point(),
        |w| unit_quaternion(w) * point();
    quaternion_exp: "Quaternion::exp" Zero TURNED,
        |w| UnitQuaternion::new_unchecked(Quaternion::from_imag(w * half()).exp()) * point(),
        |w| unit_quaternion(w) * point();
    isometry_new: "Isometry3::new" Zero TURNED,
        |w| Isometry3::new(point(), w) * point(),
        |w| pose(point(), w) * point();
    isometry_matrix_new: "IsometryMatrix3::new" Zero TURNED,
        |w| IsometryMatrix3::new(point(), w) * point(),
        |w| IsometryMatrix3::from_parts(point().into(), rotation(w)) * point();
    similarity_new: "Similarity3::new" Zero TURNED,
        |w| Similarity3::new(point(), w, 1.0.into()) * point(),
        |w| Similarity3::from_isometry(pose(point(), w), 1.0.into()) * point();
    quaternion_from_own_axis: "from_axis_angle(&Unit::new_normalize(w), w.norm())" Nan TURNED,
        |w| UnitQuaternion::from_axis_angle(&Unit::new_normalize(w), w.norm()) * point(),
        |w| unit_quaternion(w) * point();
    quaternion_scaled_axis: "UnitQuaternion::scaled_axis" Zero VECTOR,
        |w| unit_quaternion(w).scaled_axis(),
        |w| quaternion_vector(&unit_quaternion(w));
    rotation_scaled_axis: "Rotation3::scaled_axis" Zero VECTOR,
        |w| rotation(w).scaled_axis(),
        |w| rotation_vector(&rotation(w));
    quaternion_ln: "UnitQuaternion::ln" Zero VECTOR,
        |w| unit_quaternion(w).ln().imag(),
        |w| quaternion_vector(&unit_quaternion(w));
    any_quaternion_ln: "Quaternion::ln" Nan VECTOR,
        |w| unit_quaternion(w).into_inner().ln().imag(),
        |w| quaternion_vector(&unit_quaternion(w));
    quaternion_axis_angle: "UnitQuaternion::axis_angle" Zero VECTOR,
        |w| unit_quaternion(w).axis_angle().map_or(Vector3::zeros(), |(axis, angle)| axis.into_inner() * angle),
        |w| quaternion_vector(&unit_quaternion(w));
    rotation_axis_angle: "Rotation3::axis_angle" Zero VECTOR,
        |w| rotation(w).axis_angle().map_or(Vector3::zeros(), |(axis, angle)| axis.into_inner() * angle),
        |w| rotation_vector(&rotation(w));
    quaternion_powf: "UnitQuaternion::powf" Zero HALF,
        |w| small(&unit_quaternion(w).powf(half())),
        |w| small(&power(&unit_quaternion(w), half()));
    rotation_powf: "Rotation3::powf" Zero HALF,
        |w| small_matrix(&rotation(w).powf(half())),
        |w| small_matrix(&rotation(rotation_vector(&rotation(w)) * half()));
    any_quaternion_powf: "Quaternion::powf" Nan HALF,
        |w| unit_quaternion(w).into_inner().powf(half()).imag() * Dual::from(2.0),
        |w| small(&power(&unit_quaternion(w), half()));
    any_quaternion_sqrt: "Quaternion::sqrt" Nan HALF,
        |w| unit_quaternion(w).into_inner().sqrt().imag() * Dual::from(2.0),
        |w| small(&power(&unit_quaternion(w), half()));
    quaternion_slerp: "UnitQuaternion::slerp" Zero HALF,
        |w| small(&one().slerp(&unit_quaternion(w), half())),
        |w| small(&slerp(&one(), &unit_quaternion(w), half()));
    quaternion_try_slerp: "UnitQuaternion::try_slerp" Zero HALF,
        |w| small(&one().try_slerp(&unit_quaternion(w), half(), 1e-9.into()).unwrap()),
        |w| small(&slerp(&one(), &unit_quaternion(w), half()));
    rotation_slerp: "Rotation3::slerp" Zero HALF,
        |w| small_matrix(&Rotation3::identity().slerp(&rotation(w), half())),
        |w| small(&slerp(&one(), &UnitQuaternion::from_rotation_matrix(&rotation(w)), half()));
    isometry_lerp_slerp: "Isometry3::lerp_slerp" Zero HALF,
        |w| small(&Isometry3::identity().lerp_slerp(&turn(w), half()).rotation),
        |w| small(&slerp(&one(), &turn(w).rotation, half()));
    isometry_try_lerp_slerp: "Isometry3::try_lerp_slerp" Zero HALF,
        |w| small(&Isometry3::identity().try_lerp_slerp(&turn(w), half(), 1e-9.into()).unwrap().rotation),
        |w| small(&slerp(&one(), &turn(w).rotation, half()));
    dual_quaternion_sclerp: "UnitDualQuaternion::sclerp" Zero HALF,
        |w| small(&UnitDualQuaternion::identity().sclerp(&turn(w).into(), half()).rotation()),
        |w| small(&slerp(&one(), &turn(w).rotation, half()));
    quaternion_between: "UnitQuaternion::rotation_between" Zero BETWEEN,
        |w| small(&UnitQuaternion::rotation_between(&x_axis(), &(x_axis() + w)).unwrap()),
        |w| small(&between(x_axis(), x_axis() + w));
    rotation_between: "Rotation3::rotation_between" Zero BETWEEN,
        |w| small_matrix(&Rotation3::rotation_between(&x_axis(), &(x_axis() + w)).unwrap()),
        |w| small_matrix(&between(x_axis(), x_axis() + w).to_rotation_matrix());
    quaternion_scaled_between: "UnitQuaternion::scaled_rotation_between" Zero BETWEEN,
        |w| small(&UnitQuaternion::scaled_rotation_between(&x_axis(), &(x_axis() + w), 1.0.into()).unwrap()),
        |w| small(&power(&between(x_axis(), x_axis() + w), 1.0.into()));
    quaternion_between_axes: "UnitQuaternion::rotation_between_axis" Zero BETWEEN,
        |w| small(&UnitQuaternion::rotation_between_axis(&Vector3::x_axis(), &Unit::new_normalize(x_axis() + w)).unwrap()),
        |w| small(&between(x_axis(), x_axis() + w));
    rotation_from_matrix: "Rotation3::from_matrix" Zero VECTOR,
        |w| small_matrix(&Rotation3::from_matrix(rotation(w).matrix())),
        |w| {
            let mut r = Rotation3::from_matrix_unchecked(*rotation(w).matrix());
            r.renormalize();
            small_matrix(&r)
        };
    quaternion_from_matrix: "UnitQuaternion::from_matrix" Zero VECTOR,
        |w| small(&UnitQuaternion::from_matrix(rotation(w).matrix())),
        |w| {
            let r = Rotation3::from_matrix_unchecked(*rotation(w).matrix());
            small(&UnitQuaternion::from_rotation_matrix(&r))
        };
    quaternion_from_euler_angles: "UnitQuaternion::from_euler_angles" Right TURNED,
        |w| UnitQuaternion::from_euler_angles(w.x, w.y, w.z) * point(),
        |w| unit_quaternion(w) * point();
    rotation_from_euler_angles: "Rotation3::from_euler_angles" Right TURNED,
        |w| Rotation3::from_euler_angles(w.x, w.y, w.z) * point(),
        |w| rotation(w) * point();
    quaternion_euler_angles: "UnitQuaternion::euler_angles" Right VECTOR,
        |w| <[Dual; 3]>::from(unit_quaternion(w).euler_angles()).into(),
        |w| quaternion_vector(&unit_quaternion(w));
    quaternion_from_fixed_axis: "UnitQuaternion::from_axis_angle" Right TURNED,
        |w| {
            let about = |axis, angle| UnitQuaternion::from_axis_angle(&axis, angle);
            about(Vector3::x_axis(), w.x) * about(Vector3::y_axis(), w.y) * about(Vector3::z_axis(), w.z) * point()
        },
        |w| unit_quaternion(w) * point();
    rotation_from_fixed_axis: "Rotation3::from_axis_angle" Right TURNED,
        |w| {
            let about = |axis, angle| Rotation3::from_axis_angle(&axis, angle);
            about(Vector3::x_axis(), w.x) * about(Vector3::y_axis(), w.y) * about(Vector3::z_axis(), w.z) * point()
        },
        |w| rotation(w) * point();
    quaternion_from_rotation_matrix: "UnitQuaternion::from_rotation_matrix" Right VECTOR,
        |w| small(&UnitQuaternion::from_rotation_matrix(&rotation(w))),
        |w| rotation_vector(&rotation(w));
    quaternion_to_rotation_matrix: "UnitQuaternion::to_rotation_matrix" Right TURNED,
        |w| unit_quaternion(w).to_rotation_matrix() * point(),
        |w| rotation(w) * point();
    quaternion_nlerp: "UnitQuaternion::nlerp" Right HALF,
        |w| small(&one().nlerp(&unit_quaternion(w), half())),
        |w| small(&slerp(&one(), &unit_quaternion(w), half()));
}

/// The angle has a kink at the identity: |w|. What nalgebra makes of it is the centre of its
/// subgradients or NaN; the length of the vector has the one-sided slope along each variable.
#[test]
fn the_angle_itself_has_a_kink() {
    let of =
        |f: fn(Vector) -> Dual| Gradient::new(|w| f(Vector3::new(w[0], w[1], w[2]))).at(&[0.0; 3]);
    assert_eq!(of(|w| unit_quaternion(w).angle()), [0.0; 3]);
    assert!(of(|w| rotation(w).angle()).iter().all(|g| g.is_nan()));
    let length = |w: Vector| {
        let v = quaternion_vector(&unit_quaternion(w));
        v.x.hypot(v.y).hypot(v.z)
    };
    assert_eq!(of(length), [1.0; 3]);
}

/// Near the identity: nothing at 1e-9, and a part of 1e-4 wrong at 1e-6. The cures have all digits.
#[test]
fn near_the_identity_digits_are_lost() {
    let along = |angle: f64| [0.6 * angle, 0.8 * angle, 0.0];
    let whole = Dual::from(2.0);
    let z_axis = || Vector::z();
    type Way<'a> = &'a dyn Fn(Vector) -> Vector;
    let axis: Way = &|w| rotation(w).scaled_axis();
    let ln: Way = &|w| unit_quaternion(w).into_inner().ln().imag() * whole;
    let half_way: Way = &|w| small(&one().slerp(&unit_quaternion(w), half())) * whole;
    let turned: Way = &|w| {
        let to = z_axis() + w;
        small(&UnitQuaternion::rotation_between(&z_axis(), &to).unwrap())
    };
    for (today, f) in [(Nan, axis), (Nan, ln), (Zero, half_way), (Zero, turned)] {
        let g = gradient_at(&along(1e-9), f);
        match today {
            Zero => assert_eq!(g, [0.0; 3]),
            _ => assert!(g.iter().all(|g| g.is_nan()), "{g:?}"),
        }
    }
    let error = |f: Way, right: [f64; 3], angle: f64| {
        let g = gradient_at(&along(angle), f);
        g.iter()
            .zip(right)
            .map(|(g, r)| (g - r).abs())
            .fold(0.0, f64::max)
    };
    let across = [2.0, -1.0, 0.0];
    for (f, right) in [(axis, VECTOR), (ln, VECTOR), (turned, across)] {
        let lost = error(f, right, 1e-6);
        assert!(1e-5 < lost && lost < 1e-3, "{lost}");
    }
    let axis: Way = &|w| rotation_vector(&rotation(w));
    let ln: Way = &|w| quaternion_vector(&unit_quaternion(w));
    let half_way: Way = &|w| small(&slerp(&one(), &unit_quaternion(w), half())) * whole;
    let turned: Way = &|w| small(&between(z_axis(), z_axis() + w));
    for angle in [1e-200, 1e-20, 1e-12, 1e-9] {
        for (f, right) in [
            (axis, VECTOR),
            (ln, VECTOR),
            (half_way, VECTOR),
            (turned, across),
        ] {
            assert!(error(f, right, angle) <= 1e-15 + angle, "{angle}");
        }
    }
}

// The functions of `../src/functions.rs` for any C++ number, with the same points and data.
//
// A scalar function has `point()` and `value(x)`, a vector function `point()`, `outputs()` and
// `values(x, y)`. `number(v)`, found by argument-dependent lookup or overloaded here, is the plain
// value of a number, for decisions.
#pragma once

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

inline double number(double v) { return v; }

// Knuth's linear congruential generator.
class Lcg {
    uint64_t state;

public:
    explicit Lcg(uint64_t seed) : state(seed * 2862933555777941757u + 3037000493u) {}

    // Uniform in [0, 1), from the upper 53 bits.
    double next() {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return double(state >> 11) / 9007199254740992.0;
    }

    // `n` numbers, each mapped from a uniform one.
    template <class Map>
    static std::vector<double> take(uint64_t seed, int n, Map map) {
        Lcg lcg(seed);
        std::vector<double> numbers(n);
        for (double &v : numbers) v = map(lcg.next());
        return numbers;
    }
};

template <class T>
T square(const T &x) { return x * x; }

const double PI = 3.14159265358979323846;

struct Rosenbrock {
    int n;

    std::vector<double> point() const {
        return Lcg::take(1, n, [](double u) { return 0.3 + u; });
    }

    template <class T>
    T value(const T *x) const {
        T sum(0.0);
        for (int i = 0; i + 1 < n; i++) {
            T valley = x[i + 1] - square(x[i]);
            sum += square(T(1.0 - x[i])) + square(valley) * 100.0;
        }
        return sum;
    }
};

struct Ackley {
    int n;

    std::vector<double> point() const {
        return Lcg::take(2, n, [](double u) { return 2.0 * u - 1.0; });
    }

    template <class T>
    T value(const T *x) const {
        using std::cos, std::exp, std::sqrt;
        T squares(0.0), cosines(0.0);
        for (int i = 0; i < n; i++) {
            squares += square(x[i]);
            cosines += cos(x[i] * (2.0 * PI));
        }
        T far = sqrt(squares * (1.0 / n)) * -0.2, near = cosines * (1.0 / n);
        return exp(far) * -20.0 - exp(near) + (20.0 + std::exp(1.0));
    }
};

struct SelfWeightedLogit {
    int n;

    std::vector<double> point() const {
        double scale = 1.5 / std::sqrt(double(n));
        return Lcg::take(3, n, [=](double u) { return scale * (u - 0.3); });
    }

    template <class T>
    T value(const T *x) const {
        using std::exp;
        T squares(0.0);
        for (int i = 0; i < n; i++) squares += square(x[i]);
        return 1.0 / (exp(-squares) + 1.0);
    }
};

struct Helmholtz {
    int n;
    std::vector<double> volumes, attraction;

    explicit Helmholtz(int n) : n(n), volumes(n), attraction(size_t(n) * n) {
        for (int i = 0; i < n; i++) {
            volumes[i] = (0.5 + 0.01 * (i % 7)) / n;
            for (int j = 0; j < n; j++) attraction[size_t(i) * n + j] = 1.0 / (1 + i + j);
        }
    }

    std::vector<double> point() const {
        return Lcg::take(4, n, [](double u) { return 0.2 + 0.6 * u; });
    }

    template <class T>
    T dot(const double *constants, const T *x) const {
        T sum(0.0);
        for (int i = 0; i < n; i++) sum += x[i] * constants[i];
        return sum;
    }

    template <class T>
    T value(const T *x) const {
        using std::log;
        T volume = dot(volumes.data(), x), free = 1.0 - volume, mixing(0.0), pairs(0.0);
        for (int i = 0; i < n; i++) mixing += log(x[i] / free) * x[i];
        for (int i = 0; i < n; i++) pairs += dot(&attraction[size_t(i) * n], x) * x[i];
        double root = std::sqrt(2.0);
        T ratio = (volume * (1.0 + root) + 1.0) / (volume * (1.0 - root) + 1.0);
        return mixing * 8.314 - pairs / (volume * std::sqrt(8.0)) * log(ratio);
    }
};

struct Speelpenning {
    int n;

    std::vector<double> point() const {
        return Lcg::take(5, n, [](double u) { return std::exp(0.2 * (u - 0.5)); });
    }

    template <class T>
    T value(const T *x) const {
        T product = x[0];
        for (int i = 1; i < n; i++) product *= x[i];
        return product;
    }
};

// The variables: weights, centres, and the triangular roots of the inverse covariances, of each
// first the logarithms of the diagonal, then the entries below it by column.
struct Mixture {
    int d, k, count;
    std::vector<double> points;

    Mixture(int d, int k, int count)
        : d(d), k(k), count(count),
          points(Lcg::take(6, d * count, [](double u) { return 2.0 * u - 1.0; })) {}

    int triangle() const { return d * (d + 1) / 2; }

    std::vector<double> point() const {
        return Lcg::take(7, k * (1 + d + triangle()), [](double u) { return 0.6 * (u - 0.5); });
    }

    template <class T>
    T log_sum_exp(const T *a) const {
        using std::exp, std::log;
        T largest = a[0], sum(0.0);
        for (int i = 1; i < k; i++) {
            if (number(a[i]) > number(largest)) largest = a[i];
        }
        for (int i = 0; i < k; i++) sum += exp(a[i] - largest);
        return log(sum) + largest;
    }

    template <class T>
    T value(const T *x) const {
        using std::exp;
        const T *weights = x, *centres = x + k, *roots = x + k + k * d;
        std::vector<T> diagonals(k * d), logarithms(k), scaled(d), exponents(k);
        for (int i = 0; i < k; i++) {
            logarithms[i] = T(0.0);
            for (int j = 0; j < d; j++) {
                diagonals[i * d + j] = exp(roots[i * triangle() + j]);
                logarithms[i] += roots[i * triangle() + j];
            }
        }
        T likelihood(0.0), prior(0.0);
        for (int p = 0; p < count; p++) {
            const double *point = &points[p * d];
            for (int i = 0; i < k; i++) {
                const T *centre = centres + i * d, *below = roots + i * triangle() + d;
                for (int j = 0; j < d; j++) scaled[j] = (point[j] - centre[j]) * diagonals[i * d + j];
                for (int column = 0; column < d; column++) {
                    T offset = point[column] - centre[column];
                    for (int j = column + 1; j < d; j++) scaled[j] += offset * *below++;
                }
                T distance(0.0);
                for (int j = 0; j < d; j++) distance += square(scaled[j]);
                exponents[i] = weights[i] + logarithms[i] - distance * 0.5;
            }
            likelihood += log_sum_exp(exponents.data());
        }
        for (int i = 0; i < k; i++) {
            T entries(0.0);
            for (int j = 0; j < d; j++) entries += square(diagonals[i * d + j]);
            for (int j = d; j < triangle(); j++) entries += square(roots[i * triangle() + j]);
            prior += entries * 0.5;
        }
        double constant = -double(count) * d * 0.5 * std::log(2.0 * PI) + (d + 1) * 0.1;
        return likelihood - log_sum_exp(weights) * double(count) + prior + constant;
    }
};

// Layers of 64, 96, 32 and 10 nodes, a batch of eight; layer by layer the matrix by rows, the bias.
struct Network {
    static constexpr int LAYERS[4] = {64, 96, 32, 10}, BATCH = 8;
    std::vector<double> inputs = Lcg::take(8, BATCH * 64, [](double u) { return 2.0 * u - 1.0; });

    std::vector<double> point() const {
        int n = 0;
        for (int l = 0; l < 3; l++) n += (LAYERS[l] + 1) * LAYERS[l + 1];
        return Lcg::take(9, n, [](double u) { return 0.3 * (u - 0.5); });
    }

    template <class T, class H>
    static const T *affine(const T *x, int from, int to, const H *h, T *out) {
        const T *bias = x + from * to;
        for (int i = 0; i < to; i++) {
            T sum = bias[i];
            for (int j = 0; j < from; j++) sum += x[i * from + j] * h[j];
            out[i] = sum;
        }
        return bias + to;
    }

    template <class T>
    T value(const T *x) const {
        using std::exp, std::log, std::tanh;
        std::vector<T> first(LAYERS[1]), second(LAYERS[2]), third(LAYERS[3]);
        T loss(0.0);
        for (int b = 0; b < BATCH; b++) {
            const T *rest = affine(x, LAYERS[0], LAYERS[1], &inputs[b * LAYERS[0]], first.data());
            for (T &v : first) v = tanh(v);
            rest = affine(rest, LAYERS[1], LAYERS[2], first.data(), second.data());
            for (T &v : second) v = tanh(v);
            affine(rest, LAYERS[2], LAYERS[3], second.data(), third.data());
            T sum(0.0);
            for (const T &v : third) sum += exp(v);
            loss += log(sum) - third[b * 3 % LAYERS[3]];
        }
        return loss * (1.0 / BATCH);
    }
};

struct Bratu {
    int m;

    std::vector<double> point() const {
        return Lcg::take(10, m * m, [](double u) { return u; });
    }

    template <class T>
    T value(const T *u) const {
        using std::exp;
        double step = 1.0 / (m + 1.0);
        T sum(0.0);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                const T &center = u[i * m + j];
                T source = exp(center) * (6.8 * step * step);
                if (i + 1 < m && j + 1 < m) {
                    T down = u[(i + 1) * m + j] - center, right = u[i * m + j + 1] - center;
                    sum += (square(down) + square(right)) * 0.5 - source;
                } else {
                    sum += square(center) * 0.5 - source;
                }
            }
        }
        return sum;
    }
};

struct MinimalSurface {
    int m;

    std::vector<double> point() const {
        return Lcg::take(11, m * m, [](double u) { return u; });
    }

    template <class T>
    T value(const T *u) const {
        using std::sqrt;
        double cell = 1.0 / (double(m - 1) * (m - 1));
        T sum(0.0);
        for (int i = 0; i + 1 < m; i++) {
            for (int j = 0; j + 1 < m; j++) {
                const T *corner = u + i * m + j;
                T falling = corner[0] - corner[m + 1], rising = corner[m] - corner[1];
                T slope = (square(falling) + square(rising)) * (0.5 / cell);
                sum += sqrt(slope + 1.0) * cell;
            }
        }
        return sum;
    }
};

struct Osborne2 {
    std::vector<double> observed = Lcg::take(12, 65, [](double u) { return 0.4 + 0.9 * u; });

    std::vector<double> point() const {
        return {1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5};
    }

    template <class T>
    T value(const T *x) const {
        using std::exp;
        T sum(0.0);
        for (int i = 0; i < 65; i++) {
            double t = 0.1 * i;
            T model = exp(x[4] * -t) * x[0];
            for (int peak = 0; peak < 3; peak++) {
                T offset = t - x[8 + peak];
                model += exp(-(square(offset) * x[5 + peak])) * x[1 + peak];
            }
            sum += square(T(observed[i] - model));
        }
        return sum;
    }
};

struct Snavely {
    int outputs() const { return 2; }

    std::vector<double> point() const {
        return {0.0157, -0.0128, -0.0044, -0.034, -0.107, 1.12,
                399.75, -3.18e-7, 5.88e-13, -0.612, 0.571, -1.847};
    }

    template <class T>
    static void cross(const T *a, const T *b, T *c) {
        for (int i = 0; i < 3; i++) {
            int j = (i + 1) % 3, k = (i + 2) % 3;
            c[i] = a[j] * b[k] - a[k] * b[j];
        }
    }

    // Rodrigues' formula.
    template <class T>
    static void rotate(const T *w, const T *p, T *out) {
        using std::cos, std::sin, std::sqrt;
        T square_angle = square(w[0]) + square(w[1]) + square(w[2]), turn[3];
        if (number(square_angle) <= 1e-16) {
            cross(w, p, turn);
            for (int i = 0; i < 3; i++) out[i] = turn[i] + p[i];
            return;
        }
        T angle = sqrt(square_angle), sine = sin(angle), cosine = cos(angle);
        T inverse = 1.0 / angle, axis[3];
        for (int i = 0; i < 3; i++) axis[i] = w[i] * inverse;
        cross(axis, p, turn);
        T along = (axis[0] * p[0] + axis[1] * p[1] + axis[2] * p[2]) * (1.0 - cosine);
        for (int i = 0; i < 3; i++) out[i] = p[i] * cosine + turn[i] * sine + axis[i] * along;
    }

    template <class T>
    void values(const T *camera, T *error) const {
        T seen[3];
        rotate(camera, camera + 9, seen);
        for (int i = 0; i < 3; i++) seen[i] += camera[3 + i];
        T x = -seen[0] / seen[2], y = -seen[1] / seen[2];
        T radius = square(x) + square(y);
        T scale = ((radius * camera[8] + camera[7]) * radius + 1.0) * camera[6];
        error[0] = scale * x + 0.332;
        error[1] = scale * y - 0.262;
    }
};

struct Broyden {
    int n;

    int outputs() const { return n; }

    std::vector<double> point() const {
        return Lcg::take(13, n, [](double u) { return -1.0 + 0.5 * u; });
    }

    template <class T>
    void values(const T *x, T *y) const {
        for (int i = 0; i < n; i++) {
            T value = (3.0 - x[i] * 2.0) * x[i];
            if (i > 0) value -= x[i - 1];
            if (i + 1 < n) value -= x[i + 1] * 2.0;
            y[i] = value + 1.0;
        }
    }
};

struct Kowalik {
    int outputs() const { return 11; }

    std::vector<double> point() const { return {0.25, 0.39, 0.415, 0.39}; }

    template <class T>
    void values(const T *x, T *y) const {
        const double velocities[11] = {0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627,
                                       0.0456, 0.0342, 0.0323, 0.0235, 0.0246};
        const double concentrations[11] = {4.0,   2.0,   1.0, 0.5,    0.25,  0.167,
                                           0.125, 0.1,   0.0833, 0.0714, 0.0625};
        for (int i = 0; i < 11; i++) {
            double u = concentrations[i];
            y[i] = velocities[i] - x[0] * (x[1] * u + u * u) / (x[2] * u + x[3] + u * u);
        }
    }
};

// Calls `visit` with the scalar function of this name, its number of variables being `n`.
template <class Visit>
auto scalar_function(const std::string &name, int n, Visit visit) {
    if (name == "rosenbrock") return visit(Rosenbrock{n});
    if (name == "ackley") return visit(Ackley{n});
    if (name == "logit") return visit(SelfWeightedLogit{n});
    if (name == "helmholtz") return visit(Helmholtz(n));
    if (name == "speelpenning") return visit(Speelpenning{n});
    if (name == "mixture") return visit(n == 30 ? Mixture(2, 5, 1000)
                                        : n == 330 ? Mixture(10, 5, 1000) : Mixture(20, 10, 1000));
    if (name == "network") return visit(Network());
    int side = int(std::lround(std::sqrt(double(n))));
    if (name == "bratu") return visit(Bratu{side});
    if (name == "minimal surface") return visit(MinimalSurface{side});
    if (name == "osborne 2") return visit(Osborne2());
    throw std::invalid_argument(name);
}

// As `scalar_function`, of a vector function.
template <class Visit>
auto vector_function(const std::string &name, int n, Visit visit) {
    if (name == "snavely") return visit(Snavely());
    if (name == "broyden") return visit(Broyden{n});
    if (name == "kowalik") return visit(Kowalik());
    throw std::invalid_argument(name);
}

// Ceres Solver: jets, dual vectors of static size, for the sizes that occur.

#include <ceres/jet.h>

template <class T, int N>
inline double number(const ceres::Jet<T, N> &v) { return v.a; }

#include "task.hpp"

template <int N>
std::vector<ceres::Jet<double, N>> seeds(const std::vector<double> &point) {
    std::vector<ceres::Jet<double, N>> x(N);
    for (int i = 0; i < N; i++) x[i] = ceres::Jet<double, N>(point[i], i);
    return x;
}

template <int N>
TaskPointer gradient(const std::string &function) {
    return scalar_function(function, N, [](auto f) -> TaskPointer {
        auto x = f.point();
        if (int(x.size()) != N) throw std::invalid_argument("size");
        return timed(N, [=](double *answer) {
            auto y = f.value(seeds<N>(x).data());
            for (int i = 0; i < N; i++) answer[i] = y.v[i];
        });
    });
}

template <int N>
TaskPointer jacobian(const std::string &function) {
    return vector_function(function, N, [](auto f) -> TaskPointer {
        auto x = f.point();
        int m = f.outputs();
        if (int(x.size()) != N) throw std::invalid_argument("size");
        return timed(size_t(m) * N, [=](double *answer) {
            std::vector<ceres::Jet<double, N>> y(m);
            f.values(seeds<N>(x).data(), y.data());
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < N; j++) answer[i * N + j] = y[i].v[j];
            }
        });
    });
}

TaskPointer task(const std::string &derivative, const std::string &, const std::string &function,
                 int n) {
    if (derivative == "jacobian") {
        switch (n) {
        case 4: return jacobian<4>(function);
        case 10: return jacobian<10>(function);
        case 12: return jacobian<12>(function);
        }
    } else if (derivative == "gradient") {
        switch (n) {
        case 2: return gradient<2>(function);
        case 10: return gradient<10>(function);
        case 11: return gradient<11>(function);
        case 30: return gradient<30>(function);
        case 50: return gradient<50>(function);
        case 100: return gradient<100>(function);
        }
    }
    throw std::invalid_argument("no jets of this size");
}

// CppAD: recorded at every call, and recorded once, optimised and run again.

#include <cppad/cppad.hpp>

inline double number(const CppAD::AD<double> &v) { return CppAD::Value(CppAD::Var2Par(v)); }

#include "task.hpp"

using Numbers = std::vector<double>;
using Variable = CppAD::AD<double>;

template <class F>
CppAD::ADFun<double> record_scalar(const F &f, const Numbers &point) {
    std::vector<Variable> x(point.begin(), point.end());
    CppAD::Independent(x);
    std::vector<Variable> y{f.value(x.data())};
    return CppAD::ADFun<double>(x, y);
}

template <class F>
CppAD::ADFun<double> record_vector(const F &f, const Numbers &point) {
    std::vector<Variable> x(point.begin(), point.end()), y(f.outputs());
    CppAD::Independent(x);
    f.values(x.data(), y.data());
    return CppAD::ADFun<double>(x, y);
}

void copy(const Numbers &numbers, double *answer) {
    std::copy(numbers.begin(), numbers.end(), answer);
}

// The answer of a recording, by `derive(recording, point)`.
template <class Record, class Derive>
TaskPointer of_recording(const std::string &form, size_t size, const Numbers &x, Record record,
                         Derive derive) {
    if (form == "reverse") {
        return timed(size, [=](double *answer) {
            auto recording = record(x);
            copy(derive(recording, x), answer);
        });
    }
    auto recording = std::make_shared<CppAD::ADFun<double>>(record(x));
    recording->optimize();
    return timed(size, [=](double *answer) { copy(derive(*recording, x), answer); });
}

TaskPointer task(const std::string &derivative, const std::string &form,
                 const std::string &function, int n) {
    using Recording = CppAD::ADFun<double>;
    if (derivative == "jacobian") {
        return vector_function(function, n, [&](auto f) {
            auto record = [=](const Numbers &x) { return record_vector(f, x); };
            auto derive = [](Recording &r, const Numbers &x) { return r.Jacobian(x); };
            auto x = f.point();
            return of_recording(form, x.size() * f.outputs(), x, record, derive);
        });
    }
    return scalar_function(function, n, [&](auto f) {
        auto record = [=](const Numbers &x) { return record_scalar(f, x); };
        auto x = f.point();
        if (derivative == "hessian") {
            auto derive = [](Recording &r, const Numbers &x) { return r.Hessian(x, 0); };
            return of_recording(form, x.size() * x.size(), x, record, derive);
        }
        auto derive = [](Recording &r, const Numbers &x) {
            r.Forward(0, x);
            return r.Reverse(1, Numbers{1.0});
        };
        return of_recording(form, x.size(), x, record, derive);
    });
}

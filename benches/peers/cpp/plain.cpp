// The plain functions on `double`, and a loop over functions in CasADi's generated C.

#include "task.hpp"

TaskPointer task(const std::string &derivative, const std::string &,
                 const std::string &function, int n) {
    if (derivative == "jacobian") {
        return vector_function(function, n, [](auto f) {
            auto x = f.point();
            return timed(f.outputs(), [=](double *answer) { f.values(x.data(), answer); });
        });
    }
    return scalar_function(function, n, [](auto f) {
        auto x = f.point();
        return timed(1, [=](double *answer) { *answer = f.value(x.data()); });
    });
}

// The signature of CasADi's generated functions.
using Generated = int(const double **arguments, double **results, long long *integers,
                      double *numbers, int memory);

extern "C" double run_generated(Generated *f, const double *x, double *answer, long long *integers,
                                double *numbers, long calls) {
    const double *arguments[8] = {x};
    double *results[8] = {answer};
    auto start = std::chrono::steady_clock::now();
    for (long i = 0; i < calls; i++) {
        arguments[0] = x;
        results[0] = answer;
        f(arguments, results, integers, numbers, 0);
    }
    std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    return time.count();
}

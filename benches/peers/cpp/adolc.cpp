// ADOL-C: recorded at every call, and recorded once and run again.

#include <adolc/adolc.h>

inline double number(const adouble &v) { return v.value(); }

#include "task.hpp"

using Numbers = std::vector<double>;

// Tapes are numbered.
short next_tape() {
    static short tape = 0;
    return tape++;
}

template <class F>
void record_scalar(short tape, const F &f, const Numbers &point) {
    trace_on(tape);
    std::vector<adouble> x(point.size());
    for (size_t i = 0; i < x.size(); i++) x[i] <<= point[i];
    adouble y = f.value(x.data());
    double value;
    y >>= value;
    trace_off();
}

template <class F>
void record_vector(short tape, const F &f, const Numbers &point) {
    trace_on(tape);
    std::vector<adouble> x(point.size()), y(f.outputs());
    for (size_t i = 0; i < x.size(); i++) x[i] <<= point[i];
    f.values(x.data(), y.data());
    double value;
    for (adouble &v : y) v >>= value;
    trace_off();
}

// The answer of a recording, by `derive(answer)`.
template <class Record, class Derive>
TaskPointer of_recording(const std::string &form, size_t size, Record record, Derive derive) {
    if (form == "reverse") {
        return timed(size, [=](double *answer) {
            record();
            derive(answer);
        });
    }
    record();
    return timed(size, derive);
}

std::vector<double *> rows(double *matrix, size_t rows, size_t columns) {
    std::vector<double *> starts(rows);
    for (size_t i = 0; i < rows; i++) starts[i] = matrix + i * columns;
    return starts;
}

TaskPointer task(const std::string &derivative, const std::string &form,
                 const std::string &function, int n) {
    short tape = next_tape();
    if (derivative == "jacobian") {
        return vector_function(function, n, [&](auto f) {
            auto x = f.point();
            int n = int(x.size()), m = f.outputs();
            return of_recording(
                form, size_t(m) * n, [=] { record_vector(tape, f, x); },
                [=](double *answer) { jacobian(tape, m, n, x.data(), rows(answer, m, n).data()); });
        });
    }
    return scalar_function(function, n, [&](auto f) {
        auto x = f.point();
        int n = int(x.size());
        auto record = [=] { record_scalar(tape, f, x); };
        if (derivative == "hessian") {
            return of_recording(form, size_t(n) * n, record, [=](double *answer) {
                // Only the lower triangle is written.
                hessian(tape, n, const_cast<double *>(x.data()), rows(answer, n, n).data());
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j < i; j++) answer[j * n + i] = answer[i * n + j];
                }
            });
        }
        return of_recording(form, n, record,
                            [=](double *answer) { gradient(tape, n, x.data(), answer); });
    });
}

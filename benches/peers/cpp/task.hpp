// What Python measures: a derivative of one function at its point, called many times.
#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "functions.hpp"

struct Task {
    // How many numbers an answer has.
    size_t size;

    explicit Task(size_t size) : size(size) {}
    virtual ~Task() = default;
    // The seconds that so many calls take.
    virtual double run(long calls, double *answer) = 0;
};

// A task that calls `f(answer)`.
template <class F>
struct Timed : Task {
    F f;

    Timed(size_t size, F f) : Task(size), f(std::move(f)) {}

    double run(long calls, double *answer) override {
        auto start = std::chrono::steady_clock::now();
        for (long i = 0; i < calls; i++) {
            // The compiler must not know the point, nor leave out a call.
            asm volatile("" ::: "memory");
            f(answer);
        }
        std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
        return time.count();
    }
};

using TaskPointer = std::unique_ptr<Task>;

template <class F>
TaskPointer timed(size_t size, F f) {
    return std::make_unique<Timed<F>>(size, std::move(f));
}

// Every peer defines this: its derivative, "gradient", "jacobian" or "hessian", in one of its forms.
// It throws `std::invalid_argument` for what it has not.
TaskPointer task(const std::string &derivative, const std::string &form,
                 const std::string &function, int n);

extern "C" {

// A null pointer where the peer has no such derivative.
Task *prepare(const char *derivative, const char *form, const char *function, int n) {
    try {
        return task(derivative, form, function, n).release();
    } catch (const std::exception &) {
        return nullptr;
    }
}

long size(const Task *task) { return long(task->size); }

double run(Task *task, long calls, double *answer) { return task->run(calls, answer); }

void release(Task *task) { delete task; }

}

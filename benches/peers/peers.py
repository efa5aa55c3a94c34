"""Derivatives by peers in C++ and Python, in one table with the columns and rows of `cargo run`.

    python3 peers.py [FILTER]

An argument selects the rows whose name contains it. A peer that is not installed is named, with
what installs it, and left out. The C++ compiler is needed for the plain function, which is 1.
"""

import ctypes
import importlib.util
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from expressions import FUNCTIONS, ROWS

HERE = Path(__file__).parent
# As in `src/row.rs`.
SAMPLE, ROUNDS, PATIENCE, TOLERANCE = 2e-4, 101, 10.0, 1e-9
# CasADi interprets a recording of up to so many instructions, and gcc compiles one of up to so many.
MOST_INTERPRETED, MOST_COMPILED = 300_000, 30_000
# Its graph of scalars is built for up to so many variables.
MOST_VARIABLES = 10_000


class Compiled:
    """A peer in C++: a shared library from `cpp/`, with its own loop and clock."""

    @staticmethod
    def build(folder, name, options=()):
        source, library = HERE / "cpp" / f"{name}.cpp", folder / f"{name}.so"
        # Without NDEBUG CppAD checks every recording twice.
        command = ["g++", "-std=c++17", "-O3", "-DNDEBUG", "-fPIC", "-shared", "-o", library]
        subprocess.run([*command, source, *options], check=True, capture_output=True)

    def __init__(self, folder, name):
        self.library = ctypes.CDLL(str(folder / f"{name}.so"))
        self.library.prepare.restype = ctypes.c_void_p
        self.library.size.restype = ctypes.c_long
        self.library.run.restype = ctypes.c_double

    def enter(self, derivative, form, function, n):
        task = self.library.prepare(
            derivative.encode(), form.encode(), function.encode(), ctypes.c_int(n)
        )
        if not task:
            return None
        task = ctypes.c_void_p(task)
        answer = np.empty(self.library.size(task))
        pointer = answer.ctypes.data_as(ctypes.c_void_p)
        run = lambda calls: self.library.run(task, ctypes.c_long(calls), pointer)
        return Entry(run, lambda: answer, lambda: self.library.release(task))


class Entry:
    """Something to be measured: `run(calls)` returns seconds, `answer()` numbers after a run. `before` are
    seconds that were spent on something it needs, for another form of the same peer."""

    def __init__(self, run, answer, release=lambda: None, before=0.0):
        self.run, self.answer, self.release, self.before = run, answer, release, before
        self.samples = []

    def calibrate(self):
        self.calls = 1
        while self.run(self.calls) < SAMPLE:
            self.calls *= 2

    def sample(self):
        self.samples.append(self.run(self.calls) / self.calls)


def looped(call):
    """The seconds that calls from Python take."""

    def run(calls):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        return time.perf_counter() - start

    return run


class Jax:
    """JAX, compiled by XLA, in double precision. A call from Python is part of the time."""

    def __init__(self):
        os.environ.setdefault("JAX_PLATFORMS", "cpu")
        import jax
        import jax.numpy as jnp

        jax.config.update("jax_enable_x64", True)
        self.jax, self.jnp = jax, jnp
        self.sqrt, self.exp, self.log = jnp.sqrt, jnp.exp, jnp.log
        self.sin, self.cos, self.tanh = jnp.sin, jnp.cos, jnp.tanh
        self.sum, self.prod, self.constant = jnp.sum, jnp.prod, jnp.asarray
        self.stack, self.join = jnp.stack, jnp.concatenate
        self.product = lambda a, b: a @ b
        self.product_transposed = lambda a, b: a @ b.T
        self.matrix = lambda x, rows, columns: x.reshape(rows, columns)
        self.add_column = lambda a, column: a + column
        self.rows_minus = lambda points, centre: points - centre
        self.row_sums = lambda a: a.sum(axis=1)
        self.log_sum_exp = lambda terms: jax.nn.logsumexp(jnp.stack(terms), axis=0)

    def lower(self, diagonal, entries, places):
        matrix = self.jnp.diag(diagonal)
        if places:
            rows, columns = np.array(places).T
            matrix = matrix.at[rows, columns].set(entries)
        return matrix

    def enter(self, derivative, _, function, n):
        jax, f = self.jax, FUNCTIONS[function]()
        x = self.jnp.asarray(f.point(n))
        if derivative == "jacobian":
            values = lambda x: f.values(self, x)
            wide = jax.eval_shape(values, x).shape[0] < n
            derived = (jax.jacrev if wide else jax.jacfwd)(values)
        else:
            transform = jax.grad if derivative == "gradient" else jax.hessian
            derived = transform(lambda x: f.value(self, x))
        derived = jax.jit(derived)
        call = lambda: derived(x).block_until_ready()
        return Entry(looped(call), lambda: np.asarray(call()).ravel())


class Casadi:
    """CasADi: a graph of scalars, differentiated, interpreted or compiled from generated C."""

    def __init__(self, plain, folder):
        import casadi

        self.casadi, self.plain, self.folder = casadi, plain, folder
        self.sqrt, self.exp, self.log = casadi.sqrt, casadi.exp, casadi.log
        self.sin, self.cos, self.tanh = casadi.sin, casadi.cos, casadi.tanh
        self.sum = lambda a: casadi.sum1(casadi.vec(a))
        self.constant = casadi.DM
        self.product = casadi.mtimes
        self.product_transposed = lambda a, b: casadi.mtimes(a, b.T)
        self.matrix = lambda x, rows, columns: casadi.reshape(x, columns, rows).T
        self.add_column = lambda a, column: a + casadi.repmat(column, 1, a.shape[1])
        self.row_sums = casadi.sum2
        self.stack = self.join = lambda parts: casadi.vertcat(*parts)
        self.recorded = {}

    def prod(self, x):
        product = x[0]
        for i in range(1, x.shape[0]):
            product = product * x[i]
        return product

    def rows_minus(self, points, centre):
        return self.casadi.DM(points) - self.casadi.repmat(centre.T, points.shape[0], 1)

    def lower(self, diagonal, entries, places):
        matrix = self.casadi.SX(self.casadi.diag(diagonal))
        for entry, (i, j) in enumerate(places):
            matrix[i, j] = entries[entry]
        return matrix

    def log_sum_exp(self, terms):
        largest = terms[0]
        for term in terms[1:]:
            largest = self.casadi.fmax(largest, term)
        return self.log(sum(self.exp(term - largest) for term in terms)) + largest

    def record(self, derivative, function, n):
        """The derivative as a function of CasADi, or none if it is too large, and the seconds it took if
        that was for another form."""
        key = (derivative, function, n)
        if key in self.recorded:
            return self.recorded[key]
        start = time.perf_counter()
        derived = self.derive(*key)
        self.recorded = {key: (derived, time.perf_counter() - start)}
        return derived, 0.0

    def derive(self, derivative, function, n):
        casadi, f = self.casadi, FUNCTIONS[function]()
        if n > MOST_VARIABLES or (function, n) in [("mixture", 330), ("mixture", 2310)]:
            return None
        x = casadi.SX.sym("x", n)
        if derivative == "jacobian":
            # By rows, as everybody's.
            answer = casadi.vec(casadi.jacobian(f.values(self, x), x).T)
        elif derivative == "gradient":
            answer = casadi.gradient(f.value(self, x), x)
        else:
            answer = casadi.vec(casadi.hessian(f.value(self, x), x)[0])
        return casadi.Function("derivative", [x], [casadi.densify(answer)], {"cse": True})

    def enter(self, derivative, form, function, n):
        recorded, before = self.record(derivative, function, n)
        most = MOST_COMPILED if form == "compiled" else MOST_INTERPRETED
        if recorded is None or recorded.n_instructions() > most:
            return None
        x = np.ascontiguousarray(FUNCTIONS[function].point(n))
        answer = np.empty(recorded.size1_out(0))
        if form == "compiled":
            return Entry(self.compile(recorded, x, answer), lambda: answer, before=before)
        buffer, evaluate = recorded.buffer()
        buffer.set_arg(0, memoryview(x))
        buffer.set_res(0, memoryview(answer))
        # `evaluate` keeps neither its buffer alive nor the point.
        run = looped(lambda kept=(buffer, x): evaluate())
        return Entry(run, lambda: answer, before=before)

    def compile(self, recorded, x, answer):
        """The loop over the generated C, by the same compiler and options as the plain function."""
        name = f"generated_{len(list(self.folder.glob('generated_*.c')))}"
        here = os.getcwd()
        os.chdir(self.folder)
        recorded.generate(f"{name}.c")
        os.chdir(here)
        library = self.folder / f"{name}.so"
        command = ["gcc", "-O3", "-fPIC", "-shared", "-o", library, self.folder / f"{name}.c", "-lm"]
        subprocess.run(command, check=True, capture_output=True)
        integers = np.empty(max(1, recorded.sz_iw()), dtype=np.int64)
        numbers = np.empty(max(1, recorded.sz_w()))
        generated = ctypes.CDLL(str(library)).derivative
        loop = self.plain.library.run_generated
        loop.restype = ctypes.c_double
        pointers = [a.ctypes.data_as(ctypes.c_void_p) for a in (x, answer, integers, numbers)]
        # The arrays live as long as the loop.
        kept = (x, answer, integers, numbers)
        return lambda calls, kept=kept: loop(generated, *pointers, ctypes.c_long(calls))


def cppad_options():
    """Where CppAD is: with the system's headers, or in the package of PyPI."""
    if Path("/usr/include/cppad/cppad.hpp").exists():
        return ["-lcppad_lib"]
    for folder in sys.path:
        prefix = Path(folder) / "cmeel.prefix"
        if (prefix / "include/cppad/cppad.hpp").exists():
            library = prefix / "lib"
            return [f"-I{prefix}/include", f"-L{library}", f"-Wl,-rpath,{library}", "-lcppad_lib"]
    raise FileNotFoundError("cppad/cppad.hpp")


def require(module):
    if importlib.util.find_spec(module) is None:
        raise ImportError(module)


# For each peer its forms, what makes sure in a folder that it is there, its object in that folder
# with the plain functions, and what installs it.
PEERS = {
    "CppAD": (
        ["reverse", "recorded"],
        lambda folder: Compiled.build(folder, "cppad", cppad_options()),
        lambda folder, plain: Compiled(folder, "cppad"),
        "pip install cmeel-cppad",
    ),
    "ADOL-C": (
        ["reverse", "recorded"],
        lambda folder: Compiled.build(folder, "adolc", ["-ladolc"]),
        lambda folder, plain: Compiled(folder, "adolc"),
        "apt install libadolc-dev",
    ),
    "Ceres": (
        ["jets"],
        lambda folder: Compiled.build(folder, "ceres", ["-I/usr/include/eigen3"]),
        lambda folder, plain: Compiled(folder, "ceres"),
        "apt install libceres-dev",
    ),
    "CasADi": (
        ["recorded", "compiled"],
        lambda folder: require("casadi"),
        lambda folder, plain: Casadi(plain, folder),
        "pip install casadi",
    ),
    "JAX": (
        ["jit"],
        lambda folder: require("jax"),
        lambda folder, plain: Jax(),
        "pip install jax",
    ),
}


def present_peers(folder):
    """The names of the peers that are there; the others are printed."""
    present = []
    for name, (_, build, _, remedy) in PEERS.items():
        try:
            build(folder)
            present.append(name)
        except (ImportError, OSError, subprocess.CalledProcessError):
            print(f"{name} is missing: {remedy}")
    return present


def agree(answer, expected):
    largest = np.max(np.abs(expected))
    bound = TOLERANCE * np.maximum(np.abs(expected), math.sqrt(TOLERANCE) * largest)
    return answer.shape == expected.shape and bool(np.all(np.abs(answer - expected) <= bound))


def cells(folder, present, derivative, function, n):
    """The norm of the derivative, the plain time, a time or a word for every column, and seconds to the first
    result."""
    # ADOL-C puts long tapes into files.
    os.chdir(folder)
    plain = Compiled(folder, "plain")
    value = plain.enter(derivative, "", function, n)
    value.calibrate()
    words, first, entries, expected = {}, {}, {}, None
    made = {name: PEERS[name][2](folder, plain) for name in present}
    for name, form in titles(present):
        try:
            start = time.perf_counter()
            entry = made[name].enter(derivative, form, function, n)
            if entry is None:
                continue
            entry.run(1)
            first[name, form] = time.perf_counter() - start + entry.before
            answer = np.array(entry.answer())
        except Exception as error:
            words[name, form] = type(error).__name__[:9]
            continue
        expected = answer if expected is None else expected
        if agree(answer, expected):
            entry.calibrate()
            entries[name, form] = entry
        else:
            words[name, form] = "wrong"
            entry.release()
    start = time.perf_counter()
    for done in range(ROUNDS):
        if done >= 3 and time.perf_counter() - start > PATIENCE:
            break
        for entry in [value, *entries.values()]:
            entry.sample()
    for key, entry in entries.items():
        words[key] = statistics.median(entry.samples)
        entry.release()
    value.release()
    norm = math.nan if expected is None else np.linalg.norm(expected)
    return norm, statistics.median(value.samples), words, first


def multiple(ratio):
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}" if ratio < 100 else f"{ratio:.0f}"


def titles(present):
    """Peer and form of every column."""
    return [(name, form) for name in present for form in PEERS[name][0]]


def made_first(present):
    """The columns of peers that make something before the first result."""
    return [(name, form) for name, form in titles(present) if name in ("CasADi", "JAX")]


def isolated(*row):
    """The cells of a row, measured in a process of its own: a tape that has grown to a million
    variables slows ADOL-C down for good, and a peer that aborts ends no more than its row."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(cells, *row).result()


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        Compiled.build(folder, "plain")
        present = present_peers(folder)
        print("multiples of the plain function; norm: Euclidean, of the derivative")
        peers = "".join(f" {peer:>9}" for peer, _ in titles(present))
        forms = "".join(f" {form:>9}" for _, form in titles(present))
        peers += "".join(f" {peer:>9}" for peer, _ in made_first(present))
        forms += " 1st in ms" * len(made_first(present))
        print(f"{'':<26} {'':>9} {'':>16} {'plain C++':>10}{peers}")
        print(f"{'derivative of':<26} {'n':>9} {'norm':>16} {'in ns':>10}{forms}")
        for derivative, function, sizes in ROWS:
            name = f"{derivative} of {function}"
            for n in sizes if wanted in name else []:
                try:
                    norm, value, words, first = isolated(folder, present, derivative, function, n)
                except BrokenProcessPool:
                    print(f"{name:<26} {n:>9} a peer ended the process")
                    continue
                line = f"{name:<26} {n:>9} {norm:>16.9e} {value * 1e9:>10.1f}"
                for column in titles(present):
                    word = words.get(column, "-")
                    text = word if isinstance(word, str) else multiple(word / value)
                    line += f" {text:>9}"
                for column in made_first(present):
                    text = f"{1e3 * first[column]:.2f}" if column in first else "-"
                    line += f" {text:>9}"
                print(line, flush=True)


if __name__ == "__main__":
    main()

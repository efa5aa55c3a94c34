"""Derivatives of sampled data by this crate and by Python's libraries, in one run.

    python -m venv venv && venv/bin/pip install numpy findiff   # and jax, torch, where wanted
    venv/bin/python benches/sampled_vs_numpy.py [filter ...]

Runs `cargo bench --bench sampled -- --json` with the filters, which select lines of that benchmark as
in `f64 "C step"`, then the same arrays in numpy and in those of jax, torch and findiff that are
installed. Prints microseconds per call: ours into given arrays, ours with arrays of its own, theirs;
and how many times longer numpy takes than either of ours. All times are the fastest of several runs;
JAX and PyTorch are limited to one thread, as the Rust code is without its feature `rayon`.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import numpy as np  # noqa: E402


def fastest(call):
    """Seconds per call, in the fastest of several runs of at least a millisecond."""
    repeat, best = 1, float("inf")
    while True:
        start = time.perf_counter()
        for _ in range(repeat):
            call()
        if time.perf_counter() - start > 1e-3:
            break
        repeat *= 2
    end = time.perf_counter() + 0.2
    rounds = 0
    while rounds < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(repeat):
            call()
        best = min(best, (time.perf_counter() - start) / repeat)
        rounds += 1
    return best


def others(f, axis, spacings):
    """The calls of the other libraries that are installed and know this case."""
    calls = {}
    axes = tuple(range(f.ndim)) if axis is None else axis
    steps = all(np.isscalar(s) for s in spacings)
    try:
        import torch

        torch.set_num_threads(1)
        t = torch.from_numpy(f)
        where = [torch.from_numpy(s) if not np.isscalar(s) else s for s in spacings]
        if steps:
            calls["torch"] = lambda: torch.gradient(t, spacing=where, dim=axes)
        else:
            calls["torch"] = lambda: torch.gradient(t, spacing=tuple(where), dim=axes)
    except ImportError:
        pass
    try:
        import jax

        jax.config.update("jax_enable_x64", True)
        if steps:
            a = jax.numpy.asarray(f)
            compiled = jax.jit(lambda a: jax.numpy.gradient(a, *spacings, axis=axes))
            calls["jax"] = lambda: jax.block_until_ready(compiled(a))
    except ImportError:
        pass
    try:
        import findiff

        chosen = range(f.ndim) if axis is None else [axis]
        operators = [findiff.Diff(k, s) for k, s in zip(chosen, spacings)]
        calls["findiff"] = lambda: [operator(f) for operator in operators]
    except ImportError:
        pass
    return calls


def main():
    root = Path(__file__).resolve().parent.parent
    command = ["cargo", "bench", "--bench", "sampled", "--", "--json", *sys.argv[1:]]
    lines = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True).stdout
    np.ones(31 << 20, np.uint8)  # The state of the allocator that the benchmark describes.
    print(f"numpy {np.__version__}, microseconds")
    print(f"{'case':<32} {'into':>10} {'allocating':>10} {'numpy':>10}   numpy/into  numpy/allocating")
    dtypes = {"f64": np.float64, "f32": np.float32, "c64": np.complex128}
    for line in lines.splitlines():
        if not line.startswith("{"):
            continue
        case = json.loads(line)
        shape, axis = case["shape"], case["axis"]
        count = int(np.prod(shape))
        flat = (np.arange(count) % 1013 * 0.37).astype(dtypes[case["dtype"]])
        if case["layout"] == "V":
            around = np.zeros([n + 2 for n in shape], flat.dtype)
            f = around[(slice(1, -1),) * len(shape)]
            f[:] = flat.reshape(shape)
        else:
            f = flat.reshape(shape, order=case["layout"])
        chosen = range(len(shape)) if axis is None else [axis]
        if case["spacing"] == "step":
            spacings = [0.1 for _ in chosen]
        else:
            spacings = [np.arange(shape[k]) + 0.3 * np.sin(np.arange(shape[k])) for k in chosen]
        numpy_time = fastest(lambda: np.gradient(f, *spacings, axis=axis))
        into, allocating = case["into"], case["allocating"]
        name = f"{case['size']:>7} {case['dtype']} {case['layout']} {case['spacing']:<11} "
        name += "all" if axis is None else f"axis {axis}"
        row = f"{name:<32} {into * 1e6:>10.2f} {allocating * 1e6:>10.2f} {numpy_time * 1e6:>10.2f}"
        row += f" {numpy_time / into:>12.1f} {numpy_time / allocating:>17.1f}"
        for library, call in others(f, axis, spacings).items():
            try:
                row += f"   {library} {fastest(call) * 1e6:.2f}"
            except Exception as error:  # A library without this case is not a failed comparison.
                row += f"   {library}: {type(error).__name__}"
        print(row, flush=True)


if __name__ == "__main__":
    main()

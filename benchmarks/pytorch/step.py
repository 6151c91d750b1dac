"""Times one synchronous step, and the all-token local gradient, in PyTorch: what attractor bench is compared with.

    python3 step.py --tokens 196 --dim 8 --batch 256 --threads 2

einsum    every field J_ij x_j materialised at once, [batch, N, N, d]: the plain statement of the model
by hand   one matrix product a source token j, running sums: the best PyTorch form found
autograd  gradient of the sum of the local energies with respect to J, a few samples at a time: 16 suit PyTorch best, one
          or a whole batch at once cost more a sample (--gradient-samples)
One JSON object a line; the median of several runs, and the best.
"""
import argparse
import json
import statistics
import time

import torch


def layer_norm(x):
    return (x - x.mean(1, keepdim=True)) / (x.std(1, keepdim=True) + 1e-9)


def finish(x, f):
    y = 0.5 * f + x
    return y / (y.norm(dim=2).mean(1)[:, None, None] + 1e-9)


def step_einsum(x, j, clamp=20.0):
    seen = layer_norm(x)
    field = torch.einsum("ijkc,bjc->bijk", j, seen)
    score = torch.einsum("bik,bijk->bij", seen, field).clamp(max=clamp)
    score.diagonal(dim1=1, dim2=2).fill_(float("-inf"))
    return finish(x, torch.einsum("bij,bijk->bik", score.softmax(2), field))


def step_by_hand(x, columns, clamp=20.0):
    """columns[j] is [d, N d]: every J_ij of one source j, side by side. The clamp keeps exp within range without a running maximum."""
    seen = layer_norm(x)
    batch, tokens, dim = x.shape
    total = torch.zeros(batch, tokens, 1)
    output = torch.zeros(batch, tokens, dim)
    for j in range(tokens):
        field = torch.mm(seen[:, j], columns[j]).view(batch, tokens, dim)
        weight = (seen * field).sum(2, keepdim=True).clamp_(max=clamp).exp_()
        weight[:, j] = 0
        total += weight
        output.addcmul_(field, weight)
    return finish(x, output / total)


def energies(x, j, lam=5.0, clamp=20.0):
    field = torch.einsum("ijkc,bjc->bijk", j, x)
    score = torch.einsum("bik,bijk->bij", x, field).clamp(max=clamp)
    mask = torch.eye(j.shape[0], dtype=torch.bool)
    return -torch.logsumexp((lam * score).masked_fill(mask, float("-inf")), 2) / lam


def time_ms(run, seconds, fewest=3):
    run()
    times, start = [], time.perf_counter()
    while len(times) < fewest or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return 1e3 * statistics.median(times), 1e3 * min(times)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--tokens", type=int, default=196)
    options.add_argument("--dim", type=int, default=8)
    options.add_argument("--batch", type=int, default=256)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--gradient-samples", type=int, default=16, help="samples differentiated together, at most the batch")
    options.add_argument("--seconds", type=float, default=4, help="at least so long for each form")
    args = options.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    n, d, b = args.tokens, args.dim, args.batch
    j = (torch.rand(n, n, d, d) - 0.5) / d**2
    j[torch.arange(n), torch.arange(n)] = 0
    x = torch.rand(b, n, d) - 0.5
    columns = [j[:, k].permute(2, 0, 1).reshape(d, n * d).contiguous() for k in range(n)]
    with torch.no_grad():
        difference = (step_einsum(x[:2], j) - step_by_hand(x[:2], columns)).abs().max().item()
        assert difference < 1e-4, difference
        report = {"einsum": time_ms(lambda: step_einsum(x, j), args.seconds), "by hand": time_ms(lambda: step_by_hand(x, columns), args.seconds)}
    few = min(b, args.gradient_samples)
    leaf = j.clone().requires_grad_(True)

    def gradient():
        leaf.grad = None
        energies(x[:few], leaf).mean(0).sum().backward()

    report["autograd, a sample"] = tuple(t / few for t in time_ms(gradient, args.seconds))
    for what, (median, best) in report.items():
        print(json.dumps({"what": what, "tokens": n, "dim": d, "batch": b, "threads": args.threads, "milliseconds": round(median, 3), "best": round(best, 3), "torch": torch.__version__}))


if __name__ == "__main__":
    main()

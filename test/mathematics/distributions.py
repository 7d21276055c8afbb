#!/usr/bin/env python3
"""Make distributions.tsv: reference values of the distributions, by mpmath (50 digits).

Needs python3 and mpmath (Debian: python3-mpmath). Each row: function, first argument,
parameters, expected value. All arguments are exact binary fractions, so that the table's decimal
text means the same number to every reader.
"""
from mpmath import mp, mpf, betainc, erfc, sqrt, log, exp, loggamma, findroot, inf
import random

mp.dps = 60
random.seed(20260101)


def normal_tail(z):
    return erfc(mpf(z) / sqrt(mpf(2))) / 2


def fraction(a, b, x, y):
    """Lower tail of the beta distribution over its density (DLMF 8.17.22, evaluated backwards)."""
    steps = 40
    last = None
    while True:
        value = mpf(1)
        for m in range(steps, 0, -1):
            half = m // 2
            if m % 2 == 0:
                d = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
            else:
                d = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
            value = 1 + d / value
        if last is not None and abs(value / last - 1) < mpf(10) ** -40:
            return 1 / (a * value)
        last = value
        steps *= 2


def beta_tails(x, a, b, y=None):
    """(lower, upper) tail of the beta distribution."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    y = 1 - x if y is None else y
    power = exp(a * log(x) + b * log(y) - loggamma(a) - loggamma(b) + loggamma(a + b))
    if x < (a + 1) / (a + b + 2):
        lower = power * fraction(a, b, x, y)
        return lower, 1 - lower
    upper = power * fraction(b, a, y, x)
    return 1 - upper, upper


def t_tail(t, df):
    t, df = mpf(t), mpf(df)
    if t < 0:
        return 1 - t_tail(-t, df)
    if t == 0:
        return mpf(1) / 2
    x = df / (df + t * t)
    return beta_tails(x, df / 2, mpf(1) / 2, t * t / (df + t * t))[0] / 2


def solve(tail, wanted, low, high):
    """The point where the decreasing function `tail` has the value `wanted`."""
    low, high = mpf(low), mpf(high)
    f = lambda v: log(tail(v) / wanted)
    return findroot(f, (low, high), solver="anderson", tol=mpf(10) ** -45, maxsteps=2000,
                    verify=False)


def exact(v):
    return repr(float(v))


def row(*cells):
    *names, value = cells
    if value != 0 and abs(value) < mpf(10) ** -300:
        return
    print("\t".join([str(n) if isinstance(n, str) else exact(n) for n in names]
                    + [mp.nstr(value, 22)]))


# the continued fraction above against mpmath's own function
for a, b, x in [(2.5, 3.5, 0.25), (0.5, 7, 0.75), (30, 20, 0.5)]:
    assert abs(beta_tails(x, a, b)[0] / betainc(a, b, 0, x, regularized=True) - 1) < mpf(10) ** -38

for z in [0, 1e-10, 0.0625, 0.5, 1, 1.5, 1.959963984540054, 2.5, 5, 8.25, 12, 20, 30, 37, -1, -3, -8]:
    row("normal_upper_tail", z, 0.0, 0.0, normal_tail(z))
for p in [0.5, 0.4999999, 0.49, 0.45, 0.4000001, 0.4, 0.39, 0.3, 0.25, 0.1, 0.05, 0.025, 0.005, 5e-7,
          1e-12, 1e-20, 1e-50, 1e-100, 1e-200, 1e-300, 0.6, 0.75, 0.975, 0.999]:
    guess = sqrt(-2 * log(mpf(min(p, 1 - p)))) if p != 0.5 else mpf(0)
    z = mpf(0) if p == 0.5 else findroot(
        lambda v: log(normal_tail(v) / mpf(min(p, 1 - p) if p < 0.5 else 1 - mpf(p))),
        guess - mpf("0.3") if guess > 1 else mpf("0.01"))
    row("normal_upper_quantile", p, 0.0, 0.0, z if p <= 0.5 else -z)

for df in [0.5, 1, 2, 3, 4.5, 9, 29.25, 99, 1000, 10000, 123456.75, 1e9, 1e15]:
    for t in [1e-8, 0.25, 1, 1.75, 2, 3, 10, 36, 1000]:
        row("t_upper_tail", t, df, 0.0, t_tail(t, df))
    for p in [0.4999999, 0.4, 0.26, 0.25, 0.1, 0.025, 5e-7, 1e-20, 1e-100, 1e-300]:
        low, high = mpf(10) ** -9, mpf(2)
        while t_tail(high, df) > p:
            low, high = high, high * high if high < 1000 else high * 1000
        if high > mpf(10) ** 290:
            continue
        w = solve(lambda v: t_tail(exp(v), df), mpf(p), log(low), log(high))
        assert abs(t_tail(exp(w), df) / mpf(p) - 1) < mpf(10) ** -30
        row("t_upper_quantile", p, df, 0.0, exp(w))
# far out, where powers of t underflow before the tail does
for df in [1, 2.25, 3.5, 5.0625, 15]:
    for exponent in [15, 19, 45, 54, 90, 120]:
        row("t_upper_tail", 10.0 ** exponent, df, 0.0, t_tail(10.0 ** exponent, df))
    for p in [1e-150, 1e-200, 1e-225, 1e-271]:
        guess = -log(mpf(p)) / df
        w = solve(lambda v: t_tail(exp(v), df), mpf(p), guess - 9, guess + 9)
        assert abs(t_tail(exp(w), df) / mpf(p) - 1) < mpf(10) ** -30
        row("t_upper_quantile", p, df, 0.0, exp(w))

pairs = [(0.5, 0.5), (1, 1), (1, 10), (0.5, 100.5), (5, 3), (20.5, 30.5), (100, 1), (250, 750),
         (1000, 1000), (1499, 1501), (1501, 1501), (2000, 9999), (10000, 10000), (10000, 0.5), (3, 9998),
         (1234.5625, 8765.4375)]
for a, b in pairs:
    mean = a / (a + b)
    sd = float(sqrt(mpf(a) * b / (mpf(a + b) ** 2 * (a + b + 1))))
    for k in [-37, -20, -8, -3, -2, -1, -0.25, 0, 0.25, 1, 2, 3, 8, 20, 37]:
        x = mean + k * sd
        if 0 < x < 1:
            lower, upper = beta_tails(x, a, b)
            row("beta_probability", x, a, b, lower)
            row("beta_upper_tail", x, a, b, upper)
    for p in [0.5, 0.25, 0.025, 5e-7, 1e-20, 1e-100, 1e-300]:
        # the log odds of the quantile, so that small quantiles keep their digits
        for name, aa, bb in (("beta_quantile", a, b), ("beta_upper_quantile", b, a)):
            tail = lambda v: beta_tails(1 / (1 + exp(-v)), aa, bb, 1 / (1 + exp(v)))[0]
            low, high = log(mpf(aa) / bb) - 1, log(mpf(aa) / bb) + mpf("0.5")
            while tail(low) > p:
                low -= max(1, abs(low))
            while tail(high) < p:
                high += 2
            v = solve(tail, mpf(p), low, high)
            assert abs(tail(v) / mpf(p) - 1) < mpf(10) ** -30
            row(name, p, a, b, 1 / (1 + exp(-v)) if name == "beta_quantile" else 1 / (1 + exp(v)))

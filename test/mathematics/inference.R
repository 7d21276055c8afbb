#!/usr/bin/env Rscript
# Make inference.tsv: reference values of intervals, tests and sample sizes, by base R and by the
# package survey (Debian: r-base-core, r-cran-survey). Samples are given by their counts; the values
# of the points are -1, 0, 1 (net), 0, 1 (share) or 1, 2, 3, ... (mean).

suppressPackageStartupMessages(library(survey))
options(digits = 17, warn = 1)

# From the upper end, where a confidence next to 1 keeps its digits.
upper_z <- function(conf) qnorm((1 - conf) / 2, lower.tail = FALSE)

values <- function(kind, points)
  switch(kind, net = c(-1, 0, 1), share = c(0, 1), mean = seq_len(points))
raw <- function(kind, counts) rep(values(kind, length(counts)), counts)
list_text <- function(x) paste(format(x, digits = 17, trim = TRUE), collapse = ",")
emit <- function(...) {
  cells <- sapply(list(...), function(x)
    if (is.character(x)) x else if (is.na(x)) "nan" else sprintf("%.17g", x))
  cat(paste(unlist(cells), collapse = "\t"), "\n", sep = "")
}

# ---- intervals of plain samples --------------------------------------------------------------

wald <- function(v, counts, conf, added = 0) {
  counts <- counts + added
  n <- sum(counts)
  m <- sum(v * counts) / n
  se <- sqrt(sum(counts * (v - m)^2) / n / n)
  m + c(-1, 1) * upper_z(conf) * se
}

# The variance at a net share d, with the most likely share of detractors there, found as the zero of
# the derivative of the log likelihood. Shares are counted from the least possible one, so that
# none of them loses digits.
score_variance <- function(counts, d) {
  part <- function(count, share) if (count == 0) 0 else count / share
  slope <- function(t) part(counts[1], if (d < 0) t - d else t) + part(counts[3], if (d < 0) t else t + d) -
    2 * part(counts[2], 1 - abs(d) - 2 * t)
  low <- 0; high <- (1 - abs(d)) / 2
  for (i in 1:120) {
    middle <- (low + high) / 2
    if (middle == low || middle == high) break
    if (slope(middle) > 0) low <- middle else high <- middle
  }
  2 * low + abs(d) - d^2
}
score <- function(v, counts, conf) {
  n <- sum(counts); m <- (counts[3] - counts[1]) / n; z <- upper_z(conf)
  gap <- function(d) (m - d)^2 * n - z^2 * score_variance(counts, d)
  eps <- 1e-9
  bound <- function(side) {
    if (m == side) return(side)
    uniroot(gap, sort(c(m + side * eps, side * (1 - 1e-12))), tol = 1e-14, maxiter = 10000)$root
  }
  c(bound(-1), bound(1))
}

# Posterior of promoters minus detractors: s = share of both together, r = promoters' part of it.
net_cdf <- function(d, a) {
  f <- function(s) dbeta(s, a[1] + a[3], a[2]) * pbeta((1 + d / s) / 2, a[3], a[1])
  mean <- (a[1] + a[3]) / sum(a); sd <- sqrt(mean * (1 - mean) / (sum(a) + 1))
  low <- abs(d)
  cuts <- sort(unique(pmin(1, pmax(low, c(low, mean + sd * c(-40, -12, -6, -3, -1, 0, 1, 3, 6, 12, 40), 1)))))
  inside <- sum(sapply(seq_len(length(cuts) - 1), function(i)
    integrate(f, cuts[i], cuts[i + 1], rel.tol = 1e-12, abs.tol = 1e-16, subdivisions = 2000,
              stop.on.error = FALSE)$value))
  if (d >= 0) inside + pbeta(low, a[1] + a[3], a[2]) else inside
}
bayes <- function(v, counts, conf) {
  a <- counts + 1
  quantile_of <- function(p) uniroot(function(d) net_cdf(d, a) - p, c(-1 + 1e-9, 1 - 1e-9),
                                     tol = 1e-13, maxiter = 1000)$root
  low <- quantile_of((1 - conf) / 2)
  # the upper one as the lower one of the mirrored sample
  a <- rev(a)
  c(low, -quantile_of((1 - conf) / 2))
}

# Waudby-Smith and others 2024, as printed there: the interval that holds at all times.
rho2 <- .008
pseudo <- list(net = c(.75, 1.5, .75), share = c(2, 2))
half_width <- function(n, V, alpha) sqrt(V) * sqrt(2 * (n * rho2 + 1) / (n^2 * rho2) * log(sqrt(n * rho2 + 1) / alpha))
variance <- function(v, counts) sum(counts * (v - sum(v * counts) / sum(counts))^2) / sum(counts)
always_valid <- function(kind) function(v, counts, conf) {
  counts <- counts + pseudo[[kind]]
  n <- sum(counts)
  sum(v * counts) / n + c(-1, 1) * half_width(n, variance(v, counts), 1 - conf)
}
# That width is where the likelihood ratio of a mean of 0 against a normal mixture of means is alpha.
for (n in c(1, 50, 1000, 1e6)) for (alpha in c(.2, .05, 1e-6)) {
  s <- n * half_width(n, 1, alpha)
  peak <- s / (n + 1 / rho2); width <- 1 / sqrt(n + 1 / rho2)
  log_ratio <- function(m) m * s - n * m^2 / 2 + dnorm(m, 0, sqrt(rho2), log = TRUE)
  ratio <- integrate(function(m) exp(log_ratio(m)), peak - 12 * width, peak + 12 * width, rel.tol = 1e-12)$value
  stopifnot(abs(ratio * alpha - 1) < 1e-9)
}

share_methods <- list(
  wilson = function(v, k, conf)
    suppressWarnings(prop.test(k[2], sum(k), conf.level = conf, correct = FALSE)$conf.int),
  adjusted_wald = function(v, k, conf) {
    z2 <- upper_z(conf)^2
    n <- sum(k) + z2; p <- (k[2] + z2 / 2) / n
    p + c(-1, 1) * sqrt(z2 * p * (1 - p) / n)
  },
  exact = function(v, k, conf) binom.test(k[2], sum(k), conf.level = conf)$conf.int,
  jeffreys = function(v, k, conf) {
    b <- c(qbeta((1 - conf) / 2, k[2] + .5, k[1] + .5),
           qbeta((1 - conf) / 2, k[2] + .5, k[1] + .5, lower.tail = FALSE))
    c(if (k[2] == 0) 0 else b[1], if (k[1] == 0) 1 else b[2])
  },
  wald = wald, always_valid = always_valid("share"))
student <- function(v, counts, conf) {
  x <- rep(v, counts); n <- length(x)
  b <- mean(x) + c(-1, 1) * qt((1 - conf) / 2, n - 1, lower.tail = FALSE) * sd(x) / sqrt(n)
  # t.test() loses digits in the quantile of a confidence next to 1
  if (conf < .999) stopifnot(all.equal(b, c(t.test(x, conf.level = conf)$conf.int), tolerance = 1e-12))
  b
}
net_methods <- list(
  adjusted_wald = function(v, counts, conf) wald(v, counts, conf, c(.75, 1.5, .75)),
  wald = wald, score = score, bayes = bayes,
  t = student, always_valid = always_valid("net"))
mean_methods <- list(t = net_methods$t, wald = wald)

# Published numbers that these functions must meet, before anything is written.
near <- function(found, published, digits) stopifnot(all(abs(found - published) <= 0.5001 * 10^-digits))
# Newcombe 1998, Two-sided Confidence Intervals for the Single Proportion, table I
near(share_methods$wilson(0, c(182, 81), .95), c(.2553, .3662), 4)
near(share_methods$wilson(0, c(133, 15), .95), c(.0624, .1605), 4)
near(share_methods$wilson(0, c(20, 0), .95), c(0, .1611), 4)
near(share_methods$wilson(0, c(28, 1), .95), c(.0061, .1718), 4)
near(share_methods$exact(0, c(28, 1), .95), c(.0009, .1776), 4)
near(share_methods$exact(0, c(20, 0), .95), c(0, .1684), 4)
# Brown, Cai and DasGupta 2001, table 5 (n = 7, x = 0 and 1)
near(share_methods$jeffreys(0, c(7, 0), .95), c(0, .292), 3)
near(share_methods$jeffreys(0, c(6, 1), .95), c(.016, .501), 3)

interval_rows <- function(kind, methods, samples, confs, skip = function(m, k) FALSE) {
  for (counts in samples) for (conf in confs) for (m in names(methods)) if (!skip(m, counts)) {
    b <- methods[[m]](values(kind, length(counts)), counts, conf)
    emit("interval", kind, m, conf, list_text(counts), "-", "-", b[1], b[2])
  }
}
interval_rows("net", net_methods,
  list(c(1, 1, 1), c(2, 1, 0), c(0, 1, 4), c(3, 4, 13), c(0, 3, 7), c(30, 40, 130), c(12, 5, 3), c(300, 400, 1300),
       c(5, 0, 6), c(90, 5, 5)), c(.8, .95, .99, .999999))
# too many to expand, or without a variance
interval_rows("net", net_methods[c("adjusted_wald", "wald", "score", "bayes", "always_valid")],
  list(c(0, 0, 1), c(10, 0, 0), c(0, 7, 0), c(0, 0, 100)), c(.95, .999999),
  skip = function(m, k) m == "score" && k[2] > 0)
interval_rows("net", net_methods[c("adjusted_wald", "wald", "score", "bayes", "always_valid")],
  list(c(30000, 40000, 130000), c(3e6, 4e6, 2e6)), c(.95, .999999))
interval_rows("net", net_methods[c("adjusted_wald", "wald", "always_valid")],
  list(c(3e14, 4e14, 3e14), c(0, 1, 1e15), c(1e15, 0, 0)), c(.95, .999999))
interval_rows("share", share_methods,
  list(c(0, 1), c(1, 0), c(1, 1), c(0, 10), c(10, 0), c(3, 7), c(28, 1), c(182, 81), c(133, 15), c(20, 0), c(1000, 9000),
       c(4321, 1234567)), c(.5, .9, .95, .999999))
# binom.test() loses digits for so many responses
interval_rows("share", share_methods[c("wilson", "adjusted_wald", "wald", "always_valid")], list(c(3e14, 7e14), c(1, 1e15)), c(.95, .999999))
interval_rows("mean", mean_methods,
  list(c(1, 1), c(3, 0, 2, 5, 9, 20, 11), c(0, 0, 0, 4, 1), c(10, 20, 30, 20, 10), c(1, rep(0, 99), 1), rep(3, 101)),
  c(.8, .95, .999999))

# ---- weighted samples, by the package survey --------------------------------------------------

weighted_rows <- function(kind, x, w, points) {
  v <- values(kind, points)
  n <- length(x)
  per_point <- function(f) sapply(v, function(p) f(x == p))
  texts <- c(list_text(per_point(sum)), list_text(per_point(function(i) sum(w[i]))),
             list_text(per_point(function(i) sum(w[i]^2))))
  design <- svydesign(ids = ~1, weights = ~w, data = data.frame(x = x, w = w))
  estimate <- svymean(~x, design)
  m <- coef(estimate)[[1]]; se <- SE(estimate)[[1]]
  for (conf in c(.9, .95)) {
    b <- confint(estimate, level = conf, df = degf(design))
    if (kind != "share")
      emit("interval", kind, "t", conf, texts[1], texts[2], texts[3], b[1], b[2])
    # survey has the factor sqrt(n / (n - 1)), the Wald interval here has not
    z <- upper_z(conf) * se * sqrt((n - 1) / n)
    emit("interval", kind, "wald", conf, texts[1], texts[2], texts[3], m - z, m + z)
    # by Kish's effective number of responses, as if it were a number of responses
    effective <- sum(w)^2 / sum(w^2)
    counts <- per_point(function(i) sum(w[i])) / sum(w) * effective
    z2 <- upper_z(conf)^2
    if (kind == "share") {
      p <- counts[2] / effective
      b <- (p + z2 / (2 * effective) + c(-1, 1) * sqrt(z2 * (p * (1 - p) + z2 / (4 * effective)) / effective)) /
        (1 + z2 / effective)
      emit("interval", kind, "wilson", conf, texts[1], texts[2], texts[3], b[1], b[2])
      b <- c(qbeta((1 - conf) / 2, counts[2], counts[1] + 1), qbeta(1 - (1 - conf) / 2, counts[2] + 1, counts[1]))
      emit("interval", kind, "exact", conf, texts[1], texts[2], texts[3], b[1], b[2])
    }
    as_plain <- list(net = net_methods[c("score", "bayes", "always_valid")], share = share_methods["always_valid"])[[kind]]
    for (method in names(as_plain)) {
      b <- as_plain[[method]](v, counts, conf)
      emit("interval", kind, method, conf, texts[1], texts[2], texts[3], b[1], b[2])
    }
  }
}
set.seed(3)
for (n in c(5, 40, 300)) {
  weighted_rows("net", sample(c(-1, 0, 1), n, TRUE), round(runif(n, .2, 3), 4), 3)
  weighted_rows("share", rep(0:1, length.out = n), round(rexp(n) + .1, 4), 2)
  weighted_rows("mean", sample(1:7, n, TRUE), round(rexp(n) + .1, 4), 7)
}

# ---- comparisons ---------------------------------------------------------------------------------

compare_wald <- function(v, x, y, conf, added = 0) {
  parts <- lapply(list(x, y), function(k) {
    k <- k + added; m <- sum(v * k) / sum(k)
    c(m, sum(k * (v - m)^2) / sum(k)^2)
  })
  d <- parts[[1]][1] - parts[[2]][1]; se <- sqrt(parts[[1]][2] + parts[[2]][2])
  z <- d / se
  c(d + c(-1, 1) * upper_z(conf) * se, z, NA, 2 * pnorm(-abs(z)))
}
compare_welch <- function(v, x, y, conf) {
  r <- t.test(rep(v, x), rep(v, y), conf.level = conf)
  c(r$conf.int, r$statistic, r$parameter, r$p.value)
}
compare_newcombe <- function(v, x, y, conf) {
  p <- x[2] / sum(x); q <- y[2] / sum(y)
  a <- share_methods$wilson(v, x, conf); b <- share_methods$wilson(v, y, conf)
  n <- sum(x) + sum(y)
  z <- if (p == q) 0 else sign(p - q) *
    sqrt(suppressWarnings(prop.test(c(x[2], y[2]), c(sum(x), sum(y)), correct = FALSE))$statistic * (n - 1) / n)
  c(p - q - sqrt((p - a[1])^2 + (b[2] - q)^2), p - q + sqrt((a[2] - p)^2 + (q - b[1])^2), z, NA, 2 * pnorm(-abs(z)))
}
# Newcombe 1998, Interval Estimation for the Difference between Independent Proportions, table II,
# method 10
newcombe <- function(a, m, b, n) compare_newcombe(0, c(m - a, a), c(n - b, b), .95)[1:2]
near(newcombe(56, 70, 48, 80), c(.0524, .3339), 4)
near(newcombe(9, 10, 3, 10), c(.1705, .8090), 4)
near(newcombe(6, 7, 2, 7), c(.0582, .8062), 4)
near(newcombe(5, 56, 0, 29), c(-.0381, .1926), 4)
near(newcombe(0, 10, 0, 20), c(-.1611, .2775), 4)
near(newcombe(10, 10, 0, 20), c(.6791, 1), 4)

compare_always_valid <- function(kind) function(v, x, y, conf) {
  x <- x + pseudo[[kind]]; y <- y + pseudo[[kind]]
  n <- sum(x) + sum(y); V <- n * (variance(v, x) / sum(x) + variance(v, y) / sum(y))
  d <- sum(v * x) / sum(x) - sum(v * y) / sum(y)
  c(d + c(-1, 1) * half_width(n, V, 1 - conf), d / sqrt(V / n), NA,
    min(1, sqrt(n * rho2 + 1) * exp(-rho2 * n^2 * d^2 / (2 * V * (n * rho2 + 1)))))
}

comparison_rows <- function(kind, method, compare, pairs) {
  for (pair in pairs) for (conf in c(.9, .95, .999999)) {
    x <- pair[[1]]; y <- pair[[2]]; v <- values(kind, length(x))
    r <- compare(v, x, y, conf)
    emit("compare", kind, method, conf, list_text(x), list_text(y),
         sum(v * x) / sum(x) - sum(v * y) / sum(y), r[1], r[2], r[3], r[4], r[5])
  }
}
net_pairs <- list(list(c(3, 4, 13), c(5, 9, 8)), list(c(30, 40, 130), c(40, 50, 90)),
                  list(c(1, 1, 1), c(300, 400, 300)), list(c(100, 30, 20), c(10, 20, 500)))
comparison_rows("net", "adjusted_wald", function(v, x, y, conf) compare_wald(v, x, y, conf, c(.75, 1.5, .75)),
                c(net_pairs, list(list(c(0, 0, 1), c(1, 0, 0)), list(c(0, 0, 9), c(0, 0, 4)))))
comparison_rows("net", "wald", compare_wald, net_pairs)
comparison_rows("net", "welch", compare_welch, net_pairs)
comparison_rows("net", "always_valid", compare_always_valid("net"),
                c(net_pairs, list(list(c(0, 0, 1), c(1, 0, 0)), list(c(0, 0, 9), c(0, 0, 4)), list(c(3e5, 4e5, 3e5), c(31e4, 4e5, 29e4)))))
share_pairs <- list(list(c(14, 56), c(32, 48)), list(c(1, 9), c(7, 3)), list(c(10, 0), c(20, 0)), list(c(0, 10), c(20, 0)),
                    list(c(51, 5), c(29, 0)), list(c(9000, 1000), c(8900, 1100)), list(c(0, 1), c(1, 0)), list(c(0, 5), c(0, 3)))
comparison_rows("share", "newcombe", compare_newcombe, share_pairs)
comparison_rows("share", "always_valid", compare_always_valid("share"), share_pairs)
comparison_rows("mean", "welch", compare_welch,
                list(list(c(3, 0, 2, 5, 9, 20, 11), c(4, 1, 2, 9, 9, 9, 9)), list(c(1, 1, 0), c(0, 1, 1)),
                     list(c(1000, 2000, 3000), c(1, 2, 1))))

# ---- comparisons of weighted samples, by the package survey -----------------------------------------

# Weights, with four decimals so that sums are exact: nearly equal, far from equal, those of three strata,
# and one response that outweighs the others.
weight_patterns <- list(
  even = function(n) round(runif(n, .8, 1.2), 4),
  exponential = function(n) round(rexp(n) + .01, 4),
  strata = function(n) sample(c(.25, 1, 3.5), n, TRUE),
  dominated = function(n) c(n, rep(.5, n - 1)))

sums_text <- function(kind, points, x, w) {
  per_point <- function(f) list_text(sapply(values(kind, points), function(p) f(x == p)))
  c(per_point(sum), per_point(function(i) sum(w[i])), per_point(function(i) sum(w[i]^2)))
}

# Difference of the means of groups a and b and its standard error. Both must come out the same as a contrast
# of group means and as the coefficient of a regression.
survey_difference <- function(a, b, strata = NULL) {
  both <- rbind(cbind(a, g = "a"), cbind(b, g = "b"))
  design <- svydesign(ids = ~1, strata = strata, weights = ~w, data = both)
  contrast <- svycontrast(svyby(~x, ~g, design, svymean, covmat = TRUE), c(a = 1, b = -1))
  slope <- summary(svyglm(x ~ g, design))$coefficients["gb", ]
  r <- c(d = coef(contrast)[[1]], se = SE(contrast)[[1]])
  stopifnot(all.equal(r, c(d = -slope[[1]], se = slope[[2]]), tolerance = 1e-8))
  r
}
by_normal <- function(d, se, conf) c(d + c(-1, 1) * upper_z(conf) * se, d / se, NA, 2 * pnorm(-abs(d / se)))
# survey has the factor sqrt(n / (n - 1)), with n of both groups; Wald's error here has not.
without_factor <- function(se, n) se * sqrt((n - 1) / n)
weighted_wald <- function(a, b, conf) {
  r <- survey_difference(a, b)
  by_normal(r[["d"]], without_factor(r[["se"]], nrow(a) + nrow(b)), conf)
}
# 3/4, 3/2 and 3/4 pseudo-responses, each of the weight of one effective response: as whole ones
# beside four copies of the sample, whose standard error is half.
weighted_adjusted_wald <- function(a, b, conf) {
  with_pseudo <- function(s) rbind(s[rep(seq_len(nrow(s)), 4), ],
                                   data.frame(x = rep(c(-1, 0, 1), c(3, 6, 3)), w = sum(s$w^2) / sum(s$w)))
  a <- with_pseudo(a); b <- with_pseudo(b)
  r <- survey_difference(a, b)
  by_normal(r[["d"]], 2 * without_factor(r[["se"]], nrow(a) + nrow(b)), conf)
}
# Each group as a stratum has its own factor n / (n - 1).
weighted_welch <- function(a, b, conf) {
  r <- survey_difference(a, b, ~g)
  part <- sapply(list(a, b), function(s) SE(svymean(~x, svydesign(ids = ~1, weights = ~w, data = s)))[[1]]^2)
  stopifnot(all.equal(sum(part), r[["se"]]^2, tolerance = 1e-12))
  df <- sum(part)^2 / sum(part^2 / (c(nrow(a), nrow(b)) - 1))
  t <- r[["d"]] / r[["se"]]
  c(r[["d"]] + c(-1, 1) * qt((1 - conf) / 2, df, lower.tail = FALSE) * r[["se"]], t, df, 2 * pt(-abs(t), df))
}
# The other methods count by Kish's effective numbers of responses.
effective_counts <- function(kind, s) {
  n <- sum(s$w)^2 / sum(s$w^2)
  n * sapply(values(kind, 3), function(p) weighted.mean(s$x == p, s$w))
}
by_effective_counts <- function(kind, compare) function(a, b, conf)
  compare(values(kind, 3), effective_counts(kind, a), effective_counts(kind, b), conf)

weighted_comparisons <- function(kind, points, methods) {
  for (pattern in names(weight_patterns)) for (sizes in list(c(6, 9), c(40, 25), c(300, 500))) {
    draw <- function(n, chances)
      data.frame(x = sample(values(kind, points), n, TRUE, chances), w = weight_patterns[[pattern]](n))
    a <- draw(sizes[1], seq_len(points)); b <- draw(sizes[2], rev(seq_len(points)))
    for (m in names(methods)) for (conf in c(.9, .95, .999999)) {
      r <- methods[[m]](a, b, conf)
      emit("compare_weighted", kind, m, conf, sums_text(kind, points, a$x, a$w), sums_text(kind, points, b$x, b$w),
           weighted.mean(a$x, a$w) - weighted.mean(b$x, b$w), r[1], r[2], r[3], r[4], r[5])
    }
  }
}
set.seed(31)
weighted_comparisons("net", 3, list(adjusted_wald = weighted_adjusted_wald, wald = weighted_wald, welch = weighted_welch,
                                     always_valid = by_effective_counts("net", compare_always_valid("net"))))
weighted_comparisons("share", 2, list(newcombe = by_effective_counts("share", compare_newcombe),
                                       always_valid = by_effective_counts("share", compare_always_valid("share"))))
weighted_comparisons("mean", 7, list(welch = weighted_welch))

# ---- change by segment, of weighted samples ------------------------------------------------------------

# Shares and scores of the segments as survey estimates them.
segment_rows <- function(set, kind, points, segments, pattern) {
  draw <- function(n, present) data.frame(
    x = sample(values(kind, points), n, TRUE, runif(points)), w = weight_patterns[[pattern]](n),
    g = factor(sample(present, n, TRUE), segments))
  before <- draw(200, segments[-1]); after <- draw(150, segments[-2])
  estimates <- function(s) {
    design <- svydesign(ids = ~1, weights = ~w, data = s)
    means <- svyby(~x, ~g, design, svymean)
    list(share = coef(svymean(~g, design))[paste0("g", segments)],
         score = setNames(means$x, means$g)[segments], overall = coef(svymean(~x, design))[[1]])
  }
  old <- estimates(before); new <- estimates(after)
  score_before <- ifelse(is.na(old$score), new$score, old$score)
  from_share <- (new$share - old$share) * (score_before - old$overall)
  from_score <- ifelse(is.na(old$score) | is.na(new$score), 0, new$share * (new$score - old$score))
  stopifnot(all.equal(sum(from_share + from_score), new$overall - old$overall, tolerance = 1e-12))
  sums <- function(s) sums_text(kind, points, s$x, s$w)
  for (i in seq_along(segments))
    emit("change", kind, as.character(set), sums(before[before$g == segments[i], ]), sums(after[after$g == segments[i], ]),
         sums(before)[2], sums(after)[2], from_share[[i]], from_score[[i]])
}
set <- 0
for (kind in c("net", "share", "mean")) for (pattern in names(weight_patterns))
  segment_rows(set <- set + 1, kind, c(net = 3, share = 2, mean = 7)[[kind]], c("new", "gone", "x", "y", "z"), pattern)

# ---- posterior probabilities -------------------------------------------------------------------------

above_share <- function(x, y) {
  f <- function(p) dbeta(p, x[2] + .5, x[1] + .5) * pbeta(p, y[2] + .5, y[1] + .5)
  # over sin^2, where the prior has no poles at the ends
  g <- function(t) f(sin(t)^2) * 2 * sin(t) * cos(t)
  centre <- asin(sqrt((x[2] + .5) / (sum(x) + 1))); width <- 8 / sqrt(sum(x) + 1)
  cuts <- sort(unique(pmin(pi / 2, pmax(0, centre + c(-9, -width, 0, width, 9)))))
  sum(sapply(seq_len(length(cuts) - 1), function(i)
    integrate(g, cuts[i], cuts[i + 1], rel.tol = 1e-12, abs.tol = 1e-13, subdivisions = 5000)$value))
}
for (pair in list(list(c(3, 7), c(4, 6)), list(c(0, 1), c(1, 0)), list(c(10, 0), c(9, 0)), list(c(1000, 3000), c(10, 20)),
                  list(c(10, 20), c(1000, 3000)), list(c(5000, 5000), c(5100, 4900)), list(c(0, 300), c(0, 20))))
  emit("above", "share", list_text(pair[[1]]), list_text(pair[[2]]), above_share(pair[[1]], pair[[2]]))

# P(a > b): the density of a is the derivative of its distribution function, written out.
net_density <- function(d, a) sapply(d, function(d) {
  f <- function(s) dbeta(s, a[1] + a[3], a[2]) * dbeta((1 + d / s) / 2, a[3], a[1]) / (2 * s)
  m <- (a[1] + a[3]) / sum(a); sd <- sqrt(m * (1 - m) / (sum(a) + 1))
  cuts <- sort(unique(pmin(1, pmax(abs(d), c(abs(d), m + sd * c(-40, -12, -6, -3, -1, 0, 1, 3, 6, 12, 40), 1)))))
  if (length(cuts) < 2) return(0)
  sum(sapply(seq_len(length(cuts) - 1), function(i)
    integrate(f, cuts[i], cuts[i + 1], rel.tol = 1e-11, abs.tol = 1e-15, subdivisions = 2000,
              stop.on.error = FALSE)$value))
})
above_net <- function(x, y) {
  a <- x + 1; b <- y + 1
  f <- function(d) net_density(d, a) * sapply(d, net_cdf, a = b)
  m <- (a[3] - a[1]) / sum(a); sd <- sqrt(((a[1] + a[3]) / sum(a) - m^2) / (sum(a) + 1))
  cuts <- sort(unique(pmin(1, pmax(-1, m + sd * c(-40, -12, -6, -3, -1, 0, 1, 3, 6, 12, 40)))))
  if (min(cuts) < 0 && max(cuts) > 0) cuts <- sort(unique(c(cuts, 0)))
  sum(sapply(seq_len(length(cuts) - 1), function(i)
    integrate(f, cuts[i], cuts[i + 1], rel.tol = 1e-11, abs.tol = 1e-13, subdivisions = 2000)$value))
}
for (pair in list(list(c(3, 4, 13), c(5, 9, 8)), list(c(0, 0, 1), c(1, 0, 0)), list(c(0, 1, 0), c(0, 3, 0)),
                  list(c(1, 0, 1), c(0, 0, 9)), list(c(0, 0, 40), c(1, 0, 30)), list(c(300, 400, 300), c(2, 1, 3)),
                  list(c(2, 1, 3), c(300, 400, 300)), list(c(300, 400, 300), c(310, 380, 340)), list(c(20, 0, 30), c(30, 0, 20))))
  emit("above", "net", list_text(pair[[1]]), list_text(pair[[2]]), above_net(pair[[1]], pair[[2]]))

# ---- several tests, and planning ------------------------------------------------------------------------

for (p in list(c(.01, .02, .03, .04, .05), c(.5, .001, .04, .04, 1, 0), .2, c(1e-300, .9, .8, .7)))
  for (m in c("holm", "BH"))
    emit("adjust", c(holm = "holm", BH = "benjamini-hochberg")[[m]], list_text(p), list_text(p.adjust(p, m)))

for (conf in c(.9, .95, .99)) {
  z <- upper_z(conf)
  for (d in c(.001, .02, .05, .1, .5)) for (v in c(1, .6)) for (N in c(Inf, 200, 1e6)) {
    n <- max(z^2 * v / d^2 - 3, 1)
    emit("size", "net", conf, d, v, if (is.finite(N)) N else "inf", ceiling(if (is.finite(N)) n / (1 + (n - 1) / N) else n))
    n <- max(z^2 * v / 4 / d^2, 1)
    share <- (1 + sqrt(1 - v)) / 2
    emit("size", "share", conf, d, share, if (is.finite(N)) N else "inf",
         ceiling(if (is.finite(N)) n / (1 + (n - 1) / N) else n))
  }
  for (power in c(.8, .95)) {
    for (p in list(c(.5, .6), c(.8, .85), c(.1, .3)))
      emit("groups", "share", conf, power, p[1], p[2],
           ceiling(power.prop.test(p1 = p[1], p2 = p[2], sig.level = 1 - conf, power = power, tol = 1e-12)$n))
    for (d in c(.05, .2)) emit("groups", "net", conf, power, d, .8,
                               ceiling(2 * .8 * (z + qnorm(power))^2 / d^2))
  }
}

#!/usr/bin/env Rscript
# Makes level.tsv: what series lead to expect, by base R alone. Where level.c filters, this krigs: dense covariance
# matrices, generalised least squares, and the restricted likelihood (REML) maximised by its derivative.
#
#   series  NUMBER SEASON           begins a series
#   period  COUNTS WEIGHTS SQUARES  of the values -1, 0, 1 times 100; COUNTS is - for a period without responses
#   expect  PERIOD METRIC VARIANCE NOISE RATIO P LOW HIGH REGIME
#                                   from 0; what the periods before lead to expect; S², q / S²; bounds of 95%, not cut
#   smooth  PERIOD LEVEL
#   fixed   PERIOD RATIO METRIC VARIANCE LIKELIHOOD
#                                   the same for a ratio that is given; -2 × the logarithm of the likelihood, up to a constant
options(digits = 17, warn = 2)
set.seed(20240607)

emit <- function(...) {
  cells <- sapply(list(...), function(x) if (is.character(x)) x else if (is.na(x)) "nan" else sprintf("%.15g", x))
  cat(paste(cells, collapse = "\t"), "\n", sep = "")
}
list_text <- function(x) paste(sprintf("%.15g", x), collapse = ",")

# ---- A series: metric, responses (Kish's) and variance of each period ------------------------------------------

describe <- function(period) {
  if (is.null(period)) return(c(NA, 0, 0))
  f <- c(-100, 0, 100)
  m <- sum(period$weights * f) / sum(period$weights)
  c(m, sum(period$weights)^2 / sum(period$squares), sum(period$weights * (f - m)^2) / sum(period$weights))
}
pooled <- function(n, v) {
  degrees <- sum(n - 1)
  if (degrees < 1e-9) NA else sum(n * v) / degrees
}

# ---- The model at a ratio: everything in units of S² ------------------------------------------------------------

# Of the periods at times `time`, at places `place` of the season; the walk begins at time 0, which the intercepts hide.
fit <- function(ratio, time, place, season, m, n) {
  seen <- sort(unique(place))
  X <- outer(place, seen, "==") + 0
  sigma <- diag(1 / n, length(n)) + ratio * outer(time, time, pmin)
  R <- chol(sigma)
  inverse <- chol2inv(R)
  XtX <- t(X) %*% inverse %*% X
  list(ratio = ratio, time = time, season = season, seen = seen, X = X, inverse = inverse, XtX = XtX,
       beta = solve(XtX, t(X) %*% inverse %*% m), m = m,
       log_det = 2 * sum(log(diag(R))) + c(determinant(XtX)$modulus))
}
# -2 × the restricted log likelihood, without terms that do not depend on the ratio
deviance_of <- function(f, noise) {
  r <- f$m - f$X %*% f$beta
  f$log_det + c(t(r) %*% f$inverse %*% r) / noise
}
# Its derivative by the ratio
slope_of <- function(f, noise) {
  P <- f$inverse - f$inverse %*% f$X %*% solve(f$XtX, t(f$X) %*% f$inverse)
  walk <- outer(f$time, f$time, pmin)
  Pm <- P %*% f$m
  sum(P * walk) - c(t(Pm) %*% walk %*% Pm) / noise
}
most_likely_ratio <- function(noise, time, place, season, m, n) {
  if (length(m) <= length(unique(place))) return(0)
  at <- function(ratio) fit(ratio, time, place, season, m, n)
  grid <- c(0, exp(seq(log(1e-9 / sum(n * time)), log(1e3 * (max(1 / n) + max(diff(m)^2) / noise)), length.out = 150)))
  slopes <- sapply(grid, function(ratio) slope_of(at(ratio), noise))
  found <- 0
  for (i in which(slopes[-length(slopes)] < 0 & slopes[-1] >= 0))
    found <- c(found, if (i == 1) grid[2] else
      exp(uniroot(function(u) slope_of(at(exp(u)), noise), log(grid[c(i, i + 1)]), tol = 1e-13, maxiter = 1000)$root))
  found[which.min(sapply(found, function(ratio) deviance_of(at(ratio), noise)))]
}
# Universal kriging of the intercepts' combination `weights` + the walk at time `at`
krige <- function(f, weights, at) {
  c0 <- f$ratio * pmin(at, f$time)
  gap <- weights - t(f$X) %*% f$inverse %*% c0
  c(sum(weights * f$beta) + sum(c0 * (f$inverse %*% (f$m - f$X %*% f$beta))),
    f$ratio * at - c(t(c0) %*% f$inverse %*% c0) + c(t(gap) %*% solve(f$XtX, gap)))
}

# ---- Regimes: plain dynamic programming -------------------------------------------------------------------------

regimes <- function(m, n, shortest = 2) {
  count <- length(m); noise <- pooled(n, attr(n, "variance"))
  if (is.na(noise) || noise == 0) return(cumsum(c(1, diff(m) != 0)))
  if (count < 2 * shortest) return(rep(1, count))
  v <- noise / n
  phi <- max(1, median(diff(m)^2 / (v[-1] + v[-count])) / qchisq(0.5, 1))
  cost <- c(0, rep(Inf, count)); from <- rep(NA, count)
  for (j in seq_len(count)) for (i in seq_len(j)) if (j - i + 1 >= shortest) {
    s <- i:j; mean <- sum(m[s] / v[s]) / sum(1 / v[s])
    total <- cost[i] + sum((m[s] - mean)^2 / (v[s] * phi)) + if (i > 1) 3 * log(count) else 0
    if (total < cost[j + 1]) { cost[j + 1] <- total; from[j] <- i }
  }
  r <- rep(0, count); j <- count; k <- 0
  while (j > 0) { r[from[j]:j] <- k; k <- k - 1; j <- from[j] - 1 }
  r - min(r) + 1
}

# ---- What level.c is asked --------------------------------------------------------------------------------------

series_number <- 0
ask <- function(periods, season = 1, empty = 0) {
  periods <- c(periods, vector("list", empty))
  count <- length(periods)
  d <- sapply(periods, describe)
  m <- d[1, ]; n <- d[2, ]; v <- d[3, ]
  place <- (seq_len(count) - 1) %% season
  emit("series", series_number, season)
  series_number <<- series_number + 1
  for (p in periods)
    if (is.null(p)) emit("period", "-", "-", "-")
    else emit("period", list_text(p$counts), if (p$plain) "-" else list_text(p$weights), if (p$plain) "-" else list_text(p$squares))

  observed <- which(n > 0)
  regime <- rep(1, count)
  if (length(observed)) {
    r <- regimes(m[observed], structure(n[observed], variance = v[observed]))
    for (t in seq_len(count)) regime[t] <- max(1, r[observed <= t])
  }
  model <- NULL
  for (t in seq_len(count + 1)) {
    before <- observed[observed < t]
    noise <- if (length(before)) pooled(n[before], v[before]) else NA
    if (!length(before) || is.na(noise)) result <- c(NA, NA, noise, NA)
    else if (noise == 0) result <- c(m[max(before)], 0, 0, NA)
    else {
      ratio <- most_likely_ratio(noise, before, place[before], season, m[before], n[before])
      model <- fit(ratio, before, place[before], season, m[before], n[before])
      here <- (t - 1) %% season
      result <- c(if (here %in% model$seen) krige(model, (model$seen == here) + 0, t) else c(NA, NA), noise, ratio)
    }
    if (t > count) break
    sd <- sqrt(result[3] * (result[2] + if (n[t] > 0) 1 / n[t] else 0))
    p <- if (n[t] == 0 || is.na(result[1])) NA else if (m[t] == result[1]) 1 else 2 * pnorm(-abs(m[t] - result[1]) / sd)
    emit("expect", t - 1, result[1], result[2], result[3], result[4], p, result[1] - qnorm(0.975) * sd, result[1] + qnorm(0.975) * sd, regime[t])
  }
  # By all periods: `result` and `model` are those of the one after the last.
  if (length(observed) && !is.na(noise) && noise == 0)
    # The walk alone: the errors are 0
    model <- fit(1, observed, place[observed], season, m[observed], rep(1e13, length(observed)))
  for (t in seq_len(count))
    emit("smooth", t - 1, if (is.null(model) || is.na(noise) || length(model$seen) < season) NA else krige(model, rep(1 / season, season), t)[1])
  if (length(observed) > season && !is.na(noise) && noise > 0) for (ratio in c(0, 0.01, 10) / mean(n[observed])) {
    f <- fit(ratio, observed, place[observed], season, m[observed], n[observed])
    here <- count %% season
    k <- if (here %in% f$seen) krige(f, (f$seen == here) + 0, count + 1) else c(NA, NA)
    emit("fixed", count, ratio, k[1], k[2], deviance_of(f, noise))
  }
}

# ---- The series -------------------------------------------------------------------------------------------------

period <- function(counts, weights = NULL, squares = NULL)
  list(counts = counts, weights = if (is.null(weights)) counts else weights, squares = if (is.null(squares)) counts else squares,
       plain = is.null(weights))
answers <- function(level, n, passive = 0.3)
  period(c(rmultinom(1, n, c((1 - passive - level) / 2, passive, (1 - passive + level) / 2))))
# Each response has one of three weights, of three decimals.
weighted_answers <- function(level, n) {
  w <- outer(c(0.25, 1, 2.125), c(1, 1, 1)); k <- sapply(answers(level, n)$counts, function(k) rmultinom(1, k, c(1, 2, 1)))
  period(colSums(k), colSums(k * w), colSums(k * w^2))
}
walk <- function(count, step, start = 0.2) pmin(0.6, pmax(-0.6, start + cumsum(c(0, rnorm(count - 1, 0, step)))))
gaps <- function(periods, share) { periods[runif(length(periods)) < share] <- list(NULL); periods }

for (n in c(30, 200, 2000)) for (step in c(0, 0.02, 0.1)) ask(lapply(walk(20, step), answers, n), empty = 3)
# sizes that differ, and gaps
for (step in c(0, 0.05)) ask(gaps(Map(answers, walk(30, step), round(10^runif(30, 0.5, 4))), 0.25), empty = 2)
# steps, one period out of line, a slope
ask(lapply(rep(c(0.3, 0, 0.3), c(9, 3, 8)), answers, 500), empty = 1)
ask(lapply(replace(rep(0.1, 18), 11, 0.4), answers, 300))
ask(lapply(seq(-0.2, 0.4, length.out = 24), answers, 400))
# weighted, also beside plain ones
ask(lapply(walk(18, 0.04), weighted_answers, 300), empty = 2)
ask(gaps(Map(function(f, x) f(x, 150), list(answers, weighted_answers), walk(16, 0.04)), 0.2))
# seasons
season <- function(k, count, size) rep(sample(seq(-size, size, length.out = k)), length.out = count)
ask(Map(answers, walk(16, 0.02) + season(2, 16, 0.1), 300), 2, empty = 3)
ask(Map(answers, walk(26, 0) + season(4, 26, 0.15), 200), 4, empty = 4)
ask(gaps(Map(answers, walk(28, 0.03) + season(4, 28, 0.1), round(10^runif(28, 1, 3.5))), 0.2), 4, empty = 5)
ask(Map(answers, walk(42, 0.03) + season(7, 42, 0.2), rep(c(500, 500, 500, 500, 500, 100, 60), length.out = 42)), 7, empty = 8)
ask(gaps(Map(answers, walk(40, 0.01) + season(12, 40, 0.1), 800), 0.15), 12, empty = 2)
# a place of the season that is never seen, and one that begins late
late <- Map(answers, walk(24, 0.02), 250); late[c(3, 6, 9, 12, 15, 18, 21, 24)] <- list(NULL); ask(late, 3)
late[18] <- list(answers(0.1, 250)); ask(late, 3, empty = 2)
# fewer periods than a season; one period; none; empty ones before the first
ask(Map(answers, walk(3, 0.02), 250), 4, empty = 3)
ask(Map(answers, 0.1, 80), empty = 2)
ask(list(NULL, NULL), empty = 1)
ask(c(list(NULL, NULL), Map(answers, walk(8, 0.05), 100)), empty = 1)
# no response differs: S² is 0, at first or to the end; one response a period: S² is unknown, at first or to the end
ask(lapply(c(50, 20, 30), function(n) period(c(0, 0, n))), empty = 2)
ask(c(lapply(c(5, 20, 30), function(n) period(c(0, 0, n))), list(NULL, period(c(4, 0, 0)), period(c(0, 0, 2)), period(c(0, 9, 0)))), empty = 1)
ask(c(lapply(c(5, 20, 30), function(n) period(c(0, 0, n))), Map(answers, walk(6, 0.1), 40)))
ask(list(period(c(1, 0, 0)), period(c(0, 1, 0)), period(c(0, 1, 0)), period(c(0, 0, 1))), empty = 1)
ask(c(list(period(c(1, 0, 0)), period(c(0, 0, 1))), Map(answers, walk(6, 0.1), 40)))
ask(list(period(c(1, 0, 0), c(0.7, 0, 0), c(0.49, 0, 0)), period(c(0, 0, 1), c(0, 0, 1.3), c(0, 0, 1.69)), period(c(0, 0, 1), c(0, 0, 0.1), c(0, 0, 0.01))))
# one response a period, but for the last ones; a handful
ask(Map(answers, walk(20, 0.2), 3), empty = 1)

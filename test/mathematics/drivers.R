#!/usr/bin/env Rscript
# Makes drivers.tsv: importance of drivers by base R alone, from its definition: R² of the regression on every subset of
# the drivers (QR of the values, where the extension has only sums of products).
#
#   data    NAME OUTCOME,DRIVER,...   one response
#   fit     NAME R2 ADJUSTED
#   expect  NAME DRIVER SHAPLEY JOHNSON CORRELATION COEFFICIENT STDERR P MEAN
#           nan where it is not defined
options(digits = 17, warn = 2)
set.seed(20250915)

emit <- function(...) {
  cells <- sapply(list(...), function(x) if (is.character(x)) x else if (is.na(x)) "nan" else sprintf("%.16g", x))
  cat(paste(cells, collapse = "\t"), "\n", sep = "")
}

centred <- function(x) sweep(x, 2, colMeans(x))
rank_of <- function(x) if (ncol(x) == 0) 0 else qr(centred(x), tol = 1e-7)$rank
r_squared <- function(x, y) {
  if (ncol(x) == 0) return(0)
  fit <- lm.fit(cbind(1, x), y, tol = 1e-7)
  sum((fit$fitted.values - mean(y))^2) / sum((y - mean(y))^2)
}

# Lindeman, Merenda and Gold: the average, over all orders, of what a driver adds.
shapley <- function(x, y) {
  k <- ncol(x)
  subsets <- 0:(2^k - 1)
  member <- sapply(1:k, function(j) bitwAnd(subsets, 2^(j - 1)) != 0)
  member <- matrix(member, ncol = k)
  r2 <- sapply(seq_along(subsets), function(s) r_squared(x[, member[s, ], drop = FALSE], y))
  size <- rowSums(member)
  sapply(1:k, function(j) {
    without <- which(!member[, j])
    with_j <- subsets[without] + 2^(j - 1) + 1
    sum((r2[with_j] - r2[without]) / (k * choose(k - 1, size[without])))
  })
}

# Johnson: through the orthonormal variables nearest to the drivers, by the singular values of these.
johnson <- function(x, y) {
  varies <- apply(x, 2, function(v) diff(range(v)) > 0)
  z <- scale(x[, varies, drop = FALSE]) / sqrt(nrow(x) - 1)
  s <- svd(z)
  kept <- s$d > 1e-7
  nearest <- s$u[, kept, drop = FALSE] %*% t(s$v[, kept, drop = FALSE])
  beta <- t(nearest) %*% (scale(y) / sqrt(nrow(x) - 1))
  weights <- rep(0, ncol(x))
  weights[varies] <- (t(z) %*% nearest)^2 %*% beta^2
  weights
}

describe <- function(name, y, x) {
  k <- ncol(x)
  n <- nrow(x)
  for (i in 1:n) emit("data", name, paste(sprintf("%.6f", c(y[i], x[i, ])), collapse = ","))
  df <- n - 1 - rank_of(x)
  r2 <- r_squared(x, y)
  emit("fit", name, r2, if (df > 0) 1 - (1 - r2) * (n - 1) / df else NA)
  determined <- sapply(1:k, function(j) rank_of(x) > rank_of(x[, -j, drop = FALSE]))
  lmg <- shapley(x, y)
  weights <- johnson(x, y)
  fit <- summary(lm(y ~ x, tol = 1e-7))$coefficients
  for (j in 1:k) {
    row <- paste0("x", if (k > 1) colnames(x)[j])
    found <- determined[j] && row %in% rownames(fit)
    varies <- diff(range(x[, j])) > 0
    emit("expect", name, j, 100 * lmg[j] / sum(lmg), 100 * weights[j] / sum(weights), if (varies) cor(x[, j], y) else NA,
         if (found) fit[row, 1] else NA, if (found && df > 0) fit[row, 2] else NA, if (found && df > 0) fit[row, 4] else NA,
         mean(x[, j]))
  }
}

of_data_set <- function(name, data, outcome) {
  describe(name, data[[outcome]], as.matrix(data[, setdiff(names(data), outcome)]))
}
of_data_set("attitude", attitude, "rating")
of_data_set("swiss", swiss, "Fertility")
of_data_set("stackloss", stackloss, "stack.loss")
of_data_set("mtcars", mtcars, "mpg")

named <- function(x) {
  colnames(x) <- paste0("d", seq_len(ncol(x)))
  round(x, 6)
}
ratings <- function(n, k) {
  common <- rnorm(n)
  pmax(pmin(round(3 + common + matrix(rnorm(n * k), n)), 5), 1)
}
x <- named(ratings(40, 5))
describe("ratings", pmax(pmin(round(3 + x %*% c(1, 0.5, 0, 0.2, -0.1) + rnorm(40)), 10), 0)[, 1], x)
# One driver twice, one constant, one that is the sum of two others, and one that has to do with none of these.
x <- ratings(50, 4)
x <- named(cbind(x[, 1], x[, 1], 7, x[, 2], x[, 3], x[, 2] + x[, 3], x[, 4]))
describe("collinear", round(x[, 1] + x[, 4] + rnorm(50), 6), x)
# Nearly collinear, but not.
x <- matrix(rnorm(200), 50)
x <- named(cbind(x, x[, 1] + 0.001 * rnorm(50)))
describe("nearly collinear", round(x[, 1] + x[, 2] + rnorm(50), 6), x)
# Far from 0, where sums of squares have to be centred before they are rounded.
x <- named(999900 + matrix(rnorm(150, sd = 20), 50))
describe("far from 0", round((x - 999900) %*% c(0.1, 0.2, 0) + rnorm(50, sd = 2), 6)[, 1], x)
describe("one driver", round(rnorm(12), 6), named(matrix(rnorm(12), 12)))
# More drivers than responses.
describe("few responses", round(rnorm(5), 6), named(matrix(rnorm(40), 5)))
# Everything but one degree of freedom.
describe("one degree", round(rnorm(6), 6), named(matrix(rnorm(24), 6)))

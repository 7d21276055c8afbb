# Makes raking.tsv: weights by survey::rake() of R, on which raked_weight() must agree to the 9th decimal, for samples
# in 2 to 5 dimensions; and weights with a cap, which survey doesn't have in this form, by loglin-like loops over a
# dense array in base R.
#
#   Rscript test/mathematics/raking.R >test/mathematics/raking.tsv
#
# A line per cell: number of the sample, cap ('-' where there is none), targets, groups, respondents, weight.
suppressPackageStartupMessages(library(survey))
set.seed(20261126)

json <- function(names, values) sprintf('{%s}', paste(sprintf('"%s": %s', names, values), collapse = ', '))

# All cells that have respondents: integer columns d1, d2, ... and how many respondents.
make_sample <- function(groups) {
  cells <- expand.grid(lapply(groups, seq_len))
  names(cells) <- paste0('d', seq_along(groups))
  attraction <- rowSums(sapply(seq_along(groups), function(d) rnorm(groups[d], sd = 0.5)[cells[[d]]]))
  cells$respondents <- rpois(nrow(cells), exp(attraction + 1.5))
  cells[cells$respondents > 0, ]
}

# Sizes of groups in the population, as people have them: integers in any unit.
make_targets <- function(groups, spread)
  lapply(groups, function(n) pmax(1, round(1000 * exp(rnorm(n, sd = spread)))))

rake_by_survey <- function(cells, targets) {
  dimensions <- names(targets)
  people <- cells[rep(seq_len(nrow(cells)), cells$respondents), dimensions]
  for (d in dimensions) people[[d]] <- factor(people[[d]])
  margins <- lapply(dimensions, function(d) {
    margin <- data.frame(group = levels(people[[d]]), Freq = nrow(people) * targets[[d]] / sum(targets[[d]]))
    names(margin)[1] <- d
    margin
  })
  raked <- rake(svydesign(ids = ~1, weights = ~1, data = people), lapply(dimensions, function(d) as.formula(paste('~', d))),
                margins, control = list(maxit = 10000, epsilon = 1e-12))
  weights(raked)[match(seq_len(nrow(cells)), rep(seq_len(nrow(cells)), cells$respondents))]
}

rake_with_cap <- function(cells, targets, most) {
  dimensions <- names(targets)
  weight <- rep(1, nrow(cells))
  n <- sum(cells$respondents)
  for (cycle in 1:10000) {
    for (d in dimensions) {
      now <- tapply(weight * cells$respondents, cells[[d]], sum)
      weight <- weight * (n * targets[[d]] / sum(targets[[d]]) / now)[cells[[d]]]
    }
    weight <- pmin(weight, most)
    off <- max(sapply(dimensions, function(d)
      max(abs(tapply(weight * cells$respondents, cells[[d]], sum) / (n * targets[[d]] / sum(targets[[d]])) - 1))))
    if (off <= 1e-12) return(as.vector(weight))
  }
  stop('the margins are not met')
}

number <- 0
show <- function(cells, targets, most, weight) {
  number <<- number + 1
  target_text <- json(names(targets), sapply(targets, function(t) json(seq_along(t), t)))
  for (i in seq_len(nrow(cells)))
    cat(sprintf('%d\t%s\t%s\t%s\t%d\t%.12f\n', number, if (is.finite(most)) format(most) else '-', target_text,
                json(names(targets), sprintf('"%d"', unlist(cells[i, names(targets)]))), cells$respondents[i], weight[i]))
}

for (groups in list(c(2, 3), c(7, 4), c(3, 2, 4), c(5, 5, 3), c(2, 3, 2, 3), c(4, 2, 3, 3), c(2, 2, 3, 2, 3), c(3, 2, 2, 4, 2))) {
  cells <- make_sample(groups)
  targets <- make_targets(groups, 0.6)
  names(targets) <- paste0('d', seq_along(groups))
  show(cells, targets, Inf, rake_by_survey(cells, targets))
  stopifnot(max(abs(rake_with_cap(cells, targets, Inf) - rake_by_survey(cells, targets))) < 1e-10)
}
for (groups in list(c(3, 4), c(4, 5, 3), c(3, 3, 2, 3))) {
  cells <- make_sample(groups)
  targets <- make_targets(groups, 0.4)
  names(targets) <- paste0('d', seq_along(groups))
  most <- round(0.9 * max(rake_with_cap(cells, targets, Inf)), 1)
  show(cells, targets, most, rake_with_cap(cells, targets, most))
}

# The figures of test/pgtap/accessors.sql that R computed:  Rscript test/R/figures.R
# Weighted order statistics are those of the responses written out as often as they weigh (Hyndman and Fan's
# definition 2), so their weights are whole numbers there; cov.wt and the others take any.
fractions <- c(0, 0.1, 0.25, 0.5, 0.9, 1)
show <- function(name, x, w) {
  v <- cov.wt(matrix(x), wt = w / sum(w))$cov[1, 1]
  p <- cov.wt(matrix(x), wt = w / sum(w), method = "ML")$cov[1, 1]
  written_out <- rep(x, w * if (all(w == round(w))) 1 else 4)
  q <- if (all(w == 1)) 7 else 2
  cat(sprintf("    ('%s', '{%s}', '{%s}', %.12f, %.12f, %.12f, %.12f, '{%s}'),\n", name,
              paste(x, collapse = ","), paste(w, collapse = ","), weighted.mean(x, w), sqrt(v), sqrt(p),
              sum(w)^2 / sum(w^2),
              paste(format(quantile(written_out, fractions, type = q, names = FALSE), trim = TRUE, digits = 12),
                    collapse = ",")))
}
show("plain", c(10, 9, 9, 8, 7, 7, 6, 3, 0, 10), rep(1, 10))
show("plain, odd", c(0, 2, 3, 7, 7, 8, 10), rep(1, 7))
show("weighted", c(10, 9, 8, 6, 3, 0), c(3, 1, 2, 5, 2, 1))
show("weighted by quarters", c(10, 10, 9, 7, 5, 2, 1), c(0.25, 1.5, 2.75, 0.5, 1, 3.25, 0.75))
show("one heavy response", c(10, 0, 5), c(1000, 1, 2))

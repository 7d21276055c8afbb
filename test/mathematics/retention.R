# Makes retention.tsv: Wilson's interval of a retention, by prop.test() of R without its correction for continuity.
#
#   Rscript test/mathematics/retention.R >test/mathematics/retention.tsv
#
# A line: customers before, customers kept, confidence, low and high in percent.
for (n in c(1, 2, 10, 37, 100, 12345, 1e6))
  for (kept in unique(c(0, 1, floor(n / 3), n - 1, n)))
    for (confidence in c(0.8, 0.95, 0.999)) {
      bounds <- 100 * suppressWarnings(prop.test(kept, n, conf.level = confidence, correct = FALSE)$conf.int)
      cat(sprintf('%d\t%d\t%s\t%.12f\t%.12f\n', n, kept, format(confidence), bounds[1], bounds[2]))
    }

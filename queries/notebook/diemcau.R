# Canned questions in R, which needs no package for it: Rscript queries/notebook/diemcau.R http://127.0.0.1:8000
site <- c(commandArgs(trailingOnly = TRUE), "http://127.0.0.1:8000")[1]

# A canned question as a data frame; its parameters are named arguments.
ask <- function(question, ...) {
  given <- list(...)
  pairs <- sprintf("%s=%s", names(given), vapply(given, URLencode, "", reserved = TRUE))
  address <- sprintf("%s/queries/%s.csv?%s", site, question, paste(pairs, collapse = "&"))
  read.csv(address, encoding = "UTF-8", check.names = FALSE)
}

present <- ask("who-attended", meeting = "2020-08-26", lang = "en")
print(table(present$bridgePoint))

series <- ask("indicator-series", indicator = "tỷ lệ văn bản điện tử trao đổi qua mạng", lang = "en")
print(series[, c("periodName", "value", "unitName")])

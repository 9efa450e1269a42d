package steward.identity;

/** Teams that share limits. */
record Organisation(String id, String name, Integer rpm, Integer tpm, Integer maxConcurrent) {
    Limits.Level limits() {
        return new Limits.Level("organisation:" + id, rpm, tpm, maxConcurrent);
    }
}

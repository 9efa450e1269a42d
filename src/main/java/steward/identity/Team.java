package steward.identity;

/**
 * Users who share limits; an organisation is one of teams.
 *
 * @param organisationId null for a team of none
 */
record Team(String id, String organisationId, String name, Integer rpm, Integer tpm, Integer maxConcurrent) {
    Limits.Level limits() {
        return new Limits.Level("team:" + id, rpm, tpm, maxConcurrent);
    }
}

package steward.model;

/** Reads the body of one answer as it comes. */
interface AnswerReader {
    /** @throws UpstreamFailure when nothing good can come of this answer; the connection is then closed */
    void bytes(byte[] bytes) throws UpstreamFailure;

    /** The body is complete. */
    void end() throws UpstreamFailure;
}

package io.memsafe.doctor.config;

/** Who is spared, and who goes first, when memory runs out all the same. */
public enum Importance {
    /** What has to live: data would be lost, or all others stop. */
    MUST_LIVE("must-live", -800),
    /** In between. */
    NORMAL("normal", 0),
    /** What can be started again with least harm. */
    FIRST_TO_GO("first-to-go", 500);

    private final String id;
    private final int oomScoreAdjust;

    Importance(String id, int oomScoreAdjust) {
        this.id = id;
        this.oomScoreAdjust = oomScoreAdjust;
    }

    /**
     * Its name in descriptions.
     *
     * @return as it is written in YAML
     */
    public String id() {
        return id;
    }

    int oomScoreAdjust() {
        return oomScoreAdjust;
    }
}

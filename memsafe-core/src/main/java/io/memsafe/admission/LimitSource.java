package io.memsafe.admission;

/** Where the limit of a tree of budgets comes from. */
sealed interface LimitSource permits HeadroomLimit, LimitSource.Fixed {

    /**
     * The limit now.
     *
     * @param reservedBytes what is given out now
     * @param costs hear of it when a live set has become known
     */
    long limitBytes(long reservedBytes, LearnedCost[] costs);

    /** What the limit would be if nothing lived besides the permits. */
    long ceilingBytes();

    /**
     * Whether a collection should be asked for, because the limit may be low for want of one.
     *
     * @param wanted whether somebody waits, or was refused since the last call, for want of room
     */
    boolean isCollectionDue(boolean wanted);

    /** A limit that stays as it is. */
    record Fixed(long bytes) implements LimitSource {
        @Override
        public long limitBytes(long reservedBytes, LearnedCost[] costs) {
            return bytes;
        }

        @Override
        public long ceilingBytes() {
            return bytes;
        }

        @Override
        public boolean isCollectionDue(boolean wanted) {
            return false;
        }
    }
}

package io.memsafe.admission;

/** Where the limit of a tree of budgets comes from. */
sealed interface LimitSource permits HeadroomLimit, LimitSource.Fixed {

    /**
     * The limit now.
     *
     * @param out what is given out now
     * @param costs hear of it when a live set has become known
     */
    long limitBytes(Out out, LearnedCost[] costs);

    /** What the limit would be if nothing lived besides the permits. */
    long ceilingBytes();

    /**
     * Whether a collection should be asked for, because the limit may be low for want of one.
     *
     * @param wanted whether somebody waits, or was refused since the last call, for want of room
     */
    boolean isCollectionDue(boolean wanted);

    /**
     * What is given out.
     *
     * @param untoldBytes by budgets of which nobody tells how much has become live
     * @param toldBytes by those of which somebody does
     * @param filledBytes what has become live of these, as told
     * @param leftBytes what had become live of those that were given back, since the start, as told
     */
    record Out(long untoldBytes, long toldBytes, long filledBytes, long leftBytes) {
        static final Out NOTHING = new Out(0, 0, 0, 0);

        long bytes() {
            return untoldBytes + toldBytes;
        }

        /** Of each the lower. */
        static Out lower(Out one, Out other) {
            return new Out(
                    Math.min(one.untoldBytes, other.untoldBytes),
                    Math.min(one.toldBytes, other.toldBytes),
                    Math.min(one.filledBytes, other.filledBytes),
                    Math.min(one.leftBytes, other.leftBytes));
        }
    }

    /** A limit that stays as it is. */
    record Fixed(long bytes) implements LimitSource {
        @Override
        public long limitBytes(Out out, LearnedCost[] costs) {
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

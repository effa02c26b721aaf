package io.memsafe.web;

/**
 * How large requests of one kind were, in quarters of an octave from 1 KB to 4 GB.
 *
 * <p>Counts are halved when they reach 512, so that what was long ago fades.
 *
 * <p>Thread-safety: one thread at a time adds. Any may ask, and then may see a count more or less.
 */
final class SizeHistogram {
    private static final int LEAST_SHIFT = 10;
    private static final int QUARTERS = 4;
    private static final int BUCKETS = 22 * QUARTERS;
    private static final int FULL = 512;
    private static final double STEP = Math.pow(2, 1.0 / QUARTERS);
    private static final double[] MIDDLES = middles();

    private final int[] counts = new int[BUCKETS];
    private int total;

    private static double[] middles() {
        double[] middles = new double[BUCKETS];
        double low = 1 << LEAST_SHIFT;
        for (int i = 0; i < BUCKETS; i++) {
            middles[i] = low * Math.sqrt(STEP);
            low *= STEP;
        }
        return middles;
    }

    private static int bucket(long bytes) {
        if (bytes < 1 << LEAST_SHIFT) {
            return 0;
        }
        int octave = 63 - Long.numberOfLeadingZeros(bytes);
        double within = (double) bytes / (1L << octave);
        int quarter = within < STEP ? 0 : within < STEP * STEP ? 1 : within < STEP * STEP * STEP ? 2 : 3;
        return Math.min(BUCKETS - 1, QUARTERS * (octave - LEAST_SHIFT) + quarter);
    }

    void add(long bytes) {
        counts[bucket(bytes)]++;
        if (++total >= FULL) {
            int left = 0;
            for (int i = 0; i < BUCKETS; i++) {
                counts[i] >>= 1;
                left += counts[i];
            }
            total = left;
        }
    }

    /** Whether a request more or less hardly changes it. */
    boolean hasMany() {
        return total >= FULL / 2;
    }

    /**
     * What a request that is larger than some size has in the end, on average.
     *
     * @param bytes that it has already
     * @return bytes, at least as many; 0 if none was ever larger
     */
    long meanBeyond(long bytes) {
        double sum = 0;
        long count = 0;
        for (int i = bytes < 1 << LEAST_SHIFT ? 0 : bucket(bytes) + 1; i < BUCKETS; i++) {
            sum += counts[i] * MIDDLES[i];
            count += counts[i];
        }
        return count == 0 ? 0 : Math.max(bytes, (long) (sum / count));
    }

    /**
     * Where to cut, so that the largest go and a share of all bytes goes with them.
     *
     * @param shareRatio of the bytes, above 0.0
     * @return where
     */
    Cut cut(double shareRatio) {
        double all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += counts[i] * MIDDLES[i];
        }
        double left = shareRatio * all;
        for (int i = BUCKETS - 1; i >= 0; i--) {
            double here = counts[i] * MIDDLES[i];
            if (here > 0 && here >= left) {
                double low = MIDDLES[i] / Math.sqrt(STEP);
                return new Cut((long) low, (long) (low * STEP), 1 - left / here);
            }
            left -= here;
        }
        return new Cut(0, Long.MAX_VALUE, Math.max(0, 1 - shareRatio));
    }

    /**
     * A cut through sizes.
     *
     * @param lowBytes what is smaller passes
     * @param highBytes what is not smaller does not
     * @param passRatio how many between the two pass, 0.0 to 1.0
     */
    record Cut(long lowBytes, long highBytes, double passRatio) {
        /** Cuts nothing. */
        static final Cut NONE = new Cut(Long.MAX_VALUE, Long.MAX_VALUE, 1);

        /** Whether a request passes; {@code random} is 0.0 to 1.0. */
        boolean spares(long bytes, double random) {
            return bytes < lowBytes || (bytes < highBytes && random < passRatio);
        }
    }
}

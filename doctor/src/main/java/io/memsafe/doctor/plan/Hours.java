package io.memsafe.doctor.plan;

import java.util.Arrays;

/**
 * The hours in which there were samples, in order of time and in arrays, since there may be hundreds of thousands of them.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class Hours {
    private static final int FIRST_LENGTH = 256;

    private int size;
    private int[] indices = new int[FIRST_LENGTH]; // hours since 1970
    private int[] counts = new int[FIRST_LENGTH];
    private double[] sums = new double[FIRST_LENGTH];
    private float[] peaks = new float[FIRST_LENGTH];
    private float[] lows = new float[FIRST_LENGTH];
    private float[] limits = new float[FIRST_LENGTH];

    /** Adds to an hour; a limit that is NaN leaves the one it has. */
    void add(long index, double mean, double peak, double limit) {
        int hour = (int) index;
        int place = size > 0 && indices[size - 1] == hour ? size - 1 : Arrays.binarySearch(indices, 0, size, hour);
        if (place < 0) {
            place = -place - 1;
            open(place);
            indices[place] = hour;
            counts[place] = 0;
            sums[place] = 0;
            peaks[place] = 0;
            lows[place] = Float.POSITIVE_INFINITY;
            limits[place] = Float.NaN;
        }
        counts[place]++;
        sums[place] += mean;
        peaks[place] = Math.max(peaks[place], (float) peak);
        lows[place] = Math.min(lows[place], (float) mean);
        if (!Double.isNaN(limit)) {
            limits[place] = (float) limit;
        }
    }

    private void open(int place) {
        if (size == indices.length) {
            int length = size + size / 2;
            indices = Arrays.copyOf(indices, length);
            counts = Arrays.copyOf(counts, length);
            sums = Arrays.copyOf(sums, length);
            peaks = Arrays.copyOf(peaks, length);
            lows = Arrays.copyOf(lows, length);
            limits = Arrays.copyOf(limits, length);
        }
        move(place, place + 1, size - place);
        size++;
    }

    void dropFirst() {
        size--;
        move(1, 0, size);
    }

    private void move(int from, int to, int length) {
        System.arraycopy(indices, from, indices, to, length);
        System.arraycopy(counts, from, counts, to, length);
        System.arraycopy(sums, from, sums, to, length);
        System.arraycopy(peaks, from, peaks, to, length);
        System.arraycopy(lows, from, lows, to, length);
        System.arraycopy(limits, from, limits, to, length);
    }

    int size() {
        return size;
    }

    long index(int i) {
        return indices[i];
    }

    double mean(int i) {
        return sums[i] / counts[i];
    }

    double peak(int i) {
        return peaks[i];
    }

    double low(int i) {
        return lows[i];
    }

    /** NaN if none was told. */
    double limit(int i) {
        return limits[i];
    }
}

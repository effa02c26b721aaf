package io.memsafe.history;

import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An entry under way: takes in assessments, and puts itself into a record. Neither allocates.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class Accumulator {
    private static final HistoryFigure[] FIGURES = HistoryFigure.values();
    private static final PressureLevel[] LEVELS = PressureLevel.values();
    private static final int BINDING = Arrays.asList(FIGURES).indexOf(HistoryFigure.BINDING);
    private static final double NANOS_PER_MILLI = 1e6;

    private final double[] min = new double[FIGURES.length];
    private final double[] max = new double[FIGURES.length];
    private final double[] sum = new double[FIGURES.length];
    private final double[] weight = new double[FIGURES.length];
    private final double[] levelNanos = new double[LEVELS.length];
    private long startMillis;
    private long endMillis;
    private double observedNanos;
    private PressureLevel worst = PressureLevel.NORMAL;
    private double bindingRatio;
    private String binding = "";
    private long bindingHeadroom;
    private boolean empty;

    Accumulator() {
        clear();
    }

    void clear() {
        Arrays.fill(min, Double.NaN);
        Arrays.fill(max, Double.NaN);
        Arrays.fill(sum, 0);
        Arrays.fill(weight, 0);
        Arrays.fill(levelNanos, 0);
        observedNanos = 0;
        worst = PressureLevel.NORMAL;
        bindingRatio = -1;
        binding = "";
        bindingHeadroom = 0;
        empty = true;
    }

    boolean isEmpty() {
        return empty;
    }

    /**
     * Takes in an assessment.
     *
     * @param millis now, by the clock of the machine
     * @param nanos how long things stood so until now
     */
    void add(long millis, double nanos, PressureLevel level, MemoryAssessment assessment) {
        begin(millis - (long) (nanos / NANOS_PER_MILLI));
        endMillis = millis;
        observedNanos += nanos;
        for (int i = 0; i < FIGURES.length; i++) {
            double value = FIGURES[i].of(assessment);
            if (!Double.isNaN(value)) {
                add(i, value, value, value, nanos);
            }
        }
        for (int i = 0; i < LEVELS.length; i++) {
            levelNanos[i] += LEVELS[i] == level ? nanos : 0;
        }
        worst = level.atLeast(worst) ? level : worst;
        MemoryArea area = assessment.binding();
        if (area.ratio() > bindingRatio) {
            bindingRatio = area.ratio();
            binding = area.name();
            bindingHeadroom = area.headroom();
        }
    }

    private void begin(long millis) {
        if (empty) {
            empty = false;
            startMillis = millis;
            endMillis = millis;
        }
    }

    private void add(int figure, double least, double mean, double most, double nanos) {
        min[figure] = weight[figure] == 0 ? least : Math.min(min[figure], least);
        max[figure] = weight[figure] == 0 ? most : Math.max(max[figure], most);
        sum[figure] += mean * nanos;
        weight[figure] += nanos;
    }

    /** Goes on with an entry that was written earlier. */
    void resume(ByteBuffer record) {
        clear();
        begin(EntryFormat.startMillis(record));
        endMillis = startMillis + EntryFormat.lengthMillis(record);
        observedNanos = EntryFormat.observedMillis(record) * NANOS_PER_MILLI;
        worst = EntryFormat.worst(record);
        binding = EntryFormat.binding(record);
        bindingHeadroom = EntryFormat.headroom(record);
        for (int i = 0; i < LEVELS.length; i++) {
            levelNanos[i] = EntryFormat.share(record, i) * observedNanos;
        }
        for (int i = 0; i < FIGURES.length; i++) {
            float mean = EntryFormat.mean(record, i);
            if (!Float.isNaN(mean)) {
                add(i, EntryFormat.min(record, i), mean, EntryFormat.max(record, i), Math.max(1, observedNanos));
            }
        }
        bindingRatio = max[BINDING];
    }

    /** Puts the entry into a record. */
    void write(long sequence, ByteBuffer record) {
        long length = Math.max(endMillis - startMillis, (long) (observedNanos / NANOS_PER_MILLI));
        EntryFormat.begin(record, sequence, startMillis, length, (long) (observedNanos / NANOS_PER_MILLI), worst);
        for (int i = 0; i < LEVELS.length; i++) {
            EntryFormat.share(record, i, observedNanos == 0 ? 0 : levelNanos[i] / observedNanos);
        }
        EntryFormat.binding(record, binding, bindingHeadroom);
        for (int i = 0; i < FIGURES.length; i++) {
            double mean = weight[i] == 0 ? Double.NaN : sum[i] / weight[i];
            EntryFormat.figure(record, i, min[i], mean, max[i]);
        }
    }
}

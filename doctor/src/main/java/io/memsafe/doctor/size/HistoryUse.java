package io.memsafe.doctor.size;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.UseFigure;
import io.memsafe.history.HistoryEntry;
import io.memsafe.history.HistoryFigure;
import io.memsafe.history.HistoryRange;
import io.memsafe.history.HistoryReader;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** How a program uses memory, as the history of a governor has it: of each figure the highest. */
public final class HistoryUse {
    private static final Map<HistoryFigure, UseFigure> FIGURES = new EnumMap<>(Map.of(
            HistoryFigure.LIVE, UseFigure.LIVE,
            HistoryFigure.USED, UseFigure.HEAP_PEAK,
            HistoryFigure.ALLOCATION, UseFigure.ALLOCATION,
            HistoryFigure.METASPACE, UseFigure.METASPACE,
            HistoryFigure.DIRECT, UseFigure.DIRECT,
            HistoryFigure.THREADS, UseFigure.THREADS,
            HistoryFigure.RESIDENT, UseFigure.RESIDENT));

    private HistoryUse() {}

    /**
     * Reads all of a history.
     *
     * @param history read to its end, and not closed
     * @param source its name, for people
     * @return empty of what it does not have
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static KnownUse of(HistoryReader history, String source) {
        EnumMap<HistoryFigure, Double> most = new EnumMap<>(HistoryFigure.class);
        try (Stream<HistoryEntry> entries = history.entries()) {
            entries.forEach(entry -> FIGURES.keySet().forEach(figure -> {
                HistoryRange range = entry.figure(figure);
                // A rate for a moment says little; its mean over a second or more does.
                double value = figure == HistoryFigure.ALLOCATION ? range.mean() : range.max();
                if (value >= 0) {
                    most.merge(figure, value, Math::max);
                }
            }));
        }
        KnownUse use = KnownUse.NONE;
        for (Map.Entry<HistoryFigure, Double> entry : most.entrySet()) {
            UseFigure figure = FIGURES.get(entry.getKey());
            if (figure != null) {
                use = use.with(
                        figure, new Amount(entry.getValue().longValue(), Origin.MEASURED, source + ", its highest"));
            }
        }
        return use;
    }
}

package io.memsafe.benchmarks.batch;

import io.memsafe.benchmarks.stand.Svg;
import io.memsafe.benchmarks.stand.Svg.Anchor;
import java.util.List;

/** A table of heaps as a picture: the greener a field, the smaller the heap that suffices; red where none does. */
final class HeapChart {
    private static final int LEFT = 150;
    private static final int TOP = 64;
    private static final int WIDTH = 110;
    private static final int HEIGHT = 24;
    private static final int MARGIN = 12;
    private static final String INK = "#222222";
    private static final String UNKNOWN = "#eeeeee";
    private static final String NEVER = "#d9534f";
    private static final List<String> SHADES =
            List.of("#1a9850", "#66bd63", "#a6d96a", "#d9ef8b", "#ffffbf", "#fee08b", "#fdae61", "#f46d43");

    private HeapChart() {}

    /**
     * Draws.
     *
     * @param title above it
     * @param heaps the steps, ascending
     * @param head first word of the rows, then the columns
     * @param rows name, then a heap, or what else the table says
     * @return an SVG document
     */
    static String of(String title, List<Integer> heaps, List<String> head, List<List<String>> rows) {
        int columns = head.size() - 1;
        Svg svg = new Svg(LEFT + columns * WIDTH + MARGIN, TOP + rows.size() * HEIGHT + MARGIN, title);
        svg.label(MARGIN, 24, title, 16, Anchor.START, INK);
        for (int column = 0; column < columns; column++) {
            svg.label(LEFT + (column + 0.5) * WIDTH, TOP - 8, head.get(column + 1), 12, Anchor.MIDDLE, INK);
        }
        for (int row = 0; row < rows.size(); row++) {
            double y = TOP + (double) row * HEIGHT;
            svg.label(LEFT - 8, y + 16, rows.get(row).get(0), 12, Anchor.END, INK);
            for (int column = 0; column < columns; column++) {
                String cell = rows.get(row).get(column + 1);
                double x = LEFT + (double) column * WIDTH;
                svg.rect(x + 1, y + 1, WIDTH - 2, HEIGHT - 2, shade(cell, heaps));
                svg.label(x + WIDTH / 2.0, y + 16, cell, 12, Anchor.MIDDLE, INK);
            }
        }
        return svg.document();
    }

    private static String shade(String cell, List<Integer> heaps) {
        if (cell.equals("-")) {
            return NEVER;
        }
        for (int step = 0; step < heaps.size(); step++) {
            if (cell.equals(heaps.get(step).toString())) {
                return SHADES.get(step * SHADES.size() / heaps.size());
            }
        }
        return UNKNOWN;
    }
}

package io.memsafe.benchmarks.signals;

import io.memsafe.benchmarks.stand.Svg;
import io.memsafe.benchmarks.stand.Svg.Anchor;
import java.util.Map;

/** The picture of a scenario: a legend, and one {@link Panel} for each cell. */
final class Picture {
    private static final int COLUMNS = 2;
    private static final int HEAD = 76;
    private static final int MARGIN = 12;
    private static final String INK = "#333333";

    private Picture() {}

    /**
     * Draws.
     *
     * @param scenario what happened
     * @param outcomes one of each cell, at least one in all
     * @return an SVG document
     */
    static String of(Scenario scenario, Map<Cell, Outcome> outcomes) {
        int rows = (outcomes.size() + COLUMNS - 1) / COLUMNS;
        Svg svg = new Svg(
                COLUMNS * Panel.WIDTH + MARGIN,
                HEAD + rows * Panel.HEIGHT + MARGIN,
                "memsafe and its peers: " + scenario.key());
        svg.label(MARGIN, 24, scenario.key() + ": " + scenario.story(), 17, Anchor.START, "#111111");
        legend(svg, scenario.kind() != Scenario.Kind.AREA);
        int index = 0;
        for (Map.Entry<Cell, Outcome> entry : outcomes.entrySet()) {
            double x = index % COLUMNS * (double) Panel.WIDTH;
            int row = index / COLUMNS;
            new Panel(svg, x, HEAD + (double) row * Panel.HEIGHT, entry.getValue())
                    .draw(entry.getKey().toString());
            index++;
        }
        return svg.document();
    }

    private static void legend(Svg svg, boolean ofHeap) {
        double x = MARGIN;
        if (ofHeap) {
            x = stroke(svg, x, "live set, counted", Panel.TRUTH, 2);
            x = stroke(svg, x, "memsafe's estimate", Panel.LIVE, 2.4);
            x = box(svg, x, "its range", Panel.BAND);
            x = stroke(svg, x, "heap in use", Panel.USED, 1.5);
        } else {
            x = stroke(svg, x, "how full it is", Panel.TRUTH, 2);
        }
        x = box(svg, x, "NORMAL", Panel.FINE);
        x = box(svg, x, "WARNING", Panel.MILD);
        x = box(svg, x, "CRITICAL", Panel.SEVERE);
        box(svg, x, "EMERGENCY", Panel.ERROR);
        svg.label(
                MARGIN,
                66,
                "Strips: memsafe's level, then who else alarms (yellow asks for care, orange for action).",
                12,
                Anchor.START,
                INK);
    }

    private static double stroke(Svg svg, double x, String name, String stroke, double width) {
        svg.line(x, 42, x + 22, 42, stroke, width, false);
        return named(svg, x + 27, name);
    }

    private static double box(Svg svg, double x, String name, String fill) {
        svg.rect(x, 36, 16, 12, fill);
        return named(svg, x + 21, name);
    }

    private static double named(Svg svg, double x, String name) {
        svg.label(x, 46, name, 12, Anchor.START, INK);
        return x + 6.6 * name.length() + 16;
    }
}

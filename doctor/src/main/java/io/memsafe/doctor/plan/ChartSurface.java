package io.memsafe.doctor.plan;

/** What a chart is drawn on; lengths in pixels from the upper left corner. */
interface ChartSurface {

    /** Where a text begins, or ends. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    void line(double[] x, double[] y, ChartStyle style);

    void area(double[] x, double[] y, ChartStyle style);

    void text(double x, double y, Anchor anchor, ChartStyle style, String text);
}

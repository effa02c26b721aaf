package io.memsafe.doctor.plan;

/** How parts of a chart look, on the page and in the picture. */
enum ChartStyle {
    GRID(0xdddddd, 1, false),
    PEAK(0x1f6fb2, 2, false),
    MEAN(0x9cc3e0, 1.5f, false),
    FORECAST(0x1f6fb2, 1.5f, true),
    BAND(0xd3e3f0, 0, false),
    TREND(0x555555, 1.5f, true),
    WARNING(0xd98c00, 1.5f, true),
    CRITICAL(0xc0392b, 1.5f, true),
    LIMIT(0x222222, 1.5f, false),
    CHANGE(0x7d3c98, 1.5f, true),
    TEXT(0x444444, 0, false);

    private final int colour;
    private final float width;
    private final boolean dashed;

    ChartStyle(int colour, float width, boolean dashed) {
        this.colour = colour;
        this.width = width;
        this.dashed = dashed;
    }

    int colour() {
        return colour;
    }

    float width() {
        return width;
    }

    boolean dashed() {
        return dashed;
    }
}

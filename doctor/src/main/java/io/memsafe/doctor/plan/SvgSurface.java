package io.memsafe.doctor.plan;

import java.util.Locale;

/** SVG as a part of a page. */
final class SvgSurface implements ChartSurface {
    private final StringBuilder svg = new StringBuilder();

    SvgSurface(int width, int height, String label) {
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" role=\"img\" font-family=\"sans-serif\" font-size=\"11\" aria-label=\"")
                .append(escaped(label))
                .append("\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    }

    String end() {
        return svg + "</svg>\n";
    }

    @Override
    public void line(double[] x, double[] y, ChartStyle style) {
        shape("polyline", x, y, style)
                .append("\" fill=\"none\" stroke=\"")
                .append(colour(style))
                .append("\" stroke-width=\"")
                .append(style.width())
                .append(style.dashed() ? "\" stroke-dasharray=\"5 4\"/>\n" : "\"/>\n");
    }

    @Override
    public void area(double[] x, double[] y, ChartStyle style) {
        shape("polygon", x, y, style).append("\" fill=\"").append(colour(style)).append("\"/>\n");
    }

    private StringBuilder shape(String name, double[] x, double[] y, ChartStyle style) {
        svg.append('<')
                .append(name)
                .append(" class=\"")
                .append(style.name().toLowerCase(Locale.ROOT))
                .append("\" points=\"");
        for (int i = 0; i < x.length; i++) {
            svg.append(String.format(Locale.ROOT, i == 0 ? "%.1f,%.1f" : " %.1f,%.1f", x[i], y[i]));
        }
        return svg;
    }

    @Override
    public void text(double x, double y, Anchor anchor, ChartStyle style, String text) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"", x, y))
                .append(anchor.name().toLowerCase(Locale.ROOT))
                .append("\" fill=\"")
                .append(colour(style))
                .append("\">")
                .append(escaped(text))
                .append("</text>\n");
    }

    private static String colour(ChartStyle style) {
        return String.format(Locale.ROOT, "#%06x", style.colour());
    }

    /** For text and attributes; what no XML may have is left out. */
    static String escaped(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        raw.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                    if (c >= ' ' && c != 0xfffe && c != 0xffff && !(c >= 0xd800 && c <= 0xdfff)) {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.toString();
    }
}

package io.memsafe.benchmarks.stand;

import java.util.Locale;

/**
 * Writes a picture as SVG: shapes in the order in which they are drawn.
 *
 * <p>Coordinates are in pixels from the upper left corner and are written with one digit after the point.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class Svg {
    private final StringBuilder text = new StringBuilder();

    /**
     * An empty, white picture.
     *
     * @param width in pixels
     * @param height in pixels
     * @param title for those who cannot see it
     */
    public Svg(int width, int height, String title) {
        text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" width=\"")
                .append(width)
                .append("\" height=\"")
                .append(height)
                .append("\" font-family=\"Helvetica,Arial,sans-serif\">\n<title>")
                .append(escaped(title))
                .append("</title>\n");
        rect(0, 0, width, height, "#ffffff");
    }

    /** Where a text stands in relation to its point. */
    public enum Anchor {
        /** It begins there. */
        START,
        /** Its middle is there. */
        MIDDLE,
        /** It ends there. */
        END
    }

    /**
     * A filled rectangle.
     *
     * @param x its left side
     * @param y its upper side
     * @param width to the right
     * @param height downwards
     * @param fill its colour
     * @return this
     */
    public Svg rect(double x, double y, double width, double height, String fill) {
        text.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
        text.append("\" width=\"").append(number(width)).append("\" height=\"").append(number(height));
        text.append("\" fill=\"").append(fill).append("\"/>\n");
        return this;
    }

    /**
     * A straight line.
     *
     * @param x1 where it begins
     * @param y1 where it begins
     * @param x2 where it ends
     * @param y2 where it ends
     * @param stroke its colour
     * @param width its thickness
     * @param dashed whether it has gaps
     * @return this
     */
    public Svg line(double x1, double y1, double x2, double y2, String stroke, double width, boolean dashed) {
        text.append("<line x1=\"").append(number(x1)).append("\" y1=\"").append(number(y1));
        text.append("\" x2=\"").append(number(x2)).append("\" y2=\"").append(number(y2));
        text.append("\" stroke=\"").append(stroke).append("\" stroke-width=\"").append(number(width));
        text.append(dashed ? "\" stroke-dasharray=\"4 3\"/>\n" : "\"/>\n");
        return this;
    }

    /**
     * A line through points.
     *
     * @param points x, y, x, y, ...
     * @param stroke its colour
     * @param width its thickness
     * @return this
     */
    public Svg polyline(double[] points, String stroke, double width) {
        text.append("<polyline fill=\"none\" stroke=\"").append(stroke).append("\" stroke-width=\"");
        text.append(number(width)).append("\" stroke-linejoin=\"round\" points=\"");
        return points(points);
    }

    /**
     * A filled area between points.
     *
     * @param points x, y, x, y, ...
     * @param fill its colour
     * @return this
     */
    public Svg polygon(double[] points, String fill) {
        text.append("<polygon fill=\"").append(fill).append("\" points=\"");
        return points(points);
    }

    private Svg points(double[] points) {
        for (int i = 0; i + 1 < points.length; i += 2) {
            text.append(i == 0 ? "" : " ").append(number(points[i])).append(',').append(number(points[i + 1]));
        }
        text.append("\"/>\n");
        return this;
    }

    /**
     * A thick line with gaps, along one height.
     *
     * @param stretches from, to, from, to, ...
     * @param y its upper side
     * @param height its thickness
     * @param stroke its colour
     * @return this
     */
    public Svg strip(double[] stretches, double y, double height, String stroke) {
        if (stretches.length == 0) {
            return this;
        }
        text.append("<path stroke=\"")
                .append(stroke)
                .append("\" stroke-width=\"")
                .append(number(height));
        text.append("\" d=\"");
        for (int i = 0; i + 1 < stretches.length; i += 2) {
            text.append('M').append(number(stretches[i])).append(' ').append(number(y + height / 2));
            text.append('h').append(number(stretches[i + 1] - stretches[i]));
        }
        text.append("\"/>\n");
        return this;
    }

    /**
     * A text.
     *
     * @param x of its point
     * @param y of its line
     * @param label what it says
     * @param size of its letters
     * @param anchor where it stands in relation to the point
     * @param fill its colour
     * @return this
     */
    public Svg label(double x, double y, String label, double size, Anchor anchor, String fill) {
        text.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
        text.append("\" font-size=\"").append(number(size)).append("\" text-anchor=\"");
        text.append(anchor.name().toLowerCase(Locale.ROOT))
                .append("\" fill=\"")
                .append(fill)
                .append("\">");
        text.append(escaped(label)).append("</text>\n");
        return this;
    }

    /**
     * The whole picture.
     *
     * @return an SVG document
     */
    public String document() {
        return text + "</svg>\n";
    }

    private static String number(double value) {
        String fixed = String.format(Locale.ROOT, "%.1f", value);
        return fixed.endsWith(".0") ? fixed.substring(0, fixed.length() - 2) : fixed;
    }

    private static String escaped(String raw) {
        return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

package io.memsafe.doctor;

import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;

/** The course of a share in one line: blocks where the terminal can show them, else ASCII. */
final class Sparkline {
    private static final String BLOCKS = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private static final String ASCII = " ._-=+*%#";

    private final String glyphs;
    private final int most;
    private final Deque<Double> values = new ArrayDeque<>();

    Sparkline(Charset charset, int most) {
        this.glyphs = charset.newEncoder().canEncode(BLOCKS) ? BLOCKS : ASCII;
        this.most = most;
    }

    /** The charset of the terminal. */
    static Charset terminal() {
        String name = System.getProperty("stdout.encoding");
        try {
            return name == null ? Charset.defaultCharset() : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return Charset.defaultCharset();
        }
    }

    void add(double ratio) {
        if (values.size() == most) {
            values.poll();
        }
        values.add(ratio);
    }

    int size() {
        return values.size();
    }

    double least() {
        return values.stream().mapToDouble(value -> value).min().orElse(0);
    }

    double greatest() {
        return values.stream().mapToDouble(value -> value).max().orElse(0);
    }

    /** From 0 % at the foot to 100 % at the top; each column the worst of its part. */
    String line(int width) {
        StringBuilder line = new StringBuilder();
        int columns = Math.min(width, values.size());
        Double[] all = values.toArray(new Double[0]);
        for (int column = 0; column < columns; column++) {
            double worst = 0;
            for (int i = column * all.length / columns; i < (column + 1) * all.length / columns; i++) {
                worst = Math.max(worst, all[i]);
            }
            int step = (int) Math.ceil(Math.min(1, worst) * (glyphs.length() - 1));
            line.append(glyphs.charAt(Math.max(0, Math.min(glyphs.length() - 1, step))));
        }
        return line.toString();
    }
}

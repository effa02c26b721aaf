package io.memsafe.web;

/**
 * A line through what a number of a request was and how large the request became: {@code bytes = a + b * number}.
 *
 * <p>Each request fades by half a percent with each new one. The line is of use when it explains more than half of the
 * variance, over at least 8 requests.
 *
 * <p>Thread-safety: none; one thread at a time.
 */
final class SizeLine {
    private static final double FADE = 0.995;
    private static final int ENOUGH = 8;

    final int name;
    private int requests;
    private double weight;
    private double meanNumber;
    private double meanBytes;
    private double numbers;
    private double bytesSpread;
    private double together;

    SizeLine(int name) {
        this.name = name;
    }

    void add(double number, double bytes) {
        requests++;
        weight = weight * FADE + 1;
        double fromNumber = number - meanNumber;
        double fromBytes = bytes - meanBytes;
        meanNumber += fromNumber / weight;
        meanBytes += fromBytes / weight;
        numbers = numbers * FADE + fromNumber * (number - meanNumber);
        bytesSpread = bytesSpread * FADE + fromBytes * (bytes - meanBytes);
        together = together * FADE + fromNumber * (bytes - meanBytes);
    }

    /** Which share of the variance the number explains, 0.0 to 1.0; 0.0 while too little is known. */
    double explained() {
        return requests < ENOUGH || numbers <= 0 || bytesSpread <= 0
                ? 0
                : together * together / (numbers * bytesSpread);
    }

    double slope() {
        return together / numbers;
    }

    double intercept() {
        return meanBytes - slope() * meanNumber;
    }
}

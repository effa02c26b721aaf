package io.memsafe.response;

/** Shares a total in proportion to weights, but gives none more than it can take. Thread-safety: stateless. */
final class WaterFill {
    private WaterFill() {}

    /**
     * Who would get more than its cap gets the cap, and leaves the rest to the others.
     *
     * @param total to be shared
     * @param weights 0 or more; if all that could take more have 0, they share by their caps
     * @param caps 0 or more
     * @return a share for each; all together the total, or the sum of the caps if that is less
     */
    static double[] share(double total, double[] weights, double[] caps) {
        double[] shares = new double[weights.length];
        boolean[] full = new boolean[weights.length];
        double left = total;
        for (boolean again = true; again && left > 0; ) {
            again = false;
            double sum = sum(weights, full);
            double[] by = sum > 0 ? weights : caps;
            sum = sum > 0 ? sum : sum(caps, full);
            double level = sum > 0 ? left / sum : 0;
            for (int i = 0; i < shares.length; i++) {
                if (!full[i] && by[i] * level >= caps[i]) {
                    full[i] = true;
                    shares[i] = caps[i];
                    left -= caps[i];
                    again = true;
                } else if (!full[i]) {
                    shares[i] = by[i] * level;
                }
            }
        }
        return shares;
    }

    private static double sum(double[] numbers, boolean[] without) {
        double sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            sum += without[i] ? 0 : numbers[i];
        }
        return sum;
    }
}

package io.memsafe.admission;

/**
 * What a budget is made of.
 *
 * @param name for people
 * @param priority who is refused first
 * @param guaranteedRatio share of the parent's limit that is kept free for it
 * @param maximumRatio share of the parent's limit that it never passes
 */
record BudgetSettings(String name, BudgetPriority priority, double guaranteedRatio, double maximumRatio) {

    BudgetSettings {
        if (!(guaranteedRatio >= 0 && guaranteedRatio <= maximumRatio && maximumRatio <= 1)) {
            throw new IllegalArgumentException("shares of budget " + name
                    + " must be 0 <= guaranteed <= maximum <= 1, but guaranteed is " + guaranteedRatio
                    + " and maximum is " + maximumRatio);
        }
    }
}

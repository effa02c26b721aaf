package io.memsafe.examples.orders;

import java.util.List;

/**
 * An order with all that it asks for.
 *
 * @param number of it
 * @param customer who ordered
 * @param positions what, from one to many thousands; not copied
 */
record Order(long number, String customer, List<Position> positions) {

    /**
     * One thing that is ordered.
     *
     * @param article what
     * @param quantity how often
     * @param cents the price of one
     */
    record Position(String article, int quantity, int cents) {}

    long cents() {
        return positions.stream()
                .mapToLong(position -> (long) position.quantity() * position.cents())
                .sum();
    }
}

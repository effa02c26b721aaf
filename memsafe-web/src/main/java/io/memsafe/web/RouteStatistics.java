package io.memsafe.web;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one route.
 *
 * @param route its method and path, such as <code>GET /orders/{}</code>
 * @param meanBytes what its requests allocate on average; -1 while none has ended
 * @param heldRatio the share of that which they hold, above 0.0, at most 1.0
 * @param toldBy what tells the size of a request beforehand, in words; {@code null} if nothing does
 */
public record RouteStatistics(
        String route,
        double meanBytes,
        double heldRatio,
        @Nullable String toldBy) {}

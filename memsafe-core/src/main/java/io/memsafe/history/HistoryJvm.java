package io.memsafe.history;

import java.time.Instant;

/**
 * The JVM that wrote a history last.
 *
 * @param collector the family of its collector, such as {@code G1}
 * @param maxHeapBytes its largest heap ({@code -Xmx})
 * @param javaVersion such as {@code 17.0.15+6}
 * @param started when its history was opened, by the clock of the machine
 */
public record HistoryJvm(String collector, long maxHeapBytes, String javaVersion, Instant started) {}

package io.memsafe.doctor.jvm;

/**
 * What one part needs.
 *
 * <p>Thread-safety: immutable.
 *
 * @param part which
 * @param bytes what it has to be reckoned with
 * @param mostBytes what it may grow to; {@link Amount#UNBOUNDED} if nothing bounds it
 * @param origin where {@code bytes} comes from
 * @param why the arithmetic, for people
 */
public record NeedLine(MemoryPart part, long bytes, long mostBytes, Origin origin, String why) {}

package io.memsafe.assess;

/**
 * What a collector's reports say of the live set.
 *
 * @param bytes best estimate
 * @param lowBytes at least this
 * @param highBytes at most this
 * @param source where it comes from, in words
 * @param verified whether a collection of the whole heap stands behind it
 */
public record LiveSet(long bytes, long lowBytes, long highBytes, String source, boolean verified) {}

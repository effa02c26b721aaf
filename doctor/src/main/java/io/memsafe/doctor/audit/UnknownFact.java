package io.memsafe.doctor.audit;

/**
 * A fact that could not be learned, so that nothing was judged by it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param what it would have been, such as {@code vm.swappiness}
 * @param reason why it is not known
 */
public record UnknownFact(String what, String reason) {}

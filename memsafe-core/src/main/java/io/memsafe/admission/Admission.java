package io.memsafe.admission;

/**
 * The answer of a {@link MemoryBudget}: a {@link MemoryPermit}, or a {@link Refusal} with its reason.
 *
 * <pre>{@code
 * if (budget.tryAcquire(bytes) instanceof MemoryPermit permit) {
 *     try (permit) {
 *         work();
 *     }
 * } else {
 *     refuse();
 * }
 * }</pre>
 */
public sealed interface Admission permits MemoryPermit, Refusal {

    /**
     * The permit, for callers to whom a refusal is an exception.
     *
     * @return the permit, to be closed by the caller
     * @throws MemoryRefusedException if it was refused
     */
    MemoryPermit orThrow();
}

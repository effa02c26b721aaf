package io.memsafe.admission;

/** A request for bytes was refused; the message says why, with numbers. */
public final class MemoryRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final Refusal.Reason reason;

    MemoryRefusedException(Refusal refusal) {
        super(refusal.toString());
        this.reason = refusal.reason();
    }

    /**
     * Why it was refused.
     *
     * @return never {@code null}
     */
    public Refusal.Reason reason() {
        return reason;
    }
}

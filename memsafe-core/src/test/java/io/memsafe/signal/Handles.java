package io.memsafe.signal;

/** What tests of other packages have to know of the handles of this one. */
public final class Handles {
    private Handles() {}

    /** How many the JDK may have lost. */
    public static long lostAtMost() {
        return LostHandles.AT_MOST.get();
    }
}

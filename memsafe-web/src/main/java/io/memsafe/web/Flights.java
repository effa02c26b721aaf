package io.memsafe.web;

import io.memsafe.admission.MemoryBudget;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The requests in flight.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class Flights {
    @SuppressWarnings("ThreadLocalUsage") // its flights are of this budget alone, and go with it
    private final ThreadLocal<Flight> own = new ThreadLocal<>();

    private final Set<Flight> known = ConcurrentHashMap.newKeySet();
    private final MemoryBudget budget;
    private final ClientShares clients;
    private final AllocatedBytes allocated;

    Flights(MemoryBudget budget, ClientShares clients, AllocatedBytes allocated) {
        this.budget = budget;
        this.clients = clients;
        this.allocated = allocated;
    }

    /** The flight of this thread; it may be in flight, if the thread is inside the filter already. */
    Flight ofThisThread() {
        Flight flight = own.get();
        if (flight == null) {
            flight = new Flight(clients, allocated);
            own.set(flight);
            known.add(flight);
        }
        return flight;
    }

    /** This thread's flight goes on without it. */
    void leave() {
        own.remove();
    }

    /** A flight that goes on without a thread has ended. */
    void remove(Flight flight) {
        known.remove(flight);
    }

    Iterator<Flight> all() {
        return known.iterator();
    }

    /**
     * A thread has ended without ending its request.
     *
     * @return whether there was one
     */
    boolean abandon(Flight flight) {
        known.remove(flight);
        return flight.end(budget);
    }

    /** What all threads of the JVM have allocated, or {@link AllocatedBytes#UNKNOWN}. */
    long allocatedByAll() {
        return allocated.ofAll();
    }

    int inFlight() {
        int count = 0;
        for (Flight flight : known) {
            count += flight.isInFlight() ? 1 : 0;
        }
        return count;
    }
}

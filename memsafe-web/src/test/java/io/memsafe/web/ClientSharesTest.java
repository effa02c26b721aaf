package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.admission.BudgetPriority;
import io.memsafe.admission.MemoryBudget;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientSharesTest {
    private static final long MB = 1 << 20;

    private final ClientShares clients = new ClientShares(0.25, HttpServletRequest::getRemoteAddr);
    private final MemoryBudget budget = MemoryBudget.fixed(100 * MB);
    private final Gate gate = new Gate(budget, () -> PressureLevel.NORMAL);
    private final RouteTree routes = new RouteTree();

    private static HttpServletRequest from(String address) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                ClientSharesTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> method.getName().equals("getRemoteAddr") ? address : null);
    }

    private Flight begin(String address) {
        Flight flight = new Flight(clients, new AllocatedBytes.Untold());
        flight.begin(routes.find("GET", "/a", null), MB, Thread.currentThread());
        flight.ofClient(clients.placesOf(from(address)));
        return flight;
    }

    private ShedReason admit(Flight flight, long bytes) {
        return gate.admit(flight, bytes, BudgetPriority.CRITICAL);
    }

    @Test
    void aClientHasItsShareAndNobodyElseIsTouched() {
        Flight first = begin("10.0.0.1");
        assertThat(admit(first, 20 * MB)).isNull();
        assertThat(admit(begin("10.0.0.1"), 6 * MB)).isEqualTo(ShedReason.CLIENT_SHARE);
        assertThat(admit(begin("10.0.0.2"), 6 * MB)).isNull();
        assertThat(admit(begin("10.0.0.1"), 5 * MB)).isNull();
        assertThat(first.end(budget)).isTrue();
        assertThat(admit(begin("10.0.0.1"), 6 * MB)).isNull();
        assertThat(budget.reservedBytes()).isEqualTo(17 * MB);
    }

    @Test
    void oneThatHasNothingInFlightMayHaveAnyOneRequest() {
        Flight large = begin("10.0.0.1");
        assertThat(admit(large, 60 * MB)).isNull();
        assertThat(admit(begin("10.0.0.1"), MB)).isEqualTo(ShedReason.CLIENT_SHARE);
    }

    @Test
    void itFollowsWhatARequestTurnsOutToHold() {
        Flight flight = begin("10.0.0.1");
        assertThat(admit(flight, MB)).isNull();
        assertThat(flight.recharge(24 * MB, 24 * MB, budget)).isZero();
        assertThat(admit(begin("10.0.0.1"), 2 * MB)).isEqualTo(ShedReason.CLIENT_SHARE);
        assertThat(flight.recharge(3 * MB, 3 * MB, budget)).isZero();
        Flight second = begin("10.0.0.1");
        assertThat(admit(second, 20 * MB)).isNull();
        flight.end(budget);
        second.end(budget);
        assertThat(budget.reservedBytes()).isZero();
        assertThat(clients.allows(clients.placesOf(from("10.0.0.1")), 25 * MB, 100 * MB))
                .isTrue();
    }

    @Test
    void theWatchCannotChangeTheNextRequestOfTheSameThread() {
        Flight flight = begin("10.0.0.1");
        assertThat(admit(flight, MB)).isNull();
        flight.end(budget);
        assertThat(flight.recharge(5 * MB, 5 * MB, budget)).isZero();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void clientsAreToldApartInBoundedSpace() {
        Set<Integer> places = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            places.add(clients.placesOf(from("10.0." + i / 250 + "." + i % 250)));
        }
        assertThat(places).as("of 16 million pairs of places").hasSizeGreaterThan(995);
        assertThat(clients.placesOf(from("10.0.0.1"))).isEqualTo(clients.placesOf(from("10.0.0.1")));
    }

    @Test
    void whoCannotBeToldHasNoBound() {
        ClientShares failing = new ClientShares(0.25, request -> {
            throw new IllegalStateException("thrown by the test");
        });
        assertThat(failing.placesOf(from("10.0.0.1"))).isEqualTo(ClientShares.NOBODY);
        Flight flight = new Flight(failing, new AllocatedBytes.Untold());
        flight.ofClient(failing.placesOf(from("10.0.0.1")));
        assertThat(flight.isWithinShare(1_000 * MB, budget)).isTrue();
        assertThat(ClientShares.NONE.placesOf(from("10.0.0.1"))).isEqualTo(ClientShares.NOBODY);
    }
}

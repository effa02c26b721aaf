package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTableTest {
    private final Map<String, Long> weights = new HashMap<>();
    private final List<String> ended = new ArrayList<>();
    private final SessionTable table = new SessionTable(
            session -> {
                Long weight = weights.get(session.getId());
                if (weight == null) {
                    throw new IllegalStateException("not valid any more");
                }
                return weight;
            },
            session -> ended.add(session.getId()));

    /** A session with one attribute. */
    static HttpSession session(String id, Object attribute) {
        return (HttpSession) Proxy.newProxyInstance(
                SessionTableTest.class.getClassLoader(),
                new Class<?>[] {HttpSession.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getId" -> id;
                    case "getAttributeNames" -> Collections.enumeration(List.of("only"));
                    case "getAttribute" -> attribute;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private SessionTable.Entry add(String id, long bytes, long nowNanos) {
        weights.put(id, bytes);
        return table.created(session(id, ""), nowNanos);
    }

    @Test
    void theLongestUnusedGoFirstUntilTheRestFits() {
        add("old", 10, 1);
        SessionTable.Entry used = add("used", 10, 0);
        add("young", 10, 3);
        assertThat(used.use()).isTrue();
        used.leave(2);
        table.measure();
        assertThat(table.bytes()).isEqualTo(30);
        assertThat(table.evict(30)).isZero();
        assertThat(table.evict(15)).isEqualTo(2);
        assertThat(ended).containsExactly("old", "used");
        assertThat(table.size()).isEqualTo(1);
        assertThat(used.use()).as("it is gone").isFalse();
    }

    @Test
    void whatIsInUseStaysAndIsMeasuredAfterwards() {
        SessionTable.Entry entry = add("a", 10, 0);
        table.measure();
        assertThat(entry.use()).isTrue();
        assertThat(entry.use()).isTrue();
        weights.put("a", 50L);
        table.measure();
        assertThat(table.bytes()).isEqualTo(10);
        entry.leave(1);
        assertThat(table.evict(0)).isZero();
        entry.leave(2);
        table.measure();
        assertThat(table.bytes()).isEqualTo(50);
        assertThat(table.evict(49)).isEqualTo(1);
    }

    @Test
    void oneThatHasBecomeInvalidIsForgotten() {
        add("a", 10, 0);
        weights.remove("a");
        table.measure();
        assertThat(table.size()).isZero();
    }

    @Test
    void aNewIdentifierIsTheSameSession() {
        SessionTable.Entry entry = add("a", 10, 0);
        table.renamed("a", "b");
        assertThat(table.of("a")).isNull();
        assertThat(table.of("b")).isSameAs(entry);
        table.renamed("unknown", "c");
        table.destroyed("b");
        assertThat(table.size()).isZero();
    }
}

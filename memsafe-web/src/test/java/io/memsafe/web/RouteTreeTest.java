package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTreeTest {
    private final RouteTree tree = new RouteTree();

    @ParameterizedTest
    @CsvSource({
        "/orders/17, , GET /orders/{}",
        "/orders/17/items/3, , GET /orders/{}/items/{}",
        "/v1/orders, , GET /v1/orders",
        "/orders/123e4567-e89b-12d3-a456-426614174000, , GET /orders/{}",
        "/files/0123456789abcdef0123, , GET /files/{}",
        "/decade, , GET /decade",
        "/, , GET /",
        "'', , GET /",
        "//orders//17, , GET /orders/{}",
        "/api, /orders/17, GET /api/orders/{}",
        "/a/b/c/d/e/f/g/h/i/j, , GET /a/b/c/d/e/f/g/h/...",
    })
    void whatVariesIsLeftOut(String servletPath, String pathInfo, String name) {
        Route route = tree.find("GET", servletPath, pathInfo);
        assertThat(route.name()).isEqualTo(name);
        assertThat(tree.find("GET", servletPath, pathInfo)).as("the same again").isSameAs(route);
    }

    @ParameterizedTest
    @CsvSource({
        "/customers/alice, GET /customers/{}",
        "/customers/bob/orders, GET /customers/{}/orders",
        "/customers/search, GET /customers/search",
        "/customers/17/orders/18, GET /customers/{}/orders/{}",
        "/reports/2026/all, GET /reports/2026/all",
        "/reports/2027/all, GET /reports/{}/all",
        "/files/a/b, GET /files/a/b",
        "/pages/x.html, GET /pages/{}",
        "/other/name, GET /other/name",
    })
    void whatTheApplicationHasToldIsNotFoundOut(String path, String name) {
        tree.find("GET", "/customers/alice", null);
        List.of(
                        "/customers/{id}",
                        "/customers/search",
                        "/customers/{id}/orders",
                        "/reports/2026/all",
                        "/files/**",
                        "/pages/*.html")
                .forEach(tree::declare);
        assertThat(tree.find("GET", path, null).name()).isEqualTo(name);
    }

    @Test
    void whatWasToldIsKeptWhenPlacesAreGivenBack() {
        tree.declare("/customers/{id}");
        findManyRoutes();
        tree.forgetUnused();
        tree.forgetUnused();
        assertThat(tree.find("GET", "/customers/alice", null).name()).isEqualTo("GET /customers/{}");
        assertThat(tree.find("GET", "/customers/bob", null)).isSameAs(tree.find("GET", "/customers/alice", null));
    }

    @Test
    void templatesWithoutEndTakeNoMoreThanTheirRoom() {
        for (int i = 0; i < 100_000; i++) {
            tree.declare("/told" + i + "/{x}");
        }
        assertThat(tree.find("GET", "/told1/a", null).name()).isEqualTo("GET /told1/{}");
        assertThat(tree.find("GET", "/told99999/a", null)).matches(tree::isOthers);
    }

    @Test
    void aRouteIsAMethodAndAPath() {
        Route get = tree.find("GET", "/a", null);
        assertThat(tree.find("POST", "/a", null)).isNotSameAs(get);
        assertThat(tree.find("get", "/a", null).name()).isEqualTo("(other method) /a");
        assertThat(tree.find("", "/a", null)).isSameAs(tree.find("get", "/a", null));
    }

    @Test
    void namesThatAreManyShareARoute() {
        for (int i = 0; i < 100; i++) {
            tree.find("GET", "/users/" + name(i), null);
        }
        assertThat(tree.find("GET", "/users/" + name(3), null).name()).isEqualTo("GET /users/" + name(3));
        assertThat(tree.find("GET", "/users/" + name(77), null).name()).isEqualTo("GET /users/{}");
        assertThat(tree.find("GET", "/users/never-seen", null).name()).isEqualTo("GET /users/{}");
        assertThat(tree.routes()).hasSize(26);
    }

    private static String name(int i) {
        return "" + (char) ('g' + i / 10) + (char) ('g' + i % 10);
    }

    @Test
    void aMillionPathsDoNotTakeTheRoomOfThoseThatAreAnswered() {
        Route early = tree.find("GET", "/early", null);
        findManyRoutes();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000_000; i++) {
            StringBuilder path = new StringBuilder();
            for (int depth = random.nextInt(10); depth >= 0; depth--) {
                path.append('/')
                        .append(Long.toString(random.nextLong(1 << 20), 36))
                        .append('x');
            }
            tree.find("GET", path.toString(), null);
        }
        assertThat(tree.routes()).hasSize(RouteTree.MOST_ROUTES / 2 + 1);
        assertThat(tree.find("GET", "/early", null)).isSameAs(early);

        assertThat(tree.isOthers(tree.find("DELETE", "/early", null))).isTrue();
        tree.answered("DELETE", "/early", null);
        assertThat(tree.find("DELETE", "/early", null).name()).isEqualTo("DELETE /early");
    }

    private void findManyRoutes() {
        for (int i = 0; i < 24 * 24; i++) {
            tree.find("GET", "/" + (char) ('g' + i / 24) + "x/" + (char) ('g' + i % 24) + "x", null)
                    .expectedBytes(new RequestNumbers(), 1);
        }
    }

    @Test
    void whatIsNotUsedAnyMoreGivesItsPlaceBack() {
        findManyRoutes();
        int before = tree.routes().size();
        assertThat(before).isGreaterThan(300);
        tree.forgetUnused();
        assertThat(tree.routes()).as("all were used").hasSize(before);
        Route used = tree.find("GET", "/gx/hx", null);
        used.expectedBytes(new RequestNumbers(), 1);
        int version = tree.version();
        tree.forgetUnused();
        List<Route> left = tree.routes();
        assertThat(left).hasSize(2).contains(used);
        assertThat(tree.version()).isNotEqualTo(version);
        assertThat(tree.find("GET", "/gx/hx", null)).isSameAs(used);
        assertThat(tree.find("GET", "/gx/ix", null).name()).isEqualTo("GET /gx/ix");
    }
}

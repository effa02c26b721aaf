package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.memsafe.admission.BudgetPriority;
import io.memsafe.web.PathRules.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathRulesTest {
    private static final PathRules RULES = new PathRules(List.of(
            Rule.of("*.png", BudgetPriority.SHEDDABLE),
            Rule.of("/api/*", BudgetPriority.DEFAULT),
            Rule.of("/api/pay/*", BudgetPriority.CRITICAL),
            Rule.of("/api/pay/report", BudgetPriority.SHEDDABLE),
            Rule.of("/health", null)));

    @ParameterizedTest
    @CsvSource({
        "/health, , /health",
        "/healthy, , -",
        "/health/x, , -",
        "/api, , /api/*",
        "/api/x, , /api/*",
        "/apis, , -",
        "/api/pay/1, , /api/pay/*",
        "/api/pay, , /api/pay/*",
        "/api/pay/report, , /api/pay/report",
        "/api/pay/reports, , /api/pay/*",
        "/api/x.png, , /api/*",
        "/x.png, , *.png",
        "/api, /pay/report, /api/pay/report",
        "/api, /pay/1, /api/pay/*",
        "/api, /payment, /api/*",
        "'', /api/pay/1, /api/pay/*",
        "'', /x/y.png, *.png",
        "/img, /y.png, *.png",
        "'', , -",
    })
    void theMostParticularRuleCounts(String servletPath, String pathInfo, String pattern) {
        Rule found = RULES.find(servletPath, pathInfo);
        assertThat(found == null ? "-" : found.pattern()).isEqualTo(pattern);
    }

    @Test
    void aStarAloneIsForAll() {
        PathRules all = new PathRules(List.of(Rule.of("/*", BudgetPriority.SHEDDABLE)));
        assertThat(all.find("/a/b", null)).isNotNull();
        assertThat(all.find("", "/a")).isNotNull();
        assertThat(all.find("", null)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "health", "/a*", "/a/*/b", "*", "*.a.*", "*.a/b"})
    void whatIsNoPatternIsNamed(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rule.of(pattern, null))
                .withMessage("a path pattern must be /path, /prefix/* or *.suffix, but is '" + pattern + "'");
    }
}

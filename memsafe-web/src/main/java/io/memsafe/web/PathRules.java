package io.memsafe.web;

import io.memsafe.admission.BudgetPriority;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server has been told of its paths: which ones matter more, or less, or are not looked at.
 *
 * <p>A pattern is one of a servlet mapping: {@code /exact/path}, {@code /prefix/*}, {@code *.suffix}, or {@code /*} for
 * all. An exact one goes before a prefix, a longer prefix before a shorter one, and a suffix comes last. A request is
 * matched by what the container has decoded and normalised, so {@code /health/../report} is a report.
 *
 * <p>Thread-safety: immutable.
 */
final class PathRules {
    private final Rule[] rules;

    /**
     * One pattern.
     *
     * @param pattern as written
     * @param text what has to be equal: all of it, a beginning or an end
     * @param kind which of these
     * @param priority what it gives; {@code null} has the request pass without being looked at
     */
    record Rule(
            String pattern,
            String text,
            Kind kind,
            @Nullable BudgetPriority priority) {

        static Rule of(String pattern, @Nullable BudgetPriority priority) {
            if (pattern.startsWith("*.") && pattern.indexOf('*', 1) < 0 && pattern.indexOf('/') < 0) {
                return new Rule(pattern, pattern.substring(1), Kind.SUFFIX, priority);
            }
            boolean prefix = pattern.endsWith("/*");
            String text = prefix ? pattern.substring(0, pattern.length() - 2) : pattern;
            if (!pattern.startsWith("/") || text.indexOf('*') >= 0) {
                throw new IllegalArgumentException(
                        "a path pattern must be /path, /prefix/* or *.suffix, but is '" + pattern + "'");
            }
            return new Rule(pattern, text, prefix ? Kind.PREFIX : Kind.EXACT, priority);
        }

        boolean matches(String servletPath, @Nullable String pathInfo) {
            String first = pathInfo != null && servletPath.isEmpty() ? pathInfo : servletPath;
            String rest = pathInfo == null || servletPath.isEmpty() ? "" : pathInfo;
            return switch (kind) {
                case EXACT -> first.length() + rest.length() == text.length() && begins(first, rest);
                case PREFIX -> begins(first, rest) && isBoundary(first, rest, text.length());
                case SUFFIX -> (rest.isEmpty() ? first : rest).endsWith(text);
            };
        }

        /** Whether both together begin with the text. */
        private boolean begins(String first, String rest) {
            int inFirst = Math.min(first.length(), text.length());
            return first.regionMatches(0, text, 0, inFirst)
                    && rest.regionMatches(0, text, inFirst, text.length() - inFirst);
        }

        private static boolean isBoundary(String first, String rest, int at) {
            int length = first.length() + rest.length();
            return at >= length || (at < first.length() ? first.charAt(at) : rest.charAt(at - first.length())) == '/';
        }
    }

    /** How much of a path a pattern has to equal. */
    enum Kind {
        EXACT,
        PREFIX,
        SUFFIX
    }

    PathRules(List<Rule> rules) {
        this.rules = rules.toArray(Rule[]::new);
        Arrays.sort(
                this.rules,
                Comparator.comparing(Rule::kind)
                        .thenComparing(rule -> -rule.text().length()));
    }

    /** The rule for a path, the most particular one. */
    @Nullable
    Rule find(String servletPath, @Nullable String pathInfo) {
        for (Rule rule : rules) {
            if (rule.matches(servletPath, pathInfo)) {
                return rule;
            }
        }
        return null;
    }
}

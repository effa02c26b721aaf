package io.memsafe.examples.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a query of Prometheus names: series, and the labels it picks them by. Not a parser; that is promtool's task. */
final class PromQuery {
    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "inf", "nan");
    private static final Pattern LABEL_LIST =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|[a-zA-Z0-9_:])");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*[\"']([^\"']*)[\"']");

    private final String text;

    /** A label that a series is picked by, and the values, of which there may be several. */
    record Label(String series, String name, List<String> values) {}

    PromQuery(String text) {
        this.text = text;
    }

    Set<String> series() {
        String bare = LABEL_LIST
                .matcher(text.replaceAll("\\{[^}]*}", "").replaceAll("\\[[^]]*]", ""))
                .replaceAll("");
        Set<String> names = new TreeSet<>();
        Matcher found = NAME.matcher(bare);
        while (found.find()) {
            boolean isUnit = found.start() > 0 && Character.isDigit(bare.charAt(found.start() - 1));
            if (!isUnit && !WORDS.contains(found.group())) {
                names.add(found.group());
            }
        }
        return names;
    }

    List<Label> labels() {
        List<Label> labels = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(text);
        while (selector.find()) {
            Matcher label = MATCHER.matcher(selector.group(2));
            while (label.find()) {
                labels.add(new Label(
                        selector.group(1),
                        label.group(1),
                        List.of(label.group(2).split("\\|"))));
            }
        }
        return labels;
    }
}

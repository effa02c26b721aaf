package io.memsafe.doctor.config;

import io.memsafe.doctor.config.YamlNode.Mapping;
import io.memsafe.doctor.config.YamlNode.Scalar;
import io.memsafe.doctor.config.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one group. What is wrong is noted and a stand-in returned, so that all mistakes of a file are told at once; a
 * key that nobody asked for by {@link #end()} is one too.
 */
final class Section {
    private static final int MOST_MISTAKES = 20;
    private static final int LONGEST_NAME = 63;

    private final String file;
    private final String path;
    private final int line;
    private final Map<String, YamlNode> values;
    private final List<String> mistakes;
    private final TreeSet<String> known = new TreeSet<>();

    Section(String file, String path, YamlNode node, List<String> mistakes) {
        this.file = file;
        this.path = path;
        this.line = node.line();
        this.mistakes = mistakes;
        if (node instanceof Mapping mapping) {
            values = mapping.values();
        } else {
            values = Map.of();
            // 'nginx:' alone takes all defaults.
            if (!(node instanceof Scalar scalar
                    && (scalar.text().isEmpty() || scalar.text().equals("null")))) {
                wrong(node, path, "a group of keys, each in a line of its own");
            }
        }
    }

    private String named(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private void note(int where, String what) {
        if (mistakes.size() < MOST_MISTAKES) {
            mistakes.add(YamlReader.place(file, where) + what);
        }
    }

    private void wrong(YamlNode node, String name, String right) {
        note(node.line(), name + ": " + node.kind() + " is not " + right);
    }

    /** Notes something about a key, or about the group where it is missing. */
    void mistake(String key, String what) {
        YamlNode node = values.get(key);
        note(node == null ? line : node.line(), named(key) + ": " + what);
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    private @Nullable String scalar(String key, String right) {
        if (!has(key)) {
            return null;
        }
        YamlNode node = values.get(key);
        if (node instanceof Scalar scalar) {
            return scalar.text();
        }
        if (node != null) {
            wrong(node, named(key), right);
        }
        return null;
    }

    private void wrong(String key, String text, String right) {
        mistake(key, "'" + text + "' is not " + right);
    }

    @Nullable
    Long bytes(String key, long least, long most) {
        String right = "an amount between " + Bytes.text(least) + " and " + Bytes.text(most)
                + ", written as 512MiB or 1.5GiB (KiB, MiB, GiB, TiB)";
        String text = scalar(key, right);
        if (text == null) {
            return null;
        }
        Long bytes = Bytes.parse(text);
        if (bytes == null || bytes < least || bytes > most) {
            wrong(key, text, right);
            return null;
        }
        return bytes;
    }

    long bytes(String key, long least, long most, long otherwise) {
        Long bytes = bytes(key, least, most);
        return bytes == null ? otherwise : bytes;
    }

    long requiredBytes(String key, long least, long most) {
        if (!has(key)) {
            mistake(key, "missing; an amount such as 4GiB");
        }
        return bytes(key, least, most, least);
    }

    @Nullable
    Integer count(String key, int least, int most) {
        String right = "a whole number from " + least + " to " + most;
        String text = scalar(key, right);
        if (text == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        wrong(key, text, right);
        return null;
    }

    int count(String key, int least, int most, int otherwise) {
        Integer count = count(key, least, most);
        return count == null ? otherwise : count;
    }

    double decimal(String key, double least, double most, double otherwise) {
        String right = "a number from " + least + " to " + most;
        String text = scalar(key, right);
        if (text == null) {
            return otherwise;
        }
        try {
            double number = Double.parseDouble(text);
            if (text.length() <= 20 && number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        wrong(key, text, right);
        return otherwise;
    }

    boolean flag(String key, boolean otherwise) {
        String text = scalar(key, "true or false");
        if (text == null) {
            return otherwise;
        }
        if (!text.equals("true") && !text.equals("false")) {
            wrong(key, text, "true or false");
        }
        return text.equals("true");
    }

    <T> T choice(String key, Map<String, T> choices, T otherwise) {
        String right = "one of " + String.join(", ", new TreeSet<>(choices.keySet()));
        String text = scalar(key, right);
        if (text == null) {
            return otherwise;
        }
        T chosen = choices.get(text);
        if (chosen == null) {
            wrong(key, text, right);
            return otherwise;
        }
        return chosen;
    }

    /** A text of letters, digits and the given signs: these go into files of other programs. */
    String name(String key, String signs, String otherwise) {
        String right = "a name of up to " + LONGEST_NAME + " letters, digits and any of " + signs
                + ", with a letter or digit first";
        String text = scalar(key, right);
        if (text == null) {
            return otherwise;
        }
        if (text.isEmpty()
                || text.length() > (signs.contains("/") ? 4 * LONGEST_NAME : LONGEST_NAME)
                || !isPlain(text.charAt(0))
                || !text.chars().allMatch(c -> isPlain(c) || signs.indexOf(c) >= 0)
                || text.contains("..")) {
            wrong(key, text, right);
            return otherwise;
        }
        return text;
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** The group under a key; an empty one if it is not there. */
    Section group(String key) {
        known.add(key);
        YamlNode node = values.get(key);
        return new Section(file, named(key), node == null ? new Mapping(Map.of(), line) : node, mistakes);
    }

    List<Section> groups(String key) {
        List<Section> groups = new ArrayList<>();
        if (!has(key)) {
            return groups;
        }
        YamlNode node = values.get(key);
        if (node instanceof Sequence sequence) {
            int number = 1;
            for (YamlNode each : sequence.values()) {
                groups.add(new Section(file, named(key) + "[" + number++ + "]", each, mistakes));
            }
        } else if (node != null) {
            wrong(node, named(key), "a list; begin each entry with '- name: ...'");
        }
        return groups;
    }

    /** Whatever was not asked for is not known. */
    void end() {
        for (Map.Entry<String, YamlNode> entry : values.entrySet()) {
            if (!known.contains(entry.getKey())) {
                note(
                        entry.getValue().line(),
                        "'" + named(entry.getKey()) + "' is no known key; here can be " + String.join(", ", known));
            }
        }
    }
}

package io.memsafe.doctor.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A value of a YAML file, with its place; asking a value for what it does not have gives nothing. */
record YamlNode(Node node) {
    private static final int MOST_ITEMS = 10_000;

    /** Below a path of keys; null if there is nothing. */
    @Nullable
    YamlNode at(String... keys) {
        YamlNode found = this;
        for (String key : keys) {
            found = found == null ? null : found.child(key);
        }
        return found;
    }

    private @Nullable YamlNode child(String key) {
        YamlNode merged = null;
        YamlNode found = null;
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode name) {
                    if (name.getValue().equals(key)) {
                        found = new YamlNode(tuple.getValueNode());
                    } else if (name.getValue().equals("<<") && tuple.getValueNode() instanceof MappingNode other) {
                        merged = own(other, key);
                    }
                }
            }
        }
        return found == null ? merged : found;
    }

    /** Of a merged mapping, not of those that it merges: that ends, whatever refers to what. */
    private static @Nullable YamlNode own(MappingNode mapping, String key) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
                return new YamlNode(tuple.getValueNode());
            }
        }
        return null;
    }

    /** The text below a path of keys; null if there is none. */
    @Nullable
    String text(String... keys) {
        YamlNode found = at(keys);
        return found != null && found.node instanceof ScalarNode scalar && !isNull(scalar) ? scalar.getValue() : null;
    }

    private static boolean isNull(ScalarNode scalar) {
        return scalar.isPlain()
                && (scalar.getValue().isEmpty()
                        || scalar.getValue().equals("null")
                        || scalar.getValue().equals("~"));
    }

    /** The items below a path of keys; none if there is no list. */
    List<YamlNode> items(String... keys) {
        YamlNode found = at(keys);
        List<YamlNode> items = new ArrayList<>();
        if (found != null && found.node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (items.size() < MOST_ITEMS) {
                    items.add(new YamlNode(item));
                }
            }
        }
        return items;
    }

    /** All texts of a list below a path of keys. */
    List<String> texts(String... keys) {
        List<String> texts = new ArrayList<>();
        for (YamlNode item : items(keys)) {
            String text = item.text();
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The line it begins in, from 1. */
    int line() {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}

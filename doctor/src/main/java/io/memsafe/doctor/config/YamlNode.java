package io.memsafe.doctor.config;

import java.util.List;
import java.util.Map;

/** A value of a YAML text, with the line it begins in, from 1. */
sealed interface YamlNode {
    int line();

    /** What an error calls it. */
    String kind();

    record Scalar(String text, int line) implements YamlNode {
        @Override
        public String kind() {
            return "'" + text + "'";
        }
    }

    record Sequence(List<YamlNode> values, int line) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    record Mapping(Map<String, YamlNode> values, int line) implements YamlNode {
        @Override
        public String kind() {
            return "a group of keys";
        }
    }
}

package io.memsafe.doctor.config;

import java.util.List;

/** Writes a file of settings: a head with the sum, reasons as comments, and the settings. */
final class ConfText {
    private static final int WIDTH = 108;

    private final String comment;
    private final StringBuilder out = new StringBuilder();

    /**
     * @param comment what begins a comment, such as {@code #}
     */
    ConfText(String comment) {
        this.comment = comment;
    }

    ConfText head(Machine machine, String use) {
        why("Made by memsafe-doctor config for '" + machine.name() + "' (" + Bytes.text(machine.memoryBytes()) + ", "
                + machine.cores() + (machine.cores() == 1 ? " core" : " cores") + "). " + use);
        return this;
    }

    ConfText sum(List<Item> items, long budgetBytes) {
        why("Worst case:");
        items.forEach(item -> why("  " + item.text()));
        long all = items.stream().mapToLong(Item::totalBytes).sum();
        why("  in all " + Bytes.text(all)
                + (budgetBytes > all ? ", with a tenth for what no sum knows " + Bytes.text(budgetBytes) : ""));
        return this;
    }

    /** A comment; long ones are broken. */
    ConfText why(String text) {
        String indent = text.startsWith("  ") ? "  " : "";
        StringBuilder line = new StringBuilder(comment).append(indent);
        for (String word : text.strip().split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder(comment).append(indent);
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
        return this;
    }

    ConfText line(String text) {
        out.append(text).append('\n');
        return this;
    }

    ConfText blank() {
        return line("");
    }

    ConfigFile at(String path) {
        return new ConfigFile(path, out.toString());
    }
}

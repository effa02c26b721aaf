package io.memsafe.doctor.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The options of the JVM among the words of a command line. */
final class CommandWords {
    /** Whose value is the next word. */
    private static final Set<String> TWO_WORDS = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "--add-modules",
            "--limit-modules",
            "--add-exports",
            "--add-opens",
            "--add-reads",
            "--patch-module",
            "--enable-native-access",
            "--describe-module",
            "-d");

    private CommandWords() {}

    /** Whether the value of an option is the next word. */
    static boolean takesNext(String option) {
        return TWO_WORDS.contains(option);
    }

    /** Splits as a JVM splits JAVA_TOOL_OPTIONS: at white space, but not within quotes, which are left out. */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c) || c == 0) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inWord = false;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }

    /**
     * Up to the main class, the jar or the module, for what follows is for the program. Without {@code java} as the first
     * word there is no main class: words without a dash are passed over.
     */
    static List<String> options(List<String> words) {
        boolean launcher = !words.isEmpty() && isLauncher(words.get(0));
        List<String> options = new ArrayList<>();
        for (int i = launcher ? 1 : 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-jar") || word.equals("-m") || word.equals("--module")) {
                break;
            }
            if (TWO_WORDS.contains(word)) {
                i++;
            } else if (word.startsWith("-")) {
                options.add(word);
            } else if (launcher && !word.startsWith("@")) {
                break;
            }
        }
        return options;
    }

    private static boolean isLauncher(String word) {
        String name = word.substring(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
        return name.equals("java") || name.equals("java.exe") || name.equals("javaw.exe");
    }
}

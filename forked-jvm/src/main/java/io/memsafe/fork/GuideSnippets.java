package io.memsafe.fork;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Programs in a page of the guide that stand in a test or an example as well, so that they compile and run.
 *
 * <p>Thread-safety: immutable.
 */
public final class GuideSnippets {
    private final Path page;
    private final Path program;

    /**
     * Programs of a page.
     *
     * @param page its file name; a program follows {@code <!-- snippet: NAME -->}
     * @param test has the program between {@code // begin NAME} and {@code // end NAME}; run in its module's folder
     */
    public GuideSnippets(String page, Class<?> test) {
        this(guide().resolve(page), Path.of("src/test/java", test.getName().replace('.', '/') + ".java"));
    }

    /** In the folder of the project, which is above that of its module, or above that. */
    private static Path guide() {
        Path guide = Path.of("../docs/guide");
        return Files.isDirectory(guide) ? guide : Path.of("../../docs/guide");
    }

    /**
     * Programs of a page that stand in any source file.
     *
     * @param page the page
     * @param program has the program between {@code // begin NAME} and {@code // end NAME}
     */
    public GuideSnippets(Path page, Path program) {
        this.page = page;
        this.program = program;
    }

    /**
     * Compares the program in the page with that in the source file.
     *
     * @param name of the program
     * @throws IOException if one of the files cannot be read
     * @throws AssertionError if they differ, or one is missing; the message has both
     */
    public void assertStandsInPage(String name) throws IOException {
        String source = block(program, "// begin " + name + "\n", "// end " + name);
        String written = block(page, "<!-- snippet: " + name + " -->\n```java\n", "```");
        if (!written.equals(source)) {
            throw new AssertionError(
                    "snippet " + name + " of " + page + " should be\n\n" + source + "\n\nbut is\n\n" + written);
        }
    }

    private static String block(Path file, String start, String end) throws IOException {
        String text = Files.readString(file);
        int from = text.indexOf(start);
        if (from < 0) {
            throw new AssertionError(file + " has no '" + start.strip() + "'");
        }
        from += start.length();
        String lines = text.substring(from, text.indexOf(end, from));
        return lines.substring(0, lines.lastIndexOf('\n') + 1)
                .stripTrailing()
                .stripIndent()
                .strip();
    }
}

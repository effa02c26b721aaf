package io.memsafe.benchmarks.stand;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of a lab's results, written as Markdown and as JSON.
 *
 * <p>Thread-safety: none; filled by one thread.
 */
public final class Table {

    private final String title;
    private final String explanation;
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param title its heading
     * @param explanation a sentence below the heading on how to read it, or an empty one
     * @param head names of the columns
     */
    public Table(String title, String explanation, String... head) {
        this.title = title;
        this.explanation = explanation;
        this.head = List.of(head);
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column
     * @return this
     * @throws IllegalArgumentException if there are more or fewer cells than columns
     */
    public Table row(String... cells) {
        if (cells.length != head.size()) {
            throw new IllegalArgumentException(
                    "table '" + title + "' has " + head.size() + " columns, but a row has " + cells.length + " cells");
        }
        rows.add(List.of(cells));
        return this;
    }

    /**
     * Its heading.
     *
     * @return the title
     */
    public String title() {
        return title;
    }

    /**
     * Names of the columns.
     *
     * @return as given
     */
    public List<String> head() {
        return head;
    }

    /**
     * The rows so far.
     *
     * @return a copy
     */
    public List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /**
     * The table as Markdown, with its heading; columns are padded so that it can be read as it is.
     *
     * @return text that ends with a line break
     */
    public String markdown() {
        int[] widths = new int[head.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Math.max(3, escape(head.get(column)).length());
            for (List<String> row : rows) {
                widths[column] =
                        Math.max(widths[column], escape(row.get(column)).length());
            }
        }
        StringBuilder text = new StringBuilder("## ").append(title).append("\n\n");
        if (!explanation.isEmpty()) {
            text.append(explanation).append("\n\n");
        }
        line(text, head, widths);
        text.append('|');
        for (int width : widths) {
            text.append('-').append("-".repeat(width)).append("-|");
        }
        text.append('\n');
        rows.forEach(row -> line(text, row, widths));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        text.append('|');
        for (int column = 0; column < widths.length; column++) {
            String cell = escape(cells.get(column));
            text.append(' ')
                    .append(cell)
                    .append(" ".repeat(widths[column] - cell.length()))
                    .append(" |");
        }
        text.append('\n');
    }

    private static String escape(String cell) {
        return cell.replace("|", "\\|").replace('\n', ' ');
    }
}

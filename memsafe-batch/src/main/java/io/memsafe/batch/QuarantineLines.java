package io.memsafe.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a quarantine file, as {@link JsonLinesQuarantine} writes them. */
final class QuarantineLines {
    private static final Pattern POSITION = Pattern.compile("\\{\"position\":(\\d{1,18})[,}].*");

    private QuarantineLines() {}

    /**
     * The lines by the position of their item, the newest where there are several; a last line without an end is left
     * out.
     *
     * @throws IOException if the file cannot be read, or one of its lines names no position
     */
    static SortedMap<Long, String> read(Path file) throws IOException {
        SortedMap<Long, String> lines = new TreeMap<>();
        String text = Files.readString(file);
        int number = 1;
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            String line = text.substring(start, end);
            Matcher matcher = POSITION.matcher(line);
            if (matcher.matches()) {
                lines.put(Long.parseLong(matcher.group(1)), line);
            } else if (!line.isBlank()) {
                throw new IOException("line " + number + " of the quarantine " + file
                        + " must begin with {\"position\":NUMBER, but is: "
                        + line.substring(0, Math.min(80, line.length())));
            }
            start = end + 1;
            number++;
        }
        return lines;
    }

    /** Puts these lines in place of the file, at once. */
    static void replace(Path file, Iterable<String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line).append('\n');
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            append(channel, text.toString());
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        Folders.force(file);
    }

    /** Writes text to where the channel stands and forces it to disk. */
    static void append(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }
}

package io.memsafe.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Appends one JSON object a line to a file and forces it to disk. Thread-safety: none. */
final class JsonLinesQuarantine implements Quarantine {
    private final Path file;
    private @Nullable FileChannel channel;
    private @Nullable Set<Long> kept;

    JsonLinesQuarantine(Path file) {
        this.file = file;
    }

    @Override
    public void add(QuarantinedItem item) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            channel = open;
            removeTornLine();
        }
        QuarantineLines.append(open, json(item));
    }

    private void removeTornLine() throws IOException {
        try (FileChannel whole = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            long end = whole.size();
            while (end > 0) {
                whole.read(one.clear(), end - 1);
                if (one.get(0) == '\n') {
                    break;
                }
                end--;
            }
            whole.truncate(end);
        }
    }

    @Override
    public boolean contains(long position) throws IOException {
        Set<Long> positions = kept;
        if (positions == null) {
            positions = Files.exists(file) ? QuarantineLines.read(file).keySet() : Set.of();
            kept = positions;
        }
        return positions.contains(position);
    }

    static String json(QuarantinedItem item) {
        StringBuilder line = new StringBuilder(512);
        line.append("{\"position\":").append(item.position());
        JsonText.string(line.append(",\"key\":"), item.key());
        JsonText.string(line.append(",\"phase\":"), item.phase().name());
        JsonText.string(line.append(",\"errorType\":"), item.errorType());
        JsonText.string(line.append(",\"errorMessage\":"), item.errorMessage());
        line.append(",\"memory\":").append(item.memory());
        line.append(",\"attempts\":").append(item.attempts());
        line.append(",\"allocatedBytes\":").append(item.allocatedBytes());
        JsonText.string(line.append(",\"level\":"), item.level().name());
        if (!item.advice().isEmpty()) {
            JsonText.string(line.append(",\"advice\":"), item.advice());
        }
        line.append(",\"stack\":[");
        for (int i = 0; i < item.stack().size(); i++) {
            JsonText.string(line.append(i == 0 ? "" : ","), item.stack().get(i));
        }
        JsonText.string(line.append("],\"time\":"), item.time().toString());
        return line.append("}\n").toString();
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}

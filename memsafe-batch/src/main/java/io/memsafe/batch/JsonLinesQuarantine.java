package io.memsafe.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Appends one JSON object a line to a file and forces it to disk. Thread-safety: none. */
final class JsonLinesQuarantine implements Quarantine {
    private final Path file;
    private @Nullable FileChannel channel;

    JsonLinesQuarantine(Path file) {
        this.file = file;
    }

    @Override
    public void add(QuarantinedItem item) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            channel = open;
        }
        ByteBuffer line = ByteBuffer.wrap(json(item).getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            open.write(line);
        }
        open.force(true);
    }

    static String json(QuarantinedItem item) {
        StringBuilder line = new StringBuilder(512);
        line.append("{\"position\":").append(item.position());
        string(line.append(",\"key\":"), item.key());
        string(line.append(",\"phase\":"), item.phase().name());
        string(line.append(",\"errorType\":"), item.errorType());
        string(line.append(",\"errorMessage\":"), item.errorMessage());
        line.append(",\"memory\":").append(item.memory());
        line.append(",\"attempts\":").append(item.attempts());
        line.append(",\"allocatedBytes\":").append(item.allocatedBytes());
        string(line.append(",\"level\":"), item.level().name());
        line.append(",\"stack\":[");
        for (int i = 0; i < item.stack().size(); i++) {
            string(line.append(i == 0 ? "" : ","), item.stack().get(i));
        }
        string(line.append("],\"time\":"), item.time().toString());
        return line.append("}\n").toString();
    }

    private static void string(StringBuilder to, String value) {
        to.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                to.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                to.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                to.append(c);
            }
        }
        to.append('"');
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}

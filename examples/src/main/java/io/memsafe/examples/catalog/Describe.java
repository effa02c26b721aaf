package io.memsafe.examples.catalog;

import io.memsafe.batch.ItemProcessor;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Turns an entry into its row of the catalog.
 *
 * <p>Thread-safety: used by all workers at the same time.
 */
final class Describe implements ItemProcessor<Entry, Row> {

    private static final int LONGEST_KIND = 20;
    private static final String TOO_NEW = "Unsupported class file";

    private final ThreadLocal<MessageDigest> digests = ThreadLocal.withInitial(Digests::sha256);

    @Override
    public Row process(Entry entry) throws CorruptInputException {
        byte[] content = entry.content();
        if (content != null) {
            return describeClass(entry, content);
        }
        String sha256 = entry.sha256();
        return new Row(
                entry.position(),
                entry.container(),
                entry.name(),
                kindOf(entry.name()),
                null,
                null,
                entry.size(),
                sha256 == null ? "" : sha256,
                0,
                0,
                0,
                List.of());
    }

    private Row describeClass(Entry entry, byte[] content) throws CorruptInputException {
        try {
            ClassFile file = new ClassFile(content);
            return new Row(
                    entry.position(),
                    entry.container(),
                    entry.name(),
                    file.kind(),
                    file.name(),
                    file.superName(),
                    entry.size(),
                    HexFormat.of().formatHex(digests.get().digest(content)),
                    file.methods(),
                    file.fields(),
                    file.stringConstants(),
                    file.references());
        } catch (RuntimeException e) {
            String message = e.getMessage();
            throw new CorruptInputException(
                    entry.key(),
                    message != null && message.startsWith(TOO_NEW)
                            ? "the class file is newer than this program knows"
                            : "the class file is truncated or malformed",
                    e);
        }
    }

    private static String kindOf(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        String end = dot < 0 ? "" : last.substring(dot + 1).toLowerCase(Locale.ROOT);
        return end.isEmpty() || end.length() > LONGEST_KIND ? "file" : end;
    }
}

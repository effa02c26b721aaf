package io.memsafe.mapped;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all of a table. Each entry is a read of its own, so that who closes need not wait for the end.
 *
 * <p>Thread-safety: none; used once, by one thread.
 */
final class TableScan {
    private static final int PIECE_BYTES = 64 << 10;
    private static final int BUCKETS_AT_ONCE = 1_024;

    private final TableFile file;
    private final ReadGuard guard;
    private long entry;
    private long next = TableHeader.BYTES;
    private long count;

    TableScan(TableFile file, ReadGuard guard) {
        this.file = file;
        this.guard = guard;
    }

    void forEach(BiConsumer<? super ByteBuffer, ? super ByteBuffer> reader) {
        boolean more = true;
        while (more) {
            ReadPlace place = guard.enter();
            try {
                ByteBuffer key = copyNext(place);
                more = key != null;
                if (key != null) {
                    reader.accept(key, place.value.view());
                }
            } finally {
                place.leave();
            }
        }
    }

    private @Nullable ByteBuffer copyNext(ReadPlace place) {
        try {
            if (!advance()) {
                return null;
            }
            file.entries.copyValue(entry, place);
            return file.entries.copyKey(entry, place);
        } catch (DamageException | InternalError e) {
            throw file.broken(e);
        }
    }

    /** Goes to the next entry and checks its head and key; {@code false} after the last one. */
    private boolean advance() {
        entry = file.entries.skip(next);
        if (entry == file.header.entriesEnd()) {
            if (count != file.header.entries()) {
                throw new DamageException(count + " entries were found, but its head says " + file.header.entries());
            }
            return false;
        }
        file.entries.checkedHash(entry);
        next = file.entries.after(entry);
        count++;
        return true;
    }

    void verify() {
        byte[] piece = new byte[PIECE_BYTES];
        boolean more = true;
        while (more) {
            ReadPlace place = guard.enter();
            try {
                more = advance();
                if (more) {
                    file.entries.checkValue(entry, piece, place.crc);
                }
            } catch (DamageException | InternalError e) {
                throw file.broken(e);
            } finally {
                place.leave();
            }
        }
        verifyIndex();
    }

    private void verifyIndex() {
        long slots = 0;
        for (long bucket = 0; bucket < file.header.buckets(); bucket += BUCKETS_AT_ONCE) {
            ReadPlace place = guard.enter();
            try {
                long end = Math.min(bucket + BUCKETS_AT_ONCE, file.header.buckets());
                for (long each = bucket; each < end; each++) {
                    slots += file.index.checkedCount(each);
                }
            } catch (DamageException | InternalError e) {
                throw file.broken(e);
            } finally {
                place.leave();
            }
        }
        if (slots != count) {
            throw file.broken(new DamageException("its index has " + slots + " entries, but there are " + count));
        }
    }
}

package io.memsafe.batch;

import io.memsafe.batch.ChunkWriter.Piece;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Pieces that were written, until the run knows them as settled. A worker settles its piece only after the write, so
 * another one may write and save the next in between.
 *
 * <p>Thread-safety: none; the writer that has it guards it.
 */
final class Committed {
    private final ArrayList<Piece> pieces = new ArrayList<>();
    private Settled settled = new Settled(new long[0], Tally.none(), 0);

    /** Says what the run knows. */
    void attach(Settled ofRun) {
        settled = ofRun;
    }

    /** Makes room for a piece: after it is written nothing may fail. */
    void reserve() {
        pieces.ensureCapacity(pieces.size() + 1);
    }

    void add(Piece piece) {
        pieces.add(piece);
    }

    /** All that is settled or written, and one piece more. */
    Settled.Snapshot with(@Nullable Piece next) {
        Settled.Snapshot known = settled.snapshot();
        Settled all = new Settled(known.ranges(), known.tally(), pieces.size() + 1);
        pieces.removeIf(piece -> all.unsettledFrom(piece.from()) != piece.from());
        for (Piece piece : pieces) {
            add(all, piece);
        }
        if (next != null) {
            add(all, next);
        }
        return all.snapshot();
    }

    private static void add(Settled all, Piece piece) {
        all.add(piece.from(), piece.to(), piece.written(), piece.filtered(), piece.forMemory());
    }

    /** The piece that starts here, if it was written and the run does not know. */
    @Nullable
    Piece find(long from) {
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            if (piece.from() == from && settled.unsettledFrom(from) == from) {
                return piece;
            }
        }
        return null;
    }
}

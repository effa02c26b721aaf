package io.memsafe.doctor.jvm;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of how a program uses memory. Of what is measured more than once the largest counts; what somebody
 * {@linkplain Origin#GIVEN gives} counts before what is measured.
 *
 * <p>Thread-safety: immutable.
 */
public final class KnownUse {
    /** Nothing known. */
    public static final KnownUse NONE = new KnownUse(Map.of());

    private final Map<UseFigure, Amount> figures;

    private KnownUse(Map<UseFigure, Amount> figures) {
        this.figures = figures;
    }

    /**
     * This, and one figure more.
     *
     * @param figure what is known
     * @param amount how much of it: bytes, or a number of threads or classes; 0 or more
     * @return both
     */
    public KnownUse with(UseFigure figure, Amount amount) {
        Amount known = figures.get(figure);
        if (known != null && !isBetter(amount, known)) {
            return this;
        }
        EnumMap<UseFigure, Amount> more = new EnumMap<>(UseFigure.class);
        more.putAll(figures);
        more.put(figure, amount);
        return new KnownUse(more);
    }

    /**
     * This, but for one figure.
     *
     * @param figure what is to be known otherwise
     * @param amount how much of it
     * @return the rest, and this figure whatever was known of it
     */
    public KnownUse replaced(UseFigure figure, Amount amount) {
        EnumMap<UseFigure, Amount> more = new EnumMap<>(UseFigure.class);
        more.putAll(figures);
        more.put(figure, amount);
        return new KnownUse(more);
    }

    /**
     * This, but for one figure.
     *
     * @param figure what is not to be known
     * @return the rest
     */
    public KnownUse without(UseFigure figure) {
        EnumMap<UseFigure, Amount> less = new EnumMap<>(UseFigure.class);
        less.putAll(figures);
        less.remove(figure);
        return new KnownUse(less);
    }

    private static boolean isBetter(Amount amount, Amount known) {
        boolean given = amount.origin() == Origin.GIVEN;
        return given != (known.origin() == Origin.GIVEN) ? given : amount.bytes() > known.bytes();
    }

    /**
     * This and other knowledge.
     *
     * @param other as for {@link #with}
     * @return both
     */
    public KnownUse and(KnownUse other) {
        KnownUse both = this;
        for (Map.Entry<UseFigure, Amount> entry : other.figures.entrySet()) {
            both = both.with(entry.getKey(), entry.getValue());
        }
        return both;
    }

    /**
     * A figure and where it comes from.
     *
     * @param figure which
     * @return empty if it is not known
     */
    public Optional<Amount> amount(UseFigure figure) {
        return Optional.ofNullable(figures.get(figure));
    }

    /**
     * A figure alone.
     *
     * @param figure which
     * @return empty if it is not known
     */
    public OptionalLong value(UseFigure figure) {
        Amount amount = figures.get(figure);
        return amount == null ? OptionalLong.empty() : OptionalLong.of(amount.bytes());
    }
}

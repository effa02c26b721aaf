package io.memsafe.benchmarks.doctor;

import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.InvalidFlagException;
import java.util.Locale;
import java.util.OptionalLong;

/** What people wrote of their settings. */
final class CaseText {
    private CaseText() {}

    /** The first size of a text such as {@code ~60 GB host}. */
    static OptionalLong size(String text) {
        String plain = text.replace("~", "").strip().toLowerCase(Locale.ROOT);
        for (int end = plain.length(); end > 0; end--) {
            try {
                return OptionalLong.of(ByteSize.parse("limit", plain.substring(0, end)));
            } catch (InvalidFlagException e) {
                // Perhaps a shorter part of it is one.
            }
        }
        return OptionalLong.empty();
    }
}
